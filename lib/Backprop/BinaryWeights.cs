using Spikebook.Randomness;

namespace Spikebook.Backprop;

/// <summary>
/// How random weights are drawn; each is N(0, 1) times a factor times 1024, clipped to ±240, its magnitude rounded down to even.
/// </summary>
public enum WeightScale
{
    /// <summary>sqrt(2 / (in + out)), X. Glorot, Y. Bengio 2010; the authors' scripts call it rand_He.</summary>
    Glorot,

    /// <summary>sqrt(2 / in), K. He et al. 2015.</summary>
    He,
}

/// <summary>
/// The weights of a network, as the chip holds them: even integers from -256 to 254, not to be changed. Matrix m leads from layer m to
/// layer m + 1; element [pre, post] stands at pre * posts + post. For m ≥ 1 there is also the learned copy of -W transposed that carries
/// negative errors back (<see cref="Minus"/>).
/// </summary>
public sealed class BinaryWeights
{
    /// <summary>Random weights do not start beyond this, so that the asymmetric limits are rarely met.</summary>
    public const int InitialLimit = 240;

    readonly short[][] _forward;
    readonly short[][] _minus;

    BinaryWeights(LayerSizes layers, short[][] forward, short[][] minus) => (Layers, _forward, _minus) = (layers, forward, minus);

    /// <summary>All weights zero.</summary>
    public BinaryWeights(LayerSizes layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers = layers;
        _forward = [.. Enumerable.Range(0, layers.Matrices).Select(m => new short[layers[m] * layers[m + 1]])];
        _minus = [.. _forward.Select((matrix, m) => m == 0 ? [] : new short[matrix.Length])];
    }

