using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>
/// Backpropagation as a gated circuit of spiking neurons on the chip: pulses run through layers that a ring of 12 gate neurons opens one
/// after the other, memories replay them when they are needed again, copies of a layer report other thresholds, and the chip's learning
/// engine makes every change of weight. A sample takes 12 steps. Only input, target and read-out are outside.
/// </summary>
/// <remarks>
/// <para>
/// Phases: 1 x is input; 2 h1 = [W1 x > 512], h1_copy at 0, h1_copy2 at 1024; 3 o likewise, target t, memory m_h1; 4 errors d+ and d-; 5 potentiation of W2 (reward);
/// 6 h1T = [W2ᵀ d > 0], box c_h1; 7 potentiation of W1 (reward); 9 depression of W2; 10 h1T = [W2ᵀ d &lt; 0]; 11 depression of W1.
/// In between, gates inhibit layers against the echo of learning pulses.
/// </para>
/// <para>
/// Source: A. Renner, F. Sheldon, A. Zlotnik, L. Tao, A. Sornborger, Nature Communications 15 (2024); layers, strengths, delays
/// and gates as in the code published with it. The same weights come out as from <see cref="BinaryBackprop"/> with <see cref="LearningRules.Circuit"/>.
/// </para>
/// </remarks>
public sealed class SynfireCircuit : ILearner
{
    /// <summary>Steps of a sample, gate neurons of the ring.</summary>
    public const int Phases = 12;

    const int PhaseOfOutput = 3;

    // +2 when pre and post fire in the same rewarded step, -2 in the same step without reward
    const string Rule = "4*x0*y0*r1 - 2*x0*y0";

    static readonly string[] Hidden = ["h1", "h1_copy", "h1_copy2"], Output = ["o", "o_copy", "o_copy2"];

    readonly CircuitBuilder _builder = new();
    readonly SpikeSource _input, _target, _reward;
    readonly Connection _w1, _w2, _w2Tp, _w2Tm;
    readonly Connection[] _copies;
    readonly NeuronGroup[] _groups;
    readonly long[,] _spikes; // [group, phase]
    FastBackprop? _reader;

    /// <summary>A circuit whose plastic synapses start from <paramref name="weights"/>, and its first 12 steps, in which the ring starts.</summary>
    /// <param name="weights">Three layers.</param>
    /// <param name="seed">Seed of the chip's stochastic rounding, which even weights never need.</param>
    /// <exception cref="BackpropException">There are more than three layers, or a weight is odd or out of range.</exception>
    public SynfireCircuit(BinaryWeights weights, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Validate();
        Layers = weights.Layers;
        if (Layers.Count != 3) throw new BackpropException($"layers {Layers}: the circuit is built for three layers; {nameof(FastBackprop)} learns deeper networks");
        int inputs = Layers[0], hidden = Layers[1], outputs = Layers[2];

        _builder.GateChain(Phases);
        _input = _builder.Source("input", inputs);
        _target = _builder.Source("target", outputs);
        _reward = _builder.Source("reward", 1);
        _builder.Layer(inputs, "x", "m_x6");
        _builder.Layer(hidden, "h1", "h1_copy", "h1_copy2", "m_h1", "c_h1");
        _builder.LayerThatRepeats(hidden, "h1T");
        _builder.Layer(outputs, "o", "o_copy", "o_copy2", "oT-", "t", "d+", "d-");

        ForwardAndMemories();
        Errors();
        Backward();
        Gates();

        var plasticity = new Plasticity(Rule) { Reward = _reward };
        Connection[] first = [.. Hidden.Select((layer, i) => _builder.Dense(i == 0 ? "w1" : $"w1_copy{i}", "x", layer, weights.Forward(0), plasticity))];
        Connection[] second = [.. Output.Select((layer, i) => _builder.Dense(i == 0 ? "w2" : $"w2_copy{i}", "h1", layer, weights.Forward(1), plasticity))];
        (_w1, _w2, _copies) = (first[0], second[0], [first[1], first[2], second[1], second[2]]);
        _w2Tp = _builder.Dense("w2Tp", "o", "h1T", Transposed(weights.Forward(1), hidden, outputs), plasticity);
        _w2Tm = _builder.Dense("w2Tm", "oT-", "h1T", Transposed(weights.Minus(1), hidden, outputs), plasticity);

        Run = _builder.Network.Compile().Start(seed);
        _groups = [.. _builder.Populations.Values.OfType<NeuronGroup>()];
        _spikes = new long[_groups.Length, Phases];
        Run.Send((SpikeSource)_builder.Populations["start"], Phases - 1, 0);
        Run.SendTrain(_reward, 0, 6, 8); // as the authors send it: falls before the first sample and does nothing
        Run.Run(Phases);
    }

    /// <inheritdoc/>
    public LayerSizes Layers { get; }

