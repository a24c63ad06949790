using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spikebook.Randomness;

/// <summary>
/// Standard normal numbers that are a pure function of (key, stream, block): any thread can draw any block, sixteen Philox counters
/// at a time, and always gets the same bits. Single precision from 32-bit words (Box, Muller 1958): |z| &lt; 6.7.
/// </summary>
/// <remarks>
/// The words are those of <see cref="Philox.Block"/>. Logarithm, sine and cosine are series of single additions and multiplications,
/// never fused,
/// in vectors of a fixed width: one instruction each with AVX-512, several elsewhere, and the same bits on every machine.
/// </remarks>
public static class NormalBlocks
{
    /// <summary>Numbers in a block: eight counters of four words each.</summary>
    public const int Size = 32;

    /// <summary>
    /// Fills <paramref name="values"/>, whole blocks of <see cref="Size"/>, from block number <paramref name="firstBlock"/> on.
    /// </summary>
    /// <param name="key">Philox key.</param>
    /// <param name="stream">High half of the counter, for instance the time step.</param>
    /// <param name="firstBlock">Number of the first block.</param>
    /// <param name="values">Numbers to fill; the length must be a multiple of <see cref="Size"/>.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <see cref="Size"/>.</exception>
    public static void Fill(ulong key, ulong stream, ulong firstBlock, Span<float> values)
    {
        if (values.Length % Size != 0)
            throw new ArgumentException($"{values.Length} numbers are not whole blocks of {Size}; use a multiple of {Size}");
        if (OperatingSystem.IsBrowser())
        {
            PlainNormals.Fill(key, stream, firstBlock, values);
            return;
        }
        Span<float> pair = stackalloc float[2 * Size];
        int i = 0;
        if (firstBlock % 2 == 1 && values.Length > 0)
        {
            FillTwo(key, stream, firstBlock - 1, pair);
            pair[Size..].CopyTo(values);
            i = Size;
        }
        for (; i + 2 * Size <= values.Length; i += 2 * Size) FillTwo(key, stream, firstBlock + (ulong)(i / Size),
            values.Slice(i, 2 * Size));
        if (i == values.Length) return;
        FillTwo(key, stream, firstBlock + (ulong)(i / Size), pair);
        pair[..Size].CopyTo(values[i..]);
    }

