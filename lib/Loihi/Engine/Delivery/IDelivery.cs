namespace Spikebook.Loihi;

/// <summary>
/// One way in which the spikes of a step go over the synapses of a connection: input(step + 1 + delay)[post] += weight that acts.
/// </summary>
interface IDelivery
{
    /// <summary>
    /// Adds the rows of all that fired, as far as they lead to a shard's compartments, and marks the blocks that get input.
    /// </summary>
    /// <returns>The number of synapses over which spikes went.</returns>
    long Deliver(ReadOnlySpan<int> fired, long step, int shard);
}
