namespace Spikebook.Loihi;

/// <summary>What a compartment does when its voltage passes the threshold.</summary>
public enum ThresholdBehavior
{
    /// <summary>It fires; v is reset.</summary>
    SpikeAndReset,
    /// <summary>
    /// It never fires and is never reset: a soma that joins it reads its voltage (or current) only while v &gt; 64 · Threshold, and 0
    /// otherwise; to Pass and Block it is then as if it had fired. Software for the chip calls it NO_SPIKE_AND_PASS_V_LG_VTH_TO_PARENT; the
    /// name says what is passed on, its integers are this library's reading.
    /// </summary>
    PassAboveThreshold,
}

/// <summary>
/// What a compartment does in a step, apart from being inactive. These two states are those whose effect on the integers is published
/// (Davies et al. 2018; nengo-loihi, Lava and Brian2Loihi model no others). The chip's registers have more values, which software for it
/// leaves at "idle"; what they do is not published, and nothing here pretends to know.
/// </summary>
public enum FunctionalState
{
    /// <summary>It integrates and may fire in the next step.</summary>
    Idle,
    /// <summary>It has fired and its voltage is held at 0 in the next step; its current goes on.</summary>
    Refractory,
}

/// <summary>
/// The registers of one compartment: a current-based leaky integrate-and-fire neuron in integers.
/// In each step, with all divisions rounding toward zero,
/// u ← u (4096 - d_u) / 4096 + 64 Σ w,  v ← v (4096 - d_v) / 4096 + u + bias,
/// and the compartment fires when v &gt; 64 · Threshold; then v ← 0.
/// </summary>
/// <remarks>Source: M. Davies et al., "Loihi: a neuromorphic manycore processor with on-chip learning", IEEE Micro 38(1), 2018.</remarks>
public sealed record Compartment
{
    /// <summary>Threshold mantissa, 0 … 131071; the compartment fires when v &gt; 64 · Threshold.</summary>
    public int Threshold { get; init; } = 1024;

    /// <summary>
    /// Effective decay of the current, 0 … 4096 in units of 1/4096 per step; 4096 forgets at once. See <see cref="Decay"/> for registers
    /// and time constants.
    /// </summary>
    public int CurrentDecay { get; init; } = Decay.Full;

    /// <summary>Effective decay of the voltage, 0 … 4096 in units of 1/4096 per step; 0 integrates without leak.</summary>
    public int VoltageDecay { get; init; }

    /// <summary>Bias mantissa, -4096 … 4095.</summary>
    public int BiasMantissa { get; init; }

    /// <summary>Bias exponent, 0 … 7.</summary>
    public int BiasExponent { get; init; }

    /// <summary>What is added to v in each step: mantissa · 2^exponent.</summary>
    public int Bias => BiasMantissa << BiasExponent;

    /// <summary>Refractory delay R, 1 … 64: after a spike v is held at 0 for R - 1 further steps.</summary>
    public int Refractory { get; init; } = 1;

    /// <summary>
    /// Whether a spike takes 64 · Threshold off the voltage instead of setting it to 0, so that the overshoot is kept; needs a refractory
    /// delay of 1.
    /// </summary>
    public bool SoftReset { get; init; }

    /// <summary>What happens when v &gt; 64 · Threshold.</summary>
    public ThresholdBehavior AtThreshold { get; init; }

    /// <summary>Voltage floor exponent k, 0 … 23: v ≥ -2^k + 1.</summary>
    public int FloorExponent { get; init; } = 23;

    /// <summary>Voltage ceiling exponent k, 0 … 7: v ≤ 2^(9 + 2k) - 1.</summary>
    public int CeilingExponent { get; init; } = 7;

    /// <summary>Noise; null for none.</summary>
    public Noise? Noise { get; init; }

    /// <summary>v at which the compartment just does not fire: 64 · Threshold.</summary>
    public int ThresholdVoltage => Threshold << 6;

    /// <summary>Lowest voltage: -2^FloorExponent + 1.</summary>
    public int VoltageFloor => -(1 << FloorExponent) + 1;

    /// <summary>Highest voltage: 2^(9 + 2 CeilingExponent) - 1.</summary>
    public int VoltageCeiling => (1 << 9 + 2 * CeilingExponent) - 1;

    internal void Validate(string group)
    {
        Bounds.Check(Threshold, 0, 131071, $"{group}: threshold mantissa");
        Bounds.Check(CurrentDecay, 0, Decay.Full, $"{group}: current decay");
        Bounds.Check(VoltageDecay, 0, Decay.Full, $"{group}: voltage decay");
        Bounds.Check(BiasMantissa, -4096, 4095, $"{group}: bias mantissa", "use a larger bias exponent");
        Bounds.Check(BiasExponent, 0, 7, $"{group}: bias exponent");
        Bounds.Check(Refractory, 1, 64, $"{group}: refractory delay");
        Bounds.Check(FloorExponent, 0, 23, $"{group}: voltage floor exponent");
        Bounds.Check(CeilingExponent, 0, 7, $"{group}: voltage ceiling exponent");
        Noise?.Validate(group);
        if (SoftReset && AtThreshold == ThresholdBehavior.PassAboveThreshold)
            throw new ArgumentException($"{group}: a soft reset of a compartment that never fires; leave SoftReset or AtThreshold "
                + "as it is by default.");
        if (SoftReset)
            Bounds.Check(Refractory, 1, 1, $"{group}: refractory delay with soft reset", "a held voltage could not keep its overshoot");
    }
}