    /// <summary>Two blocks, the first of which has an even number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void FillTwo(ulong key, ulong stream, ulong block, Span<float> values)
    {
        (Vector512<uint> w0, Vector512<uint> w1, Vector512<uint> w2, Vector512<uint> w3) = Words(key, stream, block);
        BoxMuller(w0, w1, out Vector512<float> z0, out Vector512<float> z1);
        BoxMuller(w2, w3, out Vector512<float> z2, out Vector512<float> z3);
        z0.GetLower().CopyTo(values);
        z1.GetLower().CopyTo(values[8..]);
        z2.GetLower().CopyTo(values[16..]);
        z3.GetLower().CopyTo(values[24..]);
        z0.GetUpper().CopyTo(values[32..]);
        z1.GetUpper().CopyTo(values[40..]);
        z2.GetUpper().CopyTo(values[48..]);
        z3.GetUpper().CopyTo(values[56..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<uint>, Vector512<uint>, Vector512<uint>, Vector512<uint>) Words(ulong key, ulong stream, ulong block)
    {
        ulong counter = 8 * block; // of an even block the low word ends in 0000: the lanes never carry into the high word
        Vector512<uint> c0 = Vector512.Create((uint)counter) + Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        c1 = Vector512.Create((uint)(counter >> 32));
        Vector512<uint> c2 = Vector512.Create((uint)stream), c3 = Vector512.Create((uint)(stream >> 32));
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            Multiply(c0, 0xD2511F53, out Vector512<uint> low0, out Vector512<uint> high0);
            Multiply(c2, 0xCD9E8D57, out Vector512<uint> low1, out Vector512<uint> high1);
            (c0, c1, c2, c3) = (high1 ^ c1 ^ Vector512.Create(k0), low1, high0 ^ c3 ^ Vector512.Create(k1), low0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Low and high halves of the products: those of the even lanes and those of the odd lanes, put side by side again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Multiply(Vector512<uint> x, uint multiplier, out Vector512<uint> low, out Vector512<uint> high)
    {
        var m = Vector512.Create(multiplier);
        Vector512<uint> even = EvenProducts(x, m);
        Vector512<uint> odd = EvenProducts(Vector512.ShiftRightLogical(x.AsUInt64(), 32).AsUInt32(), m);
        Vector512<uint> odds = Vector512.Create(0xFFFFFFFF_00000000UL).AsUInt32(); // the odd lanes
        low = Vector512.ConditionalSelect(odds, Vector512.ShiftLeft(odd.AsUInt64(), 32).AsUInt32(), even);
        high = Vector512.ConditionalSelect(odds, odd, Vector512.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32());
    }

    /// <summary>
    /// 64-bit products of the even lanes. Where the machine has an instruction for just that it is named: the 64-bit multiplication that
    /// the portable
    /// form asks for takes three times as long.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<uint> EvenProducts(Vector512<uint> x, Vector512<uint> m)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(x, m).AsUInt32();
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.Multiply(x.GetLower(), m.GetLower()), Avx2.Multiply(x.GetUpper(), m.GetUpper())).AsUInt32();
        return PortableEvenProducts(x, m);
    }

    /// <summary>The same on any machine; the tests compare the two.</summary>
    internal static Vector512<uint> PortableEvenProducts(Vector512<uint> x, Vector512<uint> m)
    {
        var low = Vector512.Create(0xFFFFFFFFUL);
        return ((x.AsUInt64() & low) * (m.AsUInt64() & low)).AsUInt32();
    }

    /// <summary>Two normal numbers from two words, lane by lane: radius sqrt(-2 ln u), u in (0, 1), angle 2 pi w / 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void BoxMuller(Vector512<uint> radiusWords, Vector512<uint> angleWords, out Vector512<float> first, out Vector512<float> second)
    {
        var magnitude = Vector512.ConvertToSingle(Vector512.ShiftRightLogical(radiusWords, 1).AsInt32());
        Vector512<float> u = (magnitude + Vector512.Create(0.5f)) * Vector512.Create(1f / 2147483648f);
        var radius = Vector512.Sqrt(Vector512.Max(Vector512<float>.Zero, Vector512.Create(-2f) * Log(u)));
        SinCos(angleWords.AsInt32(), out Vector512<float> sine, out Vector512<float> cosine);
        first = radius * cosine;
        second = radius * sine;
    }

    /// <summary>
    /// ln u = e ln 2 + ln m with m in [sqrt(1/2), sqrt 2), and ln m = 2 (s + s³/3 + s^5/5 + s^7/7 + s^9/9), s = (m - 1) / (m + 1):
    /// the first term left out is below 1e-9 of the sum. For normal numbers u &gt; 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Log(Vector512<float> u)
    {
        Vector512<int> bits = u.AsInt32(), exponent = Vector512.ShiftRightArithmetic(bits - Vector512.Create(0x3F3504F3), 23); // sqrt(1/2)
        Vector512<float> m = (bits - Vector512.ShiftLeft(exponent, 23)).AsSingle(), one = Vector512<float>.One;
        Vector512<float> s = (m - one) / (m + one), y = s * s;
        Vector512<float> series =
            (((y * (2f / 9) + Vector512.Create(2f / 7)) * y + Vector512.Create(2f / 5)) * y + Vector512.Create(2f / 3)) * y
            + Vector512.Create(2f);
        return Vector512.ConvertToSingle(exponent) * Vector512.Create(0.693147180559945f) + s * series;
    }

    /// <summary>
    /// Sine and cosine of 2 pi w / 2^32: the nearest quarter turn is taken off exactly, in integers, and the rest, within pi/4 of 0,
    /// goes into
    /// the power series to x^9 and x^8; the first terms left out are below 3e-8.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SinCos(Vector512<int> w, out Vector512<float> sine, out Vector512<float> cosine)
    {
        var quarter = Vector512.ShiftRightArithmetic(w + Vector512.Create(1 << 29), 30);
        Vector512<float> x = Vector512.ConvertToSingle(w - Vector512.ShiftLeft(quarter, 30))
            * Vector512.Create((float)(Math.PI / 2147483648.0));
        Vector512<float> y = x * x, one = Vector512<float>.One;
        Vector512<float> s = ((((y * (1f / 362_880) - Vector512.Create(1f / 5_040)) * y + Vector512.Create(1f / 120)) * y
            - Vector512.Create(1f / 6)) * y + one) * x;
        Vector512<float> c = (((y * (1f / 40_320) - Vector512.Create(1f / 720)) * y + Vector512.Create(1f / 24)) * y
            - Vector512.Create(0.5f)) * y + one;
        Vector512<float> swapped = Vector512.Equals(quarter & Vector512<int>.One, Vector512<int>.One).AsSingle();
        Vector512<int> sineSign = Vector512.ShiftLeft(quarter & Vector512.Create(2), 30),
            cosineSign = Vector512.ShiftLeft(quarter + Vector512<int>.One & Vector512.Create(2), 30);
        sine = (Vector512.ConditionalSelect(swapped, c, s).AsInt32() ^ sineSign).AsSingle();
        cosine = (Vector512.ConditionalSelect(swapped, s, c).AsInt32() ^ cosineSign).AsSingle();
    }
}
