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
}
