namespace Spikebook.Loihi;

/// <summary>The synapses of a connection by postsynaptic neuron: the transpose of its rows.</summary>
sealed class Columns
{
    public readonly int[] Start, Pre, Synapse;

    public Columns(Links links)
    {
        (Start, int[] place) = Grouping.Of(links.Post, links.Columns);
        Pre = new int[links.Count];
        Synapse = new int[links.Count];
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++)
                (Pre[place[k]], Synapse[place[k]]) = (pre, k);
    }
}
