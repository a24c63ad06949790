using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// Layers of spiking neurons, the spikes of one being the input of the next. With <see cref="TimeToFirstSpike"/> all layers fire; with
/// <see cref="MaximumVoltage"/> the last one only sums. Passes hold the state, so that several threads can share one network.
/// </summary>
public sealed class EventNetwork
{
    /// <summary>A network over these weights, which it keeps.</summary>
    /// <param name="neuron">The kind of neuron, the same in all layers.</param>
    /// <param name="weights">The weights of each layer, from the input on.</param>
    /// <param name="loss">What the outputs are trained for.</param>
    /// <exception cref="ArgumentException">There is no layer, sizes do not fit, or a weight is not finite.</exception>
    public EventNetwork(Lif neuron, IReadOnlyList<EventWeights> weights, EventLoss loss)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(loss);
        if (weights.Count == 0) throw new ArgumentException("a network without layers; at least one is needed");
        for (int layer = 0; layer < weights.Count; layer++)
        {
            weights[layer].MustBeFinite();
            if (layer > 0 && weights[layer].Inputs != weights[layer - 1].Neurons)
                throw new ArgumentException(
                    $"layer {layer} has {weights[layer].Inputs} inputs, but the layer before it {weights[layer - 1].Neurons} neurons");
        }
        (Neuron, Weights, Loss) = (neuron, [.. weights], loss);
    }

    /// <summary>The kind of neuron.</summary>
    public Lif Neuron { get; }

    /// <summary>The weights of each layer.</summary>
    public IReadOnlyList<EventWeights> Weights { get; }

    /// <summary>What the outputs are trained for.</summary>
    public EventLoss Loss { get; }

    /// <summary>Number of inputs.</summary>
    public int Inputs => Weights[0].Inputs;

    /// <summary>Number of outputs.</summary>
    public int Outputs => Weights[^1].Neurons;

    /// <summary>Normal random weights; layer n takes them from the stream "weights", index n.</summary>
    /// <param name="neuron">The kind of neuron.</param>
    /// <param name="sizes">Inputs, neurons of each layer, outputs.</param>
    /// <param name="start">Mean and standard deviation of the weights of each layer.</param>
    /// <param name="loss">What the outputs are trained for.</param>
    /// <param name="seed">Seed of the streams.</param>
    public static EventNetwork Gaussian(
        Lif neuron, IReadOnlyList<int> sizes, IReadOnlyList<(double Mean, double Deviation)> start, EventLoss loss, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(start);
        if (sizes.Count != start.Count + 1)
            throw new ArgumentException($"{sizes.Count} sizes need {sizes.Count - 1} distributions, not {start.Count}");
        var weights = new EventWeights[start.Count];
        for (int layer = 0; layer < weights.Length; layer++)
            weights[layer] = EventWeights.Gaussian(
                sizes[layer], sizes[layer + 1], start[layer].Mean, start[layer].Deviation, Streams.For(seed, "weights", layer));
        return new(neuron, weights, loss);
    }

    /// <summary>A pass over this network, for one thread.</summary>
    public EventPass NewPass() => new(this);

    internal EventPass NewPass(double leastSlope) => new(this, leastSlope);

    /// <summary>The same weights again.</summary>
    public EventNetwork Copy() => new(Neuron, [.. Weights.Select(w => w.Copy())], Loss);

    /// <summary>Buffers for gradients, one a layer, all 0.</summary>
    public EventWeights[] NewGradients() => [.. Weights.Select(w => new EventWeights(w.Inputs, w.Neurons))];
}
