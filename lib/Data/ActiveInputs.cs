namespace Spikebook.Data;

/// <summary>
/// The inputs of a sample that are 1: rising, distinct and within the number of inputs. Whoever holds one knows this without looking again;
/// it is
/// checked once, where it is made.
/// </summary>
public readonly ref struct ActiveInputs
{
    internal ActiveInputs(ReadOnlySpan<ushort> indices, int inputs)
    {
        Indices = indices;
        Inputs = inputs;
    }

    /// <summary>The indices, rising.</summary>
    public ReadOnlySpan<ushort> Indices { get; }

    /// <summary>How many inputs there are, active or not; 0 only for a value that nobody made.</summary>
    public int Inputs { get; }

    /// <summary>How many are active.</summary>
    public int Length => Indices.Length;

    /// <summary>Checks indices and vouches for them; they are not copied.</summary>
    /// <param name="inputs">Number of inputs, 1 to 65,536.</param>
    /// <param name="indices">Rising and distinct, each below <paramref name="inputs"/>.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static ActiveInputs Of(int inputs, ReadOnlySpan<ushort> indices)
    {
        if (inputs is < 1 or > BinarySamples.MostInputs)
            throw new ArgumentException($"{inputs} inputs; 1 to {BinarySamples.MostInputs} are possible");
        for (int i = 1; i < indices.Length; i++)
        {
            if (indices[i] <= indices[i - 1])
                throw new ArgumentException(
                    $"active input {indices[i]} follows {indices[i - 1]}; name each active input once, in rising order");
        }
        if (indices.Length > 0 && indices[^1] >= inputs)
            throw new ArgumentException($"input {indices[^1]} is active, but there are inputs 0 to {inputs - 1}");
        return new(indices, inputs);
    }

    /// <summary>The indices of the bits that are set.</summary>
    /// <exception cref="ArgumentException">There is no bit, or more than 65,536.</exception>
    public static ActiveInputs OfBits(ReadOnlySpan<bool> bits)
    {
        var indices = new List<ushort>();
        for (int i = 0; i < Math.Min(bits.Length, BinarySamples.MostInputs); i++)
            if (bits[i]) indices.Add((ushort)i);
        return Of(bits.Length, indices.ToArray());
    }

    /// <summary>Goes through the indices.</summary>
    public ReadOnlySpan<ushort>.Enumerator GetEnumerator() => Indices.GetEnumerator();

    /// <summary>A copy of the indices.</summary>
    public ushort[] ToArray() => Indices.ToArray();

    /// <summary>The indices.</summary>
    public static implicit operator ReadOnlySpan<ushort>(ActiveInputs active) => active.Indices;
}
