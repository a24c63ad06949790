using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Backprop;

/// <summary>
/// A matrix of half weights, one signed byte each, in rows padded to whole vectors. Weights are even and lie in -256 … 254, so a half
/// weight fills a signed byte exactly, and the processor's saturating addition is the chip's clipping.
/// </summary>
sealed class WeightRows
{
    // 255 rows of at most ±128 fit a 16-bit sum
    const int MostRowsInShort = 255;

    readonly sbyte[] _weights;
    readonly int[] _wide; // sums of more rows than 16 bits hold

    public WeightRows(int rows, int columns)
    {
        Columns = columns;
        Stride = (columns + Vector512<sbyte>.Count - 1) / Vector512<sbyte>.Count * Vector512<sbyte>.Count;
        _weights = new sbyte[rows * Stride];
        _wide = rows > MostRowsInShort ? new int[Stride] : [];
    }

    public int Columns { get; }

    /// <summary>Length of a row with its padding of zeros; masks and sums that go with it have this length.</summary>
    public int Stride { get; }

    public Span<sbyte> Row(int row) => _weights.AsSpan(row * Stride, Stride);

    /// <summary>sum[c] = Σ over the given rows of w[row, c], saturated to 16 bits after an exact sum.</summary>
    public void Sum(ReadOnlySpan<ushort> rows, Span<short> sum)
    {
        if (rows.Length <= MostRowsInShort)
        {
            SumInShort(rows, sum);
            return;
        }
        Array.Clear(_wide);
        for (; !rows.IsEmpty; rows = rows[Math.Min(rows.Length, MostRowsInShort)..])
        {
            SumInShort(rows[..Math.Min(rows.Length, MostRowsInShort)], sum);
            for (int c = 0; c < _wide.Length; c++) _wide[c] += sum[c];
        }
        for (int c = 0; c < _wide.Length; c++) sum[c] = (short)Math.Clamp(_wide[c], short.MinValue, short.MaxValue);
    }

    void SumInShort(ReadOnlySpan<ushort> rows, Span<short> sum)
    {
        int width = Vector512<sbyte>.Count, column = 0;
        ref short target = ref MemoryMarshal.GetReference(sum);
        for (; column + 4 * width <= Stride; column += 4 * width)
        {
            Vector512<short> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            ref sbyte start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), column);
            foreach (ushort row in rows)
            {
                ref sbyte w = ref Unsafe.Add(ref start, row * Stride);
                var (low, high) = Load(ref w, 0);
                s0 += low;
                s1 += high;
                (low, high) = Load(ref w, width);
                s2 += low;
                s3 += high;
                (low, high) = Load(ref w, 2 * width);
                s4 += low;
                s5 += high;
                (low, high) = Load(ref w, 3 * width);
                s6 += low;
                s7 += high;
            }
            Store(s0, ref target, column);
            Store(s1, ref target, column + width / 2);
            Store(s2, ref target, column + width);
            Store(s3, ref target, column + 3 * width / 2);
            Store(s4, ref target, column + 2 * width);
            Store(s5, ref target, column + 5 * width / 2);
            Store(s6, ref target, column + 3 * width);
            Store(s7, ref target, column + 7 * width / 2);
        }
        for (; column < Stride; column += width)
        {
            Vector512<short> s0 = default, s1 = default;
            ref sbyte start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), column);
            foreach (ushort row in rows)
            {
                var (low, high) = Load(ref start, row * Stride);
                s0 += low;
                s1 += high;
            }
            Store(s0, ref target, column);
            Store(s1, ref target, column + width / 2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector512<short>, Vector512<short>) Load(ref sbyte w, int at)
            => Vector512.Widen(Vector512.LoadUnsafe(ref Unsafe.Add(ref w, at)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Store(Vector512<short> value, ref short target, int at) => value.StoreUnsafe(ref Unsafe.Add(ref target, at));
    }

    /// <summary>Σ of a row's half weights where the mask is -1 (elsewhere it is 0).</summary>
    public int Dot(int row, ReadOnlySpan<sbyte> mask)
    {
        int width = Vector512<sbyte>.Count, column = 0, total = 0;
        ref sbyte w = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), row * Stride);
        ref sbyte m = ref MemoryMarshal.GetReference(mask[..Stride]);
        while (column < Stride)
        {
            Vector512<short> low = default, high = default;
            for (int end = Math.Min(Stride, column + MostRowsInShort * width); column < end; column += width)
            {
                var (l, h) = Vector512.Widen(
                    Vector512.LoadUnsafe(ref Unsafe.Add(ref w, column)) & Vector512.LoadUnsafe(ref Unsafe.Add(ref m, column)));
                low += l;
                high += h;
            }
            var (a, b) = Vector512.Widen(low);
            var (c, d) = Vector512.Widen(high);
            total += Vector512.Sum(a + b + (c + d));
        }
        return total;
    }

    /// <summary>w[row, c] += change[c], kept within <paramref name="smallest"/> … 127.</summary>
    public void Add(int row, ReadOnlySpan<sbyte> change, sbyte smallest) => Change<Rise>(row, change, smallest);

    /// <summary>w[row, c] -= change[c], kept within <paramref name="smallest"/> … 127.</summary>
    public void Subtract(int row, ReadOnlySpan<sbyte> change, sbyte smallest) => Change<Fall>(row, change, smallest);

    void Change<TChange>(int row, ReadOnlySpan<sbyte> change, sbyte smallest) where TChange : IChange
    {
        ref sbyte w = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), row * Stride);
        ref sbyte by = ref MemoryMarshal.GetReference(change[..Stride]);
        for (int column = 0; column < Stride; column += Vector512<sbyte>.Count)
        {
            var changed = TChange.Of(Vector512.LoadUnsafe(ref Unsafe.Add(ref w, column)), Vector512.LoadUnsafe(ref Unsafe.Add(ref by, column)));
            Vector512.Max(changed, Vector512.Create(smallest)).StoreUnsafe(ref Unsafe.Add(ref w, column));
        }
    }

    interface IChange
    {
        static abstract Vector512<sbyte> Of(Vector512<sbyte> w, Vector512<sbyte> change);
    }

    readonly struct Rise : IChange
    {
        public static Vector512<sbyte> Of(Vector512<sbyte> w, Vector512<sbyte> change) => Vector512.AddSaturate(w, change);
    }

    readonly struct Fall : IChange
    {
        public static Vector512<sbyte> Of(Vector512<sbyte> w, Vector512<sbyte> change) => Vector512.SubtractSaturate(w, change);
    }
}
