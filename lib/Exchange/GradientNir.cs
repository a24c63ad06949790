using System.Numerics;
using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Surrogates;
using Spikebook.Spiking;

namespace Spikebook.Exchange;

/// <summary>
/// Networks trained by their gradients as NIR graphs, time in seconds: for each layer a Linear node and a CubaLIF node, or a CubaLI node
/// where outputs only sum. Our <c>tau_m dV/dt = -V + I</c>, <c>tau_s dI/dt = -I</c>, a spike adding w to I, is NIR's CubaLIF with r = 1,
/// v_leak = v_reset = 0 and w_in = tau_syn, by which a spike (an impulse of area 1) adds just its weight to the current. The Linear weights
/// are ours in 32-bit floating point: the double-precision weights of <see cref="EventNetwork"/> are rounded to them, to 1 part in 2^24.
/// </summary>
public static class GradientNir
{
    /// <summary>
    /// A network of exact spike times. It has no delays: a reader in time steps that hands a spike on a step later adds a step a layer.
    /// </summary>
    public static NirGraph Of(EventNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var neuron = network.Neuron;
        List<KeyValuePair<string, NirNode>> nodes = [new("input", NirNodes.Input(network.Inputs))];
        for (int layer = 0; layer < network.Weights.Count; layer++)
        {
            var weights = network.Weights[layer];
            bool sums = network.Loss is MaximumVoltage && layer == network.Weights.Count - 1;
            nodes.Add(new($"w{layer + 1}", NirNodes.Linear(weights.Neurons, weights.Inputs, (pre, post) => (float)weights[pre, post])));
            nodes.Add(new(sums ? "sums" : $"layer{layer + 1}", sums
                ? NirNodes.CubaLi(weights.Neurons, Seconds(neuron.TauMembraneMs), Seconds(neuron.TauSynapseMs))
                : NirNodes.CubaLif(weights.Neurons, Seconds(neuron.TauMembraneMs), Seconds(neuron.TauSynapseMs),
                    new double[weights.Neurons], neuron.Threshold, r: 1)));
        }
        nodes.Add(new("output", NirNodes.Output(network.Outputs)));
        return new NirGraph(nodes, Chain(nodes)).Validated();
    }

    /// <summary>
    /// A network in time steps. Its update holds the current over a step and lets a spike act from the next step on; a reader that does
    /// the same with factors exp(-dt / tau) and dt = <see cref="StepModel.StepMs"/> has the same spikes, others approximate them. That the
    /// outputs start at <see cref="StepModel.OutputStart"/> NIR cannot say.
    /// </summary>
    public static NirGraph Of<T>(StepModel model, StepWeights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        weights.MustBeFinite();
        double synapse = Seconds(model.TauSynapseMs);
        List<KeyValuePair<string, NirNode>> nodes =
        [
            new("input", NirNodes.Input(weights.Inputs)), new("w1", Linear(weights.Input)),
            new("hidden", NirNodes.CubaLif(weights.Hidden, Seconds(model.TauMembraneMs), synapse, new double[weights.Hidden], 1, r: 1)),
            new("w2", Linear(weights.Output)),
            new("sums", NirNodes.CubaLi(weights.Outputs, Seconds(model.TauOutputMs), synapse)),
            new("output", NirNodes.Output(weights.Outputs)),
        ];
        var edges = Chain(nodes);
        if (weights.Recurrent is { } recurrent)
        {
            nodes.Add(new("recurrent", Linear(recurrent)));
            edges.AddRange([("hidden", "recurrent"), ("recurrent", "hidden")]);
        }
        return new NirGraph(nodes, edges).Validated();
    }

    /// <summary>
    /// The network of exact spike times that a graph describes: Input, then Linear and CubaLIF in turn, the last of them CubaLI for
    /// <see cref="MaximumVoltage"/>, Output or nothing. All neurons share their time constants and threshold; r and w_in go into the
    /// weights, <c>w = W r w_in / tau_syn</c>.
    /// </summary>
    /// <exception cref="ExchangeException">The graph says what such a network cannot; the message names the node.</exception>
    public static EventNetwork EventNetworkOf(NirGraph graph, EventLoss loss)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        var nodes = NirChain.Of(graph.Validated());
        Lif? neuron = null;
        List<EventWeights> weights = [];
        var layers = nodes.Skip(1).Where(node => node.Value.Type != "Output").Chunk(2).ToList();
        foreach (var (place, layer) in layers.Index())
        {
            if (layer is not [{ Value.Type: "Linear" } linear, var cells])
                throw new ExchangeException($"the node {layer[0].Key} is of type {layer[0].Value.Type}; Linear and CubaLIF take turns");
            bool sums = loss is MaximumVoltage && place == layers.Count - 1;
            string wanted = sums ? "CubaLI" : "CubaLIF";
            if (cells.Value.Type != wanted)
                throw new ExchangeException(
                    $"the node {cells.Key} is of type {cells.Value.Type}; {wanted} is needed there for {loss.Name}");
            var found = NirChain.NeuronOf(cells.Key, cells.Value, neuron?.Threshold ?? 1);
            neuron ??= found.Neuron;
            if (found.Neuron != neuron)
                throw new ExchangeException(
                    $"the node {cells.Key} has other time constants or another threshold than the layers before it");
            weights.Add(NirChain.Weights(linear.Key, linear.Value, found.Gain));
        }
        return new EventNetwork(neuron ?? throw new ExchangeException("the graph has no layer of neurons"), weights, loss);
    }

    static double Seconds(double milliseconds) => milliseconds / 1000;

    static NirNode Linear<T>(StepMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => NirNodes.Linear(matrix.Targets, matrix.Sources, (pre, post) => float.CreateTruncating(matrix[pre, post]));

    static List<(string From, string To)> Chain(List<KeyValuePair<string, NirNode>> nodes)
        => [.. nodes.Zip(nodes.Skip(1), (from, to) => (from.Key, to.Key))];
}
