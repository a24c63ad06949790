namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>Numbers of the reward-driven task family; the defaults are the published ones but for the time step.</summary>
public sealed record RewardDrivenSettings
{
    /// <summary>Seed of the evolution's trials; trial k draws from seed + k.</summary>
    public const uint EvolutionSeed = 11231;

    /// <summary>Seed of the published validation.</summary>
    public const uint ValidationSeed = 817818273;

    /// <summary>A small family for live searches: a third of the trials, fewer repetitions and steps of 0.5 ms.</summary>
    public static RewardDrivenSettings Small { get; } = new() { Repetitions = 4, Trials = 300, StepMs = 0.5 };

    /// <summary>Seed of the first repetition (NumPy's legacy generator).</summary>
    public uint Seed { get; init; } = EvolutionSeed;

    /// <summary>How often the whole experiment is repeated with new patterns, 1 … 1000.</summary>
    public int Repetitions { get; init; } = 10;

    /// <summary>Patterns shown one after another, with reward after each.</summary>
    public int Trials { get; init; } = 500;

    /// <summary>Frozen patterns to be told apart.</summary>
    public int Patterns { get; init; } = 30;

    /// <summary>Time step in ms; 0.01 as published.</summary>
    public double StepMs { get; init; } = 0.1;

    /// <summary>
    /// Learning rate η at steps of 0.1 ms. The published eligibility trace weighs a spike by the length of a step, so that η is scaled by
    /// 0.1 ms / step to mean the same: 1 here is the published 10 at 0.01 ms.
    /// </summary>
    public double LearningRate { get; init; } = 1;

    internal void Validate()
    {
        if (Repetitions is < 1 or > 1000) throw new EvolvedException($"{Repetitions} repetitions; use 1 … 1000");
        if (Trials is < 1 or > 100_000) throw new EvolvedException($"{Trials} trials; use 1 … 100,000");
        if (Patterns is < 1 or > 10_000) throw new EvolvedException($"{Patterns} patterns; use 1 … 10,000");
        if (!(StepMs is >= 0.005 and <= 1))
            throw new EvolvedException(FormattableString.Invariant($"a step of {StepMs} ms; use 0.005 … 1"));
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            throw new EvolvedException(FormattableString.Invariant($"learning rate {LearningRate}; use a positive number"));
    }
}
