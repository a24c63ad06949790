using System.Buffers.Binary;
using System.IO.Compression;

namespace Spikebook.Data;

/// <summary>
/// Reads the IDX format of the MNIST database, plain or gzip: a magic number (0, 0, type, dimensions), the sizes as 32-bit
/// big-endian integers, then the values. Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database", file formats.
/// </summary>
public static class IdxFile
{
    /// <summary>The largest number of values that is read.</summary>
    public const int MostValues = 1 << 30;

    const byte UnsignedByte = 0x08;

    /// <summary>Images and their labels from two IDX files.</summary>
    /// <param name="imagesPath">Three-dimensional file: images, rows, columns.</param>
    /// <param name="labelsPath">One-dimensional file.</param>
    /// <param name="name">What the set is called; by default the images file's name.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="DatasetException">
    /// A file is missing, truncated, corrupt, oversized or of another format, or the two do not match.
    /// </exception>
    public static ImageSet ReadImages(string imagesPath, string labelsPath, string? name = null, int classes = 10)
    {
        // Labels first: what the header of the images asks for must fit them before any pixel is read.
        (int[] count, byte[] labels) = Read(labelsPath, 1);
        (int[] shape, byte[] pixels) = Read(imagesPath, 3, asked => MustFit(imagesPath, asked, labelsPath, count[0]));
        return new ImageSet(name ?? Path.GetFileName(imagesPath), shape[1], shape[2], 255, classes, pixels, labels);
    }

    static void MustFit(string imagesPath, int[] shape, string labelsPath, int labels)
    {
        if ((long)shape[1] * shape[2] > BinarySamples.MostInputs)
            throw new DatasetException(
                $"{imagesPath}: images of {shape[1]} x {shape[2]} pixels; at most {BinarySamples.MostInputs} pixels are read");
        if (shape[0] != labels)
            throw new DatasetException(
                $"{imagesPath} has {shape[0]} images but {labelsPath} has {labels} labels; they do not belong together");
    }

    /// <summary>The sizes and values of an IDX file of unsigned bytes.</summary>
    /// <param name="path">The file, plain or gzip (told apart by content, not by name).</param>
    /// <param name="dimensions">How many dimensions it must have.</param>
    /// <exception cref="DatasetException">The file is missing, truncated, corrupt, oversized or of another format.</exception>
    public static (int[] Shape, byte[] Values) Read(string path, int dimensions) => Read(path, dimensions, null);

    static (int[] Shape, byte[] Values) Read(string path, int dimensions, Action<int[]>? check)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return Read(file, path, dimensions, check);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The sizes and values of an IDX stream of unsigned bytes.</summary>
    /// <param name="stream">Seekable, plain or gzip.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="dimensions">How many dimensions it must have.</param>
    /// <exception cref="DatasetException">The stream is truncated, corrupt, oversized or of another format.</exception>
    public static (int[] Shape, byte[] Values) Read(Stream stream, string name, int dimensions) => Read(stream, name, dimensions, null);

    static (int[] Shape, byte[] Values) Read(Stream stream, string name, int dimensions, Action<int[]>? check)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> start = stackalloc byte[2];
        bool compressed = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        stream.Position -= Math.Min(2, stream.Length);
        try
        {
            if (!compressed) return ReadPlain(stream, name, dimensions, check);
            using var plain = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return ReadPlain(plain, name, dimensions, check);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException($"{name}: corrupt gzip data; fetch the file again", error);
        }
    }

    static (int[] Shape, byte[] Values) ReadPlain(Stream stream, string name, int dimensions, Action<int[]>? check)
    {
        var header = new byte[4 + 4 * dimensions];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        uint magic = read < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(header), expected = (uint)(UnsignedByte << 8 | dimensions);
        if (read >= 4 && magic != expected)
            throw new DatasetException(
            $"{name}: magic number 0x{magic:x8} is not 0x{expected:x8}; this is no IDX file of unsigned bytes with {dimensions} dimension(s)");
        if (read < header.Length)
            throw new DatasetException($"{name}: truncated: {read} bytes, but its header alone has {header.Length}; fetch the file again");

        var shape = new int[dimensions];
        long values = 1;
        for (int i = 0; i < dimensions; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            if (size == 0 || size > MostValues || (values *= size) > MostValues)
                throw new DatasetException(
                    $"{name}: header asks for dimension {i + 1} of {size}; sizes from 1 up to {MostValues} values in all are read");
            shape[i] = (int)size;
        }

        check?.Invoke(shape);
        // Grow with what really arrives: a header may claim a gigabyte that the file does not have.
        var data = new byte[Math.Min(values, 1 << 24)];
        int filled = 0;
        while (filled < values)
        {
            if (filled == data.Length) Array.Resize(ref data, (int)Math.Min(values, 2L * data.Length));
            int got = stream.Read(data, filled, data.Length - filled);
            if (got == 0) throw new DatasetException($"{name}: truncated: {filled} of {values} values; fetch the file again");
            filled += got;
        }
        if (stream.ReadByte() >= 0)
            throw new DatasetException($"{name}: oversized: data goes on after the {values} values of its header; fetch the file again");
        return (shape, data);
    }
}
