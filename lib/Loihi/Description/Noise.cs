namespace Spikebook.Loihi;

/// <summary>
/// Noise of a compartment: in each step (x + 64 · Offset) · 2^(Exponent - 7), rounded toward zero, with x uniform on -127 … 127,
/// is added in chip units (64 of them are one weight unit).
/// </summary>
/// <remarks>
/// Source of the form: the emulator of nengo-loihi 1.1, whose values are met for every draw; it sets no bounds to exponent and offset, and
/// those here are this library's reading of registers of 4 and 7 bits. The chip draws from a generator that is not published; here x is a
/// function of
/// seed, group, step and neuron.
/// </remarks>
/// <param name="Exponent">0 … 15.</param>
/// <param name="Offset">Mantissa of the mean, -64 … 63.</param>
/// <param name="OnVoltage">Whether it is added to the voltage; otherwise to the input of the current.</param>
public sealed record Noise(int Exponent, int Offset = 0, bool OnVoltage = true)
{
    internal void Validate(string group)
    {
        Bounds.Check(Exponent, 0, 15, $"{group}: noise exponent");
        Bounds.Check(Offset, -64, 63, $"{group}: noise offset", "use a larger noise exponent");
    }

    // x + 64 offset in units of 2^(Exponent - 7); dividing, not shifting, rounds toward zero
    internal int Of(int x)
    {
        int mantissa = x + 64 * Offset;
        return Exponent >= 7 ? mantissa << Exponent - 7 : mantissa / (1 << 7 - Exponent);
    }
}
