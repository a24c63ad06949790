namespace Spikebook.Loihi;

/// <summary>The synapses of a connection while it runs: what can change of them, and the way in which spikes go over them.</summary>
sealed class SynapseState
{
    readonly Synapse synapse;
    readonly Fired pre;
    readonly GroupState target;
    readonly IDelivery delivery;
    readonly long[] events; // by shard

    public readonly ShardedRows Rows;
    public readonly short[] Weights; // mantissas
    public readonly short[]? Delays; // if a rule changes them
    public readonly short[]? Tags;   // if a rule reads or changes them

    public SynapseState(Connection connection, Fired pre, GroupState target)
    {
        synapse = connection.Synapse;
        (this.pre, this.target) = (pre, target);
        var links = connection.Links;
        IsPlastic = synapse.Plasticity is not null;
        Weights = IsPlastic ? [.. links.Weight] : links.Weight;
        if (synapse.Plasticity is { } plasticity)
        {
            if (plasticity.Changes(RuleTarget.Delay))
            {
                Delays = new short[links.Count];
                Delays.AsSpan().Fill((short)synapse.Delay);
            }
            bool hasTag = plasticity.Changes(RuleTarget.Tag) || plasticity.Reads(RuleVariable.Tag) || plasticity.Reads(RuleVariable.TagSign);
            if (hasTag) Tags = new short[links.Count];
        }
        events = new long[target.Shards];
        Rows = new ShardedRows(links, target);
        delivery = FastestFor(connection);
    }

    public bool IsPlastic { get; }

    public int DelayOf(int synapse) => Delays?[synapse] ?? this.synapse.Delay;

    /// <summary>Synapses over which spikes went so far.</summary>
    public long Events
    {
        get => events.Sum();
        set
        {
            Array.Clear(events);
            events[0] = value;
        }
    }

    /// <summary>Sends a shard's share of the spikes of a step.</summary>
    public void Deliver(long step, int shard)
    {
        if (pre.Count == 0 || target.FirstBlock(shard) == target.FirstBlock(shard + 1)) return;
        events[shard] += delivery.Deliver(pre.Indices, step, shard);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Events);
        if (IsPlastic) writer.WriteArray<short>(Weights);
        if (Delays is not null) writer.WriteArray<short>(Delays);
        if (Tags is not null) writer.WriteArray<short>(Tags);
    }

    public void Load(SavedSection section)
    {
        Events = section.Int64(0, long.MaxValue, "synaptic events");
        if (IsPlastic) section.Fill(Weights, synapse.Lowest, synapse.Sign == SignMode.Inhibitory ? 0 : 255, "a weight");
        if (Delays is not null) section.Fill(Delays, 0, Synapse.MaxDelay, "a delay");
        if (Tags is not null) section.Fill(Tags, -256, 255, "a tag");
    }

    // In the order of what a synapse costs.
    IDelivery FastestFor(Connection connection)
    {
        if (Delays is not null) return new DelayedRows(connection, Weights, Delays, target, Rows);
        var marking = new Marking(connection.Links, target);
        if (!IsPlastic && ByteRows.TryMake(connection, target, Rows, marking) is { } bytes) return bytes;
        if (DenseRows.CanTake(connection)) return new DenseRows(connection, Weights, target, Rows, marking);
        if (!IsPlastic && PackedRows.TryMake(connection, target, Rows, marking) is { } packed) return packed;
        return new SparseRows(connection, Weights, target, Rows);
    }
}
