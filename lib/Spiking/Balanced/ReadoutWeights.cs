using MathNet.Numerics.LinearAlgebra;
using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// What a spike of each neuron adds to the read-out: the columns W_i of a D x N matrix. The read-out is W r, where r_i decays and grows by
/// one with each spike of neuron i. The first half of the neurons pulls down, the second half up.
/// </summary>
public sealed record ReadoutWeights
{
    readonly double[] _values; // dimension after dimension, so that a kernel reads neurons side by side

    /// <summary>Weights from a D x N matrix.</summary>
    /// <exception cref="ArgumentException">No neuron, no dimension, or a weight that is not finite.</exception>
    public ReadoutWeights(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        (Dimensions, Neurons) = (matrix.GetLength(0), matrix.GetLength(1));
        if (Dimensions < 1 || Neurons < 1)
            throw new ArgumentException($"weights of {Dimensions} dimensions and {Neurons} neurons; give at least one of each");
        _values = [.. matrix.Cast<double>()];
        int bad = Array.FindIndex(_values, value => !double.IsFinite(value));
        if (bad >= 0)
            throw new ArgumentException(Invariant($"the weight of neuron {bad % Neurons} is {_values[bad]}; every weight must be finite"));
    }

    /// <summary>Number of dimensions D of the read-out.</summary>
    public int Dimensions { get; }

    /// <summary>Number of neurons N.</summary>
    public int Neurons { get; }

    /// <summary>Half the neurons at -w, half at +w in every dimension, each weight with normal noise on top (stream "weights").</summary>
    /// <param name="neurons">Number of neurons.</param>
    /// <param name="mean">w.</param>
    /// <param name="deviation">Standard deviation of the noise.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <param name="dimensions">Number of dimensions.</param>
    public static ReadoutWeights Signed(int neurons, double mean, double deviation = 0, ulong seed = 1, int dimensions = 1)
    {
        var random = Streams.For(seed, "weights");
        var matrix = new double[dimensions, Math.Max(neurons, 0)];
        for (int k = 0; k < dimensions; k++)
            for (int i = 0; i < neurons; i++)
                matrix[k, i] = (i < (neurons + 1) / 2 ? -mean : mean) + (deviation == 0 ? 0 : deviation * random.NextGaussian());
        return new ReadoutWeights(matrix);
    }

    /// <summary>N/2 pairs of a neuron at +w(1 + sigma xi) and its mirror at the opposite weight: the population form needs them.</summary>
    /// <param name="neurons">Number of neurons, even.</param>
    /// <param name="mean">w.</param>
    /// <param name="relativeDeviation">sigma.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <param name="dimensions">Number of dimensions.</param>
    public static ReadoutWeights MirrorPairs(int neurons, double mean, double relativeDeviation = 0, ulong seed = 1, int dimensions = 1)
    {
        if (neurons < 2 || neurons % 2 != 0) throw new ArgumentException($"{neurons} neurons cannot form mirror pairs; use an even number");
        var random = Streams.For(seed, "weights");
        var matrix = new double[dimensions, neurons];
        int half = neurons / 2;
        for (int k = 0; k < dimensions; k++)
            for (int i = 0; i < half; i++)
            {
                double w = mean * (1 + (relativeDeviation == 0 ? 0 : relativeDeviation * random.NextGaussian()));
                (matrix[k, i], matrix[k, i + half]) = (-w, w);
            }
        return new ReadoutWeights(matrix);
    }

    /// <summary>The weight of a neuron in a dimension.</summary>
    public double this[int dimension, int neuron] => _values[dimension * Neurons + neuron];

    /// <summary>The weights of all neurons in a dimension.</summary>
    public ReadOnlySpan<double> Row(int dimension) => _values.AsSpan(dimension * Neurons, Neurons);

    /// <summary>|W_i|^2.</summary>
    public double SquaredNorm(int neuron)
    {
        double sum = 0;
        for (int k = 0; k < Dimensions; k++) sum += this[k, neuron] * this[k, neuron];
        return sum;
    }

    /// <summary>
    /// Adds W_i of some neurons to <paramref name="readout"/>; a sum of four parts, so that an addition need not wait for the one before.
    /// </summary>
    public void AddTo(Span<double> readout, ReadOnlySpan<int> neurons)
    {
        for (int k = 0; k < Dimensions; k++)
        {
            var row = Row(k);
            double a = 0, b = 0, c = 0, d = 0;
            int i = 0;
            for (; i <= neurons.Length - 4; i += 4)
            {
                a += row[neurons[i]];
                b += row[neurons[i + 1]];
                c += row[neurons[i + 2]];
                d += row[neurons[i + 3]];
            }
            for (; i < neurons.Length; i++) a += row[neurons[i]];
            readout[k] += a + b + (c + d);
        }
    }

    /// <summary>
    /// W^+ = W^T (W W^T)^-1 of the second half of the neurons: its row i turns an error into the spikes of neuron i that would cancel it.
    /// Dimension after dimension, D x N/2.
    /// </summary>
    /// <exception cref="ArgumentException">Neurons without their mirrors, or weights that do not span all dimensions.</exception>
    internal double[] PseudoinverseOfPairs()
    {
        int half = Neurons / 2;
        if (Neurons % 2 != 0) throw new ArgumentException($"{Neurons} neurons cannot form mirror pairs; use an even number");
        for (int k = 0; k < Dimensions; k++)
            for (int i = 0; i < half; i++)
                if (this[k, i] != -this[k, i + half])
                    throw new ArgumentException(Invariant($"neurons {i} and {i + half} are no mirror pair")
                        + Invariant($": weights {this[k, i]} and {this[k, i + half]}")
                        + "; the population form needs W_i = -W_j, use ReadoutWeights.MirrorPairs");
        var w = Matrix<double>.Build.Dense(Dimensions, half, (k, i) => this[k, half + i]);
        var gram = w * w.Transpose();
        if (gram.ConditionNumber() > 1e12)
            throw new ArgumentException($"the weights do not span {Dimensions} dimensions; give some neurons other directions");
        return (gram.Inverse() * w).ToRowMajorArray();
    }

    /// <inheritdoc/>
    public bool Equals(ReadoutWeights? other) => other is not null && Dimensions == other.Dimensions
        && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimensions, Neurons, _values[0], _values[^1]);
}
