namespace Spikebook.MeanField;

/// <summary>
/// The microscopic networks of several populations: n neurons each, exact Ornstein-Uhlenbeck steps, crossings within a step by the
/// Brownian bridge; a spike in
/// population b lifts every neuron of a by B_ab / n at once and by C_ab / n a delay later. Cascades go through all populations until
/// nobody is left above V_F.
/// </summary>
public sealed record ManyParticles
{
    /// <summary>Neurons of each population.</summary>
    public int Neurons { get; init; } = 50_000;

    /// <summary>Time step.</summary>
    public double Step { get; init; } = 5e-4;

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Share of any population that has to fire in one step for an event; steps that follow each other within <see cref="ClusterGap"/> are
    /// one.
    /// </summary>
    public double SmallestEvent { get; init; } = 0.05;

    /// <summary>Longest time between two such steps of one event.</summary>
    public double ClusterGap { get; init; } = 0.002;

    /// <summary>Runs a network; the same conventions as <see cref="ManyPopulations"/>. Densities of events are not kept.</summary>
    /// <param name="network">Network.</param>
    /// <param name="starts">Initial density of each population.</param>
    /// <param name="until">Time to reach.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <returns>Time, sizes and taus of each event.</returns>
    /// <exception cref="ArgumentException">A value that makes no sense.</exception>
    public IReadOnlyList<NetworkBurst> Run(PopulationNetwork network, IReadOnlyList<InitialDensity> starts, double until,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Validate(starts);
        if (Neurons < 2) throw new ArgumentException($"Neurons = {Neurons} is below 2; use at least 2");
        if (!(Step > 0)) throw new ArgumentException(FormattableString.Invariant($"Step = {Step} must be above 0; use for instance 5e-4"));
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until),
                FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        return new ManyParticlesRun(network, starts, Neurons, Step, Seed).Complete(until, SmallestEvent, ClusterGap, cancel);
    }
}
