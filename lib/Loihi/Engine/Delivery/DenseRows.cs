using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Loihi;

/// <summary>
/// A full matrix of weights, which may learn: rows are summed in 16 bits, up to 127 at a time; then the sum is shifted by the exponent
/// and added to the input.
/// </summary>
sealed class DenseRows(Connection connection, short[] weights, GroupState target, ShardedRows rows, Marking marking) : IDelivery
{
    const int MostRowsIn16Bits = 127; // 127 · 256 < 2^15

    readonly int _columns = connection.Links.Columns, _delay = connection.Synapse.Delay;
    readonly int _shiftLeft = Math.Max(0, connection.Synapse.Exponent), _shiftRight = Math.Max(0, -connection.Synapse.Exponent);
    readonly short[] _partial = new short[connection.Links.Columns]; // sums of rows

    /// <summary>-256 · 2^7 is the one weight whose action is clipped; the shifts of the sums do not know that.</summary>
    public static bool CanTake(Connection connection)
        => connection.Links.IsComplete && !(connection.Synapse.Exponent == 7 && connection.Synapse.Lowest == -256);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long acts = step + 1 + _delay;
        marking.MarkAll(target.HasInputOf(acts), shard);
        var (first, last) = rows.Columns(shard);
        long events = (long)fired.Length * (last - first);
        var sum = _partial.AsSpan(first, last - first);
        var input = target.InputOf(acts)[first..];
        while (fired.Length > 0)
        {
            var some = fired[..Math.Min(MostRowsIn16Bits, fired.Length)];
            fired = fired[some.Length..];
            int k = 0;
            for (; k + 4 <= some.Length; k += 4)
                AddRows(sum, ref RowOf(some[k], first), ref RowOf(some[k + 1], first), ref RowOf(some[k + 2], first),
                    ref RowOf(some[k + 3], first));
            for (; k < some.Length; k++) AddRow(sum, ref RowOf(some[k], first));
            Flush(sum, input);
        }
        return events;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref short RowOf(int pre, int firstColumn) => ref weights[pre * _columns + firstColumn];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddRows(Span<short> sum, ref short a, ref short b, ref short c, ref short d)
    {
        ref short to = ref MemoryMarshal.GetReference(sum);
        int column = 0, shift = _shiftRight;
        for (; column <= sum.Length - Vector512<short>.Count; column += Vector512<short>.Count)
        {
            nuint at = (nuint)column;
            var ab = (Vector512.LoadUnsafe(ref a, at) >> shift) + (Vector512.LoadUnsafe(ref b, at) >> shift);
            var cd = (Vector512.LoadUnsafe(ref c, at) >> shift) + (Vector512.LoadUnsafe(ref d, at) >> shift);
            (Vector512.LoadUnsafe(ref to, at) + ab + cd).StoreUnsafe(ref to, at);
        }
        for (; column < sum.Length; column++)
            Unsafe.Add(ref to, column) += (short)((Unsafe.Add(ref a, column) >> shift) + (Unsafe.Add(ref b, column) >> shift)
                + (Unsafe.Add(ref c, column) >> shift) + (Unsafe.Add(ref d, column) >> shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddRow(Span<short> sum, ref short a)
    {
        ref short to = ref MemoryMarshal.GetReference(sum);
        int column = 0, shift = _shiftRight;
        for (; column <= sum.Length - Vector512<short>.Count; column += Vector512<short>.Count)
        {
            nuint at = (nuint)column;
            (Vector512.LoadUnsafe(ref to, at) + (Vector512.LoadUnsafe(ref a, at) >> shift)).StoreUnsafe(ref to, at);
        }
        for (; column < sum.Length; column++) Unsafe.Add(ref to, column) += (short)(Unsafe.Add(ref a, column) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Flush(Span<short> sum, Span<int> input)
    {
        ref short from = ref MemoryMarshal.GetReference(sum);
        ref int to = ref MemoryMarshal.GetReference(input);
        int column = 0;
        for (; column <= sum.Length - Vector512<short>.Count; column += Vector512<short>.Count)
        {
            nuint at = (nuint)column, next = at + (nuint)Vector512<int>.Count;
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, at));
            (Vector512.LoadUnsafe(ref to, at) + (low << _shiftLeft)).StoreUnsafe(ref to, at);
            (Vector512.LoadUnsafe(ref to, next) + (high << _shiftLeft)).StoreUnsafe(ref to, next);
        }
        for (; column < sum.Length; column++) Unsafe.Add(ref to, column) += Unsafe.Add(ref from, column) << _shiftLeft;
        sum.Clear();
    }
}
