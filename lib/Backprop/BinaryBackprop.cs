using Spikebook.Data;

namespace Spikebook.Backprop;

/// <summary>
/// Backpropagation with one bit as plain integer arithmetic: binary activations, a truncated ReLU whose derivative is a box,
/// errors of one trit, weight changes of ±2. It is written to be read; <see cref="FastBackprop"/> computes the same faster.
/// </summary>
/// <remarks>
/// For layers x → a → o with potentials h = W1 x and u = W2 a (h for the next layer alike in deeper nets):
/// <code>
/// a = [h > 512]                            o = [u > 512]
/// d+ = t and not o and u > 0               d- = o and not t and u ≤ 1024        d = d+ - d-
/// s = W2ᵀ d                                e = sign(s) where 0 &lt; h ≤ 1024, else 0
/// W2 += 2 d aᵀ                             W1 += 2 e xᵀ                          clipped to -256 … 254
/// </code>
/// The chip has no signs on spikes: it computes e+ = [s > 0] from synapses W2ᵀ (for d+) and separate synapses M ≈ -W2ᵀ (for d-), and e- =
/// [-s > 0]
/// with the roles exchanged. As long as M = -W2ᵀ this is the sign; once a weight has met its limit, the copy is off by a step there, and
/// e+ and e- may both fire or neither. Then W1 first rises and then falls, as in the circuit; and since e+ is computed before what is to
/// rise has risen and e- after that, a unit with both errors sends e- back through weights that have risen already.
/// Source: A. Renner, F. Sheldon, A. Zlotnik, L. Tao, A. Sornborger, "The backpropagation algorithm implemented on spiking
/// neuromorphic hardware", Nature Communications 15 (2024), Fig. 2, and the code published with it. Deeper nets apply the
/// hidden layer's rule once more for each further layer.
/// </remarks>
public sealed class BinaryBackprop : IOneBitNetwork
{
    readonly short[][] _plus, _minus; // [pre, post] row by row; the learned copies of -W
    readonly bool[][] _active;  // layer by layer; [0] is the input
    readonly int[][] _potential;
    readonly bool[][] _up, _down; // positive and negative errors
    readonly int[][] _sums;       // Wᵀ d of hidden layers
    readonly RangeWatch? _range;

