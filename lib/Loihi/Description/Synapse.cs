namespace Spikebook.Loihi;

/// <summary>Which signs the synapses of a connection may have, and with it which bit of the mantissa is lost.</summary>
public enum SignMode
{
    /// <summary>Both signs; the sign takes one bit, so that mantissas are even: -256 … 254.</summary>
    Mixed,
    /// <summary>Excitatory: 0 … 255.</summary>
    Excitatory,
    /// <summary>Inhibitory: -255 … 0 where given, down to -256 where learned (as Brian2Loihi clips).</summary>
    Inhibitory,
}

/// <summary>
/// What the synapses of a connection share: a weight is mantissa · 2^Exponent, of which the chip adds 64-fold to the current.
/// </summary>
public sealed record Synapse
{
    /// <summary>Longest delay: 62 steps.</summary>
    public const int MaxDelay = 62;

    /// <summary>Weight exponent, -8 … 7.</summary>
    public int Exponent { get; init; }

    /// <summary>Sign mode.</summary>
    public SignMode Sign { get; init; }

    /// <summary>Stored weight bits, 1 … 8; fewer bits lose the low ones.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Delay d, 0 … 62: a spike of step t acts in step t + 1 + d.</summary>
    public int Delay { get; init; }

    /// <summary>How the synapses learn; null for constant weights.</summary>
    public Plasticity? Plasticity { get; init; }

    /// <summary>Distance between two weights that can be stored: 2^(8 - bits), twice that in mixed mode.</summary>
    public int Unit => 1 << 8 - (WeightBits - (Sign == SignMode.Mixed ? 1 : 0));

    /// <summary>Lowest mantissa.</summary>
    public int Lowest => Sign == SignMode.Excitatory ? 0 : -256;

    /// <summary>Highest mantissa that fits the stored bits.</summary>
    public int Highest => Sign == SignMode.Inhibitory ? 0 : 256 - Unit;

    /// <summary>
    /// The weight that acts, in weight units: ⌊mantissa · 2^Exponent⌋ within ±32767; the current grows by 64 of it.
    /// The mantissa must already be one that can be stored (<see cref="Store"/>).
    /// </summary>
    public int Effective(int mantissa)
        => Math.Clamp(Exponent >= 0 ? mantissa << Exponent : mantissa >> -Exponent, -32767, 32767);

    /// <summary>The mantissa that is stored for a given one, after the low bits are lost.</summary>
    /// <param name="mantissa">Mixed -256 … 255, excitatory 0 … 255, inhibitory -256 … 0.</param>
    /// <param name="lostBits">What happens to low bits that cannot be stored.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mantissa is out of range, or has bits that are lost and must not be.</exception>
    public int Store(int mantissa, LostBits lostBits = LostBits.Reject)
    {
        Bounds.Check(mantissa, Lowest, Sign == SignMode.Inhibitory ? 0 : 255, $"weight ({Sign} sign)",
            "use a larger exponent and a smaller mantissa");
        int unit = Unit, remainder = mantissa % unit;
        if (remainder == 0) return mantissa;
        return lostBits switch
        {
            LostBits.TowardZero => mantissa - remainder,
            LostBits.Floor => remainder < 0 && Sign == SignMode.Mixed ? mantissa - remainder - unit : mantissa - remainder,
            LostBits.Nearest => Math.Clamp((int)Math.Round(mantissa / (double)unit) * unit, Lowest, Highest),
            _ => throw new ArgumentOutOfRangeException(null,
                $"weight = {mantissa} is no multiple of {unit} ({Sign} sign, {WeightBits} bits); use {mantissa - remainder}, or "
                    + "Conventions.LostBits to have it rounded."),
        };
    }

    internal void Validate(string connection)
    {
        Bounds.Check(Exponent, -8, 7, $"{connection}: weight exponent");
        Bounds.Check(WeightBits, 1, 8, $"{connection}: weight bits");
        Bounds.Check(Delay, 0, MaxDelay, $"{connection}: delay", "relay the spike over a further neuron");
    }
}
