using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>The learning engine of one connection: its traces, and its rule applied to the synapses that it can change.</summary>
sealed class LearningState
{
    readonly Plasticity _plasticity;
    readonly SynapseState _synapses;
    readonly Links _links;
    readonly WeightUpdate _update;
    readonly LearningRule _rule;
    readonly Fired _pre, _post;
    readonly Fired? _reward;
    readonly Fired _epochPre, _epochPost;
    readonly int _fractionBits;
    readonly ulong _key;
    readonly long[] _coefficients;
    readonly int[] _active;

    public readonly TraceState X1, X2, Y1, Y2, Y3, R1;
    readonly RuleFactor[][] _factors; // those that differ between synapses
    readonly Fired _rewardSpike = new(1);
    Columns? _columns;
    long _epochs;
    bool _rewarded;

    public LearningState(Connection connection, SynapseState synapses, Fired pre, Fired post, Fired? reward, Conventions conventions, ulong seed)
    {
        _plasticity = connection.Synapse.Plasticity!;
        _synapses = synapses;
        _links = connection.Links;
        _update = new WeightUpdate(connection.Synapse, conventions);
        _rule = _plasticity.Rules.Single();
        (_pre, _post, _reward) = (pre, post, reward);
        bool everyStep = _plasticity.Epoch == 1;
        _epochPre = everyStep ? pre : new Fired(connection.From.Count);
        _epochPost = everyStep ? post : new Fired(connection.To.Count);
        _fractionBits = Math.Max(0, -_rule.Products.Min(product => product.Exponent));
        _coefficients = new long[_rule.Products.Count];
        _active = new int[_rule.Products.Count];
        _factors = [.. _rule.Products.Select(product => product.Factors.Where(factor => !IsShared(factor)).ToArray())];
        _key = Streams.For(seed, "weight rounding " + connection.Name).Key;
        X1 = NewTrace("x1", _plasticity.X1, connection.From.Count);
        X2 = NewTrace("x2", _plasticity.X2, connection.From.Count);
        Y1 = NewTrace("y1", _plasticity.Y1, connection.To.Count);
        Y2 = NewTrace("y2", _plasticity.Y2, connection.To.Count);
        Y3 = NewTrace("y3", _plasticity.Y3, connection.To.Count);
        R1 = NewTrace("r1", _plasticity.R1, 1);

        TraceState NewTrace(string name, Trace trace, int count)
            => new(trace, conventions.TraceDecay, trace.Impulse == 0 ? 0 : count, Streams.For(seed, $"trace {name} {connection.Name}").Key);
    }

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

    public void Step(long step)
    {
        UpdateTraces(step);
        if (_plasticity.Epoch > 1) Gather();
        if (step % _plasticity.Epoch != 0 || step == 0) return;
        Apply(step);
        _epochs++;
        _rewarded = false;
        if (_plasticity.Epoch > 1)
        {
            _epochPre.Clear();
            _epochPost.Clear();
        }
    }

    void UpdateTraces(long step)
    {
        X1.Update(step, _pre);
        X2.Update(step, _pre);
        Y1.Update(step, _post);
        Y2.Update(step, _post);
        Y3.Update(step, _post);
        bool rewarded = _reward?.Count > 0;
        _rewarded |= rewarded;
        _rewardSpike.Clear();
        if (rewarded) _rewardSpike.Add(0);
        R1.Update(step, _rewardSpike);
    }

    void Gather()
    {
        foreach (int pre in _pre.Indices)
            if (_epochPre.Flags[pre] == 0) _epochPre.Add(pre);
        foreach (int post in _post.Indices)
            if (_epochPost.Flags[post] == 0) _epochPost.Add(post);
    }

