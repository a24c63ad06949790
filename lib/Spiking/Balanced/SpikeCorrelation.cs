namespace Spikebook.Spiking;

/// <summary>Correlation of spike counts in windows, averaged over pairs of neurons.</summary>
public static class SpikeCorrelation
{
    // rho_ij = cov(n_i, n_j) / sqrt(var n_i var n_j); a neuron whose count never changes correlates with none
    /// <summary>Mean correlation of two neurons of the same half, and of two of different halves.</summary>
    /// <param name="spikes">Spikes of N neurons; the halves are the first N/2 and the rest.</param>
    /// <param name="window">Length of a window, bins.</param>
    public static (double Within, double Across) ByHalves(BinnedSpikes spikes, int window)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        double[][] counts = [.. spikes.Counts(window).Select(Standardised)];
        int n = spikes.Neurons, withinPairs = 0, acrossPairs = 0;
        double within = 0, across = 0;
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
            {
                double rho = 0;
                for (int k = 0; k < counts[i].Length; k++) rho += counts[i][k] * counts[j][k];
                if (i < n / 2 == j < n / 2) (within, withinPairs) = (within + rho, withinPairs + 1);
                else (across, acrossPairs) = (across + rho, acrossPairs + 1);
            }
        return (within / Math.Max(withinPairs, 1), across / Math.Max(acrossPairs, 1));
    }

    /// <summary>
    /// Cross-correlogram of the halves' summed activity: correlation of the first half's spikes in a bin with the second's <c>lag</c> bins
    /// later, for lags -most … most.
    /// </summary>
    public static IReadOnlyList<(int Lag, double Within, double Across)> Correlogram(BinnedSpikes spikes, int most)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(most, spikes.Bins);
        double[] down = new double[spikes.Bins], up = new double[spikes.Bins];
        for (int bin = 0; bin < spikes.Bins; bin++)
            foreach (int neuron in spikes.At(bin)) (neuron < spikes.Neurons / 2 ? down : up)[bin]++;
        (down, up) = (Standardised(down), Standardised(up));
        var rows = new List<(int, double, double)>();
        for (int lag = -most; lag <= most; lag++)
        {
            double within = 0, across = 0;
            for (int bin = Math.Max(0, -lag); bin < spikes.Bins - Math.Max(0, lag); bin++)
            {
                within += (down[bin] * down[bin + lag] + up[bin] * up[bin + lag]) / 2;
                across += down[bin] * up[bin + lag];
            }
            rows.Add((lag, within, across));
        }
        return rows;
    }

    // (n - <n>) / |n - <n>|
    static double[] Standardised(double[] counts)
    {
        double mean = counts.Average(), norm = Math.Sqrt(counts.Sum(n => (n - mean) * (n - mean)));
        return [.. counts.Select(n => norm > 0 ? (n - mean) / norm : 0)];
    }
}
