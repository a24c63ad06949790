using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// A neural gas: nodes that spread over data. Each row x moves every node towards it, the less the more nodes are nearer,
/// <c>p_k += eps exp(-rank_k / lambda) (x - p_k)</c>; eps falls from .3 to .05, lambda from 30 to .01.
/// </summary>
/// <remarks>
/// Source: T. Martinetz, S. Berkovich, K. Schulten, IEEE Trans Neural Netw 4, 558 (1993), doi:10.1109/72.238311; the numbers are those of
/// Schmuker et al. (2014).
/// </remarks>
public static class NeuralGas
{
    /// <summary>Places nodes.</summary>
    /// <param name="rows">The data, all rows of one length.</param>
    /// <param name="nodes">How many, no more than rows.</param>
    /// <param name="epochs">How often all rows are seen.</param>
    /// <param name="random">First places are rows, and the order is drawn anew for each epoch.</param>
    /// <exception cref="ArgumentException">There are fewer rows than nodes.</exception>
    public static double[][] Fit(IReadOnlyList<double[]> rows, int nodes, int epochs, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(random);
        if (nodes < 1 || nodes > rows.Count)
            throw new ArgumentException($"{nodes} nodes for {rows.Count} rows; use 1 … {rows.Count}", nameof(nodes));
        double[][] places = [.. random.Permutation(rows.Count).Take(nodes).Select(row => (double[])rows[row].Clone())];
        var distances = new double[nodes];
        var order = new int[nodes];
        long all = (long)epochs * rows.Count, seen = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
            foreach (int row in random.Permutation(rows.Count))
            {
                double share = (double)seen++ / all, rate = .3 * Real.Pow(.05 / .3, share), range = 30 * Real.Pow(.01 / 30, share);
                for (int k = 0; k < nodes; k++) (distances[k], order[k]) = (SquaredDistance(rows[row], places[k]), k);
                distances.AsSpan().Sort(order.AsSpan());
                for (int rank = 0; rank < nodes; rank++)
                {
                    double step = rate * Real.Exp(-rank / range);
                    var place = places[order[rank]];
                    for (int f = 0; f < place.Length; f++) place[f] += step * (rows[row][f] - place[f]);
                }
            }
        return places;
    }

    static double SquaredDistance(double[] a, double[] b)
    {
        double sum = 0;
        for (int f = 0; f < a.Length; f++) sum += (a[f] - b[f]) * (a[f] - b[f]);
        return sum;
    }
}
