using System.Numerics;

namespace Spikebook.Loihi;

/// <summary>How the synapses of an axon lie in a core's synaptic memory.</summary>
public enum SynapseFormat
{
    /// <summary>Each synapse carries the index of its target.</summary>
    Sparse,
    /// <summary>A synapse for every target of a contiguous range; no indices.</summary>
    Dense,
    /// <summary>Each synapse carries the distance to the next one.</summary>
    RunLength,
}

/// <summary>
/// Bits that the synapses of one axon take on a core. An entry holds up to 64 synapses behind a header of 10 bits and is rounded up to
/// words of 64 bits (nengo-loihi 1.1). How the run-length format stores distances is not published; here each synapse has a field wide
/// enough for the largest distance of its axon.
/// </summary>
static class SynapticMemory
{
    static readonly int[] IndexBits = [6, 7, 8, 9, 10, 11, 12];

    public static long Bits(SynapseFormat format, ReadOnlySpan<int> posts, int firstPost, int bitsPerSynapse, ChipLimits limits)
    {
        if (posts.Length == 0) return 0;
        int count = posts.Length, extra = 0;
        switch (format)
        {
            case SynapseFormat.Sparse:
                int needed = BitOperations.Log2((uint)(posts[^1] - firstPost) | 1) + 1;
                foreach (int bits in IndexBits)
                    if (bits >= needed) { extra = bits; break; }
                break;
            case SynapseFormat.Dense:
                count = posts[^1] - posts[0] + 1;
                break;
            case SynapseFormat.RunLength:
                int gap = 0;
                for (int k = 1; k < count; k++) gap = Math.Max(gap, posts[k] - posts[k - 1] - 1);
                extra = gap == 0 ? 0 : BitOperations.Log2((uint)gap) + 1;
                break;
        }
        int perEntry = limits["synapsesPerEntry"], header = limits["headerBitsPerEntry"], word = limits["memoryWordBits"];
        long full = count / perEntry, rest = count % perEntry;
        return full * Entry(perEntry) + (rest > 0 ? Entry(rest) : 0);

        long Entry(long synapses) => (synapses * (bitsPerSynapse + extra) + header + word - 1) / word * word;
    }

    /// <summary>Weight, delay and tag bits of a synapse; seven weight bits are stored in eight, as the chip has no seven.</summary>
    public static int BitsPerSynapse(Synapse synapse)
    {
        int weight = synapse.WeightBits == 7 ? 8 : synapse.WeightBits;
        bool learnsDelay = synapse.Plasticity?.Changes(RuleTarget.Delay) == true,
            hasTag = synapse.Plasticity?.Changes(RuleTarget.Tag) == true;
        int delay = learnsDelay ? 6 : synapse.Delay == 0 ? 0 : BitOperations.Log2((uint)synapse.Delay) + 1;
        return weight + delay + (hasTag ? 9 : 0);
    }
}
