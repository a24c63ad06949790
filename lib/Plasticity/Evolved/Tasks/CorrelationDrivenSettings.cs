using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// How the published program tells the pattern's presentations from the background when it measures the signal-to-noise ratio.
/// </summary>
public enum PresentationLabels
{
    /// <summary>Every presentation is signal, as in the published evolution.</summary>
    All,
    /// <summary>
    /// The first presentation counts as background: with it, and only with it, the published figures of validations come out.
    /// </summary>
    AllButFirst,
}

/// <summary>Numbers of the correlation-driven task family.</summary>
public sealed record CorrelationDrivenSettings
{
    /// <summary>Seed of the published validation of the homeostatic rule.</summary>
    public const uint HomeostaticSeed = 11214124 + 123;

    /// <summary>The published trials of the homeostatic rule.</summary>
    public static CorrelationDrivenSettings Homeostatic { get; } = new()
    {
        Trials = 20,
        DurationMs = 200_000,
        Labels = PresentationLabels.AllButFirst,
        ClipsBoth = true
    };

    /// <summary>
    /// The published trials of the evolution: 8 of 100 s, each from a first weight of its own around the one that makes the neuron fire
    /// at 20 Hz.
    /// </summary>
    public static CorrelationDrivenSettings PublishedEvolution { get; } = new() { FirstWeights = DrawnWeights(), MeasurementSeed = 17893 };

    /// <summary>The published validation of evolved rules: 20 new trials of 100 s, measured for 31 s.</summary>
    public static CorrelationDrivenSettings PublishedValidation { get; } = new()
    {
        Seed = 11214124 + 1999,
        Trials = 20,
        MeasuredMs = 31_000,
        Labels = PresentationLabels.AllButFirst,
        IsWorstTrial = false
    };

    /// <summary>The published evolution with half the trials and less than half of their length, for searches of minutes.</summary>
    public static CorrelationDrivenSettings Small { get; } = PublishedEvolution with { Trials = 4, DurationMs = 40_000 };

    // Normal numbers of deviation .1 around V_th / ((n - 2 sqrt n) tau_m), n = 3000 spikes a second.
    static double[] DrawnWeights()
    {
        var random = new NumpyRandomState(11214124 + 111);
        double mean = 20 / (3000 - 2 * Math.Sqrt(3000)) / 0.018;
        return [.. Enumerable.Range(0, 8).Select(_ => random.Normal(mean, 0.1))];
    }

    /// <summary>Seed of NumPy's legacy generator, from which all trials draw one after another.</summary>
    public uint Seed { get; init; } = HomeostaticSeed;

    /// <summary>Trials, 1 … 100.</summary>
    public int Trials { get; init; } = 8;

    /// <summary>Length of learning in ms, a multiple of 500.</summary>
    public int DurationMs { get; init; } = 100_000;

    /// <summary>Length of the measurement in ms, a multiple of 500, no longer than learning.</summary>
    public int MeasuredMs { get; init; } = 11_000;

    /// <summary>Weight of all inputs at first, trial by trial; .5 for trials beyond the list.</summary>
    public IReadOnlyList<double> FirstWeights { get; init; } = [];

    /// <summary>Seed of the potential at which a measurement starts; null takes the trial's number.</summary>
    public uint? MeasurementSeed { get; init; }

    /// <summary>What counts as signal.</summary>
    public PresentationLabels Labels { get; init; } = PresentationLabels.All;

    /// <summary>
    /// Whether both branches keep 0 ≤ w ≤ 1; in the published evolved synapse facilitation keeps the upper bound alone, depression the
    /// lower.
    /// </summary>
    public bool ClipsBoth { get; init; }

    /// <summary>Whether a family's fitness is the worst trial (as published) or the mean.</summary>
    public bool IsWorstTrial { get; init; } = true;

    internal void Validate()
    {
        if (Trials is < 1 or > 100) throw new EvolvedException($"{Trials} trials; use 1 … 100");
        if (DurationMs is < 2000 or > 1_000_000
            || DurationMs % 500 != 0) throw new EvolvedException($"{DurationMs} ms of learning; use a multiple of 500 in 2000 … 1,000,000");
        if (MeasuredMs < 1000 || MeasuredMs > DurationMs || MeasuredMs % 500 != 0)
            throw new EvolvedException($"{MeasuredMs} ms of measurement; use a multiple of 500 in 1000 … {DurationMs}");
        foreach (double weight in FirstWeights)
            if (!(weight is >= 0 and <= 1)) throw new EvolvedException($"a first weight of {weight}; use 0 … 1");
    }
}
