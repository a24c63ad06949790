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
    const int Strip = 256;
    const long LargestMatrix = 1 << 28;

    readonly sbyte[] _matrix;
    readonly int _stride, _shift;

    ByteRows(sbyte[] matrix, int stride, int shift)
        => (_matrix, _stride, _shift) = (matrix, stride, shift);

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
        while (fired.Length > 0)
        {
            var rows = fired[..Math.Min(MostRowsIn16Bits, fired.Length)];
            fired = fired[rows.Length..];
            int column = first;
            for (; column + Strip <= last; column += Strip) AddStrip(rows, column, ref input[column]);
            for (; column < last; column += GroupState.BlockSize) AddBlock(rows, column, ref input[column]);
        }
    }

    // The sums of 256 columns stay in registers while the rows pass by.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddStrip(ReadOnlySpan<int> rows, int column, ref int input)
    {
        ref sbyte from = ref _matrix[column];
        Vector512<short> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        foreach (int row in rows)
        {
            ref sbyte at = ref Unsafe.Add(ref from, (nint)row * _stride);
            a += Wide(ref at, 0);
            b += Wide(ref at, 32);
            c += Wide(ref at, 64);
            d += Wide(ref at, 96);
            e += Wide(ref at, 128);
            f += Wide(ref at, 160);
            g += Wide(ref at, 192);
            h += Wide(ref at, 224);
        }
        Add(a, ref input, 0);
        Add(b, ref input, 32);
        Add(c, ref input, 64);
        Add(d, ref input, 96);
        Add(e, ref input, 128);
        Add(f, ref input, 160);
        Add(g, ref input, 192);
        Add(h, ref input, 224);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddBlock(ReadOnlySpan<int> rows, int column, ref int input)
    {
        ref sbyte from = ref _matrix[column];
        Vector512<short> a = default, b = default;
        foreach (int row in rows)
        {
            ref sbyte at = ref Unsafe.Add(ref from, (nint)row * _stride);
            a += Wide(ref at, 0);
            b += Wide(ref at, 32);
        }
        Add(a, ref input, 0);
        Add(b, ref input, 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Add(Vector512<short> sum, ref int input, nuint at)
    {
        nuint next = at + (nuint)Vector512<int>.Count;
        (Vector512.LoadUnsafe(ref input, at) + (Vector512.WidenLower(sum) << _shift)).StoreUnsafe(ref input, at);
        (Vector512.LoadUnsafe(ref input, next) + (Vector512.WidenUpper(sum) << _shift)).StoreUnsafe(ref input, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<short> Wide(ref sbyte row, nuint at) => Vector512.WidenLower(Vector256.LoadUnsafe(ref row, at).ToVector512Unsafe());
}
