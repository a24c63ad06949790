using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>The learning engine of one connection: its traces, the spikes of its epoch, and its rules.</summary>
sealed class LearningState
{
    readonly Plasticity _plasticity;
    readonly Links _links;
    readonly ShardedRows _rows;
    readonly Fired _pre, _post;
    readonly Fired? _reward;
    readonly RuleState[] _rules;
    readonly int _shards;
    readonly bool _tracesByEpoch;
    readonly Fired _rewardSpike = new(1);

    public LearningState(
        Connection connection, SynapseState synapses, Fired pre, Fired post, Fired? reward, Conventions conventions, int shards, ulong seed)
    {
        _plasticity = connection.Synapse.Plasticity!;
        _links = connection.Links;
        _rows = synapses.Rows;
        (_pre, _post, _reward, _shards) = (pre, post, reward, shards);
        _tracesByEpoch = conventions.TraceUpdate == TraceUpdate.EveryEpoch;
        Inputs = new RuleInputs
        {
            X1 = NewTrace("x1", _plasticity.X1, connection.From.Count),
            X2 = NewTrace("x2", _plasticity.X2, connection.From.Count),
            Y1 = NewTrace("y1", _plasticity.Y1, connection.To.Count),
            Y2 = NewTrace("y2", _plasticity.Y2, connection.To.Count),
            Y3 = NewTrace("y3", _plasticity.Y3, connection.To.Count),
            R1 = NewTrace("r1", _plasticity.R1, 1),
            Pre = HasLongEpoch ? new Fired(connection.From.Count) : pre,
            Post = HasLongEpoch ? new Fired(connection.To.Count) : post,
        };
        _rules = [.. _plasticity.Rules.Select(rule => new RuleState(rule, connection, Inputs, synapses, conventions, shards,
            Streams.For(seed, $"rounding {rule.Target} {connection.Name}").Key))];

        TraceState NewTrace(string name, SpikeTrace trace, int count)
            => new(trace, conventions.TraceDecay, _tracesByEpoch ? _plasticity.Epoch : 1, count,
                Streams.For(seed, $"trace {name} {connection.Name}").Key);
    }

    public RuleInputs Inputs { get; }

    /// <summary>Synapses to which rules were applied so far.</summary>
    public long Visits => _rules.Sum(rule => rule.Visits);

    public IReadOnlyList<RuleState> Rules => _rules;

    bool HasLongEpoch => _plasticity.Epoch > 1;

    public void Save(BinaryWriter writer)
    {
        foreach (var trace in Inputs.Traces) writer.Write(trace.Values);
        foreach (var rule in _rules) writer.Write(rule.Visits);
        writer.Write(Inputs.Rewarded ? 1 : 0);
        if (!HasLongEpoch) return;
        Inputs.Pre.Save(writer);
        Inputs.Post.Save(writer);
    }

    public void Load(SavedSection section)
    {
        foreach (var trace in Inputs.Traces) section.Fill(trace.Values, SpikeTrace.Max, "a trace");
        foreach (var rule in _rules) rule.Visits = section.Int64(0, long.MaxValue, "learning events");
        Inputs.Rewarded = section.Int32(0, 1, "a reward") == 1;
        if (!HasLongEpoch) return;
        Inputs.Pre.Load(section);
        Inputs.Post.Load(section);
    }

    /// <summary>First part of a step, once: the spikes and the reward of the epoch so far.</summary>
    public void Gather(long step)
    {
        if (!HasLongEpoch || step % _plasticity.Epoch == 1)
        {
            Inputs.Rewarded = false;
            if (HasLongEpoch)
            {
                Inputs.Pre.Clear();
                Inputs.Post.Clear();
            }
        }
        Inputs.Rewarded |= _reward?.Count > 0;
        if (!HasLongEpoch) return;
        Add(_pre, Inputs.Pre);
        Add(_post, Inputs.Post);

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
        var (sent, received) = _tracesByEpoch ? (Inputs.Pre, Inputs.Post) : (_pre, _post);
        int first = (int)((long)_links.Rows * shard / _shards), end = (int)((long)_links.Rows * (shard + 1) / _shards);
        Inputs.X1.Update(step, sent, first, end);
        Inputs.X2.Update(step, sent, first, end);
        (first, end) = _rows.Columns(shard);
        Inputs.Y1.Update(step, received, first, end);
        Inputs.Y2.Update(step, received, first, end);
        Inputs.Y3.Update(step, received, first, end);
    }

    /// <summary>Third part, once: the reward trace, and what the end of the epoch will change.</summary>
    public void Prepare(long step)
    {
        bool ends = step % _plasticity.Epoch == 0;
        if (ends || !_tracesByEpoch)
        {
            bool rewarded = _tracesByEpoch ? Inputs.Rewarded : _reward?.Count > 0;
            _rewardSpike.Clear();
            if (rewarded) _rewardSpike.Add(0);
            _rewardSpike.Merge();
            Inputs.R1.Update(step, _rewardSpike, 0, 1);
        }
        foreach (var rule in _rules) rule.Prepare(ends && step > 0 ? step / _plasticity.Epoch : 0);
    }

    /// <summary>Fourth part, by every shard: the synapses that lead to its compartments.</summary>
    public void Apply(long step, int shard)
    {
        foreach (var rule in _rules) rule.Apply(step, shard);
    }
}
