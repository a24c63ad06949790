namespace Spikebook.Randomness;

/// <summary>
/// Box and Muller's numbers one at a time, in single precision: the same operations in the same order as the vectors of
/// <see cref="NormalBlocks"/>, and so the same bits. WebAssembly's runtime makes long vectors of calls, a hundred times as slow.
/// </summary>
static class PlainNormals
{
    /// <summary>Fills whole blocks, each of eight counters of four words.</summary>
    public static void Fill(ulong key, ulong stream, ulong firstBlock, Span<float> values)
    {
        for (int block = 0; block < values.Length / NormalBlocks.Size; block++)
            for (int lane = 0; lane < 8; lane++)
            {
                (uint r0, uint a0, uint r1, uint a1) = Philox.Block(key, 8 * (firstBlock + (ulong)block) + (ulong)lane, stream);
                var at = values[(block * NormalBlocks.Size + lane)..];
                (at[0], at[8]) = Of(r0, a0);
                (at[16], at[24]) = Of(r1, a1);
            }
    }

    /// <summary>Two numbers from two words: radius sqrt(-2 ln u), u in (0, 1), angle 2 pi w / 2^32.</summary>
    public static (float First, float Second) Of(uint radiusWord, uint angleWord)
    {
        float u = ((int)(radiusWord >> 1) + 0.5f) * (1f / 2147483648f);
        float radius = MathF.Sqrt(MathF.Max(0, -2f * Log(u)));
        (float sine, float cosine) = SinCos((int)angleWord);
        return (radius * cosine, radius * sine);
    }

    static float Log(float u)
    {
        int bits = BitConverter.SingleToInt32Bits(u), exponent = bits - 0x3F3504F3 >> 23;
        float m = BitConverter.Int32BitsToSingle(bits - (exponent << 23)), s = (m - 1) / (m + 1), y = s * s;
        float series = (((y * (2f / 9) + 2f / 7) * y + 2f / 5) * y + 2f / 3) * y + 2f;
        return exponent * 0.693147180559945f + s * series;
    }

    static (float Sine, float Cosine) SinCos(int w)
    {
        int quarter = w + (1 << 29) >> 30;
        float x = (w - (quarter << 30)) * (float)(Math.PI / 2147483648.0), y = x * x;
        float s = ((((y * (1f / 362_880) - 1f / 5_040) * y + 1f / 120) * y - 1f / 6) * y + 1) * x;
        float c = (((y * (1f / 40_320) - 1f / 720) * y + 1f / 24) * y - 0.5f) * y + 1;
        (float sine, float cosine) = (quarter & 1) == 1 ? (c, s) : (s, c);
        return ((quarter & 2) == 2 ? -sine : sine, (quarter + 1 & 2) == 2 ? -cosine : cosine);
    }
}
