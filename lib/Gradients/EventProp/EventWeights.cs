using Spikebook.Randomness;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// The weights of one layer, a row for each input; a row is padded with zeros to a multiple of eight, the lanes of a vector.
/// A weight is what one spike adds to the current of a neuron, in units of the threshold's voltage.
/// </summary>
public sealed class EventWeights
{
    internal const int Lanes = 8;

    /// <summary>Zeros.</summary>
    /// <exception cref="ArgumentException">There is no input or no neuron.</exception>
    public EventWeights(int inputs, int neurons)
    {
        if (inputs < 1 || neurons < 1)
            throw new ArgumentException($"a layer of {inputs} inputs and {neurons} neurons; at least 1 of each is needed");
        (Inputs, Neurons, Stride) = (inputs, neurons, (neurons + Lanes - 1) / Lanes * Lanes);
        Values = new double[inputs * Stride];
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of neurons.</summary>
    public int Neurons { get; }

    internal int Stride { get; }

    internal double[] Values { get; }

    /// <summary>The weight from an input to a neuron.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input or neuron.</exception>
    public double this[int input, int neuron]
    {
        get => Values[Place(input, neuron)];
        set => Values[Place(input, neuron)] = value;
    }

    /// <summary>The weights from one input to all neurons.</summary>
    public Span<double> Row(int input) => Values.AsSpan(Place(input, 0), Neurons);

    /// <summary>Independent normal numbers.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="neurons">Number of neurons.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="deviation">Their standard deviation.</param>
    /// <param name="stream">Where they come from.</param>
    public static EventWeights Gaussian(int inputs, int neurons, double mean, double deviation, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var weights = new EventWeights(inputs, neurons);
        for (int input = 0; input < inputs; input++)
            foreach (ref double weight in weights.Row(input)) weight = mean + deviation * stream.NextGaussian();
        return weights;
    }

    /// <summary>Weights given row after row, without padding.</summary>
    /// <exception cref="ArgumentException">There are not inputs x neurons of them, or one is not finite.</exception>
    public static EventWeights From(int inputs, int neurons, ReadOnlySpan<double> rows)
    {
        var weights = new EventWeights(inputs, neurons);
        if (rows.Length != inputs * neurons) throw new ArgumentException($"{rows.Length} weights for {inputs} x {neurons}");
        for (int input = 0; input < inputs; input++) rows.Slice(input * neurons, neurons).CopyTo(weights.Row(input));
        weights.MustBeFinite();
        return weights;
    }

    /// <summary>All weights, row after row, without padding.</summary>
    public double[] ToRows()
    {
        var rows = new double[Inputs * Neurons];
        for (int input = 0; input < Inputs; input++) Row(input).CopyTo(rows.AsSpan(input * Neurons));
        return rows;
    }

    /// <summary>All weights, [input, neuron].</summary>
    public double[,] ToMatrix()
    {
        var matrix = new double[Inputs, Neurons];
        for (int input = 0; input < Inputs; input++)
            for (int neuron = 0; neuron < Neurons; neuron++) matrix[input, neuron] = this[input, neuron];
        return matrix;
    }

    /// <summary>The same weights again.</summary>
    public EventWeights Copy() => From(Inputs, Neurons, ToRows());

    /// <summary>Throws if a weight is not a finite number.</summary>
    /// <exception cref="ArgumentException">One is not; it is named.</exception>
    public void MustBeFinite()
    {
        for (int place = 0; place < Values.Length; place++)
            if (!double.IsFinite(Values[place]))
                throw new ArgumentException(
                    $"the weight from input {place / Stride} to neuron {place % Stride} is {Values[place]}; finite weights are needed");
    }

    int Place(int input, int neuron)
    {
        if ((uint)input >= (uint)Inputs || (uint)neuron >= (uint)Neurons)
            throw new ArgumentOutOfRangeException(
                nameof(input), $"weight [{input}, {neuron}] of a layer of {Inputs} inputs and {Neurons} neurons");
        return input * Stride + neuron;
    }
}
