using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// Trains an ordinary network by stochastic gradients with momentum on the softmax cross-entropy: m &lt;- mu m - eta g, w &lt;- w + m. One
/// thread, sums in a fixed order: a seed gives the same weights for every width of registers.
/// </summary>
public sealed record FeedForwardTrainer
{
    /// <summary>Passes over the samples.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Samples a step.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>eta at the start; it falls linearly to zero.</summary>
    public double Rate { get; init; } = 0.05;

    /// <summary>mu.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Seed of the start (streams "weights") and of the order (streams "order").</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Sets random weights, normal with variance 2 / fan-in (He et al. 2015), and trains them in place.</summary>
    /// <exception cref="ArgumentException">A value that makes no sense, or labels beyond the network's outputs.</exception>
    public void Train(FeedForwardNetwork network, LabelledInputs samples, IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        if (Epochs < 1 || Batch < 1 || !(Rate > 0) || !(Momentum is >= 0 and < 1))
            throw new ArgumentException(Invariant($"Epochs {Epochs}, Batch {Batch}, Rate {Rate}, Momentum {Momentum}")
                + ": use at least 1, at least 1, above 0, and 0 to below 1");
        if (samples.Labels.FirstOrDefault(label => label < 0 || label >= network.Outputs, -1) is >= 0 and var wrong)
            throw new ArgumentException($"label {wrong} for a network of {network.Outputs} outputs; use labels 0 to {network.Outputs - 1}");
        for (int k = 0; k < network.Stages.Count; k++) Start(network.Stages[k].Synapses, Streams.For(Seed, "weights", k));

        float[][] gradients = [.. network.Stages.Select(stage => new float[stage.Synapses.Weights.Length])];
        float[][] momenta = [.. gradients.Select(g => new float[g.Length])];
        float[][] activations = network.NewActivations(), errors = network.NewActivations();
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            int[] order = Streams.For(Seed, "order", epoch).Permutation(samples.Count);
            double rate = Rate * (1 - (double)epoch / Epochs);
            for (int first = 0; first < order.Length; first += Batch)
            {
                int[] batch = order[first..Math.Min(first + Batch, order.Length)];
                foreach (float[] gradient in gradients) gradient.AsSpan().Clear();
                foreach (int sample in batch)
                    Accumulate(network, samples.Inputs[sample], samples.Labels[sample], activations, errors, gradients);
                for (int k = 0; k < gradients.Length; k++)
                {
                    if (!network.Stages[k].Synapses.Learns) continue;
                    float[] weights = network.Stages[k].Synapses.WeightArray;
                    Step(weights, momenta[k], gradients[k], (float)(rate / batch.Length), (float)Momentum);
                }
            }
            progress?.Report((epoch + 1.0) / Epochs);
        }
    }

    static void Start(SynapticLayer layer, RandomStream random)
    {
        if (!layer.Learns) return;
        double deviation = Math.Sqrt(2 / layer.FanIn);
        foreach (ref float w in layer.WeightArray.AsSpan()) w = (float)(deviation * random.NextGaussian());
    }

    // dL/dy = softmax(y) - onehot; back through each layer: dL/dx_j = W[:, j] . dL/dy, times the activation's slope
    internal static void Accumulate(FeedForwardNetwork network, float[] input, int label, float[][] activations, float[][] errors,
        float[][] gradients)
    {
        network.Load(input, activations[0]);
        network.Forward(activations);
        float[] y = activations[^1], top = errors[^1];
        float largest = y.Max(), sum = 0;
        for (int k = 0; k < y.Length; k++) sum += top[k] = (float)Real.Exp(y[k] - largest);
        for (int k = 0; k < y.Length; k++) top[k] = top[k] / sum - (k == label ? 1 : 0);
        for (int k = network.Stages.Count - 1; k >= 0; k--)
        {
            var synapses = network.Stages[k].Synapses;
            var below = k == 0 ? Activation.None : network.Stages[k - 1].Activation;
            for (int source = 0; source < synapses.Inputs; source++)
            {
                float x = activations[k][source];
                if (below == Activation.Relu && x == 0)
                {
                    errors[k][source] = 0;
                    continue;
                }
                float back = synapses.Backward(source, x, errors[k + 1], gradients[k]);
                errors[k][source] = below == Activation.Tanh ? back * (1 - x * x) : back;
            }
        }
    }

    static void Step(float[] weights, float[] momentum, float[] gradient, float rate, float keep)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            momentum[i] = keep * momentum[i] - rate * gradient[i];
            weights[i] += momentum[i];
        }
    }
}
