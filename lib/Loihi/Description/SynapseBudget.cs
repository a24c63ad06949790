namespace Spikebook.Loihi;

/// <summary>
/// How many synapses fit, asked before any is made: by this machine's memory, by the 31 bits that number the synapses of a connection,
/// and, for the message, by the synaptic memory of a chip.
/// </summary>
static class SynapseBudget
{
    const int BytesWhileBuilt = 32; // 12 as given, 8 while they are sorted, 6 sorted, 6 in the engine
    const int BytesKept = 12;

    /// <exception cref="LoihiException">The synapses would not fit.</exception>
    public static void Require(string connection, Synapse synapse, double count, long already)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - (double)already * BytesKept;
        double fit = Math.Min(Array.MaxLength, Math.Max(0, available) / BytesWhileBuilt);
        if (count <= fit) return;
        var chip = ChipLimits.Loihi1;
        long onChip = (long)chip.SynapticBits * chip.CoresPerChip / SynapticMemory.BitsPerSynapse(synapse);
        string numbers = FormattableString.Invariant($"{count:N0} synapses are more than the {fit:N0} that fit here");
        throw new LoihiException(FormattableString.Invariant(
            $"{connection}: {numbers} (a chip holds at most {onChip:N0}); connect fewer."));
    }
}
