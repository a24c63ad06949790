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
/// Source: A. Renner, F. Sheldon, A. Zlotnik, L. Tao, A. Sornborger, "The backpropagation algorithm implemented on spiking
/// neuromorphic hardware", Nature Communications 15 (2024), Fig. 2, and the code published with it. Deeper nets apply the
/// hidden layer's rule once more for each further layer.
/// </remarks>
public sealed class BinaryBackprop : ILearner
{
    readonly BinaryWeights _weights;
    readonly bool[][] _active;  // layer by layer; [0] is the input
    readonly int[][] _potential;
    readonly int[][] _error;    // -1, 0 or 1

    /// <summary>A network that starts from a copy of <paramref name="weights"/>.</summary>
    /// <param name="weights">Where it starts.</param>
    /// <param name="rules">The circuit's rules by default.</param>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public BinaryBackprop(BinaryWeights weights, LearningRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Rules = rules ?? LearningRules.Circuit;
        weights.Validate(Rules.SmallestWeight);
        _weights = weights.Clone();
        LayerSizes layers = weights.Layers;
        _active = new bool[layers.Count][];
        _potential = new int[layers.Count][];
        _error = new int[layers.Count][];
        for (int layer = 0; layer < layers.Count; layer++)
            (_active[layer], _potential[layer], _error[layer]) = (new bool[layers[layer]], new int[layers[layer]], new int[layers[layer]]);
    }

    /// <inheritdoc/>
    public LayerSizes Layers => _weights.Layers;

    /// <summary>Which variant is computed.</summary>
    public LearningRules Rules { get; }

    /// <summary>Potentials of layer <paramref name="layer"/> ≥ 1 for the latest sample.</summary>
    public ReadOnlySpan<int> Potentials(int layer) => _potential[layer];

    /// <summary>Activations of layer <paramref name="layer"/> for the latest sample.</summary>
    public ReadOnlySpan<bool> Activations(int layer) => _active[layer];

    /// <summary>Errors (-1, 0 or 1) of layer <paramref name="layer"/> ≥ 1 for the latest learned sample.</summary>
    public ReadOnlySpan<int> Errors(int layer) => _error[layer];

    /// <inheritdoc/>
    public BinaryWeights Weights() => _weights.Clone();

    /// <inheritdoc/>
    public bool Learn(ReadOnlySpan<ushort> active, int label)
    {
        Forward(active);
        bool exact = OutputError(label);
        for (int m = Layers.Matrices - 1; m >= 1; m--)
        {
            if (Rules.BackwardSeesUpdate) Update(m);
            Backward(m);
            if (!Rules.BackwardSeesUpdate) Update(m);
        }
        Update(0);
        return exact;
    }

    /// <inheritdoc/>
    public void Infer(ReadOnlySpan<ushort> active, Span<int> potentials)
    {
        Forward(active);
        _potential[^1].CopyTo(potentials);
    }

    void Forward(ReadOnlySpan<ushort> active)
    {
        Array.Clear(_active[0]);
        foreach (ushort input in active) _active[0][input] = true;
        for (int m = 0; m < Layers.Matrices; m++)
        {
            int[] h = _potential[m + 1];
            Array.Clear(h);
            for (int pre = 0; pre < Layers[m]; pre++)
            {
                if (!_active[m][pre]) continue;
                ReadOnlySpan<short> outgoing = _weights.Forward(m).Slice(pre * h.Length, h.Length);
                for (int post = 0; post < h.Length; post++) h[post] += outgoing[post];
            }
            for (int post = 0; post < h.Length; post++) _active[m + 1][post] = h[post] > LearningRules.FiringThreshold;
        }
    }

    // d+ = target and not out and u > 0;  d- = out and not target and u <= box edge
    bool OutputError(int label)
    {
        bool exact = true;
        for (int k = 0; k < Layers.Outputs; k++)
        {
            bool target = k == label, fired = _active[^1][k];
            int u = _potential[^1][k];
            _error[^1][k] = target && !fired && u > 0 ? 1 : fired && !target && u <= Rules.BoxEdge ? -1 : 0;
            exact &= target == fired;
        }
        return exact;
    }

    // e = sign(Wᵀ d) where 0 < h <= box edge
    void Backward(int m)
    {
        int posts = Layers[m + 1];
        ReadOnlySpan<short> plus = _weights.Forward(m), minus = _weights.Minus(m);
        for (int pre = 0; pre < Layers[m]; pre++)
        {
            int sum = 0;
            for (int post = 0; post < posts; post++)
            {
                int at = pre * posts + post;
                if (_error[m + 1][post] > 0) sum += plus[at];
                if (_error[m + 1][post] < 0) sum += Rules.SeparateTranspose ? minus[at] : -plus[at];
            }
            int h = _potential[m][pre];
            _error[m][pre] = h > 0 && h <= Rules.BoxEdge ? Math.Sign(sum) : 0;
        }
    }

    // W += 2 * error * active, and the opposite for the copy of -W
    void Update(int m)
    {
        int posts = Layers[m + 1];
        Span<short> plus = _weights.Forward(m), minus = _weights.Minus(m);
        for (int pre = 0; pre < Layers[m]; pre++)
            for (int post = 0; post < posts && _active[m][pre]; post++)
            {
                int at = pre * posts + post, change = LearningRules.Step * _error[m + 1][post];
                plus[at] = (short)Math.Clamp(plus[at] + change, Rules.SmallestWeight, LearningRules.LargestWeight);
                if (m >= 1) minus[at] = (short)Math.Clamp(minus[at] - change, Rules.SmallestWeight, LearningRules.LargestWeight);
            }
    }
}
