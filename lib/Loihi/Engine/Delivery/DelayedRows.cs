using System.Runtime.CompilerServices;

namespace Spikebook.Loihi;

/// <summary>Synapses each of which has a delay of its own, as a rule learns it.</summary>
sealed class DelayedRows(Connection connection, short[] weights, short[] delays, GroupState target, ShardedRows rows) : IDelivery
{
    readonly Synapse _synapse = connection.Synapse;
    readonly int[] _posts = connection.Links.Post;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long events = 0;
        int[] starts = rows.Starts(shard), ends = rows.Starts(shard + 1);
        foreach (int pre in fired)
        {
            int k = starts[pre], end = ends[pre];
            events += end - k;
            for (; k < end; k++)
            {
                int post = _posts[k];
                long acts = step + 1 + delays[k];
                target.InputOf(acts)[post] += _synapse.Effective(weights[k]);
                target.HasInputOf(acts)[post >> GroupState.BlockBits] = 1;
            }
        }
        return events;
    }
}
