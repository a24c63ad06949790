using Spikebook.Randomness;

namespace Spikebook.Backprop;

/// <summary>How random weights are drawn; each is N(0, 1) times a factor times 1024, clipped to ±240, its magnitude rounded down to even.</summary>
public enum WeightScale
{
    /// <summary>sqrt(2 / (in + out)), X. Glorot, Y. Bengio 2010; the authors' scripts call it rand_He.</summary>
    Glorot,

    /// <summary>sqrt(2 / in), K. He et al. 2015.</summary>
    He,
}

/// <summary>
/// The weights of a network, as the chip holds them: even integers from -256 to 254. Matrix m leads from layer m to layer m + 1;
/// element [pre, post] stands at pre * posts + post. For m ≥ 1 there is also the learned copy of -W transposed
/// that carries negative errors back (<see cref="Minus"/>).
/// </summary>
public sealed class BinaryWeights
{
    /// <summary>Random weights do not start beyond this, so that the asymmetric limits are rarely met.</summary>
    public const int InitialLimit = 240;

    readonly short[][] _forward;
    readonly short[][] _minus;

    /// <summary>All weights zero.</summary>
    public BinaryWeights(LayerSizes layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers = layers;
        _forward = new short[layers.Matrices][];
        _minus = new short[layers.Matrices][];
        for (int m = 0; m < layers.Matrices; m++)
        {
            _forward[m] = new short[layers[m] * layers[m + 1]];
            _minus[m] = m == 0 ? [] : new short[_forward[m].Length];
        }
    }

    /// <summary>Units per layer.</summary>
    public LayerSizes Layers { get; }

    /// <summary>Matrix <paramref name="m"/>, [pre, post] row by row: W1 is m = 0.</summary>
    public Span<short> Forward(int m) => _forward[m];

    /// <summary>The learned copy of the negative of matrix <paramref name="m"/> ≥ 1, in the same order: -W unless limits were met.</summary>
    public Span<short> Minus(int m) => _minus[m];

    /// <summary>Weight from unit <paramref name="pre"/> to unit <paramref name="post"/> in matrix <paramref name="m"/>.</summary>
    public int this[int m, int pre, int post] => _forward[m][pre * Layers[m + 1] + post];

    /// <summary>The incoming weights of a unit as an image, for a look at what it has learned.</summary>
    /// <param name="m">Matrix.</param>
    /// <param name="post">Unit of layer m + 1.</param>
    /// <param name="width">Columns of the image; must divide the number of units of layer m.</param>
    /// <exception cref="ArgumentException">The width does not divide the number of units.</exception>
    public double[,] Field(int m, int post, int width)
    {
        int pres = Layers[m];
        if (width < 1 || pres % width != 0) throw new ArgumentException($"width {width} does not divide the {pres} units of layer {m}");
        var image = new double[pres / width, width];
        for (int pre = 0; pre < pres; pre++) image[pre / width, pre % width] = this[m, pre, post];
        return image;
    }

    /// <summary>Random weights from the stream "initial-weights" of <paramref name="seed"/>, one index a matrix.</summary>
    public static BinaryWeights Random(LayerSizes layers, ulong seed, WeightScale scale = WeightScale.Glorot)
    {
        var weights = new BinaryWeights(layers);
        for (int m = 0; m < layers.Matrices; m++)
        {
            RandomStream stream = Streams.For(seed, "initial-weights", m);
            int pres = layers[m], posts = layers[m + 1];
            double factor = 1024 * Math.Sqrt(2.0 / (scale == WeightScale.He ? pres : pres + posts));
            foreach (ref short w in weights.Forward(m))
                w = (short)(2 * (int)(Math.Clamp(stream.NextGaussian() * factor, -InitialLimit, InitialLimit) / 2));
            weights.ResetMinus(m);
        }
        return weights;
    }

    /// <summary>A copy that shares nothing with this.</summary>
    public BinaryWeights Clone()
    {
        var copy = new BinaryWeights(Layers);
        for (int m = 0; m < Layers.Matrices; m++)
        {
            Forward(m).CopyTo(copy.Forward(m));
            Minus(m).CopyTo(copy.Minus(m));
        }
        return copy;
    }

    /// <summary>Number of weights, forward and copies, that differ from <paramref name="other"/>'s.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public long Differences(BinaryWeights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Layers.Equals(other.Layers)) throw new ArgumentException($"{Layers} and {other.Layers} cannot be compared");
        long count = 0;
        for (int m = 0; m < Layers.Matrices; m++)
            count += Differing(Forward(m), other.Forward(m)) + Differing(Minus(m), other.Minus(m));
        return count;
    }

    /// <summary>Number of synapses of -W transposed that have drifted from -W at the limits; 0 in a net that never met them.</summary>
    public long Drifted()
    {
        long count = 0;
        for (int m = 1; m < Layers.Matrices; m++)
            for (int i = 0; i < _forward[m].Length; i++)
                if (_forward[m][i] != -_minus[m][i]) count++;
        return count;
    }

    /// <summary>Checks that every weight is even and within <paramref name="smallest"/> … 254.</summary>
    /// <exception cref="BackpropException">One is not.</exception>
    public void Validate(int smallest = -256)
    {
        for (int m = 0; m < Layers.Matrices; m++)
        {
            Validate(Forward(m), $"w{m + 1}", m, smallest);
            Validate(Minus(m), $"w{m + 1}Tm", m, smallest);
        }
    }

    void Validate(ReadOnlySpan<short> weights, string name, int m, int smallest)
    {
        for (int i = 0; i < weights.Length; i++)
            if (weights[i] % 2 != 0 || weights[i] < smallest || weights[i] > LearningRules.LargestWeight)
                throw new BackpropException($"{name}: weight {weights[i]} from unit {i / Layers[m + 1]} to {i % Layers[m + 1]} is not an even number from {smallest} to {LearningRules.LargestWeight}");
    }

    internal void ResetMinus(int m)
    {
        // -(-256) does not fit: the copy stops at 254, as on the chip
        for (int i = 0; i < _minus[m].Length; i++) _minus[m][i] = (short)Math.Min(-_forward[m][i], LearningRules.LargestWeight);
    }

    static long Differing(ReadOnlySpan<short> left, ReadOnlySpan<short> right)
    {
        long count = 0;
        for (int i = 0; i < left.Length; i++)
            if (left[i] != right[i]) count++;
        return count;
    }
}
