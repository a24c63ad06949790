using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>The trained network as a gated circuit without learning: three layers, a ring of four gate neurons, 4 steps a sample.</summary>
/// <remarks>Source: the inference network of A. Renner et al., Nature Communications 15 (2024), and the code published with it.</remarks>
public sealed class InferenceCircuit
{
    /// <summary>Steps of a sample.</summary>
    public const int Phases = 4;

    readonly CircuitBuilder _builder = new();
    readonly SpikeSource _input;

    /// <summary>A circuit with the given weights, and its first 4 steps, in which the ring starts.</summary>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public InferenceCircuit(BinaryWeights weights, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Validate();
        Layers = weights.Layers;
        if (Layers.Count != 3) throw new BackpropException($"layers {Layers}: the circuit is built for three layers; {nameof(FastBackprop)} answers for deeper networks");

        _builder.GateChain(Phases);
        _input = _builder.Source("input", Layers.Inputs);
        _builder.Layer(Layers[0], "x");
        _builder.Layer(Layers[1], "h1");
        _builder.Layer(Layers[2], "o");
        _builder.Relay("input", "x");
        _builder.Dense("w1", "x", "h1", weights.Forward(0), null);
        _builder.Dense("w2", "h1", "o", weights.Forward(1), null);
        _builder.Gate(1, CircuitStrength.Gate, "x");
        _builder.Gate(2, CircuitStrength.Gate, "h1");
        _builder.Gate(3, CircuitStrength.Gate, "o");

        Run = _builder.Network.Compile().Start(seed);
        Run.Send((SpikeSource)_builder.Populations["start"], Phases - 1, 0);
        Run.Run(Phases);
    }

    /// <summary>Units per layer.</summary>
    public LayerSizes Layers { get; }

    /// <summary>The run on the emulator, for probes.</summary>
    public LoihiRun Run { get; }

    /// <summary>The network: its populations, projections and sizes.</summary>
    public Network Network => _builder.Network;

    /// <summary>A layer: x, h1, o, or a gate g00 … g03.</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public NeuronGroup Layer(string name) => _builder.Group(name);

    /// <summary>The output units that fire for a sample, in rising order: 4 steps on the chip.</summary>
    /// <param name="active">The inputs that are 1, in rising order.</param>
    /// <exception cref="ArgumentException">An input is out of range.</exception>
    public int[] Infer(ReadOnlySpan<ushort> active)
    {
        if (active.Length > 0 && active[^1] >= Layers.Inputs) throw new ArgumentException($"input {active[^1]} is active, but the network has {Layers.Inputs} inputs");
        long start = Run.Step + 1; // the step of phase 0
        foreach (ushort input in active) Run.Send(_input, start, input);
        Run.Run(Phases);
        return Run.FiredBy(Layer("o")).ToArray();
    }
}