    /// <summary>The run on the emulator, for probes; its step is 12 x (samples + 1) between two samples.</summary>
    public LoihiRun Run { get; }

    /// <summary>The network: its populations, projections and sizes.</summary>
    public Network Network => _builder.Network;

    /// <summary>Samples learned.</summary>
    public long Samples { get; private set; }

    /// <summary>A layer by the name that the paper's code gives it: x, h1, h1_copy, o, d+, g00 ….</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public NeuronGroup Layer(string name) => _builder.Group(name);

    // x -> h1 -> o are plastic; memories keep x and h for the phases in which they are needed as partners again.
    void ForwardAndMemories()
    {
        _builder.Relay("input", "x");
        _builder.Relay("target", "t");
        _builder.Relay("x", "m_x6", delay: 4);
        _builder.Relay("m_x6", "x", delay: 0); // phase 7
        _builder.Relay("m_x6", "x", delay: 4); // phase 11
        _builder.Relay("h1", "m_h1");
        foreach (string layer in (string[])["h1", "h1T"])
        {
            _builder.Relay("m_h1", layer, delay: 1); // phase 5
            _builder.Relay("m_h1", layer, delay: 5); // phase 9
        }
    }

    // d+ = t and not o and u > 0;  d- = o and not t and not u > 1024;  both become teaching spikes of the output layer.
    void Errors()
    {
        _builder.Relay("o_copy", "d+", CircuitStrength.Gate);
        _builder.Relay("o_copy", "d-", CircuitStrength.Gate);
        _builder.Relay("t", "d+");
        _builder.Relay("o", "d+", CircuitStrength.Cancel);
        _builder.Relay("o", "d-");
        _builder.Relay("t", "d-", CircuitStrength.Cancel);
        _builder.Relay("o_copy2", "d-", CircuitStrength.Cancel);
        foreach (string layer in Output)
        {
            _builder.Relay("d+", layer, delay: 0); // phase 5
            _builder.Relay("d-", layer, delay: 4); // phase 9
        }
        _builder.Relay("d-", "oT-", delay: 0);
        _builder.Relay("d+", "oT-", delay: 4);
    }

    // The hidden error fires h1 and its copies where the box c_h1 = h1_copy and not h1_copy2 opens them.
    void Backward()
    {
        _builder.Relay("h1_copy", "c_h1", CircuitStrength.Relay, delay: 3);
        _builder.Relay("h1_copy2", "c_h1", CircuitStrength.Cancel, delay: 3);
        foreach (string layer in Hidden)
        {
            _builder.Relay("h1T", layer);
            _builder.Relay("c_h1", layer, CircuitStrength.Gate, delay: 0); // phase 7
            _builder.Relay("c_h1", layer, CircuitStrength.Gate, delay: 4); // phase 11
        }
    }

    void Gates()
    {
        _builder.Gate(0, CircuitStrength.Inhibit, Output);
        _builder.Gate(1, CircuitStrength.Gate, "x");
        Thresholds(2, Hidden);
        Thresholds(3, Output);
        _builder.Gate(3, CircuitStrength.Gate, "t", "m_h1");
        _builder.Gate(4, CircuitStrength.Inhibit, "h1T", "oT-");
        foreach (int phase in (int[])[5, 9]) _builder.Gate(phase, CircuitStrength.Gate, "h1", "h1T", "oT-", "o", "o_copy", "o_copy2");
        foreach (int phase in (int[])[6, 10])
        {
            _builder.Gate(phase, CircuitStrength.Gate, "h1T");
            _builder.Gate(phase, CircuitStrength.HalfLower, "h1T");
            _builder.Gate(phase, CircuitStrength.Inhibit, Output);
        }
        _builder.Gate(6, CircuitStrength.Gate, "m_x6", "c_h1");
        foreach (int phase in (int[])[7, 11]) _builder.Gate(phase, CircuitStrength.Gate, "x");
        _builder.Gate(8, CircuitStrength.Inhibit, Hidden);
    }

    // One binary unit cannot report three thresholds at once: 512, 0 and 1024 are those of a layer and its two copies.
    void Thresholds(int phase, string[] layers)
    {
        _builder.Gate(phase, CircuitStrength.Gate, layers[0]);
        _builder.Gate(phase, CircuitStrength.Gate, layers[1]);
        _builder.Gate(phase, CircuitStrength.HalfLower, layers[1]);
        _builder.Gate(phase, CircuitStrength.GateHalfHigher, layers[2]);
    }

