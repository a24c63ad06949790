using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>Eight draws of 16 bits: one Philox block.</summary>
readonly struct Draws
{
    readonly ulong low, high;

    public Draws(ulong key, ulong counterLow, ulong counterHigh)
    {
        var (a, b, c, d) = Philox.Block(key, counterLow, counterHigh);
        low = a | (ulong)b << 32;
        high = c | (ulong)d << 32;
    }

    /// <summary>Draw 0 … 7, uniform on 0 … 65535.</summary>
    public int this[int index] => (ushort)((index < 4 ? low : high) >> ((index & 3) << 4));
}
