namespace Spikebook.MeanField;

/// <summary>One period: what the state just after an event becomes just after the next one.</summary>
/// <param name="State">The state after the next event.</param>
/// <param name="Period">Time to it.</param>
/// <param name="Sizes">Fraction of each population that fires in it.</param>
/// <param name="Spikes">How often each population fires in the period, the event included.</param>
public sealed record EventStep(double[] State, double Period, IReadOnlyList<double> Sizes, IReadOnlyList<double> Spikes)
{
    /// <summary>Density of each population just before the next event.</summary>
    public IReadOnlyList<Density> Before { get; init; } = [];
}

/// <summary>
/// The period map: from the state just after an event, as a vector of cell masses (and of what is under way), to the next one. Who fired
/// in the event sits at V_R, and is the mass that the vector lacks.
/// </summary>
public abstract class EventMap
{
    /// <summary>Fraction of some population that has to fire for an event that counts; smaller ones are passed by.</summary>
    public double Smallest { get; init; } = 0.05;

    /// <summary>Time after which no event is expected any more.</summary>
    public double Patience { get; init; } = 10;

    /// <summary>What such differences cannot tell from 0 in P' times a direction.</summary>
    internal virtual double Blur => 5e-3;

    /// <summary>Whether the map jumps here and there by more than the differences can do with: they are then tried on both sides.</summary>
    internal virtual bool MayJump => false;

    private protected EventMap()
    {
    }

    /// <summary>
    /// Length of the differences that stand for P', over that of the state: above the rounding of the map, and small beside the distance
    /// from one of its jumps to the next. It jumps where an event is found in another step.
    /// </summary>
    internal abstract double Difference { get; }

    /// <summary>The state after the first event from the model's own start.</summary>
    /// <exception cref="NoEventException">None comes in time.</exception>
    public abstract EventStep First(CancellationToken cancel = default);

    /// <summary>The state after the next event.</summary>
    /// <exception cref="NoEventException">None comes in time.</exception>
    public abstract EventStep Next(double[] state, CancellationToken cancel = default);
}

/// <summary>No event came in the time that was given for it.</summary>
public sealed class NoEventException(double patience)
    : Exception(FormattableString.Invariant($"no event within {patience} membrane times; there is no orbit here, or allow more Patience"));
