using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>The input c(t) of a balanced network: one value for each bin and dimension, in units of the target per second.</summary>
public sealed class Stimulus
{
    readonly double[] _values;

    /// <summary>An input from its values, bin after bin.</summary>
    /// <param name="step">Length of a bin, s.</param>
    /// <param name="dimensions">Number of dimensions D.</param>
    /// <param name="values">c, D values a bin.</param>
    /// <exception cref="ArgumentException">A step, a count or a value that makes no sense.</exception>
    public Stimulus(double step, int dimensions, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!(step > 0) || !double.IsFinite(step))
            throw new ArgumentException(Invariant($"step = {step} s must be above 0 and finite; use for instance 1e-4"));
        if (dimensions < 1) throw new ArgumentException($"dimensions = {dimensions} is below 1");
        if (values.Length == 0 || values.Length % dimensions != 0)
            throw new ArgumentException($"{values.Length} values are no whole number of bins of {dimensions} dimensions"
                + $"; give {dimensions} values a bin");
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0) throw new ArgumentException(Invariant($"value {bad} of the input is {values[bad]}; every value must be finite"));
        (Step, Dimensions, _values) = (step, dimensions, values);
    }

    /// <summary>Length of a bin, s.</summary>
    public double Step { get; }

    /// <summary>Number of dimensions D.</summary>
    public int Dimensions { get; }

    /// <summary>Number of bins.</summary>
    public int Bins => _values.Length / Dimensions;

    /// <summary>Length of the whole input, s.</summary>
    public double Seconds => Bins * Step;

    /// <summary>The values of a bin.</summary>
    public ReadOnlySpan<double> At(int bin) => _values.AsSpan(bin * Dimensions, Dimensions);

    /// <summary>Silence with pulses: each from a time to a time (s, both ends belong to it) at a value.</summary>
    public static Stimulus Pulses(double seconds, double step, params IEnumerable<(double From, double To, double Value)> pulses)
    {
        var values = new double[BinsOf(seconds, step)];
        foreach (var (from, to, value) in pulses)
            for (int bin = 0; bin < values.Length; bin++)
                if ((bin + 1) * step >= from - step / 4 && (bin + 1) * step <= to + step / 4) values[bin] = value;
        return new Stimulus(step, 1, values);
    }

    /// <summary>
    /// Blocks of constant values, uniform between <paramref name="low"/> and <paramref name="high"/>, drawn for each dimension.
    /// </summary>
    /// <param name="seconds">Length of the input.</param>
    /// <param name="step">Length of a bin, s.</param>
    /// <param name="block">Length of a block, s.</param>
    /// <param name="low">Lowest value.</param>
    /// <param name="high">Highest value.</param>
    /// <param name="seed">Seed of the stream "stimulus".</param>
    /// <param name="dimensions">Number of dimensions.</param>
    /// <param name="silent">Time at the start without input, s.</param>
    public static Stimulus RandomBlocks(double seconds, double step, double block, double low, double high, ulong seed, int dimensions = 1,
        double silent = 0)
    {
        if (!(block >= step)) throw new ArgumentException(Invariant($"block = {block} s is shorter than a bin of {step} s"));
        int bins = BinsOf(seconds, step), length = (int)Math.Round(block / step), quiet = (int)Math.Round(silent / step);
        var values = new double[bins * dimensions];
        for (int k = 0; k < dimensions; k++)
        {
            var random = Streams.For(seed, "stimulus", k);
            double level = 0;
            for (int bin = 0; bin < bins; bin++)
            {
                if (bin % length == 0) level = low + (high - low) * random.NextDouble();
                values[bin * dimensions + k] = bin < quiet ? 0 : level;
            }
        }
        return new Stimulus(step, dimensions, values);
    }

    /// <summary>
    /// White noise without what lies above a frequency: standard deviation before the filter, a Hann-windowed sinc of 200 bins.
    /// </summary>
    /// <param name="seconds">Length of the input.</param>
    /// <param name="step">Length of a bin, s.</param>
    /// <param name="deviation">Standard deviation of the white noise.</param>
    /// <param name="cutoff">Highest frequency that stays, Hz.</param>
    /// <param name="seed">Seed of the stream "stimulus".</param>
    public static Stimulus LowPassNoise(double seconds, double step, double deviation, double cutoff, ulong seed)
    {
        if (!(cutoff > 0) || cutoff >= 0.5 / step)
            throw new ArgumentException(Invariant($"cutoff = {cutoff} Hz must lie between 0 and half the sampling rate, {0.5 / step} Hz"));
        const int half = 100;
        int bins = BinsOf(seconds, step);
        var white = new double[bins + 2 * half];
        Streams.For(seed, "stimulus").FillGaussian(white);
        var kernel = new double[2 * half + 1];
        for (int k = -half; k <= half; k++)
        {
            double x = 2 * cutoff * step * k, sinc = k == 0 ? 1 : Real.Sin(Math.PI * x) / (Math.PI * x);
            kernel[k + half] = 2 * cutoff * step * sinc * (0.5 + 0.5 * Real.Cos(Math.PI * k / (half + 1)));
        }
        double gain = deviation / kernel.Sum();
        var values = new double[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            double sum = 0;
            for (int k = 0; k < kernel.Length; k++) sum += kernel[k] * white[bin + k];
            values[bin] = gain * sum;
        }
        return new Stimulus(step, 1, values);
    }

    /// <summary>The same input with white noise on top, independent from bin to bin (stream "stimulus-noise").</summary>
    public Stimulus WithNoise(double deviation, ulong seed)
    {
        var random = Streams.For(seed, "stimulus-noise");
        return new Stimulus(Step, Dimensions, [.. _values.Select(value => value + deviation * random.NextGaussian())]);
    }

    static int BinsOf(double seconds, double step)
    {
        if (!(step > 0)) throw new ArgumentException(Invariant($"step = {step} s must be above 0"));
        double bins = Math.Round(seconds / step);
        if (!(bins is >= 1 and <= 100_000_000))
            throw new ArgumentException(Invariant($"{seconds} s in bins of {step} s are {bins} bins; use 1 to 100 million"));
        return (int)bins;
    }
}
