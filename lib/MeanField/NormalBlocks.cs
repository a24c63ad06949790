using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Spikebook.Randomness;

namespace Spikebook.MeanField;

/// <summary>
/// Standard normal numbers that are a pure function of (key, stream, block): any thread can draw any block, eight Philox counters
/// at a time, and always gets the same bits. Single precision from 32-bit words (Box, Muller 1958): |z| &lt; 6.7.
/// </summary>
/// <remarks>
/// The words are those of <see cref="Philox.Block"/>; the vector paths are tested against it. Logarithm, sine and cosine are series of
/// single additions and multiplications, never fused, so that every machine gives the same bits.
/// </remarks>
public static class NormalBlocks
{
    /// <summary>Numbers in a block: eight counters of four words each.</summary>
    public const int Size = 32;

    /// <summary>Fills <paramref name="values"/>, whole blocks of <see cref="Size"/>, from block number <paramref name="firstBlock"/> on.</summary>
    /// <param name="key">Philox key.</param>
    /// <param name="stream">High half of the counter, for instance the time step.</param>
    /// <param name="firstBlock">Number of the first block.</param>
    /// <param name="values">Numbers to fill; the length must be a multiple of <see cref="Size"/>.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <see cref="Size"/>.</exception>
    public static void Fill(ulong key, ulong stream, ulong firstBlock, Span<float> values)
    {
        if (values.Length % Size != 0)
            throw new ArgumentException($"{values.Length} numbers are not whole blocks of {Size}; use a multiple of {Size}");
        int i = 0;
        if (WideNormalBlocks.IsSupported && firstBlock % 2 == 0)
            for (; i + 2 * Size <= values.Length; i += 2 * Size) WideNormalBlocks.FillTwo(key, stream, firstBlock + (ulong)(i / Size), values.Slice(i, 2 * Size));
        for (; i < values.Length; i += Size)
            FillBlock(key, stream, firstBlock + (ulong)(i / Size), values.Slice(i, Size));
    }

    /// <summary>One block by the narrower path that every machine has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void FillBlock(ulong key, ulong stream, ulong block, Span<float> values)
    {
        Vector256<uint> w0, w1, w2, w3;
        if (Avx2.IsSupported) (w0, w1, w2, w3) = WordsByVector(key, stream, block);
        else (w0, w1, w2, w3) = WordsOneByOne(key, stream, block);
        BoxMuller(w0, w1, out Vector256<float> z0, out Vector256<float> z1);
        BoxMuller(w2, w3, out Vector256<float> z2, out Vector256<float> z3);
        z0.CopyTo(values);
        z1.CopyTo(values[8..]);
        z2.CopyTo(values[16..]);
        z3.CopyTo(values[24..]);
    }

