using Spikebook.Data;
using Spikebook.Storage;

namespace Spikebook.Backprop;

/// <summary>
/// Weights as NumPy archives (.npz) with the names and shapes that the authors' scripts use, [post, pre]: w1 (hidden, in), w2 (out,
/// hidden),
/// and the transposed copies w2Tp, w2Tm (hidden, out); deeper nets go on with w3, w3Tp, w3Tm. A checkpoint of a training run is such a file
/// too.
/// </summary>
public static class WeightFile
{
    /// <summary>Writes weights to a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">What to write.</param>
    /// <param name="disk">Where; the machine's own disk unless given.</param>
    /// <exception cref="BackpropException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, BinaryWeights weights, Disk? disk = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using NpzWriter archive = new(stream);
                Write(archive, weights);
            }, disk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackpropException($"{path}: cannot be written: {error.Message}; what was there before is unchanged", error);
        }
    }

    /// <summary>Reads weights; sizes follow from the matrices.</summary>
    /// <remarks>
    /// Capital names (W1, W2), as the authors' NumPy reference writes them, are read too. Where the copy w2Tm is missing, it is made from
    /// -w2.
    /// </remarks>
    /// <exception cref="BackpropException">The file is missing, corrupt, no such archive, or its matrices do not fit together.</exception>
    public static BinaryWeights Load(string path)
    {
        try
        {
            using NpzReader archive = new(path);
            return Read(archive);
        }
        catch (DatasetException error)
        {
            throw new BackpropException(error.Message, error);
        }
    }

    internal static void Write(NpzWriter archive, BinaryWeights weights)
    {
        LayerSizes layers = weights.Layers;
        for (int m = 0; m < layers.Matrices; m++)
        {
            int pres = layers[m], posts = layers[m + 1];
            archive.Write<short>($"w{m + 1}", weights.ForwardTransposed(m), posts, pres);
            if (m == 0) continue;
            archive.Write($"w{m + 1}Tp", weights.Forward(m), pres, posts);
            archive.Write($"w{m + 1}Tm", weights.Minus(m), pres, posts);
        }
    }

    /// <exception cref="DatasetException">The matrices are missing, corrupt or do not fit together.</exception>
    internal static BinaryWeights Read(NpzReader archive)
    {
        var matrices = new List<NpzArray<short>>();
        while (Find($"w{matrices.Count + 1}") is { } matrix) matrices.Add(matrix);
        if (matrices.Count < 2)
            throw new DatasetException($"{archive.Name}: needs the arrays w1 and w2; it has {string.Join(", ", archive.Arrays.Take(8))}");
        for (int m = 1; m < matrices.Count; m++)
        {
            (int columns, int rows) = (matrices[m].Shape[1], matrices[m - 1].Shape[0]);
            if (columns != rows)
                throw new DatasetException(
                    $"{archive.Name}: w{m + 1} has {columns} columns but w{m} has {rows} rows; they do not belong together");
        }
        try
        {
            LayerSizes layers = new([matrices[0].Shape[1], .. matrices.Select(matrix => matrix.Shape[0])]);
            short[][] forward = [.. matrices.Select((matrix, m) => BinaryWeights.Transposed(matrix.Values, layers[m + 1], layers[m]))];
            return BinaryWeights.Of(layers, forward, [.. forward.Select((matrix, m) => Minus(layers, m, matrix))]);
        }
        catch (Exception error) when (error is ArgumentException or BackpropException)
        {
            throw new DatasetException($"{archive.Name}: {error.Message}", error);
        }

        short[] Minus(LayerSizes layers, int m, short[] forward)
        {
            if (m == 0) return [];
            if (!archive.Has($"w{m + 1}Tm")) return BinaryWeights.MinusOf(forward);
            return archive.Read<short>($"w{m + 1}Tm", layers[m], layers[m + 1]);
        }

        NpzArray<short>? Find(string name)
        {
            // the copies of the NumPy reference's own files (W2Tm) are both +W2: only the chip's name is a learned copy
            string? there = archive.Has(name) ? name : archive.Has(name.ToUpperInvariant()) ? name.ToUpperInvariant() : null;
            if (there is null) return null;
            NpzArray<short> array = archive.Read<short>(there);
            return array.Shape.Count == 2
                ? array
                : throw new DatasetException($"{archive.Name}, {there}: {array.Shape.Count} dimension(s); a weight matrix has two");
        }
    }
}
