using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// Constant synapses of sparse rows, each in one word: the weight that acts above, without the power of two that all share; its target
/// below.
/// </summary>
sealed class PackedRows : IDelivery
{
    readonly int[] _packed;
    readonly int _postBits, _shift, _delay;
    readonly GroupState _target;
    readonly ShardedRows _rows;
    readonly Marking _marking;

    PackedRows(int[] packed, int postBits, int shift, int delay, GroupState target, ShardedRows rows, Marking marking)
    {
        (_packed, _postBits, _shift, _delay) = (packed, postBits, shift, delay);
        (_target, _rows, _marking) = (target, rows, marking);
    }

    /// <summary>The words, or null where weight and target do not fit one.</summary>
    public static PackedRows? TryMake(Connection connection, GroupState target, ShardedRows rows, Marking marking)
    {
        var (links, synapse) = (connection.Links, connection.Synapse);
        int postBits = BitOperations.Log2((uint)Math.Max(1, links.Columns - 1)) + 1, shift = ByteRows.SharedPower(links, synapse);
        long most = 1L << 31 - postBits;
        var packed = new int[links.Count];
        for (int k = 0; k < packed.Length; k++)
        {
            int acting = synapse.Effective(links.Weight[k]) >> shift;
            if (acting < -most || acting >= most) return null;
            packed[k] = acting << postBits | links.Post[k];
        }
        return new PackedRows(packed, postBits, shift, synapse.Delay, target, rows, marking);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long acts = step + 1 + _delay;
        var input = _target.InputOf(acts);
        var hasInput = _target.HasInputOf(acts);
        if (!_marking.ReachesMost(fired.Length)) return Add<Marked>(fired, input, hasInput, shard);
        _marking.MarkAll(hasInput, shard);
        return Add<Unmarked>(fired, input, hasInput, shard);
    }

    // One loop, compiled twice: marking is a constant to the compiler.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long Add<TMark>(ReadOnlySpan<int> fired, Span<int> input, Span<byte> hasInput, int shard) where TMark : struct, IMark
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref byte mark = ref MemoryMarshal.GetReference(hasInput);
        ref int words = ref MemoryMarshal.GetArrayDataReference(_packed);
        int bits = _postBits, mask = (1 << bits) - 1, power = _shift;
        long events = 0;
        int[] starts = _rows.Starts(shard), ends = _rows.Starts(shard + 1);
        foreach (int pre in fired)
        {
            int k = starts[pre], end = ends[pre];
            events += end - k;
            for (; k < end; k++)
            {
                int word = Unsafe.Add(ref words, k);
                nint post = (nint)(uint)(word & mask);
                Unsafe.Add(ref sum, post) += word >> bits << power;
                if (TMark.Marks) Unsafe.Add(ref mark, post >> GroupState.BlockBits) = 1;
            }
        }
        return events;
    }

    interface IMark
    {
        static abstract bool Marks { get; }
    }

    readonly struct Marked : IMark
    {
        public static bool Marks => true;
    }

    readonly struct Unmarked : IMark
    {
        public static bool Marks => false;
    }
}
