using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Loihi;

/// <summary>
/// One rule of a connection at the end of an epoch. Each product is split into what all synapses share, what belongs to the
/// presynaptic neuron, to the postsynaptic neuron, and to the synapse itself; only synapses whose change can differ from 0 are visited,
/// by rows of presynaptic neurons that fired, by columns of postsynaptic ones, or both, eight at a time: as many as a Philox block has
/// draws, so that lane i takes draw i however wide the machine's registers are.
/// </summary>
sealed class RuleState
{
    readonly record struct Product(RuleProduct Rule, RuleFactor[] Shared, RuleFactor[] Pre, RuleFactor[] Post, RuleFactor[] Own,
        bool X0, bool Y0);

    readonly RuleInputs _inputs;
    readonly SynapseState _synapses;
    readonly Links _links;
    readonly StoredRange _range;
    readonly int _fractionBits;
    readonly ulong _rowKey, _columnKey;
    readonly Product[] _products;
    readonly short[] _target;
    readonly int[][] _preFactors;    // [active][pre], shared factors and constants included
    readonly int[][] _postFactors;   // [active][post]
    readonly int[][] _columnFactors; // [active][pre], as preFactors, but 0 where the row has been done
    readonly RuleFactor[][] _ownFactors; // [active]
    readonly Columns? _columns;
    readonly bool _isExact;   // every change is a multiple of what can be stored
    readonly bool _fitsLanes; // a change with seven fraction bits fits 32 bits
    readonly long[] _visits; // synapses whose change was computed, by shard
    public readonly long[] RowVisits;  // by pre: how often its row was visited
    public readonly long[] PostVisits; // by post: how many of its synapses were visited apart from whole rows

    int _active;
    bool _rows, _byColumns, _all, _hasOwn;

    public RuleState(
        LearningRule rule, Connection connection, RuleInputs inputs, SynapseState synapses, Conventions conventions, int shards, ulong key)
    {
        (_inputs, _synapses) = (inputs, synapses);
        _links = connection.Links;
        _range = StoredRange.Of(rule.Target, connection.Synapse, conventions);
        _fractionBits = rule.FractionBits;
        (_rowKey, _columnKey) = (key, ~key);
        _products = [.. rule.Products.Select(Split)];
        _target = rule.Target switch
        {
            RuleTarget.Weight => synapses.Weights,
            RuleTarget.Delay => synapses.Delays!,
            _ => synapses.Tags!,
        };
        _preFactors = [.. _products.Select(_ => new int[_links.Rows])];
        _postFactors = [.. _products.Select(_ => new int[_links.Columns])];
        _ownFactors = new RuleFactor[_products.Length][];
        _visits = new long[shards];
        RowVisits = new long[_links.Rows];
        PostVisits = new long[_links.Columns];
        _isExact = _products.All(product => _range.IsExact((long)product.Rule.Mantissa << product.Rule.Exponent + _fractionBits,
            _fractionBits));
        _fitsLanes = Plasticity.LargestChangeOf(rule) < 1L << 30 - Math.Max(0, 7 - _fractionBits);
        bool needsColumns = _products.Any(product => product.Y0 && !product.X0);
        _columns = needsColumns ? new Columns(_links) : null;
        _columnFactors = needsColumns ? [.. _products.Select(_ => new int[_links.Rows])] : [];
    }

