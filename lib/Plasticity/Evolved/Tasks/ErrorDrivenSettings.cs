namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>How the teacher's weights U(-20, 20) pA are shifted, so that the student's potential errs to one side.</summary>
public enum TeacherShift
{
    /// <summary>By +15 pA or -15 pA with equal chances: what the published fitness values were made with.</summary>
    Coin,
    /// <summary>By +15 pA: what the published program does, and its validation was made with.</summary>
    Plus,
}

/// <summary>Numbers of the error-driven task family; the defaults are the published ones but for the time step.</summary>
public sealed record ErrorDrivenSettings
{
    /// <summary>Seed of the evolution's trials; trial k draws from seed + k.</summary>
    public const uint EvolutionSeed = 1235;

    /// <summary>Seed of the published validation.</summary>
    public const uint ValidationSeed = 817818273;

    /// <summary>The published evolution's trials.</summary>
    public static ErrorDrivenSettings Evolution { get; } = new();

    /// <summary>The published validation's trials.</summary>
    public static ErrorDrivenSettings Validation { get; } = new() { Seed = ValidationSeed, Shift = TeacherShift.Plus };

    /// <summary>
    /// The published evolution to every bit that its simulator keeps: steps of 0.01 ms, and what is lost between its runs.
    /// </summary>
    public static ErrorDrivenSettings PublishedEvolution { get; } = Evolution with { StepsPerMs = 100, LosesAtBoundaries = true };

    /// <summary>The published validation, likewise.</summary>
    public static ErrorDrivenSettings PublishedValidation { get; } = Validation with { StepsPerMs = 100, LosesAtBoundaries = true };

    /// <summary>Eight trials of 5 s, which fill one vector: for live searches.</summary>
    public static ErrorDrivenSettings Small { get; } = new() { Trials = 8, DurationMs = 5000 };

    /// <summary>Seed of the first trial (NumPy's legacy generator).</summary>
    public uint Seed { get; init; } = EvolutionSeed;

    /// <summary>Trials, 1 … 64.</summary>
    public int Trials { get; init; } = 15;

    /// <summary>Length of a trial in ms, a multiple of 5.</summary>
    public int DurationMs { get; init; } = 10_000;

    /// <summary>Steps in a millisecond: 10 (0.1 ms) by default, 100 (0.01 ms) as published.</summary>
    public int StepsPerMs { get; init; } = 10;

    /// <summary>
    /// Whether the first step of every fifth millisecond is lost, as in the published program: it stops its simulator there to read the
    /// teacher's potential, and the simulator then empties the buffers of a millisecond that had begun. Spikes of that step reach nobody,
    /// and synapses see u = E_L in it. With steps of 0.01 ms that is one step in 500.
    /// </summary>
    public bool LosesAtBoundaries { get; init; }

    /// <summary>How the teacher is shifted.</summary>
    public TeacherShift Shift { get; init; } = TeacherShift.Coin;

    /// <summary>Learning rate η, 1/ms.</summary>
    public double LearningRate { get; init; } = 1.7;

    internal void Validate()
    {
        if (Trials is < 1 or > 64) throw new EvolvedException($"{Trials} trials; use 1 … 64");
        if (DurationMs is < 1500 or > 1_000_000 || DurationMs % 5 != 0)
            throw new EvolvedException($"a trial of {DurationMs} ms; use a multiple of 5 in 1500 … 1,000,000");
        if (StepsPerMs is < 5 or > 100) throw new EvolvedException($"{StepsPerMs} steps in a millisecond; use 5 … 100");
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            throw new EvolvedException(FormattableString.Invariant($"learning rate {LearningRate}; use a positive number"));
    }
}
