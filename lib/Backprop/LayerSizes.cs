using System.Globalization;

namespace Spikebook.Backprop;

/// <summary>The numbers of units of a network, from input to output: 400-400-10 is the network of Renner et al.</summary>
public sealed class LayerSizes : IEquatable<LayerSizes>
{
    /// <summary>The largest number of units of a layer.</summary>
    public const int MostUnits = 65536;

    /// <summary>The largest number of output units.</summary>
    public const int MostOutputs = 255;

    /// <summary>The largest number of weights of a matrix.</summary>
    public const int MostWeights = 1 << 28;

    readonly int[] _sizes;

    /// <summary>Sizes from input to output; at least one hidden layer.</summary>
    /// <exception cref="ArgumentException">There are fewer than three layers, or a size is out of range.</exception>
    public LayerSizes(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Length < 3) throw new ArgumentException($"{sizes.Length} layer(s); a network has at least three, such as 400-400-10");
        for (int layer = 0; layer < sizes.Length; layer++)
        {
            int most = layer == sizes.Length - 1 ? MostOutputs : MostUnits;
            if (sizes[layer] < 1 || sizes[layer] > most)
                throw new ArgumentException($"layer {layer} has {sizes[layer]} units; 1 to {most} are possible");
        }
        for (int m = 0; m + 1 < sizes.Length; m++)
            if ((long)sizes[m] * sizes[m + 1] > MostWeights)
                throw new ArgumentException(
                    $"layers {m} and {m + 1} need {(long)sizes[m] * sizes[m + 1]} weights; at most {MostWeights} are possible");
        _sizes = [.. sizes];
    }

    /// <summary>Reads sizes such as "400-400-10".</summary>
    /// <exception cref="ArgumentException">The text is not numbers joined by hyphens, or the sizes are out of range.</exception>
    public static LayerSizes Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('-');
        var sizes = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
                throw new ArgumentException($"layers \"{text}\" are not numbers joined by hyphens, such as 400-400-10");
        return new LayerSizes(sizes);
    }

    /// <summary>Number of layers, input and output included.</summary>
    public int Count => _sizes.Length;

    /// <summary>Number of weight matrices: one less than layers.</summary>
    public int Matrices => _sizes.Length - 1;

    /// <summary>Units of layer <paramref name="layer"/>, 0 being the input.</summary>
    public int this[int layer] => _sizes[layer];

    /// <summary>Input units.</summary>
    public int Inputs => _sizes[0];

    /// <summary>Output units.</summary>
    public int Outputs => _sizes[^1];

    /// <summary>The name of a layer, as in the paper's code: x, h1, h2, …, o.</summary>
    public string Name(int layer) => layer == 0 ? "x" : layer == Count - 1 ? "o" : $"h{layer}";

    /// <inheritdoc/>
    public bool Equals(LayerSizes? other) => other is not null && _sizes.AsSpan().SequenceEqual(other._sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerSizes);

    /// <inheritdoc/>
    public override int GetHashCode() => _sizes.Aggregate(17, HashCode.Combine);

    /// <summary>Sizes joined by hyphens.</summary>
    public override string ToString() => string.Join('-', _sizes);
}