    /// <summary>A network that starts from a copy of <paramref name="weights"/>.</summary>
    /// <param name="weights">Where it starts.</param>
    /// <param name="rules">The circuit's rules by default.</param>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public BinaryBackprop(BinaryWeights weights, LearningRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Rules = rules ?? LearningRules.Circuit;
        weights.Validate(Rules.SmallestWeight);
        LayerSizes layers = Layers = weights.Layers;
        _plus = [.. Enumerable.Range(0, layers.Matrices).Select(m => weights.Forward(m).ToArray())];
        _minus = [.. Enumerable.Range(0, layers.Matrices).Select(m => weights.Minus(m).ToArray())];
        _range = Rules == LearningRules.Circuit ? new() : null;
        _active = new bool[layers.Count][];
        _potential = new int[layers.Count][];
        _up = new bool[layers.Count][];
        _down = new bool[layers.Count][];
        _sums = new int[layers.Count][];
        for (int layer = 0; layer < layers.Count; layer++)
        {
            (_active[layer], _potential[layer]) = (new bool[layers[layer]], new int[layers[layer]]);
            (_up[layer], _down[layer]) = (new bool[layers[layer]], new bool[layers[layer]]);
            _sums[layer] = new int[layers[layer]];
        }
    }

    /// <inheritdoc/>
    public LayerSizes Layers { get; }

    /// <summary>Which variant is computed.</summary>
    public LearningRules Rules { get; }

    /// <summary>Potentials of layer <paramref name="layer"/> ≥ 1 for the latest sample.</summary>
    public ReadOnlySpan<int> Potentials(int layer) => _potential[layer];

    /// <summary>Activations of layer <paramref name="layer"/> for the latest sample.</summary>
    public ReadOnlySpan<bool> Activations(int layer) => _active[layer];

    /// <summary>Errors (-1, 0 or 1: e+ - e-) of layer <paramref name="layer"/> ≥ 1 for the latest learned sample.</summary>
    public int[] Errors(int layer) => [.. _up[layer].Zip(_down[layer], (up, down) => (up ? 1 : 0) - (down ? 1 : 0))];

    /// <summary>
    /// What comes back to hidden layer <paramref name="layer"/> for the latest learned sample, s = Wᵀ d, one sum a unit, before its box: a
    /// unit errs upward where s > 0. Downward it errs where s &lt; 0 (as long as no copy of a weight has drifted).
    /// </summary>
    /// <param name="layer">1 … the number of layers - 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such hidden layer.</exception>
    public ReadOnlySpan<int> BackwardSums(int layer)
    {
        if (layer < 1 || layer > Layers.Count - 2)
            throw new ArgumentOutOfRangeException(
                nameof(layer), layer, $"errors come back to the hidden layers of {Layers}, 1 to {Layers.Count - 2}");
        return _sums[layer];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Outputs => _potential[^1];

    /// <inheritdoc/>
    public RangeBreach? Breach => _range?.First;

    /// <inheritdoc/>
    public BinaryWeights Weights() => BinaryWeights.Of(Layers, _plus, _minus);

    /// <inheritdoc/>
    public bool Learn(ActiveInputs active, int label)
    {
        Forward(active);
        bool exact = OutputError(label);
        _range?.NextSample();
        LookAtPotentials();
        for (int m = Layers.Matrices - 1; m >= 1; m--)
        {
            // a copy of -W that is not of its own is what W was at the beginning, for errors of both signs
            bool inTurn = Rules.SeparateTranspose && !Rules.BackwardSeesUpdate;
            if (Rules.BackwardSeesUpdate) Update(m, up: true, down: true);
            LookBack(m);
            Backward(m, up: true);
            if (inTurn) Update(m, up: true);
            Backward(m, up: false);
            LookAtPulse(m, up: true);
            if (inTurn) Update(m, down: true);
            else if (!Rules.BackwardSeesUpdate) Update(m, up: true, down: true);
            LookAtPulse(m, up: false);
        }
        Update(0, up: true, down: true);
        return exact;
    }

    /// <inheritdoc/>
    public void Infer(ActiveInputs active, Span<int> potentials)
    {
        Forward(active);
        _potential[^1].CopyTo(potentials);
    }

    void Forward(ActiveInputs active)
    {
        MustFit(active, Layers);
        Array.Clear(_active[0]);
        foreach (ushort input in active) _active[0][input] = true;
        for (int m = 0; m < Layers.Matrices; m++)
        {
            int[] h = _potential[m + 1];
            Array.Clear(h);
            for (int pre = 0; pre < Layers[m]; pre++)
            {
                if (!_active[m][pre]) continue;
                ReadOnlySpan<short> outgoing = _plus[m].AsSpan(pre * h.Length, h.Length);
                for (int post = 0; post < h.Length; post++) h[post] += outgoing[post];
            }
            for (int post = 0; post < h.Length; post++) _active[m + 1][post] = h[post] > LearningRules.FiringThreshold;
        }
    }

    // d+ = target and not out and u > 0;  d- = out and not target and u <= box edge
    bool OutputError(int label)
    {
        MustFit(label, Layers);
        bool exact = true;
        for (int k = 0; k < Layers.Outputs; k++)
        {
            bool target = k == label, fired = _active[^1][k];
            int u = _potential[^1][k];
            _up[^1][k] = target && !fired && u > 0;
            _down[^1][k] = fired && !target && u <= Rules.BoxEdge;
            exact &= target == fired;
        }
        return exact;
    }

    // e+ = [Wᵀ d+ + M d- > 0], e- = [Wᵀ d- + M d+ > 0], both where 0 < h <= box edge
    void Backward(int m, bool up)
    {
        int posts = Layers[m + 1];
        ReadOnlySpan<short> plus = _plus[m], minus = _minus[m];
        (bool[] same, bool[] opposite) = up ? (_up[m + 1], _down[m + 1]) : (_down[m + 1], _up[m + 1]);
        for (int pre = 0; pre < Layers[m]; pre++)
        {
            int sum = 0;
            for (int post = 0; post < posts; post++)
            {
                int w = plus[pre * posts + post];
                if (same[post]) sum += w;
                if (opposite[post]) sum += Rules.SeparateTranspose ? minus[pre * posts + post] : -w;
            }
            int h = _potential[m][pre];
            bool errs = sum > 0 && h > 0 && h <= Rules.BoxEdge;
            if (up) (_up[m][pre], _sums[m][pre]) = (errs, sum);
            else _down[m][pre] = errs;
        }
    }

    // Reward makes what meets rise: W += 2 e+ a, and the copy of -W by e-. Then, without reward, what meets falls: W -= 2 e- a, the copy by
    // e+.
    void Update(int m, bool up = false, bool down = false)
    {
        if (up) Change(m, LearningRules.Step, _up[m + 1], _down[m + 1]);
        if (down) Change(m, -LearningRules.Step, _down[m + 1], _up[m + 1]);
    }

    void Change(int m, int by, bool[] errors, bool[] errorsOfCopy)
    {
        int posts = Layers[m + 1];
        Span<short> plus = _plus[m], minus = _minus[m];
        for (int pre = 0; pre < Layers[m]; pre++)
            for (int post = 0; post < posts && _active[m][pre]; post++)
            {
                int at = pre * posts + post;
                if (errors[post]) plus[at] = Clipped(plus[at] + by);
                if (m >= 1 && errorsOfCopy[post]) minus[at] = Clipped(minus[at] + by);
            }
    }

    // CircuitRange: potentials that come to a closed layer once more.
    void LookAtPotentials()
    {
        for (int layer = 1; layer < Layers.Count; layer++) _range?.Look(Layers.Name(layer), _potential[layer], CircuitRange.Inhibited);
    }

    // What a layer that fires sends back to the one below, before errors do: Σ Wᵀ over it.
    void LookBack(int m)
    {
        if (_range is null) return;
        int posts = Layers[m + 1];
        for (int pre = 0; pre < Layers[m]; pre++)
        {
            int sum = 0;
            for (int post = 0; post < posts; post++)
                if (_active[m + 1][post]) sum += _plus[m][pre * posts + post];
            if (sum > CircuitRange.Inhibited) _range.Say(Layers.Name(m) + "T", pre, sum, CircuitRange.Inhibited);
        }
    }

    // What units with errors of one sign send on while they are taught: Σ W over them.
    void LookAtPulse(int m, bool up)
    {
        if (_range is null) return;
        int posts = Layers[m + 1], bound = up && Layers.Count == 3 ? CircuitRange.Closed : CircuitRange.Inhibited;
        for (int post = 0; post < posts; post++)
        {
            int sum = 0;
            for (int pre = 0; pre < Layers[m]; pre++)
                if ((up ? _up : _down)[m][pre]) sum += _plus[m][pre * posts + post];
            if (sum > bound) _range.Say(Layers.Name(m + 1), post, sum, bound);
        }
    }

    internal static void MustFit(ActiveInputs active, LayerSizes layers)
    {
        if (active.Inputs != layers.Inputs)
            throw new ArgumentException($"a sample of {active.Inputs} inputs, but the network has {layers.Inputs}");
    }

    internal static void MustFit(int label, LayerSizes layers)
    {
        if ((uint)label >= (uint)layers.Outputs)
            throw new ArgumentOutOfRangeException(nameof(label), label, $"the network has outputs 0 to {layers.Outputs - 1}");
    }

    short Clipped(int weight) => (short)Math.Clamp(weight, Rules.SmallestWeight, LearningRules.LargestWeight);
}
