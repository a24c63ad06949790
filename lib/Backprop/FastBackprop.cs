// Longer than 300 lines: forward, error, backward and update of one sample share their buffers and are read together.
using System.Runtime.Intrinsics;
using Spikebook.Data;

namespace Spikebook.Backprop;

/// <summary>
/// The algorithm of <see cref="BinaryBackprop"/>, computed where something happens: only rows of active inputs are summed, a sample
/// without output error ends after the forward pass, and 32 or more weights change in one instruction. The weights are
/// the same, bit for bit.
/// </summary>
public sealed class FastBackprop : IOneBitNetwork
{
    // Potentials in half units: a unit fires above 256; the box is 0 < h <= 512 (or 511: 1022 is the largest even number up to 1023).
    const short Fires = LearningRules.FiringThreshold / 2;

    readonly WeightRows[] _forward;   // rows by input unit; of the last matrix by output unit
    readonly WeightRows?[] _minus;
    readonly short[][] _potential;    // hidden layers, [1] … [Count - 2]
    readonly sbyte[][] _fired;        // -1 where a unit fired
    readonly sbyte[][] _up, _down;    // -1 where a unit has a positive, a negative error
    readonly sbyte[][] _error;        // their difference: 1, 0, -1
    readonly bool[] _both;            // whether a layer has units with both (after drift only)
    readonly ushort[][] _active;      // indices of units that fired
    readonly int[] _activeCount;
    readonly int[] _output;           // whole units
    readonly FastRange? _range;
    readonly short[] _rising, _falling, _part;      // backward sums for e+ and e-
    readonly ushort[] _plus, _negative;             // outputs with positive and with negative error
    readonly sbyte _smallest;
    readonly short _boxEdge;

    /// <summary>A network that starts from <paramref name="weights"/>.</summary>
    /// <param name="weights">Where it starts.</param>
    /// <param name="rules">The circuit's rules by default.</param>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public FastBackprop(BinaryWeights weights, LearningRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Rules = rules ?? LearningRules.Circuit;
        weights.Validate(Rules.SmallestWeight);
        Layers = weights.Layers;
        _smallest = (sbyte)(Rules.SmallestWeight / 2);
        _boxEdge = (short)(Rules.BoxEdge / 2);

        int last = Layers.Matrices - 1;
        _forward = new WeightRows[Layers.Matrices];
        _minus = new WeightRows?[Layers.Matrices];
        for (int m = 0; m <= last; m++)
        {
            _forward[m] = Rows(weights.Forward(m), m);
            if (m >= 1 && Rules.SeparateTranspose) _minus[m] = Rows(weights.Minus(m), m);
        }

