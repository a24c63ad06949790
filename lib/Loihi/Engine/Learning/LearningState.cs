using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>The learning engine of one connection: its traces, the spikes of its epoch, and its rules.</summary>
sealed class LearningState
{
    readonly Plasticity plasticity;
    readonly Links links;
    readonly ShardedRows rows;
    readonly Fired pre, post;
    readonly Fired? reward;
    readonly RuleState[] rules;
    readonly int shards;
    readonly bool tracesByEpoch;
    readonly Fired rewardSpike = new(1);

    public LearningState(
        Connection connection, SynapseState synapses, Fired pre, Fired post, Fired? reward, Conventions conventions, int shards, ulong seed)
    {
        plasticity = connection.Synapse.Plasticity!;
        links = connection.Links;
        rows = synapses.Rows;
        (this.pre, this.post, this.reward, this.shards) = (pre, post, reward, shards);
        tracesByEpoch = conventions.TraceUpdate == TraceUpdate.EveryEpoch;
        Inputs = new RuleInputs
        {
            X1 = NewTrace("x1", plasticity.X1, connection.From.Count),
            X2 = NewTrace("x2", plasticity.X2, connection.From.Count),
            Y1 = NewTrace("y1", plasticity.Y1, connection.To.Count),
            Y2 = NewTrace("y2", plasticity.Y2, connection.To.Count),
            Y3 = NewTrace("y3", plasticity.Y3, connection.To.Count),
            R1 = NewTrace("r1", plasticity.R1, 1),
            Pre = HasLongEpoch ? new Fired(connection.From.Count) : pre,
            Post = HasLongEpoch ? new Fired(connection.To.Count) : post,
        };
        rules = [.. plasticity.Rules.Select(rule => new RuleState(rule, connection, Inputs, synapses, conventions, shards,
            Streams.For(seed, $"rounding {rule.Target} {connection.Name}").Key))];

        TraceState NewTrace(string name, SpikeTrace trace, int count)
            => new(trace, conventions.TraceDecay, tracesByEpoch ? plasticity.Epoch : 1, count, Streams.For(seed, $"trace {name} {connection.Name}").Key);
    }

    public RuleInputs Inputs { get; }

    /// <summary>Synapses to which rules were applied so far.</summary>
    public long Visits => rules.Sum(rule => rule.Visits);

    public IReadOnlyList<RuleState> Rules => rules;

    bool HasLongEpoch => plasticity.Epoch > 1;

    public void Save(BinaryWriter writer)
    {
        foreach (var trace in Inputs.Traces) writer.Write(trace.Values);
        foreach (var rule in rules) writer.Write(rule.Visits);
        writer.Write(Inputs.Rewarded ? 1 : 0);
        if (!HasLongEpoch) return;
        Inputs.Pre.Save(writer);
        Inputs.Post.Save(writer);
    }

    public void Load(SavedSection section)
    {
        foreach (var trace in Inputs.Traces) section.Fill(trace.Values, SpikeTrace.Max, "a trace");
        foreach (var rule in rules) rule.Visits = section.Int64(0, long.MaxValue, "learning events");
        Inputs.Rewarded = section.Int32(0, 1, "a reward") == 1;
        if (!HasLongEpoch) return;
        Inputs.Pre.Load(section);
        Inputs.Post.Load(section);
    }

    /// <summary>First part of a step, once: the spikes and the reward of the epoch so far.</summary>
    public void Gather(long step)
    {
        if (!HasLongEpoch || step % plasticity.Epoch == 1)
        {
            Inputs.Rewarded = false;
            if (HasLongEpoch)
            {
                Inputs.Pre.Clear();
                Inputs.Post.Clear();
            }
        }
        Inputs.Rewarded |= reward?.Count > 0;
        if (!HasLongEpoch) return;
        Add(pre, Inputs.Pre);
        Add(post, Inputs.Post);

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
        if (tracesByEpoch && step % plasticity.Epoch != 0) return;
        var (sent, received) = tracesByEpoch ? (Inputs.Pre, Inputs.Post) : (pre, post);
        int first = (int)((long)links.Rows * shard / shards), end = (int)((long)links.Rows * (shard + 1) / shards);
        Inputs.X1.Update(step, sent, first, end);
        Inputs.X2.Update(step, sent, first, end);
        (first, end) = rows.Columns(shard);
        Inputs.Y1.Update(step, received, first, end);
        Inputs.Y2.Update(step, received, first, end);
        Inputs.Y3.Update(step, received, first, end);
    }

    /// <summary>Third part, once: the reward trace, and what the end of the epoch will change.</summary>
    public void Prepare(long step)
    {
        bool ends = step % plasticity.Epoch == 0;
        if (ends || !tracesByEpoch)
        {
            bool rewarded = tracesByEpoch ? Inputs.Rewarded : reward?.Count > 0;
            rewardSpike.Clear();
            if (rewarded) rewardSpike.Add(0);
            rewardSpike.Merge();
            Inputs.R1.Update(step, rewardSpike, 0, 1);
        }
        foreach (var rule in rules) rule.Prepare(ends && step > 0 ? step / plasticity.Epoch : 0);
    }

    /// <summary>Fourth part, by every shard: the synapses that lead to its compartments.</summary>
    public void Apply(long step, int shard)
    {
        foreach (var rule in rules) rule.Apply(step, shard);
    }
}
