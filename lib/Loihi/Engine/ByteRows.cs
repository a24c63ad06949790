using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Loihi;

/// <summary>
/// Constant synapses as a full matrix of bytes, 0 where there is none: the weights that act, divided by the largest power of two that
/// they share. From one synapse in twenty on, adding whole rows is faster than following single synapses.
/// </summary>
sealed class ByteRows
{
    const int MostRowsIn16Bits = 255; // 255 · 128 < 2^15
    const long LargestMatrix = 1 << 28;

    readonly sbyte[] _matrix;
    readonly short[] _partial;
    readonly int _stride, _shift;

    ByteRows(sbyte[] matrix, int stride, int shift)
    {
        (_matrix, _stride, _shift) = (matrix, stride, shift);
        _partial = new short[stride];
    }

    /// <summary>The matrix, or null where it would be too sparse, too large, or weights do not fit bytes.</summary>
    public static ByteRows? TryMake(Links links, Synapse synapse)
    {
        int stride = links.Columns + GroupState.BlockSize - 1 & -GroupState.BlockSize;
        long cells = (long)links.Rows * stride;
        if (cells > LargestMatrix || links.Count * 20L < cells || links.HasDuplicates) return null;
        int bits = 0;
        foreach (short weight in links.Weight) bits |= synapse.Effective(weight);
        int shift = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
        var matrix = new sbyte[cells];
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++)
            {
                int entry = synapse.Effective(links.Weight[k]) >> shift;
                if (entry is < sbyte.MinValue or > sbyte.MaxValue) return null;
                matrix[pre * stride + links.Post[k]] = (sbyte)entry;
            }
        return new ByteRows(matrix, stride, shift);
    }

    /// <summary>Adds the rows of all that fired to the input, for columns first .. last (multiples of 64, or the padded end).</summary>
    public void Deliver(ReadOnlySpan<int> fired, Span<int> input, int first, int last)
    {
        if (first >= last) return;
        while (fired.Length > 0)
        {
            var rows = fired[..Math.Min(MostRowsIn16Bits, fired.Length)];
            fired = fired[rows.Length..];
            int row = 0;
            for (; row + 4 <= rows.Length; row += 4)
                AddRows(ref _partial[first], ref Row(rows[row], first), ref Row(rows[row + 1], first), ref Row(rows[row + 2], first), ref Row(rows[row + 3], first), last - first);
            for (; row < rows.Length; row++) AddRow(ref _partial[first], ref Row(rows[row], first), last - first);
            Flush(ref _partial[first], ref input[first], last - first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref sbyte Row(int pre, int first) => ref _matrix[pre * _stride + first];

    static void AddRows(ref short sum, ref sbyte a, ref sbyte b, ref sbyte c, ref sbyte d, int length)
    {
        for (nuint at = 0; at < (nuint)length; at += (nuint)Vector512<short>.Count)
            (Vector512.LoadUnsafe(ref sum, at) + (Wide(ref a, at) + Wide(ref b, at)) + (Wide(ref c, at) + Wide(ref d, at))).StoreUnsafe(ref sum, at);
    }

    static void AddRow(ref short sum, ref sbyte a, int length)
    {
        for (nuint at = 0; at < (nuint)length; at += (nuint)Vector512<short>.Count)
            (Vector512.LoadUnsafe(ref sum, at) + Wide(ref a, at)).StoreUnsafe(ref sum, at);
    }

    void Flush(ref short sum, ref int input, int length)
    {
        for (nuint at = 0; at < (nuint)length; at += (nuint)Vector512<short>.Count)
        {
            var part = Vector512.LoadUnsafe(ref sum, at);
            Vector512<short>.Zero.StoreUnsafe(ref sum, at);
            nuint next = at + (nuint)Vector512<int>.Count;
            (Vector512.LoadUnsafe(ref input, at) + (Vector512.WidenLower(part) << _shift)).StoreUnsafe(ref input, at);
            (Vector512.LoadUnsafe(ref input, next) + (Vector512.WidenUpper(part) << _shift)).StoreUnsafe(ref input, next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<short> Wide(ref sbyte row, nuint at) => Vector512.WidenLower(Vector256.LoadUnsafe(ref row, at).ToVector512Unsafe());
}