    /// <summary>Given weights.</summary>
    /// <param name="layers">Units per layer.</param>
    /// <param name="forward">A matrix for each pair of layers, [pre, post] row by row; copied.</param>
    /// <param name="minus">
    /// The learned copies of -W for matrices from 1 on, nothing at 0; by default what the chip has at the start, -W.
    /// </param>
    /// <exception cref="ArgumentException">There are not as many matrices or weights as the layers ask for.</exception>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public static BinaryWeights Of(LayerSizes layers, IReadOnlyList<short[]> forward, IReadOnlyList<short[]>? minus = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(forward);
        short[][] plus = [.. forward.Select(matrix => matrix.ToArray())];
        short[][] copies = [.. minus?.Select(matrix => matrix.ToArray()) ?? plus.Select((matrix, m) => m == 0 ? [] : MinusOf(matrix))];
        if (plus.Length != layers.Matrices || copies.Length != layers.Matrices)
            throw new ArgumentException($"{plus.Length} matrices and {copies.Length} copies, but {layers} has {layers.Matrices}");
        for (int m = 0; m < plus.Length; m++)
        {
            int count = layers[m] * layers[m + 1];
            if (plus[m].Length != count)
                throw new ArgumentException($"w{m + 1} has {plus[m].Length} weights, but {layers} asks for {count}");
            if (copies[m].Length != (m == 0 ? 0 : count))
                throw new ArgumentException($"w{m + 1}Tm has {copies[m].Length} weights, but {layers} asks for {(m == 0 ? 0 : count)}");
        }
        var weights = new BinaryWeights(layers, plus, copies);
        weights.Validate();
        return weights;
    }

    /// <summary>Weights that a function gives; copies of -W follow from them.</summary>
    /// <param name="layers">Units per layer.</param>
    /// <param name="weight">The weight of matrix m from unit pre to unit post.</param>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public static BinaryWeights Of(LayerSizes layers, Func<int, int, int, int> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return Filled(layers, m => i => weight(m, i / layers[m + 1], i % layers[m + 1]));
    }

    /// <summary>The same weights but for one matrix, whose copy of -W follows from it.</summary>
    /// <param name="m">Which matrix.</param>
    /// <param name="weight">The new weight, given the units pre and post and the old weight.</param>
    /// <exception cref="BackpropException">A weight is odd or out of range.</exception>
    public BinaryWeights With(int m, Func<int, int, int, int> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        short[] changed = [.. _forward[m].Select((w, i) => Short(weight(i / Layers[m + 1], i % Layers[m + 1], w)))];
        return Of(
            Layers, [.. _forward.Select((matrix, at) => at == m ? changed : matrix)],
            [.. _minus.Select((matrix, at) => at == m && m > 0 ? MinusOf(changed) : matrix)]);
    }

    /// <summary>Units per layer.</summary>
    public LayerSizes Layers { get; }

    /// <summary>Matrix <paramref name="m"/>, [pre, post] row by row: W1 is m = 0.</summary>
    public ReadOnlySpan<short> Forward(int m) => _forward[m];

    /// <summary>
    /// The learned copy of the negative of matrix <paramref name="m"/> ≥ 1, in the same order: -W unless limits were met.
    /// </summary>
    public ReadOnlySpan<short> Minus(int m) => _minus[m];

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
        ArgumentNullException.ThrowIfNull(layers);
        return Filled(layers, m =>
        {
            RandomStream stream = Streams.For(seed, "initial-weights", m);
            int pres = layers[m], posts = layers[m + 1];
            double factor = 1024 * Math.Sqrt(2.0 / (scale == WeightScale.He ? pres : pres + posts));
            return _ => 2 * (int)(Math.Clamp(stream.NextGaussian() * factor, -InitialLimit, InitialLimit) / 2);
        });
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

    /// <summary>Matrix <paramref name="m"/>, [post, pre] row by row.</summary>
    internal short[] ForwardTransposed(int m) => Transposed(_forward[m], Layers[m], Layers[m + 1]);

    /// <summary>The copy of -W transposed of matrix <paramref name="m"/>, [post, pre] row by row.</summary>
    internal short[] MinusTransposed(int m) => Transposed(_minus[m], Layers[m], Layers[m + 1]);

    internal static short[] Transposed(ReadOnlySpan<short> values, int rows, int columns)
    {
        var result = new short[values.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column];
        return result;
    }

    // -(-256) does not fit: the copy stops at 254, as on the chip
    internal static short[] MinusOf(ReadOnlySpan<short> forward)
    {
        var minus = new short[forward.Length];
        for (int i = 0; i < minus.Length; i++) minus[i] = (short)Math.Min(-forward[i], LearningRules.LargestWeight);
        return minus;
    }

    /// <summary>Checks that no weight lies below the smallest of some rules; all else holds by construction.</summary>
    /// <exception cref="BackpropException">One does.</exception>
    internal void Validate(int smallest = -256)
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
        {
            if (weights[i] % 2 == 0 && weights[i] >= smallest && weights[i] <= LearningRules.LargestWeight) continue;
            (int pre, int post) = (i / Layers[m + 1], i % Layers[m + 1]);
            throw new BackpropException(
                $"{name}: weight {weights[i]} from unit {pre} to {post} is not an even number from {smallest} to {LearningRules.LargestWeight}");
        }
    }

    static BinaryWeights Filled(LayerSizes layers, Func<int, Func<int, int>> matrix)
    {
        var forward = new short[layers.Matrices][];
        for (int m = 0; m < forward.Length; m++)
        {
            Func<int, int> weight = matrix(m);
            forward[m] = [.. Enumerable.Range(0, layers[m] * layers[m + 1]).Select(i => Short(weight(i)))];
        }
        return Of(layers, forward);
    }

    static short Short(int weight) => (short)Math.Clamp(weight, short.MinValue, short.MaxValue);

    static long Differing(ReadOnlySpan<short> left, ReadOnlySpan<short> right)
    {
        long count = 0;
        for (int i = 0; i < left.Length; i++)
            if (left[i] != right[i]) count++;
        return count;
    }
}
