namespace Spikebook.Spiking;

/// <summary>
/// What a balanced network did: target, read-out and spikes, bin by bin, with the network and the input that they came from.
/// </summary>
public sealed class BalancedRun
{
    readonly double[] _target, _readout;

    internal BalancedRun(object network, Stimulus stimulus, double[] target, double[] readout, BinnedSpikes spikes,
        IReadOnlyList<string> warnings)
    {
        (_target, _readout) = (target, readout);
        (Network, Stimulus, Spikes, Warnings) = (network, stimulus, spikes, warnings);
    }

    /// <summary>The network with its parameters and seed: a <see cref="BalancedNetwork"/> or a <see cref="ClassicNetwork"/>.</summary>
    public object Network { get; }

    /// <summary>The input.</summary>
    public Stimulus Stimulus { get; }

    /// <summary>The spikes, in the bin in which they reach the read-out.</summary>
    public BinnedSpikes Spikes { get; }

    /// <summary>What a reader of the result should know, one line each: an unstable target, a delay that acts like another.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Version of the library that computed this.</summary>
    public string Version { get; } = typeof(BalancedRun).Assembly.GetName().Version!.ToString(3);

    /// <summary>Number of bins.</summary>
    public int Bins => Stimulus.Bins;

    /// <summary>The target x in a bin.</summary>
    public double Target(int bin, int dimension = 0) => _target[bin * Stimulus.Dimensions + dimension];

    /// <summary>The read-out W r in a bin.</summary>
    public double Readout(int bin, int dimension = 0) => _readout[bin * Stimulus.Dimensions + dimension];

    /// <summary>End of a bin, s.</summary>
    public double Time(int bin) => (bin + 1) * Stimulus.Step;

    // rms = sqrt(mean over bins and dimensions of (x - W r)^2)
    /// <summary>Root mean square difference of read-out and target, from a time on to a time (s).</summary>
    public double Rms(double from = 0, double to = double.PositiveInfinity)
    {
        double sum = 0;
        var count = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (Time(bin) < from || Time(bin) > to) continue;
            for (var k = 0; k < Stimulus.Dimensions; k++, count++) sum += Real.Pow(Target(bin, k) - Readout(bin, k), 2);
        }
        return Math.Sqrt(sum / count);
    }

    // R^2 = 1 - sum (x - W r)^2 / sum (W r - <W r>)^2
    /// <summary>
    /// Decoding R^2 as the published program computes it: the variance beneath is that of the <em>read-out</em>, so a wild read-out gives
    /// 0, not minus infinity.
    /// </summary>
    public double RSquared()
    {
        double error = 0, variance = 0;
        for (var k = 0; k < Stimulus.Dimensions; k++)
        {
            double mean = 0;
            for (var bin = 0; bin < Bins; bin++) mean += Readout(bin, k) / Bins;
            for (var bin = 0; bin < Bins; bin++)
            {
                error += Real.Pow(Target(bin, k) - Readout(bin, k), 2);
                variance += Real.Pow(Readout(bin, k) - mean, 2);
            }
        }
        return 1 - error / variance;
    }

    /// <summary>The cycle in which the read-out ends, or null where the last quarter of the run is no cycle.</summary>
    /// <param name="tolerance">Largest difference of two periods, in units of the read-out.</param>
    public ReadoutCycle? Cycle(double tolerance)
    {
        int from = Bins - Bins / 4, length = Bins / 4;
        for (var period = 1; period <= length / 2; period++)
        {
            var repeats = true;
            for (var bin = from; repeats && bin + period < Bins; bin++)
                repeats = Math.Abs(Readout(bin + period) - Readout(bin)) <= tolerance;
            if (!repeats) continue;
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            for (var bin = from; bin < Bins; bin++) (low, high) = (Math.Min(low, Readout(bin)), Math.Max(high, Readout(bin)));
            return new ReadoutCycle(period, high - low);
        }
        return null;
    }
}

/// <summary>A read-out that repeats itself.</summary>
/// <param name="Period">Bins until it repeats.</param>
/// <param name="PeakToPeak">Highest less lowest value.</param>
public readonly record struct ReadoutCycle(int Period, double PeakToPeak);
