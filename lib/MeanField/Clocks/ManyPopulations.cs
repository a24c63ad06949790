namespace Spikebook.MeanField;

/// <summary>
/// Several coupled populations through several events. Between events the rates of all are found together in steps whose length falls with
/// the rates, so that
/// no step moves a density by more than a part of a cell near a blow-up; an event is the smallest fixed point of the cascade between the
/// populations, and what
/// fired in it is carried on as a moving Gaussian in each.
/// </summary>
/// <remarks>
/// An event begins where no finite rates solve the equation of the shortest steps: the matrix P_a B_ab has reached spectral radius 1, P_a
/// being the density next
/// to V_F outside its layer. Second order in h and time. One population with one coupling is <see cref="Hybrid"/>'s model, which is faster
/// there.
/// </remarks>
public sealed record ManyPopulations : ClockSettings
{
    /// <summary>Runs a network up to a physical time.</summary>
    /// <param name="network">Network.</param>
    /// <param name="starts">Initial density of each population.</param>
    /// <param name="until">Physical time to reach.</param>
    /// <param name="progress">Told now and then how far the run is.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it and the remedy.</exception>
    /// <exception cref="StepLimitException">The step limit is reached, or out of reach at the pace of the last steps.</exception>
    public NetworkResult Run(PopulationNetwork network, IReadOnlyList<InitialDensity> starts, double until,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(starts);
        network.Validate();
        if (starts.Count != network.Count)
            throw new ArgumentException($"{starts.Count} initial densities for {network.Count} populations; give one each");
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until),
                FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        return new NetworkClock(this, network, starts, until).Complete(progress, cancel);
    }
}
