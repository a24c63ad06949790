using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>The noise of a group; each draw is a function of seed, step and compartment, whichever thread asks.</summary>
sealed class NoiseSource(Noise noise, string group, ulong seed)
{
    readonly ulong _key = Streams.For(seed, "noise " + group).Key;

    public bool OnVoltage => noise.OnVoltage;

    /// <summary>Draws of a step for compartments first, first + 1, …; first is a multiple of 4.</summary>
    public void Fill(long step, int first, Span<int> draws)
    {
        for (int i = 0; i < draws.Length; i += 4)
        {
            var (a, b, c, d) = Philox.Block(_key, (ulong)(first + i >> 2), (ulong)step);
            draws[i] = Of(a);
            draws[i + 1] = Of(b);
            draws[i + 2] = Of(c);
            draws[i + 3] = Of(d);
        }
    }

    int Of(uint word) => noise.Of((int)((ulong)word * 255 >> 32) - 127);
}
