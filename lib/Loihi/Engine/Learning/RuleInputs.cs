namespace Spikebook.Loihi;

/// <summary>
/// What the rules of a connection read at the end of an epoch: its traces, who spiked in the epoch, and whether reward came.
/// </summary>
sealed class RuleInputs
{
    public required TraceState X1 { get; init; }
    public required TraceState X2 { get; init; }
    public required TraceState Y1 { get; init; }
    public required TraceState Y2 { get; init; }
    public required TraceState Y3 { get; init; }
    public required TraceState R1 { get; init; }

    /// <summary>Presynaptic neurons that spiked in the epoch.</summary>
    public required Fired Pre { get; init; }

    /// <summary>Postsynaptic neurons that spiked in the epoch.</summary>
    public required Fired Post { get; init; }

    /// <summary>Whether a reward spike came in this epoch.</summary>
    public bool Rewarded { get; set; }

    /// <summary>Rounding draws used instead of random ones, when a recorded run is replayed: (step, synapse) to 0 or 1.</summary>
    public Func<long, int, int>? Replay { get; set; }

    public IReadOnlyList<TraceState> Traces => [X1, X2, Y1, Y2, Y3, R1];

    public TraceState TraceOf(RuleVariable variable) => variable switch
    {
        RuleVariable.X1 => X1,
        RuleVariable.X2 => X2,
        RuleVariable.Y1 => Y1,
        RuleVariable.Y2 => Y2,
        RuleVariable.Y3 => Y3,
        RuleVariable.R1 => R1,
        _ => throw new ArgumentOutOfRangeException(nameof(variable), $"{variable} is no trace; use X1, X2, Y1, Y2, Y3 or R1."),
    };
}
