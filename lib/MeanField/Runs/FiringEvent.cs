namespace Spikebook.MeanField;

/// <summary>A multiple firing event: tau moves on while t stands still.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Tau">Dilated time at its start.</param>
/// <param name="Size">Fraction m* of the population that fires, which is its duration in tau.</param>
/// <param name="Before">Density just before.</param>
/// <param name="After">Density just after.</param>
public sealed record FiringEvent(double Time, double Tau, double Size, Density Before, Density After)
{
    /// <summary>Duration in dilated time: the same number as the size.</summary>
    public double DurationTau => Size;

    /// <summary>Number of cascades that the event is made of: 1 in the mean field, several in a finite network.</summary>
    public int Cascades { get; init; } = 1;

    /// <summary>Physical time from the first to the last of these cascades: 0 in the mean field.</summary>
    public double Lasting { get; init; }

    /// <summary>
    /// Inside the event, when the fraction <paramref name="fired"/> has fired: who has not is higher by b times it, p(v - b m); who
    /// has waits at V_R (<see cref="ResetConvention.HeldAtReset"/>) and is not in this density. Time stands still, so that
    /// nothing else moves.
    /// </summary>
    /// <param name="b">Coupling, above 0, of a model whose noise does not depend on the rate.</param>
    /// <param name="fired">Between 0 and the event's size.</param>
    /// <returns>Cell averages, mass conserved to rounding: what has passed V_F is out of the density.</returns>
    /// <exception cref="ArgumentOutOfRangeException">b or the fraction is out of range.</exception>
    public Density Within(double b, double fired)
    {
        if (!(b > 0)) throw new ArgumentOutOfRangeException(nameof(b), FormattableString.Invariant($"b = {b} must be above 0"));
        if (!(fired >= 0 && fired <= Size)) throw new ArgumentOutOfRangeException(nameof(fired),
            FormattableString.Invariant($"fired = {fired} is outside the event, 0 … {Size}"));
        double cells = b * fired / Before.Width;
        int whole = (int)Math.Min(cells, Before.Cells);
        double part = cells - whole;
        double[] before = Before.Values as double[] ?? [.. Before.Values], values = new double[before.Length];
        for (int i = whole; i < values.Length; i++)
            values[i] = (1 - part) * before[i - whole] + (i > whole ? part * before[i - whole - 1] : 0);
        return Before with { Tau = Tau + fired, Values = values };
    }
}
