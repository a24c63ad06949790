namespace Spikebook.Loihi;

/// <summary>The synapses of a connection by postsynaptic neuron.</summary>
sealed class Columns
{
    public readonly int[] Start, Pre, Synapse;

    public Columns(Links links)
    {
        Start = new int[links.Columns + 1];
        Pre = new int[links.Count];
        Synapse = new int[links.Count];
        foreach (int post in links.Post) Start[post + 1]++;
        for (int post = 0; post < links.Columns; post++) Start[post + 1] += Start[post];
        var next = Start.AsSpan(0, links.Columns).ToArray();
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++)
            {
                int slot = next[links.Post[k]]++;
                Pre[slot] = pre;
                Synapse[slot] = k;
            }
    }
}
