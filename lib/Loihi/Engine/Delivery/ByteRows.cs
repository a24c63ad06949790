using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Loihi;

/// <summary>
/// Constant synapses as a full matrix of bytes, 0 where there is none: the weights that act, divided by the largest power of two that
/// they share. From one synapse in twenty on, adding whole rows is faster than following single synapses.
/// </summary>
sealed class ByteRows : IDelivery
{
    const int MostRowsIn16Bits = 255; // 255 · 128 < 2^15
    const int Strip = 256;
    const long LargestMatrix = 1 << 28;

    readonly sbyte[] _matrix;
    readonly int _stride, _shift, _delay;
    readonly GroupState _target;
    readonly ShardedRows _rows;
    readonly Marking _marking;

    ByteRows(sbyte[] matrix, int stride, int shift, int delay, GroupState target, ShardedRows rows, Marking marking)
    {
        (_matrix, _stride, _shift, _delay) = (matrix, stride, shift, delay);
        (_target, _rows, _marking) = (target, rows, marking);
    }

    /// <summary>The matrix, or null where it would be too sparse, too large, or weights do not fit bytes.</summary>
    public static ByteRows? TryMake(Connection connection, GroupState target, ShardedRows rows, Marking marking)
    {
        var (links, synapse) = (connection.Links, connection.Synapse);
        int stride = GroupState.PaddedCount(links.Columns);
        long cells = (long)links.Rows * stride;
        if (cells > LargestMatrix || links.Count * 20L < cells || links.HasDuplicates) return null;
        int shift = SharedPower(links, synapse);
        var matrix = new sbyte[cells];
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++)
            {
                int entry = synapse.Effective(links.Weight[k]) >> shift;
                if (entry is < sbyte.MinValue or > sbyte.MaxValue) return null;
                matrix[pre * stride + links.Post[k]] = (sbyte)entry;
            }
        return new ByteRows(matrix, stride, shift, synapse.Delay, target, rows, marking);
    }

    /// <summary>The exponent of the largest power of two that divides all weights that act.</summary>
    public static int SharedPower(Links links, Synapse synapse)
    {
        int bits = 0;
        foreach (short weight in links.Weight) bits |= synapse.Effective(weight);
        return bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long acts = step + 1 + _delay, events = 0;
        _marking.MarkAll(_target.HasInputOf(acts), shard);
        int[] starts = _rows.Starts(shard), ends = _rows.Starts(shard + 1);
        foreach (int pre in fired) events += ends[pre] - starts[pre];
        Add(fired, _target.InputOf(acts), _target.FirstBlock(shard) << GroupState.BlockBits,
            _target.FirstBlock(shard + 1) << GroupState.BlockBits);
        return events;
    }

    // Columns first .. last are multiples of 64, or the padded end.
    void Add(ReadOnlySpan<int> fired, Span<int> input, int first, int last)
    {
        while (fired.Length > 0)
        {
            var some = fired[..Math.Min(MostRowsIn16Bits, fired.Length)];
            fired = fired[some.Length..];
            int column = first;
            for (; column + Strip <= last; column += Strip) AddStrip(some, column, ref input[column]);
            for (; column < last; column += GroupState.BlockSize) AddBlock(some, column, ref input[column]);
        }
    }

    // The sums of 256 columns stay in registers while the rows pass by.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddStrip(ReadOnlySpan<int> fired, int column, ref int input)
    {
        ref sbyte from = ref _matrix[column];
        Vector512<short> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        foreach (int row in fired)
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
    void AddBlock(ReadOnlySpan<int> fired, int column, ref int input)
    {
        ref sbyte from = ref _matrix[column];
        Vector512<short> a = default, b = default;
        foreach (int row in fired)
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
