namespace Spikebook.MeanField;

/// <summary>
/// Several coupled populations through several events: physical time while kicks are slow, from sum B_ab N_b &gt;= 2 (V_F - V_R) of any
/// population on dilated time d tau = sum w_a N_a dt for all, until they are half as fast; an event is the smallest fixed point of the
/// cascade between the populations, and what fired in it is carried on as a moving Gaussian in each.
/// </summary>
/// <remarks>
/// In dilated time the population that is kicked furthest moves by exactly one cell a step, the others by parts of one. The last part of
/// the way to an event, .7 (V_F - V_R) of kicks, is gone on cells of an eighth of the width, and its start extrapolated to no layer at V_F.
/// Second order in h and time: times, sizes and spikes of an excitatory population with late inhibition were measured to converge with the
/// power 1.85 to 2.18 of h from 125 to 500 cells, and what is left on 500 is below 2e-4. One population with one coupling is
/// <see cref="Hybrid"/>'s model. Where P B stays within a few per cent of 1 (a drive far above V_F and b near V_F - V_R: notebook 19's
/// window), no start is foreseen, and the event begins where the last cells alone hold what kicks on by a cell.
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
        network.Validate(starts);
        return new NetworkClock(this, network, starts).Complete(TimeAfter(0, until), null, progress, cancel);
    }

    /// <summary>Goes on from a state, to the last bit as the run that it was taken from; its mesh is kept.</summary>
    /// <param name="network">Network; it may be another one than that of the state, with as many populations.</param>
    /// <param name="from">State at the end of an earlier run.</param>
    /// <param name="until">Physical time to reach, after that of the state.</param>
    /// <param name="progress">Told now and then how far the run is.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it and the remedy.</exception>
    /// <exception cref="StepLimitException">The step limit is reached, or out of reach at the pace of the last steps.</exception>
    public NetworkResult Run(PopulationNetwork network, NetworkState from, double until, IProgress<RunProgress>? progress = null,
        CancellationToken cancel = default) => Resume(network, from).Complete(TimeAfter(from.Time, until), null, progress, cancel);

    /// <summary>Goes on from a state to the end of its next event, or to a time if none comes before.</summary>
    /// <param name="network">Network.</param>
    /// <param name="from">State, for instance just after an event.</param>
    /// <param name="until">Physical time after which no event is waited for.</param>
    /// <param name="smallest">Fraction that some population has to fire for an event that counts.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <returns>The run; its End is the state just after the event.</returns>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it and the remedy.</exception>
    public NetworkResult ToNextEvent(PopulationNetwork network, NetworkState from, double until, double smallest = 0.05,
        CancellationToken cancel = default) =>
        Resume(network, from).Complete(TimeAfter(from.Time, until), e => e.Sizes.Max() >= smallest, null, cancel);

    NetworkClock Resume(PopulationNetwork network, NetworkState from)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(from);
        network.Validate();
        from.Validate(network);
        return new NetworkClock(this, network, from);
    }

    static double TimeAfter(double start, double until) => until > start && double.IsFinite(until) ? until
        : throw new ArgumentOutOfRangeException(nameof(until),
            FormattableString.Invariant($"until = {until} must be above {start} and finite; give a time to reach"));
}
