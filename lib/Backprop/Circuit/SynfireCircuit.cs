// Longer than 300 lines: the whole circuit, projection by projection, as the paper draws it; read in one piece.
using Spikebook.Data;
using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>
/// Backpropagation as a gated circuit of spiking neurons on the chip: pulses run through layers that a ring of gate neurons opens one
/// after the other, memories replay them when they are needed again, copies of a layer report other thresholds, and the chip's learning
/// engine makes every change of weight. A sample takes 12 steps with one hidden layer and 6 more for each further one. Only input, target
/// and read-out are outside.
/// </summary>
/// <remarks>
/// <para>
/// Phases: 1 x is input; 2 h1 = [W1 x > 512], h1_copy at 0, h1_copy2 at 1024; 3 o likewise, target t, memory m_h1; 4 errors d+ and d-; 5
/// potentiation of W2 (reward);
/// 6 h1T = [W2ᵀ d > 0], box c_h1; 7 potentiation of W1 (reward); 9 depression of W2; 10 h1T = [W2ᵀ d &lt; 0]; 11 depression of W1.
/// In between, gates inhibit layers against the echo of learning pulses.
/// </para>
/// <para>
/// With more hidden layers, what the output layer has, all but the first get too: transposes of their own (h2T-, w2Tp, w2Tm)
/// and memories of their boxed errors, e2+ and e2-, which teach them as d+ and d- teach the output; <see cref="CircuitSchedule"/> has the
/// phases.
/// </para>
/// <para>
/// Source: A. Renner, F. Sheldon, A. Zlotnik, L. Tao, A. Sornborger, Nature Communications 15 (2024); layers, strengths, delays
/// and gates as in the code published with it. That circuit has one hidden layer; deeper ones apply its construction again.
/// The same weights come out as from <see cref="BinaryBackprop"/> with <see cref="LearningRules.Circuit"/>, as long as sums stay within
/// <see cref="CircuitRange"/>; <see cref="Breach"/> tells when they did not.
/// </para>
/// </remarks>
public sealed class SynfireCircuit : IOneBitNetwork
{
    // +2 when pre and post fire in the same rewarded step, -2 in the same step without reward
    const string Rule = "4*x0*y0*r1 - 2*x0*y0";

    readonly CircuitBuilder _builder = new();
    readonly SpikeSource _input, _target, _reward;
    readonly Connection[][] _forward; // [matrix]: the weights and their two copies
    readonly Connection?[] _plus, _minus; // [matrix]: transposes
    readonly int[] _rewards;
    readonly NeuronGroup[] _groups;
    readonly NeuronGroup _outputs, _lastLayer; // o, and the last hidden layer
    readonly long[,] _spikes; // [group, phase]
    readonly int[,] _bound; // [group, phase]: a spike says that a sum went beyond this; 0 where spikes may be
    readonly RangeWatch _range = new();
    readonly int[] _potentials;
    FastBackprop? _reader;

    /// <summary>
    /// A circuit whose plastic synapses start from <paramref name="weights"/>, and the steps of one sample, in which the ring starts.
    /// </summary>
    /// <param name="weights">Any number of layers.</param>
    /// <param name="seed">Seed of the chip's stochastic rounding, which even weights never need.</param>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public SynfireCircuit(BinaryWeights weights, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Validate();
        Layers = weights.Layers;
        Schedule = new(Layers.Count - 2);

