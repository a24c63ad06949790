using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Backprop;

/// <summary>
/// Watches the bounds of <see cref="CircuitRange"/> for the fast form at next to no cost: most sums are known to be small from the number
/// of their terms,
/// or from a bound on a row's positive weights that is made anew only when changes may have used it up.
/// </summary>
sealed class FastRange
{
    const short HalfBound = CircuitRange.Inhibited / 2;

    static readonly int MostPulsing = CircuitRange.SafeTerms(CircuitRange.Inhibited);

    readonly RangeWatch _watch = new();
    readonly LayerSizes _layers;
    readonly WeightRows[] _weights;
    readonly int[] _rowBound; // no Σ over positive weights of a row of a hidden matrix exceeds this, in whole units
    readonly short[] _sum;
    readonly List<ushort> _chosen;

    public FastRange(LayerSizes layers, WeightRows[] weights)
    {
        (_layers, _weights) = (layers, weights);
        _rowBound = new int[weights.Length];
        Array.Fill(_rowBound, int.MaxValue);
        _sum = new short[weights.Max(rows => rows.Stride)];
        _chosen = new(Enumerable.Range(0, layers.Count).Max(layer => layers[layer]));
    }

    public RangeBreach? First => _watch.First;

    int Last => _weights.Length - 1;

    /// <summary>Potentials of a sample that is about to be learned: hidden ones in half units, outputs in whole ones.</summary>
    public void Potentials(short[][] hidden, ReadOnlySpan<int> outputs)
    {
        _watch.NextSample();
        if (First is not null) return;
        for (int layer = 1; layer <= Last; layer++)
        {
            int unit = Beyond(hidden[layer]);
            if (unit >= 0) _watch.Say(_layers.Name(layer), unit, 2 * hidden[layer][unit], CircuitRange.Inhibited);
        }
        _watch.Look("o", outputs, CircuitRange.Inhibited);
    }

    /// <summary>What layers that fire send back: Σ Wᵀ over them, before they learn.</summary>
    public void Back(sbyte[][] fired, ReadOnlySpan<int> outputs)
    {
        if (First is not null) return;
        for (int m = 1; m < Last; m++) BackFromHidden(m, fired[m + 1]);
        if (_layers.Outputs <= MostPulsing) return;
        _chosen.Clear();
        for (int k = 0; k < outputs.Length; k++)
            if (outputs[k] > LearningRules.FiringThreshold) _chosen.Add((ushort)k);
        if (_chosen.Count > MostPulsing) LookAtRows(_weights[Last], _layers.Name(Last) + "T", CircuitRange.Inhibited, 0);
    }

    /// <summary>
    /// What hidden units send to the outputs while they are taught; masks are -1 where a unit errs. After the outputs have learned.
    /// </summary>
    public void PulseToOutputs(sbyte[] up, sbyte[] down, sbyte[] fired, ReadOnlySpan<ushort> lowered)
    {
        if (First is not null) return;
        ToOutputs(up, Last == 1 ? CircuitRange.Closed : CircuitRange.Inhibited, fired, lowered);
        ToOutputs(down, CircuitRange.Inhibited, fired, []);
    }

    /// <summary>
    /// What hidden units send to the next hidden layer while they are taught, after its weights have changed by its errors.
    /// </summary>
    public void PulseToHidden(int m, sbyte[] up, sbyte[] down, sbyte[] errors)
    {
        if (First is not null) return;
        if (_rowBound[m] < int.MaxValue) _rowBound[m] += LearningRules.Step * Count(errors);
        foreach (sbyte[] erring in (ReadOnlySpan<sbyte[]>)[up, down])
        {
            int count = Count(erring);
            if (count <= MostPulsing) continue;
            _chosen.Clear();
            for (int pre = 0; pre < _layers[m]; pre++)
                if (erring[pre] != 0) _chosen.Add((ushort)pre);
            // a pulse between rise and fall of its weights meets what falls afterwards: at most a step a term more
            LookAtRows(_weights[m], _layers.Name(m + 1), CircuitRange.Inhibited, LearningRules.Step * count);
        }
    }

    void ToOutputs(sbyte[] erring, int bound, sbyte[] fired, ReadOnlySpan<ushort> lowered)
    {
        int count = Count(erring);
        if (count <= CircuitRange.SafeTerms(bound)) return;
        for (int k = 0; k < _layers.Outputs; k++)
        {
            int sum = 2 * _weights[Last].Dot(k, erring);
            // The pulse of positive errors leaves before weights to this output fall.
            if (lowered.Contains((ushort)k)) sum += LearningRules.Step * CountBoth(erring, fired);
            if (sum > bound) _watch.Say("o", k, sum, bound);
        }
    }

    void BackFromHidden(int m, sbyte[] fired)
    {
        if (_rowBound[m] <= CircuitRange.Inhibited || Count(fired) <= MostPulsing) return;
        _rowBound[m] = 0;
        for (int pre = 0; pre < _layers[m]; pre++) _rowBound[m] = Math.Max(_rowBound[m], 2 * Positive(_weights[m].Row(pre)));
        if (_rowBound[m] <= CircuitRange.Inhibited) return;
        for (int pre = 0; pre < _layers[m]; pre++)
        {
            int sum = 2 * _weights[m].Dot(pre, fired);
            if (sum > CircuitRange.Inhibited) _watch.Say(_layers.Name(m) + "T", pre, sum, CircuitRange.Inhibited);
        }
    }

    void LookAtRows(WeightRows rows, string layer, int bound, int allowance)
    {
        Span<short> sum = _sum.AsSpan(0, rows.Stride);
        rows.Sum(CollectionsMarshal.AsSpan(_chosen), sum);
        for (int unit = 0; unit < rows.Columns; unit++)
            if (2 * sum[unit] + allowance > bound) _watch.Say(layer, unit, 2 * sum[unit] + allowance, bound);
    }

    static int Beyond(ReadOnlySpan<short> potentials)
    {
        var highest = Vector512.Create(short.MinValue);
        for (int i = 0; i < potentials.Length; i += Vector512<short>.Count)
            highest = Vector512.Max(highest, Vector512.Create(potentials[i..]));
        if (!Vector512.GreaterThanAny(highest, Vector512.Create(HalfBound))) return -1;
        for (int i = 0; i < potentials.Length; i++)
            if (potentials[i] > HalfBound) return i;
        return -1;
    }

    static int Count(ReadOnlySpan<sbyte> mask) => mask.Length - mask.Count((sbyte)0);

    static int CountBoth(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        int count = 0;
        for (int i = 0; i < left.Length; i++) count += left[i] & right[i] & 1;
        return count;
    }

    static int Positive(ReadOnlySpan<sbyte> row)
    {
        int sum = 0;
        foreach (sbyte weight in row) sum += Math.Max((int)weight, 0);
        return sum;
    }
}
