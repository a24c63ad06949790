using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// The synapses of a connection while it runs: rows by presynaptic neuron, as a full matrix where there are enough of them, else with their targets.
/// A shard delivers to its own compartments only, so that shards never write to the same place.
/// </summary>
sealed class SynapseState
{
    const int MostRowsIn16Bits = 127; // 127 · 256 < 2^15

    readonly Synapse _synapse;
    readonly Links _links;
    readonly Fired _pre;
    readonly GroupState _target;
    readonly ByteRows? _bytes;
    readonly int[] _packed = [];     // constant and sparse: acting weight above, post below
    readonly short[] _partial = [];  // dense: sums of rows in 16 bits
    readonly int[][] _starts;        // [shard][row]: first synapse of the shard in the row; one more entry for the end
    int _postBits, _packedShift;
    readonly bool _fillsBlocks;
    readonly int _shiftRight, _shiftLeft;
    readonly long[] _events;         // by shard

    public readonly short[] Weights; // mantissas
    public readonly short[]? Delays; // if a rule changes them
    public readonly short[]? Tags;   // if a rule reads or changes them

    public SynapseState(Connection connection, Fired pre, GroupState target, int shards)
    {
        _synapse = connection.Synapse;
        _links = connection.Links;
        _pre = pre;
        _target = target;
        IsPlastic = _synapse.Plasticity is not null;
        Weights = IsPlastic ? [.. _links.Weight] : _links.Weight;
        if (_synapse.Plasticity is { } plasticity)
        {
            if (plasticity.Changes(RuleTarget.Delay))
            {
                Delays = new short[_links.Count];
                Delays.AsSpan().Fill((short)_synapse.Delay);
            }
            if (plasticity.Changes(RuleTarget.Tag) || plasticity.Reads(RuleVariable.Tag) || plasticity.Reads(RuleVariable.TagSign)) Tags = new short[_links.Count];
        }
        _shiftLeft = Math.Max(0, _synapse.Exponent);
        _shiftRight = Math.Max(0, -_synapse.Exponent);
        // -256 · 2^7 is the one weight whose action is clipped; the shifts of the dense sums do not know that.
        IsDense = Delays is null && _links.IsComplete && !(_synapse.Exponent == 7 && _synapse.Lowest == -256);
        _bytes = IsPlastic ? null : ByteRows.TryMake(_links, _synapse);
        if (_bytes is not null) IsDense = false;
        if (IsDense) _partial = new short[_links.Columns];
        else if (_bytes is null && !IsPlastic) _packed = TryPack();
        _fillsBlocks = _links.Count / Math.Max(1, _links.Rows) >= target.Blocks;
        _starts = Enumerable.Range(0, shards + 1).Select(StartsOf).ToArray();
        _events = new long[shards];
    }

    public bool IsDense { get; }

    public bool IsPlastic { get; }

    public int DelayOf(int synapse) => Delays?[synapse] ?? _synapse.Delay;

    /// <summary>Synapses over which spikes went so far.</summary>
    public long Events
    {
        get => _events.Sum();
        set
        {
            Array.Clear(_events);
            _events[0] = value;
        }
    }

    /// <summary>The synapses of a row that lead to a shard's compartments.</summary>
    public (int Start, int End) Row(int pre, int shard) => (_starts[shard][pre], _starts[shard + 1][pre]);

    public (int Start, int End) ColumnsOf(int shard)
        => (Math.Min(_links.Columns, _target.FirstBlock(shard) << GroupState.BlockBits), Math.Min(_links.Columns, _target.FirstBlock(shard + 1) << GroupState.BlockBits));

