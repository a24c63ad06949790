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
    readonly record struct Product(RuleProduct Rule, RuleFactor[] Shared, RuleFactor[] Pre, RuleFactor[] Post, RuleFactor[] Own, bool X0, bool Y0);

    readonly RuleInputs inputs;
    readonly SynapseState synapses;
    readonly Links links;
    readonly StoredRange range;
    readonly int fractionBits;
    readonly ulong rowKey, columnKey;
    readonly Product[] products;
    readonly short[] target;
    readonly int[][] preFactors;    // [active][pre], shared factors and constants included
    readonly int[][] postFactors;   // [active][post]
    readonly int[][] columnFactors; // [active][pre], as preFactors, but 0 where the row has been done
    readonly RuleFactor[][] ownFactors; // [active]
    readonly Columns? columns;
    readonly bool isExact;   // every change is a multiple of what can be stored
    readonly bool fitsLanes; // a change with seven fraction bits fits 32 bits
    readonly long[] visits; // synapses whose change was computed, by shard

    /// <summary>How often the row of each presynaptic neuron was visited.</summary>
    public readonly long[] RowVisits;

    /// <summary>How many synapses of each postsynaptic neuron were visited apart from whole rows.</summary>
    public readonly long[] PostVisits;

    int active;
    bool rows, byColumns, all, hasOwn;

    public RuleState(
        LearningRule rule, Connection connection, RuleInputs inputs, SynapseState synapses, Conventions conventions, int shards, ulong key)
    {
        (this.inputs, this.synapses) = (inputs, synapses);
        links = connection.Links;
        range = StoredRange.Of(rule.Target, connection.Synapse, conventions);
        fractionBits = rule.FractionBits;
        (rowKey, columnKey) = (key, ~key);
        products = [.. rule.Products.Select(Split)];
        target = rule.Target switch
        {
            RuleTarget.Weight => synapses.Weights,
            RuleTarget.Delay => synapses.Delays!,
            _ => synapses.Tags!,
        };
        preFactors = [.. products.Select(_ => new int[links.Rows])];
        postFactors = [.. products.Select(_ => new int[links.Columns])];
        ownFactors = new RuleFactor[products.Length][];
        visits = new long[shards];
        RowVisits = new long[links.Rows];
        PostVisits = new long[links.Columns];
        isExact = products.All(product => range.IsExact((long)product.Rule.Mantissa << product.Rule.Exponent + fractionBits, fractionBits));
        fitsLanes = Plasticity.LargestChangeOf(rule) < 1L << 30 - Math.Max(0, 7 - fractionBits);
        bool needsColumns = products.Any(product => product.Y0 && !product.X0);
        columns = needsColumns ? new Columns(links) : null;
        columnFactors = needsColumns ? [.. products.Select(_ => new int[links.Rows])] : [];
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
        get => visits.Sum();
        set
        {
            Array.Clear(visits);
            visits[0] = value;
        }
    }

    /// <summary>Finds the products that can change anything at the end of an epoch, and their factors; epoch 0 stands for "no epoch ends".</summary>
    public void Prepare(long epoch)
    {
        active = 0;
        rows = byColumns = all = hasOwn = false;
        if (epoch == 0) return;
        int pres = inputs.Pre.Count, posts = inputs.Post.Count;
        foreach (ref readonly var product in products.AsSpan())
        {
            if (product.X0 && pres == 0 || product.Y0 && posts == 0) continue;
            int coefficient = product.Rule.Mantissa << product.Rule.Exponent + fractionBits;
            foreach (var factor in product.Shared) coefficient *= Shared(factor, epoch);
            if (coefficient == 0) continue;
            Fill(preFactors[active], product.Pre, coefficient);
            Fill(postFactors[active], product.Post, 1);
            ownFactors[active++] = product.Own;
            hasOwn |= product.Own.Length > 0;
            rows |= product.X0 && !product.Y0;
            byColumns |= product.Y0 && !product.X0;
            all |= !product.X0 && !product.Y0;
        }
        if (!byColumns || all) return;
        for (int a = 0; a < active; a++)
        {
            preFactors[a].AsSpan().CopyTo(columnFactors[a]);
            if (rows)
                foreach (int pre in inputs.Pre.Indices) columnFactors[a][pre] = 0;
        }
    }

    public void Apply(long step, int shard)
    {
        if (active == 0) return;
        bool lanes = fitsLanes && !hasOwn && inputs.Replay is null;
        if (all)
            for (int pre = 0; pre < links.Rows; pre++) ApplyRow(pre, step, shard, lanes);
        else if (rows || byColumns)
        {
            if (rows)
                foreach (int pre in inputs.Pre.Indices) ApplyRow(pre, step, shard, lanes);
            if (!byColumns) return;
            var (first, last) = synapses.Rows.Columns(shard);
            foreach (int post in inputs.Post.Indices)
                if (post >= first && post < last) ApplyColumn(post, step, shard, lanes);
        }
        else ApplyCoincidences(step, shard);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ApplyRow(int pre, long step, int shard, bool lanes)
    {
        var (k, end) = synapses.Rows.Row(pre, shard);
        visits[shard] += end - k;
        if (shard == 0) RowVisits[pre]++;
        var rounding = new Rounding(rowKey, step);
        var posts = links.Post;
        if (lanes)
        {
            for (; k < end && (k & 7) != 0; k++) Change(k, Total(k, pre, posts[k]), k, ref rounding);
            for (; k + 8 <= end; k += 8)
            {
                var change = Vector256<int>.Zero;
                for (int a = 0; a < active; a++)
                {
                    int[] factors = postFactors[a];
                    change += preFactors[a][pre] * (links.IsComplete ? Vector256.LoadUnsafe(ref factors[posts[k]]) : Gather(factors, posts.AsSpan(k, 8)));
                }
                if (change == Vector256<int>.Zero) continue;
                var stored = Vector128.LoadUnsafe(ref target[k]);
                var values = Vector256.Create(Vector128.WidenLower(stored), Vector128.WidenUpper(stored));
                values = range.Add(values, change, fractionBits, isExact, rowKey, k >> 3, step);
                Vector128.Narrow(values.GetLower(), values.GetUpper()).StoreUnsafe(ref target[k]);
            }
        }
        for (; k < end; k++) Change(k, Total(k, pre, posts[k]), k, ref rounding);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ApplyColumn(int post, long step, int shard, bool lanes)
    {
        var rounding = new Rounding(columnKey, step);
        int c = columns!.Start[post], end = columns.Start[post + 1];
        visits[shard] += end - c;
        PostVisits[post] += end - c;
        int[] pres = columns.Pre, places = columns.Synapse;
        if (lanes)
        {
            for (; c < end && (c & 7) != 0; c++) ChangeInColumn(c, ref rounding);
            for (; c + 8 <= end; c += 8)
            {
                var change = Vector256<int>.Zero;
                var eight = pres.AsSpan(c, 8);
                for (int a = 0; a < active; a++) change += postFactors[a][post] * Gather(columnFactors[a], eight);
                if (change == Vector256<int>.Zero) continue;
                var at = places.AsSpan(c, 8);
                var values = Gather(target, at);
                values = range.Add(values, change, fractionBits, isExact, columnKey, c >> 3, step);
                for (int lane = 0; lane < 8; lane++) target[at[lane]] = (short)values[lane];
            }
        }
        for (; c < end; c++) ChangeInColumn(c, ref rounding);

        void ChangeInColumn(int c, ref Rounding rounding)
        {
            if (rows && inputs.Pre.Flags[pres[c]] != 0) return; // its row has been done
            Change(places[c], Total(places[c], pres[c], post), c, ref rounding);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ApplyCoincidences(long step, int shard)
    {
        var fired = inputs.Post.Flags;
        var (first, last) = synapses.Rows.Columns(shard);
        foreach (int pre in inputs.Pre.Indices)
        {
            var rounding = new Rounding(rowKey, step);
            if (links.IsComplete)
            {
                int row = links.RowStart[pre];
                foreach (int post in inputs.Post.Indices)
                {
                    if (post < first || post >= last) continue;
                    Change(row + post, Total(row + post, pre, post), row + post, ref rounding);
                    visits[shard]++;
                    PostVisits[post]++;
                }
                continue;
            }
            var (k, end) = synapses.Rows.Row(pre, shard);
            for (; k < end; k++)
            {
                if (fired[links.Post[k]] == 0) continue;
                Change(k, Total(k, pre, links.Post[k]), k, ref rounding);
                visits[shard]++;
                PostVisits[links.Post[k]]++;
            }
        }
    }

    void Change(int synapse, long change, int draw, ref Rounding rounding)
    {
        if (change == 0) return;
        ref short value = ref target[synapse];
        int bits = isExact ? 0
            : inputs.Replay is { } replay ? replay(rounding.Step, synapse) == 1 ? 0 : ushort.MaxValue
            : rounding.Draw(draw);
        value = range.Add(value, change, fractionBits, bits);
    }

    long Total(int synapse, int pre, int post)
    {
        long change = 0;
        for (int a = 0; a < active; a++)
        {
            long product = (long)preFactors[a][pre] * postFactors[a][post];
            if (product != 0 && ownFactors[a].Length > 0) product *= Own(ownFactors[a], synapse);
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
                RuleVariable.Weight => synapses.Weights[synapse],
                RuleVariable.WeightSign => Math.Sign(synapses.Weights[synapse]),
                RuleVariable.Delay => synapses.DelayOf(synapse),
                RuleVariable.Tag => synapses.Tags![synapse],
                _ => Math.Sign(synapses.Tags![synapse]),
            };
        return product;
    }

    int Shared(RuleFactor factor, long epoch) => factor.Constant + factor.Variable switch
    {
        RuleVariable.R0 => inputs.Rewarded ? 1 : 0,
        RuleVariable.R1 => inputs.R1.Values[0],
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
        RuleVariable.X0 => inputs.Pre.Flags,
        RuleVariable.Y0 => inputs.Post.Flags,
        _ => inputs.TraceOf(variable).Values,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Gather(int[] from, ReadOnlySpan<int> at)
        => Vector256.Create(from[at[0]], from[at[1]], from[at[2]], from[at[3]], from[at[4]], from[at[5]], from[at[6]], from[at[7]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Gather(short[] from, ReadOnlySpan<int> at)
        => Vector256.Create(from[at[0]], from[at[1]], from[at[2]], from[at[3]], from[at[4]], from[at[5]], from[at[6]], from[at[7]]);
}