    /// <summary>The words of the counters 8 block … 8 block + 7, one Philox call each.</summary>
    internal static (Vector256<uint>, Vector256<uint>, Vector256<uint>, Vector256<uint>) WordsOneByOne(ulong key, ulong stream, ulong block)
    {
        Span<uint> words = stackalloc uint[32];
        for (int lane = 0; lane < 8; lane++)
            (words[lane], words[8 + lane], words[16 + lane], words[24 + lane]) = Philox.Block(key, 8 * block + (ulong)lane, stream);
        return (Vector256.Create<uint>(words[..8]), Vector256.Create<uint>(words[8..16]),
            Vector256.Create<uint>(words[16..24]), Vector256.Create<uint>(words[24..]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<uint>, Vector256<uint>, Vector256<uint>, Vector256<uint>) WordsByVector(ulong key, ulong stream, ulong block)
    {
        ulong counter = 8 * block; // its low word ends in 000: the lanes never carry into the high word
        Vector256<uint> c0 = Vector256.Create((uint)counter) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7), c1 = Vector256.Create((uint)(counter >> 32));
        Vector256<uint> c2 = Vector256.Create((uint)stream), c3 = Vector256.Create((uint)(stream >> 32));
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            Multiply(c0, 0xD2511F53, out Vector256<uint> low0, out Vector256<uint> high0);
            Multiply(c2, 0xCD9E8D57, out Vector256<uint> low1, out Vector256<uint> high1);
            (c0, c1, c2, c3) = (high1 ^ c1 ^ Vector256.Create(k0), low1, high0 ^ c3 ^ Vector256.Create(k1), low0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Multiply(Vector256<uint> x, uint multiplier, out Vector256<uint> low, out Vector256<uint> high)
    {
        Vector256<uint> m = Vector256.Create(multiplier);
        Vector256<uint> even = Avx2.Multiply(x, m).AsUInt32();
        Vector256<uint> odd = Avx2.Multiply(Avx2.ShiftRightLogical(x.AsUInt64(), 32).AsUInt32(), m).AsUInt32();
        low = Avx2.Blend(even, Avx2.ShiftLeftLogical(odd.AsUInt64(), 32).AsUInt32(), 0b10101010);
        high = Avx2.Blend(Avx2.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32(), odd, 0b10101010);
    }

    /// <summary>Two normal numbers from two words, lane by lane: radius sqrt(-2 ln u), u in (0, 1), angle 2 pi w / 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void BoxMuller(Vector256<uint> radiusWords, Vector256<uint> angleWords, out Vector256<float> first, out Vector256<float> second)
    {
        // The signed conversion keeps 24 bits whatever the size, so that small u, which make the tails, keep their precision.
        Vector256<float> magnitude = Vector256.ConvertToSingle(Vector256.ShiftRightLogical(radiusWords, 1).AsInt32());
        Vector256<float> u = (magnitude + Vector256.Create(0.5f)) * Vector256.Create(1f / 2147483648f);
        Vector256<float> radius = Vector256.Sqrt(Vector256.Max(Vector256<float>.Zero, Vector256.Create(-2f) * Log(u)));
        SinCos(angleWords.AsInt32(), out Vector256<float> sine, out Vector256<float> cosine);
        first = radius * cosine;
        second = radius * sine;
    }

    /// <summary>
    /// ln u = e ln 2 + ln m with m in [sqrt(1/2), sqrt 2), and ln m = 2 (s + s³/3 + s^5/5 + s^7/7 + s^9/9), s = (m - 1) / (m + 1):
    /// the first term left out is below 1e-9 of the sum. For normal numbers u &gt; 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Log(Vector256<float> u)
    {
        Vector256<int> bits = u.AsInt32(), exponent = Vector256.ShiftRightArithmetic(bits - Vector256.Create(0x3F3504F3), 23); // sqrt(1/2)
        Vector256<float> m = (bits - Vector256.ShiftLeft(exponent, 23)).AsSingle(), one = Vector256<float>.One;
        Vector256<float> s = (m - one) / (m + one), y = s * s;
        Vector256<float> series = (((y * (2f / 9) + Vector256.Create(2f / 7)) * y + Vector256.Create(2f / 5)) * y + Vector256.Create(2f / 3)) * y + Vector256.Create(2f);
        return Vector256.ConvertToSingle(exponent) * Vector256.Create(0.693147180559945f) + s * series;
    }

    /// <summary>
    /// Sine and cosine of 2 pi w / 2^32: the nearest quarter turn is taken off exactly, in integers, and the rest, within pi/4 of 0, goes into
    /// the power series to x^9 and x^8; the first terms left out are below 3e-8.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SinCos(Vector256<int> w, out Vector256<float> sine, out Vector256<float> cosine)
    {
        Vector256<int> quarter = Vector256.ShiftRightArithmetic(w + Vector256.Create(1 << 29), 30);
        Vector256<float> x = Vector256.ConvertToSingle(w - Vector256.ShiftLeft(quarter, 30)) * Vector256.Create((float)(Math.PI / 2147483648.0));
        Vector256<float> y = x * x, one = Vector256<float>.One;
        Vector256<float> s = ((((y * (1f / 362_880) - Vector256.Create(1f / 5_040)) * y + Vector256.Create(1f / 120)) * y - Vector256.Create(1f / 6)) * y + one) * x;
        Vector256<float> c = (((y * (1f / 40_320) - Vector256.Create(1f / 720)) * y + Vector256.Create(1f / 24)) * y - Vector256.Create(0.5f)) * y + one;
        // Each quarter turn takes (sin, cos) to (cos, -sin); the second bit of the number of quarter turns is the sign.
        Vector256<float> swapped = Vector256.Equals(quarter & Vector256<int>.One, Vector256<int>.One).AsSingle();
        Vector256<int> sineSign = Vector256.ShiftLeft(quarter & Vector256.Create(2), 30), cosineSign = Vector256.ShiftLeft(quarter + Vector256<int>.One & Vector256.Create(2), 30);
        sine = (Vector256.ConditionalSelect(swapped, c, s).AsInt32() ^ sineSign).AsSingle();
        cosine = (Vector256.ConditionalSelect(swapped, s, c).AsInt32() ^ cosineSign).AsSingle();
    }
}
