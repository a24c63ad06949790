namespace Spikebook.MeanField;

/// <summary>
/// The equations of a pair of steps of <c>half</c> each, the same for one population alone and for each of many: trapezoidal rule (TR),
/// then backward difference formula (BDF2). f is the slope L p with what comes back at V_R.
/// </summary>
/// <remarks>Source: Bank, Coughran, Fichtner, Grosse, Rose, Smith 1985.</remarks>
static class PairEquations
{
    /// <summary>TR, p1 - half/2 L p1 = p0 + half/2 f0: the right side.</summary>
    public static void TrapezoidSide(ReadOnlySpan<double> p0, ReadOnlySpan<double> f0, double half, Span<double> right)
    {
        for (int i = 0; i < right.Length; i++) right[i] = p0[i] + 0.5 * half * f0[i];
    }

    /// <summary>BDF2, p2 - 2/3 half L p2 = 4/3 p1 - 1/3 p0: the right side.</summary>
    public static void DifferenceSide(ReadOnlySpan<double> p0, ReadOnlySpan<double> p1, Span<double> right)
    {
        for (int i = 0; i < right.Length; i++) right[i] = (4 * p1[i] - p0[i]) / 3;
    }

    /// <summary>
    /// What BDF2 puts back at V_R of those who fired a refractory time ago, beyond the 4/3 of TR's that are in its right side already.
    /// </summary>
    /// <param name="return1">Mass back by the end of TR's step.</param>
    /// <param name="return2">Mass back by the end of the pair.</param>
    public static double ReturnInDifference(double return1, double return2) => Math.Max(0, return2 - 4 * return1 / 3);

    /// <summary>Σ |f0 - 2 f1 + f2|, of which half h / 3 is the pair's local error, and the lowest value of p1 and p2.</summary>
    public static (double Curvature, double Lowest) Judge(
        ReadOnlySpan<double> f0, ReadOnlySpan<double> f1, ReadOnlySpan<double> f2, ReadOnlySpan<double> p1, ReadOnlySpan<double> p2)
    {
        double curvature = 0, lowest = 0;
        for (int i = 0; i < f0.Length; i++)
        {
            curvature += Math.Abs(f0[i] - 2 * f1[i] + f2[i]);
            lowest = Math.Min(lowest, Math.Min(p1[i], p2[i]));
        }
        return (curvature, lowest);
    }

    /// <summary>A pair for which no rate was found.</summary>
    public static PairOutcome Failed(RateVerdict verdict) =>
        new(verdict == RateVerdict.Negative ? PairVerdict.Negative : PairVerdict.NoFiniteRate, double.NaN);
}
