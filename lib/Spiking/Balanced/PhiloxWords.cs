using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Spikebook.Randomness;

namespace Spikebook.Spiking;

/// <summary>
/// The words of a Philox stream 64 at a time, sixteen counters side by side: word w of counter c lies at 16 w + c. The same words as
/// <see cref="Philox.Block"/> gives, on every machine, since integer arithmetic has no rounding.
/// </summary>
static class PhiloxWords
{
    /// <summary>Words of a block.</summary>
    public const int Count = 64;

    /// <summary>Block <paramref name="block"/> of a stream: counters 16 block … 16 block + 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(RandomStream stream, long block, out Vector512<uint> w0, out Vector512<uint> w1, out Vector512<uint> w2,
        out Vector512<uint> w3)
    {
        var counter = 16 * (ulong)block; // ends in 0000: the lanes never carry into the high word
        w0 = Vector512.Create((uint)counter) + Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        w1 = Vector512.Create((uint)(counter >> 32));
        w2 = Vector512.Create((uint)stream.Substream);
        w3 = Vector512.Create((uint)(stream.Substream >> 32));
        uint k0 = (uint)stream.Key, k1 = (uint)(stream.Key >> 32);
        for (var round = 0; round < 10; round++)
        {
            Multiply(w0, 0xD2511F53, out var low0, out var high0);
            Multiply(w2, 0xCD9E8D57, out var low1, out var high1);
            (w0, w1, w2, w3) = (high1 ^ w1 ^ Vector512.Create(k0), low1, high0 ^ w3 ^ Vector512.Create(k1), low0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Multiply(Vector512<uint> x, uint multiplier, out Vector512<uint> low, out Vector512<uint> high)
    {
        Vector512<ulong> even = Products(x.AsUInt64(), multiplier), odd = Products(Vector512.ShiftRightLogical(x.AsUInt64(), 32),
            multiplier);
        var odds = Vector512.Create(0xFFFFFFFF_00000000UL);
        low = Vector512.ConditionalSelect(odds, Vector512.ShiftLeft(odd, 32), even).AsUInt32();
        high = Vector512.ConditionalSelect(odds, odd, Vector512.ShiftRightLogical(even, 32)).AsUInt32();
    }

    // The low halves of eight lanes times a 32-bit number. The instruction for it takes a third of the time of a 64-bit product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Products(Vector512<ulong> x, uint multiplier)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(x.AsUInt32(), Vector512.Create(multiplier));
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.Multiply(x.GetLower().AsUInt32(), Vector256.Create(multiplier)),
                Avx2.Multiply(x.GetUpper().AsUInt32(), Vector256.Create(multiplier)));
        return (x & Vector512.Create(0xFFFFFFFFUL)) * Vector512.Create((ulong)multiplier);
    }

    /// <summary>The same block into memory.</summary>
    public static void Fill(RandomStream stream, long block, Span<uint> words)
    {
        Fill(stream, block, out var w0, out var w1, out var w2, out var w3);
        w0.CopyTo(words);
        w1.CopyTo(words[16..]);
        w2.CopyTo(words[32..]);
        w3.CopyTo(words[48..]);
    }
}