        _potential = new short[Layers.Count][];
        _fired = new sbyte[Layers.Count][];
        _error = new sbyte[Layers.Count][];
        _up = new sbyte[Layers.Count][];
        _down = new sbyte[Layers.Count][];
        _both = new bool[Layers.Count];
        _active = new ushort[Layers.Count][];
        _activeCount = new int[Layers.Count];
        for (int layer = 1; layer <= last; layer++)
        {
            int stride = _forward[layer - 1].Stride;
            (_potential[layer], _fired[layer], _active[layer]) = (new short[stride], new sbyte[stride], new ushort[stride]);
            (_error[layer], _up[layer], _down[layer]) = (new sbyte[stride], new sbyte[stride], new sbyte[stride]);
        }
        _output = new int[Layers.Outputs];
        _plus = new ushort[Layers.Outputs];
        _negative = new ushort[Layers.Outputs];
        _rising = new short[_forward[last].Stride];
        _falling = new short[_forward[last].Stride];
        _part = new short[_forward[last].Stride];
        _range = Rules == LearningRules.Circuit ? new(Layers, _forward) : null;
    }

    /// <inheritdoc/>
    public LayerSizes Layers { get; }

    /// <summary>Which variant is computed.</summary>
    public LearningRules Rules { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Outputs => _output;

    /// <inheritdoc/>
    public RangeBreach? Breach => _range?.First;

    int Last => Layers.Matrices - 1;

    /// <inheritdoc/>
    public bool Learn(ActiveInputs active, int label)
    {
        Forward(active);
        bool exact = OutputError(label, out int plus, out int negative);
        _range?.Potentials(_potential, _output);
        _range?.Back(_fired, _output);
        if (plus + negative == 0) return exact; // no error fires: nothing changes anywhere

        if (Rules.BackwardSeesUpdate) UpdateOutput(plus, negative);
        bool any = BackwardFromOutput(plus, negative);
        if (!Rules.BackwardSeesUpdate) UpdateOutput(plus, negative);
        if (any) _range?.PulseToOutputs(_up[Last], _down[Last], _fired[Last], _negative.AsSpan(0, negative));

        for (int m = Last - 1; m >= 1 && any; m--)
        {
            bool meanwhile = _both[m + 1]; // then rows change while errors go back through them
            if (Rules.BackwardSeesUpdate && !meanwhile) UpdateHidden(m, _active[m].AsSpan(0, _activeCount[m]));
            any = BackwardFromHidden(m);
            if (!Rules.BackwardSeesUpdate && !meanwhile) UpdateHidden(m, _active[m].AsSpan(0, _activeCount[m]));
            _range?.PulseToHidden(m, _up[m], _down[m], _error[m + 1]);
        }
        if (!any) return exact;
        if (!_both[1])
        {
            UpdateHidden(0, active);
            return exact;
        }
        foreach (ushort input in active)
        {
            Raise(0, input);
            Lower(0, input);
        }
        return exact;
    }

    /// <inheritdoc/>
    public void Infer(ActiveInputs active, Span<int> potentials)
    {
        Forward(active);
        _output.CopyTo(potentials);
    }

    /// <inheritdoc/>
    public BinaryWeights Weights()
    {
        var (forward, minus) = (new short[Layers.Matrices][], new short[Layers.Matrices][]);
        for (int m = 0; m < Layers.Matrices; m++)
        {
            forward[m] = Export(_forward[m], m);
            minus[m] = m == 0 ? [] : _minus[m] is { } copy ? Export(copy, m) : BinaryWeights.MinusOf(forward[m]);
        }
        return BinaryWeights.Of(Layers, forward, minus);
    }

    void Forward(ActiveInputs active)
    {
        BinaryBackprop.MustFit(active, Layers);
        for (int m = 0; m < Last; m++)
        {
            _forward[m].Sum(m == 0 ? active.Indices : _active[m].AsSpan(0, _activeCount[m]), _potential[m + 1]);
            Fire(_potential[m + 1], _fired[m + 1]);
            if (m + 1 < Last) _activeCount[m + 1] = Indices(_fired[m + 1], _active[m + 1]);
        }
        for (int k = 0; k < _output.Length; k++) _output[k] = 2 * _forward[Last].Dot(k, _fired[Last]);
    }

    bool OutputError(int label, out int plus, out int negative)
    {
        plus = negative = 0;
        BinaryBackprop.MustFit(label, Layers);
        bool exact = true;
        for (int k = 0; k < _output.Length; k++)
        {
            int u = _output[k];
            bool fired = u > LearningRules.FiringThreshold;
            exact &= fired == (k == label);
            if (k == label && !fired && u > 0) _plus[plus++] = (ushort)k;
            if (k != label && fired && u <= Rules.BoxEdge) _negative[negative++] = (ushort)k;
        }
        return exact;
    }

    // e+ = [Σ W[k] over d+ and Σ M[k] over d-, above 0], e- with d+ and d- exchanged; both in the box. Here a row belongs to an output
    // unit.
    bool BackwardFromOutput(int plus, int negative)
    {
        ReadOnlySpan<ushort> raised = _plus.AsSpan(0, plus), lowered = _negative.AsSpan(0, negative);
        if (_minus[Last] is { } minus)
        {
            SumOf(_forward[Last], raised, minus, lowered, _rising);
            SumOf(_forward[Last], lowered, minus, raised, _falling);
        }
        else
        {
            _forward[Last].Sum(raised, _rising);
            _forward[Last].Sum(lowered, _part);
            for (int i = 0; i < _rising.Length; i++) _falling[i] = (short)-(_rising[i] -= _part[i]);
        }
        return SetErrors(Last);
    }

    void SumOf(WeightRows first, ReadOnlySpan<ushort> rows, WeightRows second, ReadOnlySpan<ushort> otherRows, short[] sum)
    {
        first.Sum(rows, sum);
        if (otherRows.IsEmpty) return;
        second.Sum(otherRows, _part);
        for (int i = 0; i < sum.Length; i += Vector512<short>.Count) (Shorts(sum, i) + Shorts(_part, i)).CopyTo(sum, i);
    }

    bool SetErrors(int layer)
    {
        Vector512<sbyte> any = default, both = default;
        for (int i = 0; i < _rising.Length; i += Vector512<sbyte>.Count)
        {
            Vector512<short> low = Box(i), high = Box(i + Vector512<short>.Count);
            var up = Vector512.Narrow(low & Positive(_rising, i), high & Positive(_rising, i + Vector512<short>.Count));
            var down = Vector512.Narrow(low & Positive(_falling, i), high & Positive(_falling, i + Vector512<short>.Count));
            up.CopyTo(_up[layer], i);
            down.CopyTo(_down[layer], i);
            (down - up).CopyTo(_error[layer], i);
            any |= up | down;
            both |= up & down;
        }
        _both[layer] = both != Vector512<sbyte>.Zero;
        return any != Vector512<sbyte>.Zero;

        Vector512<short> Box(int i)
        {
            var h = Shorts(_potential[layer], i);
            return Vector512.GreaterThan(h, Vector512<short>.Zero) & Vector512.LessThanOrEqual(h, Vector512.Create(_boxEdge));
        }

        static Vector512<short> Positive(short[] sum, int i) => Vector512.GreaterThan(Shorts(sum, i), Vector512<short>.Zero);
    }

    // The same for a matrix between hidden layers, whose rows belong to its input units. A row is read and changed by itself. Where a unit
    // above has errors of both signs, e- comes back through a row that has risen already.
    bool BackwardFromHidden(int m)
    {
        sbyte[] up = _up[m + 1], down = _down[m + 1];
        bool any = false;
        _both[m] = false;
        for (int pre = 0; pre < Layers[m]; pre++)
        {
            short h = _potential[m][pre];
            bool box = h > 0 && h <= _boxEdge, rises = false, falls = false, changes = _both[m + 1] && _fired[m][pre] != 0;
            if (changes && Rules.BackwardSeesUpdate)
            {
                Raise(m, pre);
                Lower(m, pre);
                changes = false;
            }
            if (box)
            {
                int raised = _forward[m].Dot(pre, up), lowered = _forward[m].Dot(pre, down);
                rises = raised + (_minus[m]?.Dot(pre, down) ?? -lowered) > 0;
                if (!changes) falls = lowered + (_minus[m]?.Dot(pre, up) ?? -raised) > 0;
            }
            if (changes)
            {
                Raise(m, pre);
                if (box) falls = _forward[m].Dot(pre, down) + (_minus[m]?.Dot(pre, up) ?? -_forward[m].Dot(pre, up)) > 0;
                Lower(m, pre);
            }
            _up[m][pre] = (sbyte)(rises ? -1 : 0);
            _down[m][pre] = (sbyte)(falls ? -1 : 0);
            _error[m][pre] = (sbyte)(_down[m][pre] - _up[m][pre]);
            any |= rises | falls;
            _both[m] |= rises & falls;
        }
        return any;
    }

    void UpdateOutput(int plus, int negative)
    {
        // fired is -1 where a weight changes: subtracting it raises
        foreach (ushort k in _plus.AsSpan(0, plus))
        {
            _forward[Last].Subtract(k, _fired[Last], _smallest);
            _minus[Last]?.Add(k, _fired[Last], _smallest);
        }
        foreach (ushort k in _negative.AsSpan(0, negative))
        {
            _forward[Last].Add(k, _fired[Last], _smallest);
            _minus[Last]?.Subtract(k, _fired[Last], _smallest);
        }
    }

    void UpdateHidden(int m, ReadOnlySpan<ushort> active)
    {
        foreach (ushort pre in active)
        {
            _forward[m].Add(pre, _error[m + 1], _smallest);
            _minus[m]?.Subtract(pre, _error[m + 1], _smallest);
        }
    }

    // First all rises, then all falls: at a limit this is not the same as nothing. up and down are -1 where they hold: subtracting raises.
    void Raise(int m, int pre)
    {
        _forward[m].Subtract(pre, _up[m + 1], _smallest);
        _minus[m]?.Subtract(pre, _down[m + 1], _smallest);
    }

    void Lower(int m, int pre)
    {
        _forward[m].Add(pre, _down[m + 1], _smallest);
        _minus[m]?.Add(pre, _up[m + 1], _smallest);
    }

    static void Fire(short[] potential, sbyte[] fired)
    {
        var threshold = Vector512.Create(Fires);
        for (int i = 0; i < potential.Length; i += Vector512<sbyte>.Count)
        {
            var low = Vector512.GreaterThan(Shorts(potential, i), threshold);
            var high = Vector512.GreaterThan(Shorts(potential, i + Vector512<short>.Count), threshold);
            Vector512.Narrow(low, high).CopyTo(fired, i);
        }
    }

    static Vector512<short> Shorts(short[] values, int at) => Vector512.Create(values, at);

    static int Indices(sbyte[] fired, ushort[] indices)
    {
        int count = 0;
        for (int i = 0; i < fired.Length; i++)
        {
            indices[count] = (ushort)i; // written always, counted only when fired: no branch to mispredict
            count -= fired[i];
        }
        return count;
    }

    WeightRows Rows(ReadOnlySpan<short> weights, int m)
    {
        int pres = Layers[m], posts = Layers[m + 1];
        var rows = m == Last ? new WeightRows(posts, pres) : new WeightRows(pres, posts);
        for (int pre = 0; pre < pres; pre++)
            for (int post = 0; post < posts; post++)
            {
                sbyte half = (sbyte)(weights[pre * posts + post] / 2);
                if (m == Last) rows.Row(post)[pre] = half;
                else rows.Row(pre)[post] = half;
            }
        return rows;
    }

    short[] Export(WeightRows rows, int m)
    {
        int pres = Layers[m], posts = Layers[m + 1];
        var weights = new short[pres * posts];
        for (int pre = 0; pre < pres; pre++)
            for (int post = 0; post < posts; post++)
                weights[pre * posts + post] = (short)(2 * (m == Last ? rows.Row(post)[pre] : rows.Row(pre)[post]));
        return weights;
    }
}
