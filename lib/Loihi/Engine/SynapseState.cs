namespace Spikebook.Loihi;

/// <summary>The synapses of a connection while it runs: what can change of them, and the way in which spikes go over them.</summary>
sealed class SynapseState
{
    readonly Synapse _synapse;
    readonly Fired _pre;
    readonly GroupState _target;
    readonly IDelivery _delivery;
    readonly long[] _events; // by shard

    public readonly ShardedRows Rows;
    public readonly short[] Weights; // mantissas
    public readonly short[]? Delays; // if a rule changes them
    public readonly short[]? Tags;   // if a rule reads or changes them

    public SynapseState(Connection connection, Fired pre, GroupState target)
    {
        _synapse = connection.Synapse;
        (_pre, _target) = (pre, target);
        var links = connection.Links;
        IsPlastic = _synapse.Plasticity is not null;
        Weights = IsPlastic ? [.. links.Weight] : links.Weight;
        if (_synapse.Plasticity is { } plasticity)
        {
            if (plasticity.Changes(RuleTarget.Delay))
            {
                Delays = new short[links.Count];
                Delays.AsSpan().Fill((short)_synapse.Delay);
            }
            bool hasTag = plasticity.Changes(RuleTarget.Tag) || plasticity.Reads(RuleVariable.Tag)
                || plasticity.Reads(RuleVariable.TagSign);
            if (hasTag) Tags = new short[links.Count];
        }
        _events = new long[target.Shards];
        Rows = new ShardedRows(links, target);
        _delivery = FastestFor(connection);
    }

    public bool IsPlastic { get; }

    public int DelayOf(int synapse) => Delays?[synapse] ?? _synapse.Delay;

    /// <summary>Synapses over which spikes went so far.</summary>
    public long Events
    {
        get => _events.Sum();
        set
        {
            Array.Clear(_events);
            _events[0] = value;
        }
    }

    /// <summary>Sends a shard's share of the spikes of a step.</summary>
    public void Deliver(long step, int shard)
    {
        if (_pre.Count == 0 || _target.FirstBlock(shard) == _target.FirstBlock(shard + 1)) return;
        _events[shard] += _delivery.Deliver(_pre.Indices, step, shard);
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
        if (IsPlastic) section.Fill(Weights, _synapse.Lowest, _synapse.Sign == SignMode.Inhibitory ? 0 : 255, "a weight");
        if (Delays is not null) section.Fill(Delays, 0, Synapse.MaxDelay, "a delay");
        if (Tags is not null) section.Fill(Tags, -256, 255, "a tag");
    }

    // In the order of what a synapse costs.
    IDelivery FastestFor(Connection connection)
    {
        if (Delays is not null) return new DelayedRows(connection, Weights, Delays, _target, Rows);
        var marking = new Marking(connection.Links, _target);
        if (!IsPlastic && ByteRows.TryMake(connection, _target, Rows, marking) is { } bytes) return bytes;
        if (DenseRows.CanTake(connection)) return new DenseRows(connection, Weights, _target, Rows, marking);
        if (!IsPlastic && PackedRows.TryMake(connection, _target, Rows, marking) is { } packed) return packed;
        return new SparseRows(connection, Weights, _target, Rows);
    }
}
