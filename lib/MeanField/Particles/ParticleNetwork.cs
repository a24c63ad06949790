using Spikebook.Randomness;

namespace Spikebook.MeanField;

/// <summary>
/// The microscopic network: n neurons, dV_i = (mu - V_i) dt + sqrt(2a) dW_i, every spike kicks all others by b/n at once.
/// Exact Ornstein-Uhlenbeck steps, crossings between the ends of a step by the Brownian bridge, cascades by one walk over the
/// neurons near threshold in order of voltage. A seed gives the same bits for any number of threads.
/// </summary>
/// <remarks>Cascades: Newhall et al. 2010; Zhang et al. 2014. Bridge: 2 (V_F - x)(V_F - y) / (2 a dt), see Gobet 2000.</remarks>
public sealed record ParticleNetwork : IMeanFieldSolver, IParticleNumerics
{
    /// <summary>Number of neurons n.</summary>
    public int Neurons { get; init; } = 100_000;

    /// <summary>Longest time step; it is shortened while kicks within a step are not small beside the noise.</summary>
    public double Step { get; init; } = 1e-3;

    /// <summary>The step keeps the kicks within it below this share of the noise, b N dt &lt; share sqrt(2 a dt).</summary>
    public double KickShare { get; init; } = 0.1;

    /// <summary>The step is never shortened below this share of <see cref="Step"/>.</summary>
    public double ShortestStepShare { get; init; } = 1.0 / 256;

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads; the result does not depend on them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Fraction of the population from which the cascade of one step counts for an event. In a finite network the one jump of the mean
    /// field
    /// comes as a burst of several cascades; those that count and follow each other within <see cref="ClusterGap"/> are one cluster.
    /// </summary>
    public double SmallestCascade { get; init; } = 0.005;

    /// <summary>
    /// Longest time between two counted cascades of the same cluster. The cluster's size is all that fires from its first to its last
    /// cascade.
    /// </summary>
    public double ClusterGap { get; init; } = 0.001;

    /// <summary>Fraction of the population from which a cluster is an event; the event's time is that of its largest cascade.</summary>
    public double SmallestEvent { get; init; } = 0.02;

    /// <summary>Time over which the rate is averaged for <see cref="MeanFieldRun.Rate"/>.</summary>
    public double RateWindow { get; init; } = 0.01;

    /// <summary>Cells of the histograms in which densities are given.</summary>
    public int HistogramCells { get; init; } = 300;

    /// <summary>
    /// Neurons one after the other instead of eight at a time; the same bits. WebAssembly's runtime makes long vectors of calls.
    /// </summary>
    internal bool OneByOne { get; init; } = OperatingSystem.IsBrowser();

    /// <inheritdoc/>
    bool IParticleNumerics.OneByOne => OneByOne;

    /// <summary>The settings that results depend on.</summary>
    string IParticleNumerics.Name => (this with { Threads = 1 }).ToString();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value that makes no sense, or noise that depends on the rate, which particles do not
    /// have.</exception>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default)
    {
        Check(model, start, until);
        return new ParticleRun(this, model, start, until, densitiesAt ?? []).Complete(progress, cancel);
    }

    /// <summary>A run of which every spike is kept, with a volley from outside if one is wanted: for networks that are looked at.</summary>
    /// <param name="model">Model parameters.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Physical time to reach.</param>
    /// <param name="volley">Lifts everybody by b times its share at its time; null for none.</param>
    /// <param name="normals">
    /// Keeps the noise for the next run of the same seed, which then need not draw it again; null draws it. The same bits either way.
    /// </param>
    /// <param name="cancel">Stops the run.</param>
    /// <exception cref="ArgumentException">As for <see cref="Run"/>, the volley's time or share makes no sense, or several threads
    /// would share a table of noise.</exception>
    public ParticleHistory Follow(Nnlif model, InitialDensity start, double until, Volley? volley = null, NormalTable? normals = null,
        CancellationToken cancel = default)
    {
        Check(model, start, until);
        if (normals is not null && Threads > 1)
            throw new ArgumentException($"Threads = {Threads}: a table of noise is for one thread; use Threads = 1, or no table");
        volley?.Validate(until);
        var spikes = new List<ParticleSpike>();
        MeanFieldRun run = new ParticleRun(this, model, start, until, [], spikes, volley, normals).Complete(null, cancel);
        return new ParticleHistory(run, spikes);
    }

    void Check(Nnlif model, InitialDensity start, double until)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        model.Validate();
        if (Neurons < 2) throw new ArgumentException($"Neurons = {Neurons} is below 2; use at least 2");
        if (!(Step > 0)) throw new ArgumentException(FormattableString.Invariant($"Step = {Step} must be above 0; use for instance 1e-3"));
        if (!(SmallestCascade > 0))
            throw new ArgumentException(FormattableString.Invariant(
                $"SmallestCascade = {SmallestCascade} must be above 0; use for instance 0.005"));
        if (!(ClusterGap >= 0))
            throw new ArgumentException(FormattableString.Invariant(
                $"ClusterGap = {ClusterGap} must not be below 0; use 0 to keep every cascade apart"));
        if (HistogramCells is < 16 or > 16_384)
            throw new ArgumentException($"HistogramCells = {HistogramCells} is outside 16 … 16384; choose a number within");
        if (Threads < 1) throw new ArgumentException($"Threads = {Threads} is below 1; use at least 1");
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until),
                FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        if (model.A1 != 0)
            throw new ArgumentException(FormattableString.Invariant(
                $"A1 = {model.A1}: a particle has no population rate in its noise; use A1 = 0"));
    }
}