        _builder.GateChain(Phases);
        _input = _builder.Source("input", Layers.Inputs);
        _target = _builder.Source("target", Layers.Outputs);
        _reward = _builder.Source("reward", 1);
        _builder.Layer(Layers.Inputs, "x");
        _builder.Memories(Layers.Inputs, "m_x6", Schedule.MemoryOfInput, Schedule.Handovers(0));
        for (int layer = 1; layer <= Hidden; layer++)
        {
            _builder.Layer(Layers[layer], Copies(layer));
            _builder.Memories(Layers[layer], "m_" + Unit(layer), Schedule.Memory(layer), Schedule.Handovers(layer));
            _builder.Memories(Layers[layer], "c_" + Unit(layer), Schedule.Box(layer), Schedule.Handovers(layer));
            _builder.LayerThatRepeats(Layers[layer], Back(layer));
            if (layer > 1) _builder.Layer(Layers[layer], Opposite(layer), Plus(layer), Minus(layer));
        }
        _builder.Layer(Layers.Outputs, [.. Copies(Hidden + 1), Opposite(Hidden + 1), "t", Plus(Hidden + 1), Minus(Hidden + 1)]);

        Forward();
        OutputErrors();
        for (int layer = 1; layer <= Hidden; layer++)
        {
            Replay(layer);
            Teach(layer + 1);
            Box(layer);
        }
        LearnFirstMatrix();

        var plasticity = new Plasticity(Rule) { Reward = _reward };
        (_forward, _plus, _minus) = (new Connection[Layers.Matrices][], new Connection?[Layers.Matrices], new Connection?[Layers.Matrices]);
        for (int m = 0; m < Layers.Matrices; m++)
        {
            string name = $"w{m + 1}";
            _forward[m] = [.. Copies(m + 1).Select(
                (layer, copy) => _builder.Dense(copy == 0 ? name : $"{name}_copy{copy}", Unit(m), layer, weights.Forward(m), plasticity))];
            if (m == 0) continue;
            _plus[m] = _builder.Dense($"{name}Tp", Unit(m + 1), Back(m), weights.ForwardTransposed(m), plasticity);
            _minus[m] = _builder.Dense($"{name}Tm", Opposite(m + 1), Back(m), weights.MinusTransposed(m), plasticity);
        }

