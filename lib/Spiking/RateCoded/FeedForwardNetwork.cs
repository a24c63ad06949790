namespace Spikebook.Spiking;

/// <summary>What a layer does with its sums.</summary>
public enum Activation
{
    /// <summary>Nothing: the last layer, whose largest sum is the answer.</summary>
    None,
    /// <summary>max(0, y).</summary>
    Relu,
    /// <summary>tanh y; it has no counterpart in spike counts, which are never negative.</summary>
    Tanh,
}

/// <summary>Synapses and what happens to their sums.</summary>
/// <param name="Synapses">The synapses.</param>
/// <param name="Activation">What happens to the sums.</param>
public sealed record Stage(SynapticLayer Synapses, Activation Activation = Activation.Relu);

/// <summary>Inputs between 0 and 1 and their classes.</summary>
/// <param name="Inputs">A row for each sample.</param>
/// <param name="Labels">The class of each sample.</param>
public sealed record LabelledInputs(IReadOnlyList<float[]> Inputs, IReadOnlyList<int> Labels)
{
    /// <summary>Number of samples.</summary>
    public int Count => Inputs.Count;
}

/// <summary>An ordinary network without biases, layer after layer: a = activation(W a).</summary>
public sealed class FeedForwardNetwork
{
    /// <summary>A network of these stages.</summary>
    /// <exception cref="ArgumentException">No stage, or sizes that do not meet.</exception>
    public FeedForwardNetwork(params IEnumerable<Stage> stages)
    {
        Stages = [.. stages];
        if (Stages.Count == 0) throw new ArgumentException("a network without layers; give at least one");
        for (int k = 1; k < Stages.Count; k++)
            if (Stages[k].Synapses.Inputs != Stages[k - 1].Synapses.Outputs)
                throw new ArgumentException($"layer {k} takes {Stages[k].Synapses.Inputs} numbers and layer {k - 1} gives "
                    + $"{Stages[k - 1].Synapses.Outputs}; sizes must meet");
    }

    /// <summary>Dense layers of these sizes, rectified but for the last: <c>Dense(64, 100, 10)</c>.</summary>
    public static FeedForwardNetwork Dense(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new FeedForwardNetwork(Enumerable.Range(1, Math.Max(0, sizes.Length - 1)).Select(k =>
            new Stage(new DenseLayer(sizes[k - 1], sizes[k]), k == sizes.Length - 1 ? Activation.None : Activation.Relu)));
    }

    /// <summary>The stages.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Number of inputs.</summary>
    public int Inputs => Stages[0].Synapses.Inputs;

    /// <summary>Number of outputs.</summary>
    public int Outputs => Stages[^1].Synapses.Outputs;

    /// <summary>Connections of all layers.</summary>
    public long Synapses => Stages.Sum(stage => stage.Synapses.Synapses);

    /// <summary>Room for all activations of a sample: the inputs, then each layer.</summary>
    internal float[][] NewActivations() => [new float[Inputs], .. Stages.Select(stage => new float[stage.Synapses.Outputs])];

    // y = sum_j x_j W[:, j]: the products with x_j = 0 add nothing and are left out of the computation, not of the dense count.
    /// <summary>Computes all activations of an input and counts what is done.</summary>
    /// <param name="activations">Room for them; the first row holds the input.</param>
    /// <returns>What an accelerator does that multiplies every weight, and what one does that skips zeros.</returns>
    internal (OperationCount Dense, OperationCount ZeroSkipping) Forward(float[][] activations)
    {
        OperationCount dense = default, skipping = default;
        for (int k = 0; k < Stages.Count; k++)
        {
            var synapses = Stages[k].Synapses;
            var (from, to) = (activations[k], activations[k + 1]);
            to.AsSpan().Clear();
            for (int source = 0; source < from.Length; source++)
            {
                var count = OperationCount.DenseSynapses(synapses.FanOut(source));
                dense += count;
                if (from[source] == 0) continue;
                skipping += count;
                synapses.Add(source, from[source], to);
            }
            Activate(Stages[k].Activation, to);
        }
        return (dense, skipping);
    }

    static void Activate(Activation activation, Span<float> values)
    {
        if (activation == Activation.Relu)
            foreach (ref float value in values) value = Math.Max(0, value);
        else if (activation == Activation.Tanh)
            foreach (ref float value in values) value = (float)Real.Tanh(value);
    }

    /// <summary>Runs samples through the network.</summary>
    /// <returns>Share answered rightly and what was done for all samples together.</returns>
    /// <exception cref="ArgumentException">An input of another size.</exception>
    public (double Accuracy, OperationCount Dense, OperationCount ZeroSkipping) Evaluate(LabelledInputs samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var activations = NewActivations();
        OperationCount dense = default, skipping = default;
        int right = 0;
        for (int k = 0; k < samples.Count; k++)
        {
            Load(samples.Inputs[k], activations[0]);
            var (all, some) = Forward(activations);
            (dense, skipping) = (dense + all, skipping + some);
            if (Largest(activations[^1]) == samples.Labels[k]) right++;
        }
        return ((double)right / samples.Count, dense, skipping);
    }

    internal void Load(float[] input, float[] row)
    {
        if (input.Length != Inputs)
            throw new ArgumentException($"an input of {input.Length} numbers for a network of {Inputs}; both must be the same");
        input.CopyTo(row, 0);
    }

    /// <summary>Index of the largest value, the first of equals.</summary>
    internal static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
            if (values[k] > values[best]) best = k;
        return best;
    }
}
