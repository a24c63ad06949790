using Spikebook.Randomness;

namespace Spikebook.Sweeps;

/// <summary>
/// A Latin hypercube: n points in d dimensions of which, along each dimension, exactly one lies in each of n equal strata
/// (McKay, Beckman, Conover, Technometrics 21, 239, 1979).
/// </summary>
public static class LatinHypercube
{
    /// <summary>Points in a box.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of the stream "latin-hypercube"; the same seed gives the same points.</param>
    /// <param name="box">Least and greatest value of each dimension.</param>
    /// <returns>One array of coordinates a point.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No point, no dimension, or a dimension whose ends are not in order.</exception>
    public static IReadOnlyList<double[]> Of(int count, ulong seed, params (double Min, double Max)[] box)
    {
        ArgumentNullException.ThrowIfNull(box);
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), $"{count} points are none; give 1 or more");
        if (box.Length == 0) throw new ArgumentOutOfRangeException(nameof(box),
            "a box without dimensions holds no points; give (min, max) of each parameter");
        double[][] points = [.. Enumerable.Range(0, count).Select(_ => new double[box.Length])];
        for (int d = 0; d < box.Length; d++)
        {
            (double min, double max) = box[d];
            if (!(min < max) || !double.IsFinite(max - min))
                throw new ArgumentOutOfRangeException(nameof(box), $"dimension {d} runs from {min} to {max}; give finite ends in order");
            var random = Streams.For(seed, "latin-hypercube", d);
            int[] strata = random.Permutation(count);
            for (int k = 0; k < count; k++) points[k][d] = min + (max - min) * (strata[k] + random.NextDouble()) / count;
        }
        return points;
    }
}
