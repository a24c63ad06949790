namespace Spikebook.MeanField;

/// <summary>A mean of independent values with its 95 % interval (Student's t).</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Half95">Half width of the 95 % interval; infinite for a single value.</param>
/// <param name="Deviation">Standard deviation of one value; NaN for a single value.</param>
/// <param name="Count">Number of values.</param>
public readonly record struct SampleMean(double Mean, double Half95, double Deviation, int Count)
{
    /// <summary>The mean of some values.</summary>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static SampleMean Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0) throw new ArgumentException("no values; give at least one");
        int bad = Array.FindIndex(all, value => !double.IsFinite(value));
        if (bad >= 0) throw new ArgumentException(FormattableString.Invariant($"value {bad} is {all[bad]}; a mean needs finite values"));
        double mean = all.Average();
        if (all.Length == 1) return new(mean, double.PositiveInfinity, double.NaN, 1);
        double deviation = Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1));
        return new(mean, StudentsT.Quantile975(all.Length - 1) * deviation / Math.Sqrt(all.Length), deviation, all.Length);
    }

    /// <summary>Whether the 95 % interval holds a value.</summary>
    public bool Holds(double value) => Math.Abs(value - Mean) <= Half95;
}
