namespace Spikebook.Loihi;

/// <summary>Synapses each of which has a delay of its own, as a rule learns it.</summary>
sealed class DelayedRows(Connection connection, short[] weights, short[] delays, GroupState target, ShardedRows rows) : IDelivery
{
    readonly Synapse synapse = connection.Synapse;
    readonly int[] posts = connection.Links.Post;

    public long Deliver(ReadOnlySpan<int> fired, long step, int shard)
    {
        long events = 0;
        foreach (int pre in fired)
        {
            var (k, end) = rows.Row(pre, shard);
            events += end - k;
            for (; k < end; k++)
            {
                int post = posts[k];
                long acts = step + 1 + delays[k];
                target.InputOf(acts)[post] += synapse.Effective(weights[k]);
                target.HasInputOf(acts)[post >> GroupState.BlockBits] = 1;
            }
        }
        return events;
    }
}
