namespace Spikebook.Sweeps;

/// <summary>The values that one parameter takes.</summary>
public static class Axis
{
    /// <summary>Evenly spaced values, both ends included: x_k = from + k (to - from) / (count - 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one value, or an end that is no number.</exception>
    public static double[] Linear(double from, double to, int count)
    {
        Check(from, to, count);
        double[] values = new double[count];
        for (int k = 0; k < count; k++) values[k] = count == 1 ? from : from + k * (to - from) / (count - 1);
        values[^1] = count == 1 ? from : to;
        return values;
    }

    /// <summary>Values of constant ratio, both ends included: x_k = from (to / from)^(k / (count - 1)).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one value, or an end that is not positive.</exception>
    public static double[] Logarithmic(double from, double to, int count)
    {
        Check(from, to, count);
        if (from <= 0 || to <= 0)
            throw new ArgumentOutOfRangeException(nameof(from),
            $"a logarithmic axis from {from} to {to} passes zero; both ends must be positive");
        double[] values = new double[count];
        for (int k = 0; k < count; k++) values[k] = count == 1 ? from : from * Real.Pow(to / from, (double)k / (count - 1));
        values[^1] = count == 1 ? from : to;
        return values;
    }

    static void Check(double from, double to, int count)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), $"an axis of {count} values has none; give 1 or more");
        if (!double.IsFinite(from) || !double.IsFinite(to))
            throw new ArgumentOutOfRangeException(nameof(from), $"an axis from {from} to {to} has no bounds; give finite ends");
    }
}