    int[] StartsOf(int shard)
    {
        if (shard == 0) return _links.RowStart[..^1];
        if (shard == _target.Shards) return _links.RowStart[1..];
        int firstPost = _target.FirstBlock(shard) << GroupState.BlockBits;
        var starts = new int[_links.Rows];
        for (int pre = 0; pre < starts.Length; pre++)
        {
            int low = _links.RowStart[pre], high = _links.RowStart[pre + 1];
            while (low < high)
            {
                int middle = low + high >>> 1;
                if (_links.Post[middle] < firstPost) low = middle + 1;
                else high = middle;
            }
            starts[pre] = low;
        }
        return starts;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Events);
        if (IsPlastic) writer.Write<short>(Weights);
        if (Delays is not null) writer.Write<short>(Delays);
        if (Tags is not null) writer.Write<short>(Tags);
    }

    public void Load(BinaryReader reader)
    {
        Events = reader.ReadInt64();
        if (IsPlastic) reader.Read(Weights.AsSpan());
        if (Delays is not null) reader.Read(Delays.AsSpan());
        if (Tags is not null) reader.Read(Tags.AsSpan());
    }

    public void Deliver(long step, int shard)
    {
        if (_pre.Count == 0) return;
        if (Delays is not null)
        {
            DeliverDelayed(step, shard);
            return;
        }
        long acts = step + 1 + _synapse.Delay;
        var input = _target.InputOf(acts);
        var hasInput = _target.HasInputOf(acts);
        int firstBlock = _target.FirstBlock(shard), blocks = _target.FirstBlock(shard + 1) - firstBlock;
        if (blocks == 0) return;
        // Where most blocks get input anyway, all are marked at once: a block that wakes for nothing stays as it is.
        bool fillsBlocks = _fillsBlocks || (long)_pre.Count * _links.Count / _links.Rows >= 4L * _target.Blocks;
        if (IsDense || _bytes is not null || fillsBlocks) hasInput.Slice(firstBlock, blocks).Fill(1);
        if (_bytes is not null)
        {
            foreach (int pre in _pre.Indices) _events[shard] += _starts[shard + 1][pre] - _starts[shard][pre];
            _bytes.Deliver(_pre.Indices, input, firstBlock << GroupState.BlockBits, firstBlock + blocks << GroupState.BlockBits);
        }
        else if (IsDense) DeliverDense(input, shard);
        else if (_packed.Length > 0 && fillsBlocks) DeliverPacked(input, shard);
        else if (_packed.Length > 0) DeliverPacked(input, hasInput, shard);
        else DeliverSparse(input, hasInput, shard);
    }

    // Rows are summed in 16 bits, up to 127 at a time; then the sum is shifted by the exponent and added to the input.
    void DeliverDense(Span<int> input, int shard)
    {
        var (first, last) = ColumnsOf(shard);
        var fired = _pre.Indices;
        _events[shard] += (long)fired.Length * (last - first);
        var sum = _partial.AsSpan(first, last - first);
        while (fired.Length > 0)
        {
            var rows = fired[..Math.Min(MostRowsIn16Bits, fired.Length)];
            fired = fired[rows.Length..];
            int row = 0;
            for (; row + 4 <= rows.Length; row += 4)
                AddRows(sum, ref RowOf(rows[row], first), ref RowOf(rows[row + 1], first), ref RowOf(rows[row + 2], first), ref RowOf(rows[row + 3], first));
            for (; row < rows.Length; row++) AddRow(sum, ref RowOf(rows[row], first));
            Flush(sum, input[first..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref short RowOf(int pre, int firstColumn) => ref Weights[pre * _links.Columns + firstColumn];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddRows(Span<short> sum, ref short a, ref short b, ref short c, ref short d)
    {
        ref short to = ref MemoryMarshal.GetReference(sum);
        int column = 0, shift = _shiftRight;
        for (; column <= sum.Length - Vector<short>.Count; column += Vector<short>.Count)
        {
            nuint at = (nuint)column;
            var ab = (Vector.LoadUnsafe(ref a, at) >> shift) + (Vector.LoadUnsafe(ref b, at) >> shift);
            var cd = (Vector.LoadUnsafe(ref c, at) >> shift) + (Vector.LoadUnsafe(ref d, at) >> shift);
            (Vector.LoadUnsafe(ref to, at) + ab + cd).StoreUnsafe(ref to, at);
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
        for (; column <= sum.Length - Vector<short>.Count; column += Vector<short>.Count)
        {
            nuint at = (nuint)column;
            (Vector.LoadUnsafe(ref to, at) + (Vector.LoadUnsafe(ref a, at) >> shift)).StoreUnsafe(ref to, at);
        }
        for (; column < sum.Length; column++) Unsafe.Add(ref to, column) += (short)(Unsafe.Add(ref a, column) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Flush(Span<short> sum, Span<int> input)
    {
        ref short from = ref MemoryMarshal.GetReference(sum);
        ref int to = ref MemoryMarshal.GetReference(input);
        int column = 0;
        for (; column <= sum.Length - Vector<short>.Count; column += Vector<short>.Count)
        {
            nuint at = (nuint)column, next = at + (nuint)Vector<int>.Count;
            Vector.Widen(Vector.LoadUnsafe(ref from, at), out var low, out var high);
            (Vector.LoadUnsafe(ref to, at) + (low << _shiftLeft)).StoreUnsafe(ref to, at);
            (Vector.LoadUnsafe(ref to, next) + (high << _shiftLeft)).StoreUnsafe(ref to, next);
        }
        for (; column < sum.Length; column++) Unsafe.Add(ref to, column) += Unsafe.Add(ref from, column) << _shiftLeft;
        sum.Clear();
    }

    // Weight above, target below, in one word, if both fit; weights lose the power of two that they share.
    int[] TryPack()
    {
        _postBits = BitOperations.Log2((uint)Math.Max(1, _links.Columns - 1)) + 1;
        int bits = 0;
        foreach (short weight in Weights) bits |= _synapse.Effective(weight);
        _packedShift = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
        long most = 1L << 31 - _postBits;
        var packed = new int[_links.Count];
        for (int k = 0; k < packed.Length; k++)
        {
            int acting = _synapse.Effective(Weights[k]) >> _packedShift;
            if (acting < -most || acting >= most) return [];
            packed[k] = acting << _postBits | _links.Post[k];
        }
        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void DeliverPacked(Span<int> input, int shard)
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref int packed = ref MemoryMarshal.GetArrayDataReference(_packed);
        int bits = _postBits, mask = (1 << bits) - 1, shift = _packedShift;
        foreach (int pre in _pre.Indices)
        {
            var (k, end) = Row(pre, shard);
            _events[shard] += end - k;
            for (; k < end; k++)
            {
                int entry = Unsafe.Add(ref packed, k);
                Unsafe.Add(ref sum, (nint)(uint)(entry & mask)) += entry >> bits << shift;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void DeliverPacked(Span<int> input, Span<byte> hasInput, int shard)
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref byte flag = ref MemoryMarshal.GetReference(hasInput);
        ref int packed = ref MemoryMarshal.GetArrayDataReference(_packed);
        int bits = _postBits, mask = (1 << bits) - 1, shift = _packedShift;
        foreach (int pre in _pre.Indices)
        {
            var (k, end) = Row(pre, shard);
            _events[shard] += end - k;
            for (; k < end; k++)
            {
                int entry = Unsafe.Add(ref packed, k);
                nint post = (nint)(uint)(entry & mask);
                Unsafe.Add(ref sum, post) += entry >> bits << shift;
                Unsafe.Add(ref flag, post >> GroupState.BlockBits) = 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void DeliverSparse(Span<int> input, Span<byte> hasInput, int shard)
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref byte flag = ref MemoryMarshal.GetReference(hasInput);
        int lowest = _synapse.Exponent == 7 ? -32767 : int.MinValue;
        foreach (int pre in _pre.Indices)
        {
            var (k, end) = Row(pre, shard);
            _events[shard] += end - k;
            for (; k < end; k++)
            {
                int post = _links.Post[k];
                Unsafe.Add(ref sum, post) += Math.Max(Weights[k] >> _shiftRight << _shiftLeft, lowest);
                Unsafe.Add(ref flag, post >> GroupState.BlockBits) = 1;
            }
        }
    }

    void DeliverDelayed(long step, int shard)
    {
        foreach (int pre in _pre.Indices)
        {
            var (k, end) = Row(pre, shard);
            _events[shard] += end - k;
            for (; k < end; k++)
            {
                int post = _links.Post[k];
                long acts = step + 1 + Delays![k];
                _target.InputOf(acts)[post] += _synapse.Effective(Weights[k]);
                _target.HasInputOf(acts)[post >> GroupState.BlockBits] = 1;
            }
        }
    }
}