    /// <summary>Sends one sample through the circuit: 12 steps on the chip.</summary>
    /// <inheritdoc/>
    public bool Learn(ReadOnlySpan<ushort> active, int label)
    {
        Bounds(active, label);
        long start = Phases * Samples + Phases + 1; // the step of phase 0
        foreach (ushort input in active) Run.Send(_input, start, input);
        Run.Send(_target, start + 2, label);
        Run.SendTrain(_reward, 0, start + 5, start + 7);

        bool exact = false;
        for (int phase = 0; phase < Phases; phase++)
        {
            Run.Run(1);
            for (int group = 0; group < _groups.Length; group++) _spikes[group, phase] += Run.FiredBy(_groups[group]).Length;
            if (phase == PhaseOfOutput) exact = Run.FiredBy(Layer("o")) is [int only] && only == label;
        }
        Samples++;
        _reader = null;
        return exact;
    }

    /// <summary>
    /// The output potentials for a sample, computed from the weights read off the chip, as the authors' scripts evaluate a training run;
    /// <see cref="InferenceCircuit"/> answers with spikes.
    /// </summary>
    /// <inheritdoc/>
    public void Infer(ReadOnlySpan<ushort> active, Span<int> potentials) => (_reader ??= new FastBackprop(Weights())).Infer(active, potentials);

    /// <inheritdoc/>
    public BinaryWeights Weights()
    {
        var weights = new BinaryWeights(Layers);
        Run.StoredWeights(_w1).CopyTo(weights.Forward(0));
        Run.StoredWeights(_w2).CopyTo(weights.Forward(1));
        Transposed(Run.StoredWeights(_w2Tm), Layers[2], Layers[1]).CopyTo(weights.Minus(1));
        return weights;
    }

    /// <summary>How many spikes each layer has fired in each phase since the first sample; only what is not 0.</summary>
    public IReadOnlyList<PhaseCount> SpikeCounts()
    {
        var counts = new List<PhaseCount>();
        for (int group = 0; group < _groups.Length; group++)
            for (int phase = 0; phase < Phases; phase++)
                if (_spikes[group, phase] > 0) counts.Add(new(_groups[group].Name, phase, _spikes[group, phase]));
        return counts;
    }

    /// <summary>
    /// Spikes in phases in which a layer should be silent. Trained networks have some: a hidden sum above 9216 fires ungated units in phase 0,
    /// when the pulse of phase 11 arrives. They change no weight.
    /// </summary>
    public IReadOnlyList<PhaseCount> BrokenSilences()
    {
        return [.. SpikeCounts().Where(count => Silent(count.Layer).Contains(count.Phase))];

        static int[] Silent(string layer) => layer switch
        {
            "h1" or "h1_copy" or "h1_copy2" => [0, 1, 3, 4, 6, 8, 10],
            "o" or "o_copy" or "o_copy2" => [0, 1, 2, 4, 6, 7, 8, 10, 11],
            "h1T" => [0, 1, 2, 3, 4, 7, 8, 11],
            _ => [],
        };
    }

    /// <summary>For each copy and transpose, the number of synapses that differ from the weight they copy.</summary>
    public IReadOnlyList<CopyDifference> CopyDifferences()
    {
        var result = new List<CopyDifference>();
        foreach (Connection copy in _copies) result.Add(new(copy.Name, Differing(Run.StoredWeights(copy), Run.StoredWeights(copy.Name.StartsWith("w1") ? _w1 : _w2), 1)));
        short[] transposed = Transposed(Run.StoredWeights(_w2), Layers[1], Layers[2]);
        result.Add(new("w2Tp", Differing(Run.StoredWeights(_w2Tp), transposed, 1)));
        result.Add(new("w2Tm", Differing(Run.StoredWeights(_w2Tm), transposed, -1)));
        return result;

        static int Differing(ReadOnlySpan<short> copy, ReadOnlySpan<short> original, int sign)
        {
            int count = 0;
            for (int i = 0; i < copy.Length; i++)
                if (copy[i] != sign * original[i]) count++;
            return count;
        }
    }

    void Bounds(ReadOnlySpan<ushort> active, int label)
    {
        if (active.Length > 0 && active[^1] >= Layers.Inputs) throw new ArgumentException($"input {active[^1]} is active, but the network has {Layers.Inputs} inputs");
        if ((uint)label >= (uint)Layers.Outputs) throw new ArgumentOutOfRangeException(nameof(label), label, $"the network has outputs 0 to {Layers.Outputs - 1}");
    }

    static short[] Transposed(ReadOnlySpan<short> values, int rows, int columns)
    {
        var result = new short[values.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                result[column * rows + row] = values[row * columns + column];
        return result;
    }
}

/// <summary>Spikes of a layer in a phase.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Phase">0 … 11.</param>
/// <param name="Spikes">How many.</param>
public sealed record PhaseCount(string Layer, int Phase, long Spikes);

/// <summary>How far a learned copy has drifted.</summary>
/// <param name="Copy">Name of the copy.</param>
/// <param name="Synapses">Synapses whose weight differs.</param>
public sealed record CopyDifference(string Copy, int Synapses);
