using Spikebook.Data;
using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>
/// The trained network as a gated circuit without learning: a ring of gate neurons, one more than there are layers, opens one layer after
/// the
/// other. A sample takes as many steps: 4 with one hidden layer.
/// </summary>
/// <remarks>
/// Source: the inference network of A. Renner et al., Nature Communications 15 (2024), and the code published with it; that has three
/// layers,
/// deeper ones go on in the same way.
/// </remarks>
public sealed class InferenceCircuit
{
    readonly CircuitBuilder _builder = new();
    readonly SpikeSource _input;

    /// <summary>A circuit with the given weights, and the steps of one sample, in which the ring starts.</summary>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public InferenceCircuit(BinaryWeights weights, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Validate();
        Layers = weights.Layers;
        _builder.GateChain(Phases);
        _input = _builder.Source("input", Layers.Inputs);
        string[] names = ["x", .. Enumerable.Range(1, Layers.Count - 2).Select(layer => $"h{layer}"), "o"];
        for (int layer = 0; layer < names.Length; layer++) _builder.Layer(Layers[layer], names[layer]);
        _builder.Relay("input", "x");
        for (int m = 0; m < Layers.Matrices; m++) _builder.Dense($"w{m + 1}", names[m], names[m + 1], weights.Forward(m), null);
        for (int layer = 0; layer < names.Length; layer++) _builder.Gate(layer + 1, CircuitStrength.Gate, names[layer]);

        Run = _builder.Network.Compile().Start(seed);
        Run.Send((SpikeSource)_builder.Populations["start"], Phases - 1, 0);
        Run.Run(Phases);
    }

    /// <summary>Units per layer.</summary>
    public LayerSizes Layers { get; }

    /// <summary>Steps of a sample, and gate neurons of the ring.</summary>
    public int Phases => Layers.Count + 1;

    /// <summary>The run on the emulator, for probes.</summary>
    public LoihiRun Run { get; }

    /// <summary>The network: its populations, projections and sizes.</summary>
    public Network Network => _builder.Network;

    /// <summary>A layer: x, h1, …, o, or a gate g00, g01, ….</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public NeuronGroup Layer(string name) => _builder.Group(name);

    /// <summary>The output units that fire for a sample, in rising order: one run of the ring on the chip.</summary>
    /// <param name="active">The inputs that are 1.</param>
    /// <exception cref="ArgumentException">The sample has another number of inputs.</exception>
    public int[] Infer(ActiveInputs active)
    {
        BinaryBackprop.MustFit(active, Layers);
        long start = Run.Step + 1; // the step of phase 0
        foreach (ushort input in active) Run.Send(_input, start, input);
        Run.Run(Phases);
        return Run.FiredBy(Layer("o")).ToArray();
    }
}
