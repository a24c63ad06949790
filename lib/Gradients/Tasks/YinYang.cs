using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tasks;

/// <summary>
/// The Yin-Yang task: points of a disc of radius 0.5 around (0.5, 0.5), which are yin, yang or one of its two dots. A linear
/// classifier gets 64 % of it. Generated, bit for bit, as published.
/// </summary>
/// <remarks>Source: L. Kriener, J. Göltz, M. A. Petrovici, "The Yin-Yang dataset", NICE 2022, arXiv:2102.08211.</remarks>
public static class YinYang
{
    /// <summary>Radius of the disc.</summary>
    public const double Radius = 0.5;

    /// <summary>Radius of the dots.</summary>
    public const double Dot = 0.1;

    /// <summary>How long the input lasts in the published runs, in ms.</summary>
    public const double WindowMs = 30;

    /// <summary>The 5,000 published points to learn from: seed 42.</summary>
    public static YinYangPoints Train() => Generate(5000, 42);

    /// <summary>The 1,000 published points to validate with: seed 41.</summary>
    public static YinYangPoints Validation() => Generate(1000, 41);

    /// <summary>The 1,000 published points to test with: seed 40.</summary>
    public static YinYangPoints Test() => Generate(1000, 40);

    /// <summary>Points of all three classes alike: first a class is drawn, then points until one is in the disc and of that
    /// class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    public static YinYangPoints Generate(int count, uint seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var generator = new NumpyRandomState(seed);
        var (x, y, labels) = (new double[count], new double[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            labels[i] = generator.Below(3);
            do (x[i], y[i]) = (generator.NextDouble() * 2 * Radius, generator.NextDouble() * 2 * Radius);
            while (Distance(x[i], y[i], Radius) > Radius || ClassOf(x[i], y[i]) != labels[i]);
        }
        return new(x, y, labels);
    }

    /// <summary>The class of a point: 0 yin, 1 yang, 2 a dot.</summary>
    public static int ClassOf(double x, double y)
    {
        double right = Distance(x, y, 1.5 * Radius), left = Distance(x, y, 0.5 * Radius);
        if (right < Dot || left < Dot) return 2;
        return right <= Dot || (left > Dot && left <= 0.5 * Radius) || (y > Radius && right > 0.5 * Radius) ? 1 : 0;
    }

    /// <summary>
    /// Points as spikes: inputs x, y, 1 - x, 1 - y fire at that part of the window, and a fifth one, the same for all, at 0.
    /// </summary>
    public static SpikeDataset Spikes(YinYangPoints points, double windowMs = WindowMs)
    {
        ArgumentNullException.ThrowIfNull(points);
        var samples = Enumerable.Range(0, points.Count).Select(i => (IEnumerable<(double, int)>)
        [
            (points.X[i] * windowMs, 0), (points.Y[i] * windowMs, 1),
            ((1 - points.X[i]) * windowMs, 2), ((1 - points.Y[i]) * windowMs, 3), (0, 4),
        ]);
        return new("Yin-Yang", SpikeBatch.From(5, samples), [.. points.Labels], 3);
    }

    static double Distance(double x, double y, double centre) => Math.Sqrt((x - centre) * (x - centre) + (y - Radius) * (y - Radius));
}

/// <summary>Points of the disc.</summary>
/// <param name="X">Places from left to right, 0 … 1.</param>
/// <param name="Y">Places from bottom to top, 0 … 1.</param>
/// <param name="Labels">Classes: 0 yin, 1 yang, 2 a dot.</param>
public sealed record YinYangPoints(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<int> Labels)
{
    /// <summary>Number of points.</summary>
    public int Count => Labels.Count;
}
