using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>Eight draws of 16 bits: one Philox block.</summary>
readonly struct Draws
{
    readonly ulong _low, _high;

    public Draws(ulong key, ulong counterLow, ulong counterHigh)
    {
        var (a, b, c, d) = Philox.Block(key, counterLow, counterHigh);
        _low = a | (ulong)b << 32;
        _high = c | (ulong)d << 32;
    }

    /// <summary>Draw 0 … 7, uniform on 0 … 65535.</summary>
    public int this[int index] => (ushort)((index < 4 ? _low : _high) >> ((index & 3) << 4));
}
