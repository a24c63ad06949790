using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spikebook.MeanField;

/// <summary>
/// <see cref="NormalBlocks"/> two blocks at a time, with registers of 512 bits: the same operations in the same order, and the same bits.
/// The chain of ten rounds is as long for sixteen counters as for eight, so that this takes little more than half the time.
/// </summary>
static class WideNormalBlocks
{
    /// <summary>Whether this machine has what is needed.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    /// <summary>Fills two blocks, the first of which has an even number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FillTwo(ulong key, ulong stream, ulong block, Span<float> values)
    {
        (Vector512<uint> w0, Vector512<uint> w1, Vector512<uint> w2, Vector512<uint> w3) = WordsByVector(key, stream, block);
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
    static (Vector512<uint>, Vector512<uint>, Vector512<uint>, Vector512<uint>) WordsByVector(ulong key, ulong stream, ulong block)
    {
        ulong counter = 8 * block; // of an even block the low word ends in 0000: the lanes never carry into the high word
        Vector512<uint> c0 = Vector512.Create((uint)counter) + Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), c1 = Vector512.Create((uint)(counter >> 32));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Multiply(Vector512<uint> x, uint multiplier, out Vector512<uint> low, out Vector512<uint> high)
    {
        Vector512<uint> m = Vector512.Create(multiplier);
        Vector512<uint> even = Avx512F.Multiply(x, m).AsUInt32();
        Vector512<uint> odd = Avx512F.Multiply(Vector512.ShiftRightLogical(x.AsUInt64(), 32).AsUInt32(), m).AsUInt32();
        Vector512<uint> odds = Vector512.Create(0xFFFFFFFF_00000000UL).AsUInt32(); // the odd lanes
        low = Vector512.ConditionalSelect(odds, Vector512.ShiftLeft(odd.AsUInt64(), 32).AsUInt32(), even);
        high = Vector512.ConditionalSelect(odds, odd, Vector512.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void BoxMuller(Vector512<uint> radiusWords, Vector512<uint> angleWords, out Vector512<float> first, out Vector512<float> second)
    {
        Vector512<float> magnitude = Vector512.ConvertToSingle(Vector512.ShiftRightLogical(radiusWords, 1).AsInt32());
        Vector512<float> u = (magnitude + Vector512.Create(0.5f)) * Vector512.Create(1f / 2147483648f);
        Vector512<float> radius = Vector512.Sqrt(Vector512.Max(Vector512<float>.Zero, Vector512.Create(-2f) * Log(u)));
        SinCos(angleWords.AsInt32(), out Vector512<float> sine, out Vector512<float> cosine);
        first = radius * cosine;
        second = radius * sine;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Log(Vector512<float> u)
    {
        Vector512<int> bits = u.AsInt32(), exponent = Vector512.ShiftRightArithmetic(bits - Vector512.Create(0x3F3504F3), 23); // sqrt(1/2)
        Vector512<float> m = (bits - Vector512.ShiftLeft(exponent, 23)).AsSingle(), one = Vector512<float>.One;
        Vector512<float> s = (m - one) / (m + one), y = s * s;
        Vector512<float> series = (((y * (2f / 9) + Vector512.Create(2f / 7)) * y + Vector512.Create(2f / 5)) * y + Vector512.Create(2f / 3)) * y + Vector512.Create(2f);
        return Vector512.ConvertToSingle(exponent) * Vector512.Create(0.693147180559945f) + s * series;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SinCos(Vector512<int> w, out Vector512<float> sine, out Vector512<float> cosine)
    {
        Vector512<int> quarter = Vector512.ShiftRightArithmetic(w + Vector512.Create(1 << 29), 30);
        Vector512<float> x = Vector512.ConvertToSingle(w - Vector512.ShiftLeft(quarter, 30)) * Vector512.Create((float)(Math.PI / 2147483648.0));
        Vector512<float> y = x * x, one = Vector512<float>.One;
        Vector512<float> s = ((((y * (1f / 362_880) - Vector512.Create(1f / 5_040)) * y + Vector512.Create(1f / 120)) * y - Vector512.Create(1f / 6)) * y + one) * x;
        Vector512<float> c = (((y * (1f / 40_320) - Vector512.Create(1f / 720)) * y + Vector512.Create(1f / 24)) * y - Vector512.Create(0.5f)) * y + one;
        Vector512<float> swapped = Vector512.Equals(quarter & Vector512<int>.One, Vector512<int>.One).AsSingle();
        Vector512<int> sineSign = Vector512.ShiftLeft(quarter & Vector512.Create(2), 30), cosineSign = Vector512.ShiftLeft(quarter + Vector512<int>.One & Vector512.Create(2), 30);
        sine = (Vector512.ConditionalSelect(swapped, c, s).AsInt32() ^ sineSign).AsSingle();
        cosine = (Vector512.ConditionalSelect(swapped, s, c).AsInt32() ^ cosineSign).AsSingle();
    }
}
