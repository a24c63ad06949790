namespace Spikebook.Loihi;

/// <summary>What happens to bits of a given weight that the sign mode or the number of bits cannot store.</summary>
public enum LostBits
{
    /// <summary>An error before anything runs.</summary>
    Reject,
    /// <summary>-3 becomes -2 (Brian2Loihi).</summary>
    TowardZero,
    /// <summary>Mixed -3 becomes -4; inhibitory weights are magnitudes, of which 3 becomes 2 (Lava).</summary>
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

/// <summary>
/// What happens to the summed input of a step, in chip units (64 a weight unit), beyond ±2^21: that is, from 32768 weight units on, as few
/// as two synapses of weight 254 and exponent 7. A run tells when it happens (<c>OverflowResponse</c>).
/// </summary>
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
    /// <summary>
    /// The change is rounded away from zero to an integer; only what lies below the weight's precision is rounded stochastically
    /// (Brian2Loihi).
    /// </summary>
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

/// <summary>The lowest weight that learning can reach.</summary>
public enum LowestWeight
{
    /// <summary>-256, mixed and inhibitory (Brian2Loihi).</summary>
    Minus256,
    /// <summary>Mixed -256, inhibitory -255, as far as an inhibitory weight can be given (Lava).</summary>
    InhibitoryMinus255,
    /// <summary>
    /// Minus the highest that the stored bits hold: mixed -254 with eight bits (nengo-loihi, which has mixed weights only).
    /// </summary>
    Symmetric,
}

/// <summary>When the traces of a connection that learns change.</summary>
public enum TraceUpdate
{
    /// <summary>In every step: decay, then the impulses of that step's spikes (Brian2Loihi, Lava).</summary>
    EveryStep,
    /// <summary>
    /// Only at the end of a learning epoch of T steps: the decay of T steps at once, keep^T, with one stochastic rounding, then one
    /// impulse for whoever spiked in the epoch, however often (nengo-loihi, whose epoch is 2).
    /// </summary>
    EveryEpoch,
}

/// <summary>
/// The points on which published emulators of the chip differ, each by name. The defaults follow the chip's registers as far as they
/// are published; the presets reproduce one emulator each, bit for bit on the vectors that its own run left in data/reference.
/// </summary>
/// <remarks>
/// Four differences have no option, because the other emulator departs from the sum of products that both write down; tests hold them fast:
/// <list type="bullet">
/// <item>Lava keeps 15 bits of a product: it shifts it right by what the bits of its factors (7 a trace, 9 a weight) and 4 bits of the
/// constant exceed 15, and does not shift back. So <c>2^-7*y0*x1*x2</c> there is <c>2^-10*y0*x1*x2</c> here, and a <c>w</c> beside a trace
/// costs 2^-5. nengo-loihi drops two bits of x1·error likewise: its rate 2^-7 is 2^-9 here.</item>
/// <item>Lava's sum saturates after every product, here only the weight at the end: near its limits a rule of two products can part.</item>
/// <item>Lava reads traces within a longer epoch as they were at the spike; here, as at its end. With an epoch of 1 they are the
/// same.</item>
/// <item>With a negative weight exponent Lava shifts the sum of a step's weights; here (and in Brian2Loihi) each weight is shifted.</item>
/// </list>
/// </remarks>
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

    /// <summary>Where learned weights end below.</summary>
    public LowestWeight LowestWeight { get; init; } = LowestWeight.Minus256;

    /// <summary>When traces change.</summary>
    public TraceUpdate TraceUpdate { get; init; } = TraceUpdate.EveryStep;

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

    /// <summary>As nengo-loihi 1.1; its learning has an epoch of 2 (<see cref="Plasticity.Epoch"/>).</summary>
    public static Conventions NengoLoihi { get; } = new()
    {
        LostBits = LostBits.Nearest,
        TraceDecay = TraceDecay.Exponential,
        TraceUpdate = TraceUpdate.EveryEpoch,
        LowestWeight = LowestWeight.Symmetric,
    };

    /// <summary>As Lava 0.11, bit-accurate models.</summary>
    public static Conventions Lava { get; } = new()
    {
        LostBits = LostBits.Floor,
        Current = CurrentRange.WrapOpenBelow,
        Input = InputRange.Unlimited,
        TraceDecay = TraceDecay.Exponential,
        OddMixedWeights = true,
        LowestWeight = LowestWeight.InhibitoryMinus255,
    };
}
