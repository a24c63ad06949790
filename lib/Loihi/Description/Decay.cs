namespace Spikebook.Loihi;

/// <summary>
/// Decays of currents and voltages in units of 1/4096 per step. Everywhere in this library a decay is the <em>effective</em> one:
/// what remains after a step is (4096 - decay) / 4096.
/// </summary>
public static class Decay
{
    /// <summary>4096: nothing remains after a step.</summary>
    public const int Full = 4096;

    /// <summary>
    /// The effective decay of a current register: the chip adds one, so register 4095 forgets at once and register 0 still leaks 1/4096
    /// (as nengo-loihi 1.1 and Lava 0.11 have it; Brian2Loihi takes effective values).
    /// </summary>
    /// <param name="register">Register value, 0 … 4095.</param>
    public static int OfCurrentRegister(int register)
    {
        Bounds.Check(register, 0, 4095, "current decay register");
        return register + 1;
    }

    /// <summary>The effective decay of a voltage register: the register itself.</summary>
    /// <param name="register">Register value, 0 … 4095.</param>
    public static int OfVoltageRegister(int register)
    {
        Bounds.Check(register, 0, 4095, "voltage decay register");
        return register;
    }

    /// <summary>
    /// The effective decay of a time constant: ⌊4096 / tau⌋, tau in steps, at least 1 (the chip toolkit's usual conversion).
    /// </summary>
    /// <param name="tau">Time constant in steps, at least 1.</param>
    public static int OfTimeConstant(double tau)
    {
        if (!(tau >= 1))
            throw new ArgumentOutOfRangeException(nameof(tau), $"time constant = {tau} steps is below 1; a current or voltage "
                + "cannot decay faster than at once.");
        return (int)(Full / tau);
    }

    /// <summary>value (4096 - decay) / 4096, rounded toward zero; |value| &lt; 2^31.</summary>
    // |value| = 4096 high + low gives high · keep + ⌊low · keep / 4096⌋, which never leaves 32 bits.
    internal static int Apply(int value, int decay)
    {
        int magnitude = Math.Abs(value), keep = Full - decay;
        int kept = (magnitude >> 12) * keep + ((magnitude & 4095) * keep >> 12);
        return value < 0 ? -kept : kept;
    }
}
