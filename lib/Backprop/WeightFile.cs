using System.IO.Compression;

namespace Spikebook.Backprop;

/// <summary>
/// Weights as NumPy archives (.npz) with the names and shapes that the authors' scripts use, [post, pre]: w1 (hidden, in), w2 (out, hidden), and
/// the transposed copies w2Tp, w2Tm (hidden, out); deeper nets go on with w3, w3Tp, w3Tm.
/// </summary>
public static class WeightFile
{
    /// <summary>Writes weights to a file, whole or not at all.</summary>
    /// <exception cref="BackpropException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, BinaryWeights weights) => Save(path, weights, null);

    /// <summary>Reads weights; sizes follow from the matrices.</summary>
    /// <remarks>
    /// Capital names (W1, W2), as the authors' NumPy reference writes them, are read too. Where the copy w2Tm is missing, it is made from -w2.
    /// </remarks>
    /// <exception cref="BackpropException">The file is missing, corrupt, no such archive, or its matrices do not fit together.</exception>
    public static BinaryWeights Load(string path) => Load(path, out _);

    internal static void Save(string path, BinaryWeights weights, byte[]? note)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(weights);
        string partial = path + ".partial";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                Write(file, weights, note);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(partial);
            throw new BackpropException($"{path}: cannot be written: {error.Message}; what was there before is unchanged", error);
        }
    }

    internal static BinaryWeights Load(string path, out byte[]? note)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var archive = new ZipArchive(File.OpenRead(path), ZipArchiveMode.Read);
            note = archive.GetEntry(NoteName) is { } entry ? Bytes(entry, path) : null;
            return Read(archive, path);
        }
        catch (InvalidDataException error)
        {
            throw new BackpropException($"{path}: corrupt or no .npz archive: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackpropException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    const string NoteName = "training.json";

    static void Write(Stream stream, BinaryWeights weights, byte[]? note)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        LayerSizes layers = weights.Layers;
        for (int m = 0; m < layers.Matrices; m++)
        {
            int pres = layers[m], posts = layers[m + 1];
            Put($"w{m + 1}", new NpyArray(posts, pres, Transposed(weights.Forward(m), pres, posts)));
            if (m == 0) continue;
            Put($"w{m + 1}Tp", new NpyArray(pres, posts, weights.Forward(m).ToArray()));
            Put($"w{m + 1}Tm", new NpyArray(pres, posts, weights.Minus(m).ToArray()));
        }
        if (note is not null)
        {
            using Stream entry = archive.CreateEntry(NoteName).Open();
            entry.Write(note);
        }

        void Put(string name, NpyArray array)
        {
            // a fixed time stamp: the same weights give the same bytes
            ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", CompressionLevel.Fastest);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream data = entry.Open();
            array.Write(data);
        }
    }

    static BinaryWeights Read(ZipArchive archive, string path)
    {
        var matrices = new List<NpyArray>();
        while (Find($"w{matrices.Count + 1}") is { } matrix) matrices.Add(matrix);
        if (matrices.Count < 2) throw new BackpropException($"{path}: needs the arrays w1 and w2; it has {string.Join(", ", archive.Entries.Take(8).Select(e => e.Name))}");
        for (int m = 1; m < matrices.Count; m++)
            if (matrices[m].Columns != matrices[m - 1].Rows)
                throw new BackpropException($"{path}: w{m + 1} has {matrices[m].Columns} columns but w{m} has {matrices[m - 1].Rows} rows; they do not belong together");

        LayerSizes layers;
        try
        {
            layers = new LayerSizes([matrices[0].Columns, .. matrices.Select(matrix => matrix.Rows)]);
        }
        catch (ArgumentException error)
        {
            throw new BackpropException($"{path}: {error.Message}", error);
        }
        var weights = new BinaryWeights(layers);
        for (int m = 0; m < layers.Matrices; m++)
        {
            Transposed(matrices[m].Values, layers[m + 1], layers[m]).CopyTo(weights.Forward(m));
            if (m == 0) continue;
            if (Find($"w{m + 1}Tm") is not { } minus)
            {
                weights.ResetMinus(m);
                continue;
            }
            if (minus.Rows != layers[m] || minus.Columns != layers[m + 1])
                throw new BackpropException($"{path}: w{m + 1}Tm is {minus.Rows} x {minus.Columns}, but w{m + 1} asks for {layers[m]} x {layers[m + 1]}");
            minus.Values.CopyTo(weights.Minus(m));
        }
        try
        {
            weights.Validate();
        }
        catch (BackpropException error)
        {
            throw new BackpropException($"{path}: {error.Message}", error);
        }
        return weights;

        NpyArray? Find(string name)
        {
            // the copies of the NumPy reference's own files (W2Tm) are both +W2: only the chip's name is a learned copy
            ZipArchiveEntry? entry = archive.GetEntry(name + ".npy") ?? (name.EndsWith("Tm", StringComparison.Ordinal) ? null : archive.GetEntry(name.ToUpperInvariant() + ".npy"));
            if (entry is null) return null;
            return NpyArray.Read(new MemoryStream(Bytes(entry, path)), $"{path}, {name}");
        }
    }

    static byte[] Bytes(ZipArchiveEntry entry, string path)
    {
        if (entry.Length > 1 << 30) throw new BackpropException($"{path}: {entry.Name} claims {entry.Length} bytes; this is no weight matrix");
        using Stream data = entry.Open();
        using var copy = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int got; (got = data.Read(buffer)) > 0 && copy.Length <= entry.Length;) copy.Write(buffer, 0, got);
        byte[] bytes = copy.ToArray();
        if (bytes.Length != entry.Length || Crc32.Of(bytes) != entry.Crc32) throw new BackpropException($"{path}: corrupt: {entry.Name} does not match its checksum");
        return bytes;
    }

    static short[] Transposed(ReadOnlySpan<short> values, int rows, int columns)
    {
        var result = new short[values.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                result[column * rows + row] = values[row * columns + column];
        return result;
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // the error that led here says more
        }
    }
}
