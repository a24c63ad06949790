namespace Spikebook.Loihi;

/// <summary>
/// One rule of a connection at the end of an epoch. Each product is split into what all synapses share, what belongs to the
/// presynaptic neuron, to the postsynaptic neuron, and to the synapse itself; only synapses whose change can differ from 0 are visited.
/// </summary>
sealed class RuleState
{
    readonly record struct Product(RuleProduct Rule, RuleFactor[] Shared, RuleFactor[] Pre, RuleFactor[] Post, RuleFactor[] Own, bool X0, bool Y0);

    readonly LearningRule _rule;
    readonly LearningState _learning;
    readonly SynapseState _synapses;
    readonly Links _links;
    readonly StoredRange _range;
    readonly int _fractionBits;
    readonly ulong _rowKey, _columnKey;
    readonly Product[] _products;
    readonly short[] _target;
    readonly long[][] _preFactors; // [active][pre], shared factors and constants included
    readonly int[][] _postFactors; // [active][post]
    readonly RuleFactor[][] _ownFactors; // [active]
    Columns? _columns;
    int _active;
    bool _rows, _byColumns, _all, _hasOwn;

    public RuleState(LearningRule rule, Connection connection, LearningState learning, SynapseState synapses, Conventions conventions, ulong key)
    {
        _rule = rule;
        _learning = learning;
        _synapses = synapses;
        _links = connection.Links;
        _range = StoredRange.Of(rule.Target, connection.Synapse, conventions);
        _fractionBits = Math.Max(0, -rule.Products.Min(product => product.Exponent));
        (_rowKey, _columnKey) = (key, ~key);
        _products = [.. rule.Products.Select(Split)];
        _target = rule.Target switch
        {
            RuleTarget.Weight => synapses.Weights,
            RuleTarget.Delay => synapses.Delays!,
            _ => synapses.Tags!,
        };
        _preFactors = [.. _products.Select(_ => new long[_links.Rows])];
        _postFactors = [.. _products.Select(_ => new int[_links.Columns])];
        _ownFactors = new RuleFactor[_products.Length][];
        if (_products.Any(product => product.Y0 && !product.X0)) _columns = new Columns(_links);
    }

