using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>Sparse rows whose weights learn, or do not fit a word beside their targets.</summary>
sealed class SparseRows(Connection connection, short[] weights, GroupState target, ShardedRows rows) : IDelivery
{
    readonly int[] _posts = connection.Links.Post;
    readonly int _delay = connection.Synapse.Delay;
    readonly int _shiftLeft = Math.Max(0, connection.Synapse.Exponent), _shiftRight = Math.Max(0, -connection.Synapse.Exponent);
    readonly int _lowest = connection.Synapse.Exponent == 7 ? -32767 : int.MinValue; // see Synapse.Effective

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long acts = step + 1 + _delay, events = 0;
        ref int sum = ref MemoryMarshal.GetReference(target.InputOf(acts));
        ref byte mark = ref MemoryMarshal.GetReference(target.HasInputOf(acts));
        int[] to = _posts;
        short[] stored = weights;
        int right = _shiftRight, left = _shiftLeft, clip = _lowest;
        int[] starts = rows.Starts(shard), ends = rows.Starts(shard + 1);
        foreach (int pre in fired)
        {
            int k = starts[pre], end = ends[pre];
            events += end - k;
            for (; k < end; k++)
            {
                int post = to[k];
                Unsafe.Add(ref sum, post) += Math.Max(stored[k] >> right << left, clip);
                Unsafe.Add(ref mark, post >> GroupState.BlockBits) = 1;
            }
        }
        return events;
    }
}
