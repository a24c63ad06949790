namespace Spikebook.Loihi;

/// <summary>What happens to bits of a given weight that the sign mode or the number of bits cannot store.</summary>
public enum LostBits
{
    /// <summary>An error before anything runs.</summary>
    Reject,
    /// <summary>-3 becomes -2 (Brian2Loihi).</summary>
    TowardZero,
    /// <summary>-3 becomes -4 (Lava).</summary>
    Floor,
    /// <summary>To the nearest that can be stored, halves to even (done on the host by nengo-loihi).</summary>
    Nearest,
}

/// <summary>What happens to a current that leaves 24 bits.</summary>
public enum CurrentRange
{
    /// <summary>Wraps into -2^23 … 2^23 - 1, and so does the sum of current and bias (nengo-loihi).</summary>
    Wrap,
    /// <summary>Wraps once by 2^24 into -2^23 + 1 … 2^23 (Lava).</summary>
    WrapOpenBelow,
    /// <summary>Not limited (Brian2Loihi).</summary>
    Unlimited,
}

/// <summary>What happens to the summed input of a step beyond ±2^21.</summary>
public enum InputRange
{
    /// <summary>Wraps into -2^21 … 2^21 - 1 (nengo-loihi).</summary>
    Wrap,
    /// <summary>Not limited (Brian2Loihi, Lava).</summary>
    Unlimited,
}

/// <summary>What happens to a voltage out of range.</summary>
public enum VoltageRange
{
    /// <summary>Clipped to the compartment's floor and ceiling (nengo-loihi; Lava with the widest ones).</summary>
    Clip,
    /// <summary>Not limited (Brian2Loihi).</summary>
    Unlimited,
}

/// <summary>How the fraction of a weight change is rounded.</summary>
public enum WeightRounding
{
    /// <summary>Up with a probability of its fraction, of which seven bits are kept (nengo-loihi, Lava).</summary>
    Stochastic,
    /// <summary>The change is rounded away from zero to an integer; only what lies below the weight's precision is rounded stochastically (Brian2Loihi).</summary>
    AwayFromZero,
}

/// <summary>How a trace decays with its time constant tau, per step.</summary>
public enum TraceDecay
{
    /// <summary>1 - 1 / tau (Brian2Loihi).</summary>
    Linear,
    /// <summary>exp(-1 / tau) (Lava; nengo-loihi in steps of its epoch of 2).</summary>
    Exponential,
}

/// <summary>
/// The points on which published emulators of the chip differ, each by name. The defaults follow the chip's registers as far as they
/// are published; the presets reproduce one emulator each.
/// </summary>
public sealed record Conventions
{
    /// <summary>Low bits of given weights.</summary>
    public LostBits LostBits { get; init; } = LostBits.Reject;

    /// <summary>Currents beyond 24 bits.</summary>
    public CurrentRange Current { get; init; } = CurrentRange.Wrap;

    /// <summary>Summed input beyond 22 bits.</summary>
    public InputRange Input { get; init; } = InputRange.Wrap;

    /// <summary>Voltages beyond their limits.</summary>
    public VoltageRange Voltage { get; init; } = VoltageRange.Clip;

    /// <summary>Fractions of weight changes.</summary>
    public WeightRounding Rounding { get; init; } = WeightRounding.Stochastic;

    /// <summary>Decay of traces.</summary>
    public TraceDecay TraceDecay { get; init; } = TraceDecay.Linear;

    /// <summary>Whether learned mixed weights may be odd, up to 255 (Lava); otherwise even, up to 254.</summary>
    public bool OddMixedWeights { get; init; }

    /// <summary>The defaults.</summary>
    public static Conventions Default { get; } = new();

    /// <summary>As Brian2Loihi 0.x.</summary>
    public static Conventions Brian2Loihi { get; } = new()
    {
        LostBits = LostBits.TowardZero,
        Current = CurrentRange.Unlimited,
        Input = InputRange.Unlimited,
        Voltage = VoltageRange.Unlimited,
        Rounding = WeightRounding.AwayFromZero,
    };

    /// <summary>As nengo-loihi 1.1.</summary>
    public static Conventions NengoLoihi { get; } = new() { LostBits = LostBits.Nearest, TraceDecay = TraceDecay.Exponential };

    /// <summary>As Lava 0.11, bit-accurate models.</summary>
    public static Conventions Lava { get; } = new()
    {
        LostBits = LostBits.Floor,
        Current = CurrentRange.WrapOpenBelow,
        Input = InputRange.Unlimited,
        TraceDecay = TraceDecay.Exponential,
        OddMixedWeights = true,
    };
}
