using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>Constant synapses of sparse rows, each in one word: the weight that acts above, without the power of two that all share; its target below.</summary>
sealed class PackedRows : IDelivery
{
    readonly int[] packed;
    readonly int postBits, shift, delay;
    readonly GroupState target;
    readonly ShardedRows rows;
    readonly Marking marking;

    PackedRows(int[] packed, int postBits, int shift, int delay, GroupState target, ShardedRows rows, Marking marking)
    {
        (this.packed, this.postBits, this.shift, this.delay) = (packed, postBits, shift, delay);
        (this.target, this.rows, this.marking) = (target, rows, marking);
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

    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long acts = step + 1 + delay;
        var input = target.InputOf(acts);
        var hasInput = target.HasInputOf(acts);
        if (!marking.ReachesMost(fired.Length)) return AddAndMark(fired, input, hasInput, shard);
        marking.MarkAll(hasInput, shard);
        return Add(fired, input, shard);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long Add(ReadOnlySpan<int> fired, Span<int> input, int shard)
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref int words = ref MemoryMarshal.GetArrayDataReference(packed);
        int bits = postBits, mask = (1 << bits) - 1, power = shift;
        long events = 0;
        foreach (int pre in fired)
        {
            var (k, end) = rows.Row(pre, shard);
            events += end - k;
            for (; k < end; k++)
            {
                int word = Unsafe.Add(ref words, k);
                Unsafe.Add(ref sum, (nint)(uint)(word & mask)) += word >> bits << power;
            }
        }
        return events;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long AddAndMark(ReadOnlySpan<int> fired, Span<int> input, Span<byte> hasInput, int shard)
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref byte mark = ref MemoryMarshal.GetReference(hasInput);
        ref int words = ref MemoryMarshal.GetArrayDataReference(packed);
        int bits = postBits, mask = (1 << bits) - 1, power = shift;
        long events = 0;
        foreach (int pre in fired)
        {
            var (k, end) = rows.Row(pre, shard);
            events += end - k;
            for (; k < end; k++)
            {
                int word = Unsafe.Add(ref words, k);
                nint post = (nint)(uint)(word & mask);
                Unsafe.Add(ref sum, post) += word >> bits << power;
                Unsafe.Add(ref mark, post >> GroupState.BlockBits) = 1;
            }
        }
        return events;
    }
}