    static Product Split(RuleProduct rule) => new(rule,
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.R0 or RuleVariable.R1 or RuleVariable.Period)],
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.X0 or RuleVariable.X1 or RuleVariable.X2)],
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.Y0 or RuleVariable.Y1 or RuleVariable.Y2 or RuleVariable.Y3)],
        [.. rule.Factors.Where(factor => factor.Variable is RuleVariable.Weight or RuleVariable.Delay or RuleVariable.Tag
            or RuleVariable.WeightSign or RuleVariable.TagSign)],
        rule.Reads(RuleVariable.X0), rule.Reads(RuleVariable.Y0));

    /// <summary>Synapses to which the rule was applied so far.</summary>
    public long Visits
    {
        get => _visits.Sum();
        set
        {
            Array.Clear(_visits);
            _visits[0] = value;
        }
    }

    /// <summary>
    /// Finds the products that can change anything at the end of an epoch, and their factors; epoch 0 stands for "no epoch ends".
    /// </summary>
    public void Prepare(long epoch)
    {
        _active = 0;
        _rows = _byColumns = _all = _hasOwn = false;
        if (epoch == 0) return;
        int pres = _inputs.Pre.Count, posts = _inputs.Post.Count;
        foreach (ref readonly var product in _products.AsSpan())
        {
            if (product.X0 && pres == 0 || product.Y0 && posts == 0) continue;
            int coefficient = product.Rule.Mantissa << product.Rule.Exponent + _fractionBits;
            foreach (var factor in product.Shared) coefficient *= Shared(factor, epoch);
            if (coefficient == 0) continue;
            Fill(_preFactors[_active], product.Pre, coefficient);
            Fill(_postFactors[_active], product.Post, 1);
            _ownFactors[_active++] = product.Own;
            _hasOwn |= product.Own.Length > 0;
            _rows |= product.X0 && !product.Y0;
            _byColumns |= product.Y0 && !product.X0;
            _all |= !product.X0 && !product.Y0;
        }
        if (!_byColumns || _all) return;
        for (int a = 0; a < _active; a++)
        {
            _preFactors[a].AsSpan().CopyTo(_columnFactors[a]);
            if (_rows)
                foreach (int pre in _inputs.Pre.Indices) _columnFactors[a][pre] = 0;
        }
    }

    public void Apply(long step, int shard)
    {
        if (_active == 0) return;
        bool lanes = _fitsLanes && !_hasOwn && _inputs.Replay is null;
        if (_all)
            for (int pre = 0; pre < _links.Rows; pre++) ApplyRow(pre, step, shard, lanes);
        else if (_rows || _byColumns)
        {
            if (_rows)
                foreach (int pre in _inputs.Pre.Indices) ApplyRow(pre, step, shard, lanes);
            if (!_byColumns) return;
            var (first, last) = _synapses.Rows.Columns(shard);
            foreach (int post in _inputs.Post.Indices)
                if (post >= first && post < last) ApplyColumn(post, step, shard, lanes);
        }
        else ApplyCoincidences(step, shard);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ApplyRow(int pre, long step, int shard, bool lanes)
    {
        var (k, end) = _synapses.Rows.Row(pre, shard);
        _visits[shard] += end - k;
        if (shard == 0) RowVisits[pre]++;
        var rounding = new Rounding(_rowKey, step);
        var posts = _links.Post;
        if (lanes)
        {
            for (; k < end && (k & 7) != 0; k++) Change(k, Total(k, pre, posts[k]), k, ref rounding);
            for (; k + 8 <= end; k += 8)
            {
                var change = Vector256<int>.Zero;
                for (int a = 0; a < _active; a++)
                {
                    int[] factors = _postFactors[a];
                    change += _preFactors[a][pre] * (_links.IsComplete
                        ? Vector256.LoadUnsafe(ref factors[posts[k]]) : Gather(factors, posts.AsSpan(k, 8)));
                }
                if (change == Vector256<int>.Zero) continue;
                var stored = Vector128.LoadUnsafe(ref _target[k]);
                var values = Vector256.Create(Vector128.WidenLower(stored), Vector128.WidenUpper(stored));
                values = _range.Add(values, change, _fractionBits, _isExact, _rowKey, k >> 3, step);
                Vector128.Narrow(values.GetLower(), values.GetUpper()).StoreUnsafe(ref _target[k]);
            }
        }
        for (; k < end; k++) Change(k, Total(k, pre, posts[k]), k, ref rounding);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ApplyColumn(int post, long step, int shard, bool lanes)
    {
        var rounding = new Rounding(_columnKey, step);
        int c = _columns!.Start[post], end = _columns.Start[post + 1];
        _visits[shard] += end - c;
        PostVisits[post] += end - c;
        int[] pres = _columns.Pre, places = _columns.Synapse;
        if (lanes)
        {
            for (; c < end && (c & 7) != 0; c++) ChangeInColumn(c, ref rounding);
            for (; c + 8 <= end; c += 8)
            {
                var change = Vector256<int>.Zero;
                var eight = pres.AsSpan(c, 8);
                for (int a = 0; a < _active; a++) change += _postFactors[a][post] * Gather(_columnFactors[a], eight);
                if (change == Vector256<int>.Zero) continue;
                var at = places.AsSpan(c, 8);
                var values = Gather(_target, at);
                values = _range.Add(values, change, _fractionBits, _isExact, _columnKey, c >> 3, step);
                for (int lane = 0; lane < 8; lane++) _target[at[lane]] = (short)values[lane];
            }
        }
        for (; c < end; c++) ChangeInColumn(c, ref rounding);

        void ChangeInColumn(int c, ref Rounding rounding)
        {
            if (_rows && _inputs.Pre.Flags[pres[c]] != 0) return; // its row has been done
            Change(places[c], Total(places[c], pres[c], post), c, ref rounding);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ApplyCoincidences(long step, int shard)
    {
        var fired = _inputs.Post.Flags;
        var (first, last) = _synapses.Rows.Columns(shard);
        foreach (int pre in _inputs.Pre.Indices)
        {
            var rounding = new Rounding(_rowKey, step);
            if (_links.IsComplete)
            {
                int row = _links.RowStart[pre];
                foreach (int post in _inputs.Post.Indices)
                {
                    if (post < first || post >= last) continue;
                    Change(row + post, Total(row + post, pre, post), row + post, ref rounding);
                    _visits[shard]++;
                    PostVisits[post]++;
                }
                continue;
            }
            var (k, end) = _synapses.Rows.Row(pre, shard);
            for (; k < end; k++)
            {
                if (fired[_links.Post[k]] == 0) continue;
                Change(k, Total(k, pre, _links.Post[k]), k, ref rounding);
                _visits[shard]++;
                PostVisits[_links.Post[k]]++;
            }
        }
    }

    void Change(int synapse, long change, int draw, ref Rounding rounding)
    {
        if (change == 0) return;
        ref short value = ref _target[synapse];
        int bits = _isExact ? 0
            : _inputs.Replay is { } replay ? replay(rounding.Step, synapse) == 1 ? 0 : ushort.MaxValue
            : rounding.Draw(draw);
        value = _range.Add(value, change, _fractionBits, bits);
    }

    long Total(int synapse, int pre, int post)
    {
        long change = 0;
        for (int a = 0; a < _active; a++)
        {
            long product = (long)_preFactors[a][pre] * _postFactors[a][post];
            if (product != 0 && _ownFactors[a].Length > 0) product *= Own(_ownFactors[a], synapse);
            change += product;
        }
        return change;
    }

    long Own(RuleFactor[] factors, int synapse)
    {
        long product = 1;
        foreach (var factor in factors)
            product *= factor.Constant + factor.Variable switch
            {
                RuleVariable.Weight => _synapses.Weights[synapse],
                RuleVariable.WeightSign => Math.Sign(_synapses.Weights[synapse]),
                RuleVariable.Delay => _synapses.DelayOf(synapse),
                RuleVariable.Tag => _synapses.Tags![synapse],
                _ => Math.Sign(_synapses.Tags![synapse]),
            };
        return product;
    }

    int Shared(RuleFactor factor, long epoch) => factor.Constant + factor.Variable switch
    {
        RuleVariable.R0 => _inputs.Rewarded ? 1 : 0,
        RuleVariable.R1 => _inputs.R1.Values[0],
        _ => (epoch & (1L << factor.PeriodExponent) - 1) == 0 ? 1 : 0,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Fill(int[] values, RuleFactor[] factors, int coefficient)
    {
        values.AsSpan().Fill(coefficient);
        foreach (var factor in factors)
        {
            var read = Values(factor.Variable);
            int constant = factor.Constant;
            for (int i = 0; i < values.Length && i < read.Length; i++) values[i] *= read[i] + constant;
        }
    }

    byte[] Values(RuleVariable variable) => variable switch
    {
        RuleVariable.X0 => _inputs.Pre.Flags,
        RuleVariable.Y0 => _inputs.Post.Flags,
        _ => _inputs.TraceOf(variable).Values,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Gather(int[] from, ReadOnlySpan<int> at)
        => Vector256.Create(from[at[0]], from[at[1]], from[at[2]], from[at[3]], from[at[4]], from[at[5]], from[at[6]], from[at[7]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Gather(short[] from, ReadOnlySpan<int> at)
        => Vector256.Create(from[at[0]], from[at[1]], from[at[2]], from[at[3]], from[at[4]], from[at[5]], from[at[6]], from[at[7]]);
}
