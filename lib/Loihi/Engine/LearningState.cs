using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>The learning engine of one connection: its traces, the spikes of its epoch, and its rules.</summary>
sealed class LearningState
{
    readonly Plasticity _plasticity;
    readonly Links _links;
    readonly SynapseState _synapses;
    readonly Fired _pre, _post;
    readonly Fired? _reward;
    readonly RuleState[] _rules;
    readonly int _shards;
    readonly bool _tracesByEpoch;
    readonly Fired _rewardSpike = new(1);

    public readonly TraceState X1, X2, Y1, Y2, Y3, R1;
    public readonly Fired EpochPre, EpochPost;

    public LearningState(Connection connection, SynapseState synapses, Fired pre, Fired post, Fired? reward, Conventions conventions, int shards, ulong seed)
    {
        _plasticity = connection.Synapse.Plasticity!;
        _links = connection.Links;
        _synapses = synapses;
        (_pre, _post, _reward, _shards) = (pre, post, reward, shards);
        _tracesByEpoch = conventions.TraceUpdate == TraceUpdate.EveryEpoch;
        EpochPre = HasLongEpoch ? new Fired(connection.From.Count) : pre;
        EpochPost = HasLongEpoch ? new Fired(connection.To.Count) : post;
        X1 = NewTrace("x1", _plasticity.X1, connection.From.Count);
        X2 = NewTrace("x2", _plasticity.X2, connection.From.Count);
        Y1 = NewTrace("y1", _plasticity.Y1, connection.To.Count);
        Y2 = NewTrace("y2", _plasticity.Y2, connection.To.Count);
        Y3 = NewTrace("y3", _plasticity.Y3, connection.To.Count);
        R1 = NewTrace("r1", _plasticity.R1, 1);
        _rules = [.. _plasticity.Rules.Select(rule => new RuleState(rule, connection, this, synapses, conventions,
            Streams.For(seed, $"rounding {rule.Target} {connection.Name}").Key))];

        TraceState NewTrace(string name, SpikeTrace trace, int count)
            => new(trace, conventions.TraceDecay, _tracesByEpoch ? _plasticity.Epoch : 1, count, Streams.For(seed, $"trace {name} {connection.Name}").Key);
    }

    public int Shards => _shards;

    /// <summary>Synapses to which rules were applied so far.</summary>
    public long Visits => _rules.Sum(rule => rule.Visits);

    public IReadOnlyList<RuleState> Rules => _rules;

    bool HasLongEpoch => _plasticity.Epoch > 1;

    /// <summary>Whether a reward spike came in this epoch.</summary>
    public bool Rewarded { get; set; }

    public IReadOnlyList<TraceState> Traces => [X1, X2, Y1, Y2, Y3, R1];

    /// <summary>Rounding draws used instead of random ones, when a recorded run is replayed: (step, synapse) to 0 or 1.</summary>
    public Func<long, int, int>? Replay { get; set; }

    public TraceState TraceOf(RuleVariable variable) => variable switch
    {
        RuleVariable.X1 => X1,
        RuleVariable.X2 => X2,
        RuleVariable.Y1 => Y1,
        RuleVariable.Y2 => Y2,
        RuleVariable.Y3 => Y3,
        RuleVariable.R1 => R1,
        _ => throw new ArgumentOutOfRangeException(nameof(variable), $"{variable} is no trace; use X1, X2, Y1, Y2, Y3 or R1."),
    };

    public void Save(BinaryWriter writer)
    {
        foreach (var trace in Traces) writer.Write(trace.Values);
        foreach (var rule in _rules) writer.Write(rule.Visits);
        writer.Write(Rewarded);
        if (!HasLongEpoch) return;
        EpochPre.Save(writer);
        EpochPost.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        foreach (var trace in Traces) reader.Read(trace.Values.AsSpan());
        foreach (var rule in _rules) rule.Visits = reader.ReadInt64();
        Rewarded = reader.ReadBoolean();
        if (!HasLongEpoch) return;
        EpochPre.Load(reader);
        EpochPost.Load(reader);
    }

    /// <summary>First part of a step, once: the spikes and the reward of the epoch so far.</summary>
    public void Gather(long step)
    {
        if (!HasLongEpoch || step % _plasticity.Epoch == 1)
        {
            Rewarded = false;
            if (HasLongEpoch)
            {
                EpochPre.Clear();
                EpochPost.Clear();
            }
        }
        Rewarded |= _reward?.Count > 0;
        if (!HasLongEpoch) return;
        Add(_pre, EpochPre);
        Add(_post, EpochPost);

        static void Add(Fired fired, Fired epoch)
        {
            foreach (int index in fired.Indices)
                if (epoch.Flags[index] == 0) epoch.Add(index);
            epoch.Merge();
        }
    }

    /// <summary>Second part, by every shard: the traces of its share of neurons.</summary>
    public void UpdateTraces(long step, int shard)
    {
        if (_tracesByEpoch && step % _plasticity.Epoch != 0) return;
        var (pre, post) = _tracesByEpoch ? (EpochPre, EpochPost) : (_pre, _post);
        int first = (int)((long)_links.Rows * shard / _shards), end = (int)((long)_links.Rows * (shard + 1) / _shards);
        X1.Update(step, pre, first, end);
        X2.Update(step, pre, first, end);
        (first, end) = _synapses.ColumnsOf(shard);
        Y1.Update(step, post, first, end);
        Y2.Update(step, post, first, end);
        Y3.Update(step, post, first, end);
    }

    /// <summary>Third part, once: the reward trace, and what the end of the epoch will change.</summary>
    public void Prepare(long step)
    {
        bool ends = step % _plasticity.Epoch == 0;
        if (ends || !_tracesByEpoch)
        {
            bool rewarded = _tracesByEpoch ? Rewarded : _reward?.Count > 0;
            _rewardSpike.Clear();
            if (rewarded) _rewardSpike.Add(0);
            _rewardSpike.Merge();
            R1.Update(step, _rewardSpike, 0, 1);
        }
        foreach (var rule in _rules) rule.Prepare(ends && step > 0 ? step / _plasticity.Epoch : 0);
    }

    /// <summary>Fourth part, by every shard: the synapses that lead to its compartments.</summary>
    public void Apply(long step, int shard)
    {
        foreach (var rule in _rules) rule.Apply(step, shard);
    }
}