        Run = _builder.Network.Compile().Start(seed);
        _groups = [.. _builder.Populations.Values.OfType<NeuronGroup>()];
        (_outputs, _lastLayer) = (Layer("o"), Layer(Unit(Hidden)));
        _spikes = new long[_groups.Length, Phases];
        _bound = BoundsOfSilence();
        _potentials = new int[Layers.Outputs];
        _rewards = [.. Enumerable.Range(0, Layers.Matrices).Select(m => Schedule.Potentiation(m)).Order()];
        Run.Send((SpikeSource)_builder.Populations["start"], Phases - 1, 0);
        foreach (int phase in _rewards) Run.Send(
            _reward, phase + 1, 0); // as the authors send it: falls before the first sample and does nothing
        Run.Run(Phases);
    }

    /// <inheritdoc/>
    public LayerSizes Layers { get; }

    /// <summary>When each layer fires.</summary>
    public CircuitSchedule Schedule { get; }

    /// <summary>Steps of a sample, and gate neurons of the ring: 12 with one hidden layer.</summary>
    public int Phases => Schedule.Phases;

    int Hidden => Schedule.Hidden;

    /// <summary>The run on the emulator, for probes; its step is Phases x (samples + 1) between two samples.</summary>
    public LoihiRun Run { get; }

    /// <summary>The network: its populations, projections and sizes.</summary>
    public Network Network => _builder.Network;

    /// <summary>Samples learned.</summary>
    public long Samples { get; private set; }

    /// <summary>
    /// A layer by the name that the paper's code gives it: x, h1, h1_copy, o, d+, g00 …; deeper ones have h2, h2T-, e2+ … too.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public NeuronGroup Layer(string name) => _builder.Group(name);

    // Names: layer 0 is x, the last is o, errors of the output are d+ and d-.
    string Unit(int layer) => layer == 0 ? "x" : layer > Hidden ? "o" : $"h{layer}";

    string[] Copies(int layer) => [Unit(layer), Unit(layer) + "_copy", Unit(layer) + "_copy2"];

    string Plus(int layer) => layer > Hidden ? "d+" : $"e{layer}+";

    string Minus(int layer) => layer > Hidden ? "d-" : $"e{layer}-";

    // where errors come back to a hidden layer, and the layer that sends them back with opposite sign
    static string Back(int layer) => $"h{layer}T";

    string Opposite(int layer) => Unit(layer) + "T-";

    // Each layer is open for the pulse of the one below in one phase; what it says is remembered, every six phases anew, until errors have
    // come back.
    void Forward()
    {
        _builder.Relay("input", "x");
        _builder.Relay("target", "t");
        _builder.Gate(Schedule.Forward(0), CircuitStrength.Gate, "x");
        for (int layer = 1; layer <= Hidden + 1; layer++)
        {
            Thresholds(Schedule.Forward(layer), Copies(layer));
            foreach (int phase in Schedule.Inhibited(layer)) _builder.Gate(phase, CircuitStrength.Inhibit, Copies(layer));
        }
        _builder.Gate(Schedule.Forward(Hidden + 1), CircuitStrength.Gate, "t");
    }

    // d+ = t and not o and u > 0;  d- = o and not t and not u > 1024
    void OutputErrors()
    {
        _builder.Relay("o_copy", "d+", CircuitStrength.Gate);
        _builder.Relay("o_copy", "d-", CircuitStrength.Gate);
        _builder.Relay("t", "d+");
        _builder.Relay("o", "d+", CircuitStrength.Cancel);
        _builder.Relay("o", "d-");
        _builder.Relay("t", "d-", CircuitStrength.Cancel);
        _builder.Relay("o_copy2", "d-", CircuitStrength.Cancel);
    }

    // A hidden layer comes back from its memory as partner of what it excites, and of the transposes of that.
    void Replay(int layer)
    {
        (string memory, int at) = _builder.Remember(
            "m_" + Unit(layer), Unit(layer), Schedule.Forward(layer), Schedule.Memory(layer), Schedule.Handovers(layer));
        foreach (int phase in (int[])[Schedule.Potentiation(layer), Schedule.Depression(layer)])
        {
            foreach (string partner in (string[])[Unit(layer), Back(layer)]) _builder.Relay(memory, partner, delay: phase - at - 1);
            _builder.Gate(phase, CircuitStrength.Gate, Unit(layer), Back(layer));
        }
    }

    // Errors of both signs become teaching spikes of their layer and its copies, one after the other, and go back with opposite sign
    // meanwhile.
    void Teach(int layer)
    {
        int m = layer - 1;
        int plus = layer > Hidden ? Schedule.OutputError : Schedule.Raised(layer) + 1;
        int minus = layer > Hidden ? Schedule.OutputError : Schedule.Lowered(layer) + 1;
        int up = Schedule.Potentiation(m), down = Schedule.Depression(m);
        foreach (string copy in Copies(layer))
        {
            _builder.Relay(Plus(layer), copy, delay: up - plus - 1);
            _builder.Relay(Minus(layer), copy, delay: down - minus - 1);
        }
        _builder.Relay(Minus(layer), Opposite(layer), delay: up - minus - 1);
        _builder.Relay(Plus(layer), Opposite(layer), delay: down - plus - 1);
        foreach (int phase in (int[])[up, down]) _builder.Gate(phase, CircuitStrength.Gate, [Opposite(layer), .. Copies(layer)]);
    }

    // What has come back counts where the box, h > 0 and not h > 1024, opens the next layer: in the first hidden layer the units
    // themselves, in others the memories of their errors.
    void Box(int layer)
    {
        string back = Back(layer), unit = Unit(layer);
        int first = Schedule.Box(layer), delay = first - Schedule.Forward(layer) - 1;
        (string box, int at) = _builder.Remember("c_" + unit, unit + "_copy", Schedule.Forward(layer), first, Schedule.Handovers(layer));
        _builder.Relay(unit + "_copy2", "c_" + unit, CircuitStrength.Cancel, delay);

        foreach (int phase in (int[])[Schedule.Raised(layer), Schedule.Lowered(layer)])
        {
            _builder.Gate(phase, CircuitStrength.Gate, back);
            _builder.Gate(phase, CircuitStrength.HalfLower, back);
        }
        foreach (int phase in Schedule.BackInhibited(layer)) _builder.Gate(phase, CircuitStrength.Inhibit, back);
        _builder.Gate(Schedule.Forward(layer + 1) + 1, CircuitStrength.Inhibit, Opposite(layer + 1));

        (string Layer, int Phase)[] opened = layer > 1
            ? [(Plus(layer), Schedule.Raised(layer) + 1), (Minus(layer), Schedule.Lowered(layer) + 1)]
            : [.. Copies(1).SelectMany(copy => new[] { (copy, Schedule.Potentiation(0)), (copy, Schedule.Depression(0)) })];
        foreach (string target in opened.Select(o => o.Layer).Distinct()) _builder.Relay(back, target);
        foreach ((string target, int phase) in opened) _builder.Relay(box, target, CircuitStrength.Gate, delay: phase - at - 1);
    }

    void LearnFirstMatrix()
    {
        (string memory, int at) = _builder.Remember("m_x6", "x", Schedule.Forward(0), Schedule.MemoryOfInput, Schedule.Handovers(0));
        foreach (int phase in (int[])[Schedule.Potentiation(0), Schedule.Depression(0)])
        {
            _builder.Relay(memory, "x", delay: phase - at - 1);
            _builder.Gate(phase, CircuitStrength.Gate, "x");
        }
    }

    // One binary unit cannot report three thresholds at once: 512, 0 and 1024 are those of a layer and its two copies.
    void Thresholds(int phase, string[] layers)
    {
        _builder.Gate(phase, CircuitStrength.Gate, layers[0]);
        _builder.Gate(phase, CircuitStrength.Gate, layers[1]);
        _builder.Gate(phase, CircuitStrength.HalfLower, layers[1]);
        _builder.Gate(phase, CircuitStrength.GateHalfHigher, layers[2]);
    }

    /// <summary>Sends one sample through the circuit: as many steps on the chip as there are phases.</summary>
    /// <inheritdoc/>
    public bool Learn(ActiveInputs active, int label)
    {
        BinaryBackprop.MustFit(active, Layers);
        BinaryBackprop.MustFit(label, Layers);
        _range.NextSample();
        long start = Phases * (Samples + 1) + 1; // the step of phase 0
        int answer = Schedule.Forward(Hidden + 1);
        foreach (ushort input in active) Run.Send(_input, start, input);
        Run.Send(_target, start + answer - 1, label);
        foreach (int phase in _rewards) Run.Send(_reward, start + phase, 0);

        bool exact = false;
        for (int phase = 0; phase < Phases; phase++)
        {
            Run.Run(1);
            for (int group = 0; group < _groups.Length; group++)
            {
                ReadOnlySpan<int> fired = Run.FiredBy(_groups[group]);
                _spikes[group, phase] += fired.Length;
                if (fired.Length > 0 && _bound[group, phase] > 0) _range.Say(_groups[group].Name, fired[0], null, _bound[group, phase]);
            }
            if (phase == answer - 1) Add(Run.FiredBy(_lastLayer));
            if (phase == answer) exact = Run.FiredBy(_outputs) is [int only] && only == label;
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
    public void Infer(ActiveInputs active, Span<int> potentials) => (_reader ??= new FastBackprop(Weights())).Infer(active, potentials);

    /// <summary>
    /// The output potentials of the sample learned last: the weights of the hidden units that fired, as they were stored then.
    /// </summary>
    public ReadOnlySpan<int> Outputs => _potentials;

    /// <inheritdoc/>
    public RangeBreach? Breach => _range.First;

    void Add(ReadOnlySpan<int> fired)
    {
        Array.Clear(_potentials);
        ReadOnlySpan<short> weights = Run.StoredWeights(_forward[^1][0]);
        foreach (int unit in fired)
            for (int k = 0; k < _potentials.Length; k++) _potentials[k] += weights[unit * _potentials.Length + k];
    }

    /// <inheritdoc/>
    public BinaryWeights Weights()
    {
        short[][] forward = [.. _forward.Select(matrix => Run.StoredWeights(matrix[0]).ToArray())];
        short[][] minus = [.. _minus.Select(
            (copy, m) => copy is null ? [] : BinaryWeights.Transposed(Run.StoredWeights(copy), Layers[m + 1], Layers[m]))];
        return BinaryWeights.Of(Layers, forward, minus);
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
    /// Spikes in phases in which a layer should be silent. Trained networks have some: with one hidden layer, a hidden sum above 9216 fires
    /// ungated
    /// units in phase 0, when the pulse of phase 11 arrives. They change no weight. Deeper circuits inhibit that phase.
    /// </summary>
    public IReadOnlyList<PhaseCount> BrokenSilences()
    {
        Dictionary<string, int[]> meant = Meant();
        return [.. SpikeCounts().Where(count => meant.TryGetValue(count.Layer, out int[]? phases) && !phases.Contains(count.Phase))];
    }

    // The phases in which layers between matrices are meant to fire.
    Dictionary<string, int[]> Meant()
    {
        var meant = new Dictionary<string, int[]>();
        for (int layer = 1; layer <= Hidden + 1; layer++)
        {
            foreach (string copy in Copies(layer)) meant.Add(copy, [.. Schedule.Fires(layer)]);
            if (layer > Hidden) continue;
            meant.Add(
                Back(layer), [Schedule.Potentiation(layer), Schedule.Raised(layer), Schedule.Depression(layer), Schedule.Lowered(layer)]);
        }
        return meant;
    }

    // CircuitRange: the bound that a spike breaks. In the published circuit, what x of phase 11 wakes in phase 0, and that in o and in h1T
    // one and two steps later, meets nobody.
    int[,] BoundsOfSilence()
    {
        var bounds = new int[_groups.Length, Phases];
        Dictionary<string, int[]> meant = Meant();
        for (int group = 0; group < _groups.Length; group++)
        {
            string name = _groups[group].Name;
            if (!meant.TryGetValue(name, out int[]? phases)) continue;
            int harmless = Hidden > 1 ? -1 : name == Back(1) ? 2 : name[0] == 'o' ? 1 : 0;
            foreach (int phase in Enumerable.Range(0, Phases).Except(phases).Where(phase => phase != harmless))
                bounds[group, phase] = Hidden == 1 && name[0] == 'o' && phase == 8 ? CircuitRange.Closed : CircuitRange.Inhibited;
        }
        return bounds;
    }

    /// <summary>For each copy and transpose, the number of synapses that differ from the weight they copy.</summary>
    public IReadOnlyList<CopyDifference> CopyDifferences()
    {
        var result = new List<CopyDifference>();
        foreach (Connection[] matrix in _forward)
            foreach (Connection copy in matrix.Skip(1)) result.Add(
                new(copy.Name, Differing(Run.StoredWeights(copy), Run.StoredWeights(matrix[0]), 1)));
        for (int m = 1; m < Layers.Matrices; m++)
        {
            short[] transposed = BinaryWeights.Transposed(Run.StoredWeights(_forward[m][0]), Layers[m], Layers[m + 1]);
            result.Add(new(_plus[m]!.Name, Differing(Run.StoredWeights(_plus[m]!), transposed, 1)));
            result.Add(new(_minus[m]!.Name, Differing(Run.StoredWeights(_minus[m]!), transposed, -1)));
        }
        return result;

        static int Differing(ReadOnlySpan<short> copy, ReadOnlySpan<short> original, int sign)
        {
            int count = 0;
            for (int i = 0; i < copy.Length; i++)
                if (copy[i] != sign * original[i]) count++;
            return count;
        }
    }
}
