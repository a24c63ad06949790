using System.Numerics;

namespace Spikebook.Backprop;

/// <summary>
/// The algorithm of <see cref="BinaryBackprop"/>, computed where something happens: only rows of active inputs are summed, a sample
/// without output error ends after the forward pass, and 32 or more weights change in one instruction. The weights are
/// the same, bit for bit.
/// </summary>
public sealed class FastBackprop : ILearner
{
    // Potentials in half units: a unit fires above 256; the box is 0 < h <= 512 (or 511: 1022 is the largest even number up to 1023).
    const short Fires = LearningRules.FiringThreshold / 2;

    readonly WeightRows[] _forward;   // rows by input unit; of the last matrix by output unit
    readonly WeightRows?[] _minus;
    readonly short[][] _potential;    // hidden layers, [1] … [Count - 2]
    readonly sbyte[][] _fired;        // -1 where a unit fired
    readonly sbyte[][] _error;        // -1, 0, 1
    readonly ushort[][] _active;      // indices of units that fired
    readonly int[] _activeCount;
    readonly int[] _output;
    readonly short[] _fromPlus, _fromNegative;      // backward sums over outputs with positive and with negative error
    readonly ushort[] _plus, _negative;             // those outputs
    readonly sbyte[] _positiveMask, _negativeMask;  // -1 where a hidden layer's error is positive, negative
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
        _active = new ushort[Layers.Count][];
        _activeCount = new int[Layers.Count];
        for (int layer = 1; layer <= last; layer++)
        {
            int stride = _forward[layer - 1].Stride;
            (_potential[layer], _fired[layer], _error[layer], _active[layer]) = (new short[stride], new sbyte[stride], new sbyte[stride], new ushort[stride]);
        }
        _output = new int[Layers.Outputs];
        _plus = new ushort[Layers.Outputs];
        _negative = new ushort[Layers.Outputs];
        _fromPlus = new short[_forward[last].Stride];
        _fromNegative = new short[_forward[last].Stride];
        int widest = _forward.Max(rows => rows.Stride);
        _positiveMask = new sbyte[widest];
        _negativeMask = new sbyte[widest];
    }

    /// <inheritdoc/>
    public LayerSizes Layers { get; }

    /// <summary>Which variant is computed.</summary>
    public LearningRules Rules { get; }

    int Last => Layers.Matrices - 1;

    /// <inheritdoc/>
    public bool Learn(ReadOnlySpan<ushort> active, int label)
    {
        Forward(active);
        bool exact = OutputError(label, out int plus, out int negative);
        if (plus + negative == 0) return exact; // no error fires: nothing changes anywhere

        if (Rules.BackwardSeesUpdate) UpdateOutput(plus, negative);
        bool any = BackwardFromOutput(plus, negative);
        if (!Rules.BackwardSeesUpdate) UpdateOutput(plus, negative);

        for (int m = Last - 1; m >= 1 && any; m--)
        {
            if (Rules.BackwardSeesUpdate) UpdateHidden(m, _active[m].AsSpan(0, _activeCount[m]));
            bool further = BackwardFromHidden(m);
            if (!Rules.BackwardSeesUpdate) UpdateHidden(m, _active[m].AsSpan(0, _activeCount[m]));
            any = further;
        }
        if (any) UpdateHidden(0, active);
        return exact;
    }

    /// <inheritdoc/>
    public void Infer(ReadOnlySpan<ushort> active, Span<int> potentials)
    {
        Forward(active);
        for (int k = 0; k < _output.Length; k++) potentials[k] = 2 * _output[k];
    }

    /// <inheritdoc/>
    public BinaryWeights Weights()
    {
        var weights = new BinaryWeights(Layers);
        for (int m = 0; m < Layers.Matrices; m++)
        {
            Export(_forward[m], m, weights.Forward(m));
            if (_minus[m] is { } minus) Export(minus, m, weights.Minus(m));
            else weights.ResetMinus(m);
        }
        return weights;
    }

    void Forward(ReadOnlySpan<ushort> active)
    {
        if (active.Length > 0 && active[^1] >= Layers.Inputs)
            throw new ArgumentException($"input {active[^1]} is active, but the network has {Layers.Inputs} inputs");
        for (int m = 0; m < Last; m++)
        {
            _forward[m].Sum(m == 0 ? active : _active[m].AsSpan(0, _activeCount[m]), _potential[m + 1]);
            Fire(_potential[m + 1], _fired[m + 1]);
            if (m + 1 < Last) _activeCount[m + 1] = Indices(_fired[m + 1], _active[m + 1]);
        }
        for (int k = 0; k < _output.Length; k++) _output[k] = _forward[Last].Dot(k, _fired[Last]);
    }

    bool OutputError(int label, out int plus, out int negative)
    {
        plus = negative = 0;
        if ((uint)label >= (uint)_output.Length) throw new ArgumentOutOfRangeException(nameof(label), label, $"the network has outputs 0 to {_output.Length - 1}");
        bool exact = true;
        for (int k = 0; k < _output.Length; k++)
        {
            int u = _output[k];
            bool fired = u > Fires;
            exact &= fired == (k == label);
            if (k == label && !fired && u > 0) _plus[plus++] = (ushort)k;
            if (k != label && fired && u <= _boxEdge) _negative[negative++] = (ushort)k;
        }
        return exact;
    }

    // s = Σ W[k] over positive errors + Σ -W[k] over negative ones; e = sign(s) in the box. Here a row belongs to an output unit.
    bool BackwardFromOutput(int plus, int negative)
    {
        _forward[Last].Sum(_plus.AsSpan(0, plus), _fromPlus);
        (_minus[Last] ?? _forward[Last]).Sum(_negative.AsSpan(0, negative), _fromNegative);
        bool opposite = _minus[Last] is null;
        Vector<short> any = default;
        for (int i = 0; i < _fromPlus.Length; i += Vector<sbyte>.Count)
        {
            Vector<short> low = Trit(i), high = Trit(i + Vector<short>.Count);
            any |= low | high;
            Vector.Narrow(low, high).CopyTo(_error[Last], i);
        }
        return any != Vector<short>.Zero;

        Vector<short> Trit(int i)
        {
            Vector<short> p = new(_fromPlus, i), n = new(_fromNegative, i), h = new(_potential[Last], i);
            Vector<short> s = opposite ? p - n : p + n;
            Vector<short> box = Vector.GreaterThan(h, Vector<short>.Zero) & Vector.LessThanOrEqual(h, new Vector<short>(_boxEdge));
            return (Vector.LessThan(s, Vector<short>.Zero) - Vector.GreaterThan(s, Vector<short>.Zero)) & box;
        }
    }

    // The same for a matrix between hidden layers, whose rows belong to its input units.
    bool BackwardFromHidden(int m)
    {
        sbyte[] above = _error[m + 1], error = _error[m];
        for (int i = 0; i < above.Length; i++)
        {
            _positiveMask[i] = (sbyte)(above[i] > 0 ? -1 : 0);
            _negativeMask[i] = (sbyte)(above[i] < 0 ? -1 : 0);
        }
        bool any = false;
        for (int pre = 0; pre < Layers[m]; pre++)
        {
            short h = _potential[m][pre];
            error[pre] = 0;
            if (h <= 0 || h > _boxEdge) continue;
            int negative = _minus[m] is { } minus ? minus.Dot(pre, _negativeMask) : -_forward[m].Dot(pre, _negativeMask);
            error[pre] = (sbyte)Math.Sign(_forward[m].Dot(pre, _positiveMask) + negative);
            any |= error[pre] != 0;
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

    static void Fire(short[] potential, sbyte[] fired)
    {
        var threshold = new Vector<short>(Fires);
        for (int i = 0; i < potential.Length; i += Vector<sbyte>.Count)
        {
            Vector<short> low = Vector.GreaterThan(new Vector<short>(potential, i), threshold);
            Vector<short> high = Vector.GreaterThan(new Vector<short>(potential, i + Vector<short>.Count), threshold);
            Vector.Narrow(low, high).CopyTo(fired, i);
        }
    }

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

    void Export(WeightRows rows, int m, Span<short> weights)
    {
        int pres = Layers[m], posts = Layers[m + 1];
        for (int pre = 0; pre < pres; pre++)
            for (int post = 0; post < posts; post++)
                weights[pre * posts + post] = (short)(2 * (m == Last ? rows.Row(post)[pre] : rows.Row(pre)[post]));
    }
}