    // Only synapses whose change can differ from 0 are visited: products with x0 need a presynaptic spike, products with y0 a postsynaptic one.
    void Apply(long step)
    {
        int active = 0;
        bool rows = false, columns = false, all = false;
        for (int k = 0; k < _coefficients.Length; k++)
        {
            var product = _rule.Products[k];
            long coefficient = (long)product.Mantissa << product.Exponent + _fractionBits;
            foreach (var factor in product.Factors) coefficient *= Shared(factor);
            if (coefficient == 0) continue;
            bool x0 = product.Reads(RuleVariable.X0), y0 = product.Reads(RuleVariable.Y0);
            if (x0 && _epochPre.Count == 0 || y0 && _epochPost.Count == 0) continue;
            _coefficients[active] = coefficient;
            _active[active++] = k;
            rows |= x0 && !y0;
            columns |= y0 && !x0;
            all |= !x0 && !y0;
        }
        if (active == 0) return;
        if (all)
        {
            for (int pre = 0; pre < _links.Rows; pre++) ApplyRow(pre, active, step);
            return;
        }
        if (rows)
            foreach (int pre in _epochPre.Indices) ApplyRow(pre, active, step);
        if (columns)
            foreach (int post in _epochPost.Indices) ApplyColumn(post, active, step, skipFiredRows: rows);
        if (!rows && !columns) ApplyCoincidences(active, step);
    }

    void ApplyRow(int pre, int active, long step)
    {
        for (int k = _links.RowStart[pre]; k < _links.RowStart[pre + 1]; k++) Change(k, pre, _links.Post[k], active, step);
    }

    void ApplyColumn(int post, int active, long step, bool skipFiredRows)
    {
        _columns ??= new Columns(_links);
        for (int c = _columns.Start[post]; c < _columns.Start[post + 1]; c++)
        {
            int pre = _columns.Pre[c];
            if (skipFiredRows && _epochPre.Flags[pre] != 0) continue;
            Change(_columns.Synapse[c], pre, post, active, step);
        }
    }

    void ApplyCoincidences(int active, long step)
    {
        foreach (int pre in _epochPre.Indices)
        {
            if (_synapses.IsDense)
            {
                int row = _links.RowStart[pre];
                foreach (int post in _epochPost.Indices) Change(row + post, pre, post, active, step);
            }
            else
                for (int k = _links.RowStart[pre]; k < _links.RowStart[pre + 1]; k++)
                    if (_epochPost.Flags[_links.Post[k]] != 0) Change(k, pre, _links.Post[k], active, step);
        }
    }

    void Change(int synapse, int pre, int post, int active, long step)
    {
        ref short weight = ref _synapses.Weights[synapse];
        long change = 0;
        for (int a = 0; a < active; a++)
        {
            long product = _coefficients[a];
            foreach (var factor in _factors[_active[a]])
            {
                product *= Own(factor, pre, post, weight);
                if (product == 0) break;
            }
            change += product;
        }
        if (change == 0) return;
        uint draw = _update.IsExact(change, _fractionBits) ? 0
            : Replay is null ? Philox.Block(_key, (ulong)synapse, (ulong)step).W0
            : Replay(step, synapse) == 1 ? 0 : uint.MaxValue;
        weight = (short)_update.Apply(weight, change, _fractionBits, draw);
    }

    /// <summary>Value of a factor that all synapses share, 1 for the others.</summary>
    int Shared(RuleFactor factor) => factor.Variable switch
    {
        RuleVariable.R0 => (_rewarded ? 1 : 0) + factor.Constant,
        RuleVariable.R1 => (R1.Values.Length > 0 ? R1.Values[0] : 0) + factor.Constant,
        RuleVariable.Period => ((_epochs + 1 & (1L << factor.PeriodExponent) - 1) == 0 ? 1 : 0) + factor.Constant,
        _ => 1,
    };

    static bool IsShared(RuleFactor factor) => factor.Variable is RuleVariable.R0 or RuleVariable.R1 or RuleVariable.Period;

    int Own(RuleFactor factor, int pre, int post, int weight) => factor.Constant + factor.Variable switch
    {
        RuleVariable.X0 => _epochPre.Flags[pre],
        RuleVariable.X1 => X1.Values[pre],
        RuleVariable.X2 => X2.Values[pre],
        RuleVariable.Y0 => _epochPost.Flags[post],
        RuleVariable.Y1 => Y1.Values[post],
        RuleVariable.Y2 => Y2.Values[post],
        RuleVariable.Y3 => Y3.Values[post],
        RuleVariable.Weight => weight,
        RuleVariable.WeightSign => Math.Sign(weight),
        _ => 0,
    };
}

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
