namespace Spikebook.Exchange;

/// <summary>An object of an HDF5 file: a group or a dataset.</summary>
public abstract record Hdf5Node;

/// <summary>A group: names and what they lead to, in order.</summary>
/// <param name="Members">The members; names hold no slash, and each is there once.</param>
public sealed record Hdf5Group(IReadOnlyList<KeyValuePair<string, Hdf5Node>> Members) : Hdf5Node;

/// <summary>What an HDF5 dataset's values are.</summary>
public enum Hdf5Type
{
    /// <summary>IEEE 754 numbers of 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754 numbers of 64 bits.</summary>
    Float64,

    /// <summary>Signed integers of 64 bits.</summary>
    Int64,

    /// <summary>UTF-8 texts of a fixed number of bytes, ended by zeros.</summary>
    Text,
}

/// <summary>
/// A dataset: an array, or a single value where the shape is empty. Numbers are little-endian, the last index runs fastest.
/// </summary>
/// <param name="Type">What the values are.</param>
/// <param name="ValueBytes">Bytes of one value.</param>
/// <param name="Shape">Sizes of the dimensions.</param>
/// <param name="Data">The values.</param>
public sealed record Hdf5Dataset(Hdf5Type Type, int ValueBytes, IReadOnlyList<int> Shape, byte[] Data) : Hdf5Node
{
    /// <summary>Numbers of 32 bits.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many.</exception>
    public static Hdf5Dataset Of(float[] values, params IReadOnlyList<int> shape)
        => Made(Hdf5Type.Float32, values, sizeof(float), shape, BitConverter.TryWriteBytes);

    /// <summary>Numbers of 64 bits.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many.</exception>
    public static Hdf5Dataset Of(double[] values, params IReadOnlyList<int> shape)
        => Made(Hdf5Type.Float64, values, sizeof(double), shape, BitConverter.TryWriteBytes);

    /// <summary>Integers.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many.</exception>
    public static Hdf5Dataset Of(long[] values, params IReadOnlyList<int> shape)
        => Made(Hdf5Type.Int64, values, sizeof(long), shape, BitConverter.TryWriteBytes);

    /// <summary>Texts, each as long as the longest.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many.</exception>
    public static Hdf5Dataset Of(IReadOnlyList<string> values, params IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        byte[][] texts = [.. values.Select(System.Text.Encoding.UTF8.GetBytes)];
        int size = Math.Max(1, texts.Length == 0 ? 1 : texts.Max(text => text.Length));
        var data = new byte[size * texts.Length];
        for (int i = 0; i < texts.Length; i++) texts[i].CopyTo(data, i * size);
        return Checked(new Hdf5Dataset(Hdf5Type.Text, size, shape, data), texts.Length);
    }

    delegate bool Writer<T>(Span<byte> to, T value);

    static Hdf5Dataset Made<T>(Hdf5Type type, T[] values, int size, IReadOnlyList<int> shape, Writer<T> write)
    {
        ArgumentNullException.ThrowIfNull(values);
        var data = new byte[size * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var place = data.AsSpan(i * size, size);
            write(place, values[i]);
            if (!BitConverter.IsLittleEndian) place.Reverse();
        }
        return Checked(new Hdf5Dataset(type, size, shape, data), values.Length);
    }

    static Hdf5Dataset Checked(Hdf5Dataset made, int count)
        => made.Shape.Aggregate(1L, (product, size) => product * size) == count ? made
            : throw new ArgumentException($"{count} values do not fill {string.Join(" x ", made.Shape)}");
}
