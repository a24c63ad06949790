namespace Spikebook.Loihi;

/// <summary>
/// A spike trace of seven bits: x ← min(127, ⌊x · keep⌋ + round + impulse · spike), where round is 1 with the probability of the lost
/// fraction, and keep is 1 - 1 / tau or exp(-1 / tau) (<see cref="Conventions.TraceDecay"/>).
/// </summary>
/// <param name="Impulse">What a spike adds, 0 … 127.</param>
/// <param name="TimeConstant">
/// tau in steps; 0 forgets at once, so that the trace is the impulse in the step of the spike only; infinite never forgets.
/// </param>
public sealed record SpikeTrace(int Impulse, double TimeConstant)
{
    /// <summary>A trace that is not used.</summary>
    public static SpikeTrace None { get; } = new(0, 0);

    /// <summary>
    /// A trace that no spike changes and that keeps what is written into it with <c>SetTraces</c>, as for an error that the host computes.
    /// </summary>
    public static SpikeTrace Written { get; } = new(0, double.PositiveInfinity);

    /// <summary>Largest value of a trace.</summary>
    public const int Max = 127;

    /// <summary>Whether the trace can ever differ from 0.</summary>
    internal bool Exists => Impulse > 0 || double.IsPositiveInfinity(TimeConstant);

    /// <summary>What remains of it after a step.</summary>
    internal double Keep(TraceDecay decay) => TimeConstant == 0 ? 0
        : decay == TraceDecay.Linear ? 1 - 1 / TimeConstant : Real.Exp(-1 / TimeConstant);

    internal void Validate(string name)
    {
        Bounds.Check(Impulse, 0, Max, $"{name}: impulse");
        if (!(TimeConstant is 0 or >= 1))
            throw new ArgumentOutOfRangeException(null, $"{name}: time constant = {TimeConstant} steps; use 0 (forgets at once) "
                + "or at least 1.");
    }
}