    static Product Split(RuleProduct rule) => new(rule,
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.R0 or RuleVariable.R1 or RuleVariable.Period)],
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.X0 or RuleVariable.X1 or RuleVariable.X2)],
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.Y0 or RuleVariable.Y1 or RuleVariable.Y2 or RuleVariable.Y3)],
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.Weight or RuleVariable.Delay or RuleVariable.Tag or RuleVariable.WeightSign or RuleVariable.TagSign)],
        rule.Reads(RuleVariable.X0), rule.Reads(RuleVariable.Y0));

    /// <summary>Finds the products that can change anything at the end of an epoch, and their factors; epoch 0 stands for "no epoch ends".</summary>
    public void Prepare(long epoch)
    {
        _active = 0;
        _rows = _byColumns = _all = _hasOwn = false;
        if (epoch == 0) return;
        int pres = _learning.EpochPre.Count, posts = _learning.EpochPost.Count;
        foreach (ref readonly var product in _products.AsSpan())
        {
            if (product.X0 && pres == 0 || product.Y0 && posts == 0) continue;
            long coefficient = (long)product.Rule.Mantissa << product.Rule.Exponent + _fractionBits;
            foreach (var factor in product.Shared) coefficient *= Shared(factor, epoch);
            if (coefficient == 0) continue;
            Fill(_preFactors[_active], product.Pre, coefficient);
            Fill(_postFactors[_active], product.Post);
            _ownFactors[_active++] = product.Own;
            _hasOwn |= product.Own.Length > 0;
            _rows |= product.X0 && !product.Y0;
            _byColumns |= product.Y0 && !product.X0;
            _all |= !product.X0 && !product.Y0;
        }
    }

    public void Apply(long step, int shard)
    {
        if (_active == 0) return;
        if (_all)
            for (int pre = 0; pre < _links.Rows; pre++) ApplyRow(pre, step, shard);
        else if (_rows || _byColumns)
        {
            if (_rows)
                foreach (int pre in _learning.EpochPre.Indices) ApplyRow(pre, step, shard);
            if (_byColumns)
            {
                var (first, last) = _synapses.ColumnsOf(shard);
                foreach (int post in _learning.EpochPost.Indices)
                    if (post >= first && post < last) ApplyColumn(post, step);
            }
        }
        else ApplyCoincidences(step, shard);
    }

    void ApplyRow(int pre, long step, int shard)
    {
        var (k, end) = _synapses.Row(pre, shard);
        var rounding = new Rounding(_rowKey, step);
        var posts = _links.Post;
        for (; k < end; k++) Change(k, pre, posts[k], k, ref rounding);
    }

    void ApplyColumn(int post, long step)
    {
        var columns = _columns!;
        var fired = _learning.EpochPre.Flags;
        var rounding = new Rounding(_columnKey, step);
        for (int c = columns.Start[post]; c < columns.Start[post + 1]; c++)
        {
            int pre = columns.Pre[c];
            if (_rows && fired[pre] != 0) continue; // its row has been done
            Change(columns.Synapse[c], pre, post, c, ref rounding);
        }
    }

    void ApplyCoincidences(long step, int shard)
    {
        var fired = _learning.EpochPost.Flags;
        var (first, last) = _synapses.ColumnsOf(shard);
        foreach (int pre in _learning.EpochPre.Indices)
        {
            var rounding = new Rounding(_rowKey, step);
            if (_links.IsComplete)
            {
                int row = _links.RowStart[pre];
                foreach (int post in _learning.EpochPost.Indices)
                    if (post >= first && post < last) Change(row + post, pre, post, row + post, ref rounding);
                continue;
            }
            var (k, end) = _synapses.Row(pre, shard);
            for (; k < end; k++)
                if (fired[_links.Post[k]] != 0) Change(k, pre, _links.Post[k], k, ref rounding);
        }
    }

    void Change(int synapse, int pre, int post, int draw, ref Rounding rounding)
    {
        long change = 0;
        if (_hasOwn) change = WithOwnFactors(synapse, pre, post);
        else
            for (int a = 0; a < _active; a++) change += _preFactors[a][pre] * _postFactors[a][post];
        if (change == 0) return;
        ref short value = ref _target[synapse];
        int bits = _range.IsExact(change, _fractionBits) ? 0
            : _learning.Replay is { } replay ? replay(rounding.Step, synapse) == 1 ? 0 : ushort.MaxValue
            : rounding.Draw(draw);
        value = _range.Add(value, change, _fractionBits, bits);
    }

    long WithOwnFactors(int synapse, int pre, int post)
    {
        long change = 0;
        for (int a = 0; a < _active; a++)
        {
            long product = _preFactors[a][pre] * _postFactors[a][post];
            if (product == 0) continue;
            foreach (var factor in _ownFactors[a])
                product *= factor.Constant + factor.Variable switch
                {
                    RuleVariable.Weight => _synapses.Weights[synapse],
                    RuleVariable.WeightSign => Math.Sign(_synapses.Weights[synapse]),
                    RuleVariable.Delay => _synapses.DelayOf(synapse),
                    RuleVariable.Tag => _synapses.Tags![synapse],
                    _ => Math.Sign(_synapses.Tags![synapse]),
                };
            change += product;
        }
        return change;
    }

    int Shared(RuleFactor factor, long epoch) => factor.Constant + factor.Variable switch
    {
        RuleVariable.R0 => _learning.Rewarded ? 1 : 0,
        RuleVariable.R1 => _learning.R1.Values[0],
        _ => (epoch & (1L << factor.PeriodExponent) - 1) == 0 ? 1 : 0,
    };

    void Fill(long[] values, RuleFactor[] factors, long coefficient)
    {
        Array.Fill(values, coefficient);
        foreach (var factor in factors)
        {
            var read = Values(factor.Variable);
            for (int i = 0; i < values.Length; i++) values[i] *= read[i] + factor.Constant;
        }
    }

    void Fill(int[] values, RuleFactor[] factors)
    {
        Array.Fill(values, 1);
        foreach (var factor in factors)
        {
            var read = Values(factor.Variable);
            for (int i = 0; i < values.Length; i++) values[i] *= read[i] + factor.Constant;
        }
    }

    byte[] Values(RuleVariable variable) => variable switch
    {
        RuleVariable.X0 => _learning.EpochPre.Flags,
        RuleVariable.Y0 => _learning.EpochPost.Flags,
        _ => _learning.TraceOf(variable).Values,
    };

    /// <summary>Rounding draws in order of synapse: eight share a Philox block.</summary>
    struct Rounding(ulong key, long step)
    {
        int _block = -1;
        Draws _draws;

        public readonly long Step => step;

        public int Draw(int index)
        {
            if (index >> 3 != _block)
            {
                _block = index >> 3;
                _draws = new Draws(key, (ulong)_block, (ulong)step);
            }
            return _draws[index & 7];
        }
    }
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
