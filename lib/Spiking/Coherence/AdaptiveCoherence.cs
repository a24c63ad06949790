using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>What a network does, as the two numbers of the measure tell.</summary>
public enum CoherenceState
{
    /// <summary>R^2 near 0: each for itself.</summary>
    Asynchronous,
    /// <summary>R^2 near 1 and one lag: all together.</summary>
    Synchronous,
    /// <summary>R^2 near 1 and few lags, each shared by many neurons.</summary>
    Clusters,
    /// <summary>R^2 near 1 and lags that go round: many of them, each of the same few neurons.</summary>
    TravellingWave,
    /// <summary>Between: a part is coherent and a part is not.</summary>
    Chimera,
}

/// <summary>The adaptive coherence measure of a set of voltage traces.</summary>
/// <param name="RSquared">R^2: coherence when every trace may be shifted.</param>
/// <param name="ChiSquared">chi^2: coherence as the traces are.</param>
/// <param name="Lags">L, the number of distinct shifts.</param>
/// <param name="Shifts">The shift of each trace, samples.</param>
/// <param name="LargestCluster">Traces that share the commonest shift.</param>
public sealed record Coherence(double RSquared, double ChiSquared, int Lags, IReadOnlyList<int> Shifts, int LargestCluster)
{
    /// <summary>
    /// The state that these numbers stand for: asynchronous below <paramref name="low"/>, a chimera up to <paramref name="high"/>; above,
    /// one lag is synchrony, lags that are many for the number of traces (at least a third, or no two alike) a travelling wave, few lags
    /// clusters.
    /// </summary>
    public CoherenceState State(double low = 0.2, double high = 0.8) => RSquared < low ? CoherenceState.Asynchronous
        : RSquared < high ? CoherenceState.Chimera
        : Lags == 1 ? CoherenceState.Synchronous
        : 3 * Lags >= Shifts.Count ? CoherenceState.TravellingWave : CoherenceState.Clusters;
}

/// <summary>
/// chi^2 = var(mean_i V_i) / mean_i var(V_i) is 1 where all traces are one and of order 1/N where they are independent; it calls clusters
/// and waves incoherent. R^2 = max over shifts t_i of chi^2 of the shifted traces V_i(t + t_i) is 1 for every state in which one neuron's
/// trace is another's, later. The shifts are found by aligning first spikes; L counts distinct ones.
/// </summary>
/// <remarks>
/// Source: O. Dogonasheva, D. Kasatkin, B. Gutkin, D. Zakharov, Chaos, Solitons and Fractals 153, 111541 (2021), and its authors' program;
/// chi^2: Golomb, Hansel, Mato (2001).
/// </remarks>
public static class AdaptiveCoherence
{
    /// <summary>The measure for traces that are sampled at the same times.</summary>
    /// <param name="traces">A row of samples for each neuron.</param>
    /// <param name="threshold">A first spike is the first upward crossing of this value in the first half of the trace.</param>
    /// <param name="tolerance">Shifts that differ by at most this many samples from a neighbouring one count as the same.</param>
    /// <exception cref="ArgumentException">Fewer than two traces, traces of different or too small length, or a trace without a
    /// spike.</exception>
    public static Coherence Of(IReadOnlyList<double[]> traces, double threshold, int tolerance = 0)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count < 2) throw new ArgumentException($"{traces.Count} traces; coherence needs at least two");
        int length = traces[0].Length;
        int other = Enumerable.Range(0, traces.Count).FirstOrDefault(i => traces[i].Length != length, -1);
        if (other >= 0)
            throw new ArgumentException($"trace {other} has {traces[other].Length} samples and trace 0 has {length}"
                + "; all must have the same");
        if (length < 8) throw new ArgumentException($"traces of {length} samples; give at least 8");
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        int[] shifts = [.. traces.Select((trace, i) => FirstSpike(trace, threshold) ?? throw new ArgumentException(
            Invariant($"trace {i} does not cross {threshold} upward in its first {length / 2} samples")
                + "; lower the threshold, record for longer or leave the neuron out"))];
        int earliest = shifts.Min(), kept = length - (shifts.Max() - earliest);
        for (int i = 0; i < shifts.Length; i++) shifts[i] -= earliest;
        var (lags, largest) = Distinct(shifts, tolerance);
        return new Coherence(ChiSquared(traces, shifts, kept), ChiSquared(traces, new int[shifts.Length], length), lags, shifts, largest);
    }

    /// <summary>chi^2 of traces as they are.</summary>
    public static double ChiSquared(IReadOnlyList<double[]> traces)
    {
        ArgumentNullException.ThrowIfNull(traces);
        return ChiSquared(traces, new int[traces.Count], traces.Min(trace => trace.Length));
    }

    static int? FirstSpike(double[] trace, double threshold)
    {
        for (int t = 1; t <= trace.Length / 2; t++)
            if (trace[t - 1] < threshold && trace[t] >= threshold) return t;
        return null;
    }

    // var of the mean trace over mean var of the traces, each from its shift on
    static double ChiSquared(IReadOnlyList<double[]> traces, int[] shifts, int length)
    {
        var mean = new double[length];
        double variances = 0;
        for (int i = 0; i < traces.Count; i++)
        {
            var trace = traces[i].AsSpan(shifts[i], length);
            for (int t = 0; t < length; t++) mean[t] += trace[t] / traces.Count;
            variances += Variance(trace) / traces.Count;
        }
        return variances == 0 ? 0 : Variance(mean) / variances;
    }

    static double Variance(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (double value in values) sum += value;
        double mean = sum / values.Length;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        return squares / values.Length;
    }

    static (int Lags, int Largest) Distinct(int[] shifts, int tolerance)
    {
        int[] sorted = [.. shifts.Order()];
        int lags = 1, size = 1, largest = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] - sorted[i - 1] > tolerance) (lags, size) = (lags + 1, 0);
            largest = Math.Max(largest, ++size);
        }
        return (lags, largest);
    }
}
