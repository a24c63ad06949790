using System.IO.Compression;
using System.Numerics;
using Spikebook.Storage;

namespace Spikebook.Data;

/// <summary>An array of numbers.</summary>
/// <typeparam name="T">Type of a value.</typeparam>
/// <param name="Shape">Sizes of its dimensions.</param>
/// <param name="Values">Its values, the last index running fastest.</param>
public sealed record NpzArray<T>(IReadOnlyList<int> Shape, T[] Values);

/// <summary>
/// Reads NumPy archives (.npz). Nothing is taken on trust: an array takes memory as its values arrive, never more than its header and the
/// archive agree on, and checksums are compared.
/// </summary>
public sealed class NpzReader : IDisposable
{
    const int LargestFile = 1 << 24;

    readonly ZipArchive _archive;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DatasetException">It is missing, not a regular file, or no archive.</exception>
    public NpzReader(string path)
        : this(path, () => ZipFile.OpenRead(RegularFile.RequireReadable(path)))
    {
    }

    /// <summary>Reads from a stream that stays open; one that cannot seek is copied into memory.</summary>
    /// <exception cref="DatasetException">It is no archive.</exception>
    public NpzReader(Stream stream, string name)
        : this(name, () => new(stream, ZipArchiveMode.Read, leaveOpen: true))
    {
    }

    NpzReader(string name, Func<ZipArchive> open)
    {
        Name = name;
        ZipArchive? opened = null;
        try
        {
            opened = open();
            _ = opened.Entries.Count; // the directory is read now, so that its faults show here
            _archive = opened;
        }
        catch (InvalidDataException error)
        {
            opened?.Dispose();
            throw new DatasetException($"{name}: corrupt or no .npz archive: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            opened?.Dispose();
            throw new DatasetException($"{name}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>What errors call the archive.</summary>
    public string Name { get; }

    /// <summary>The names of its arrays.</summary>
    public IReadOnlyList<string> Arrays
        => [.. _archive.Entries.Where(e => e.Name.EndsWith(".npy", StringComparison.Ordinal)).Select(e => e.Name[..^4])];

    /// <summary>Whether it has an array of that name.</summary>
    public bool Has(string name) => _archive.GetEntry(name + ".npy") is not null;

    /// <summary>
    /// Reads an array; values of another type are converted where nothing is lost (rounded, where floating point is asked for).
    /// </summary>
    /// <typeparam name="T">An integer type, float or double.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="DatasetException">It is missing, corrupt, oversized, or a value does not fit the type.</exception>
    public NpzArray<T> Read<T>(string name)
        where T : unmanaged, INumberBase<T>
    {
        if (_archive.GetEntry(name + ".npy") is not { } entry)
            throw new DatasetException($"{Name}: has no array {name}; it has {Listed()}");
        string full = $"{Name}, {name}";
        return Guarded(full, () =>
        {
            using CheckedStream content = new(entry, full);
            var header = NpyHeader.Read(content, full);
            if (content.Remaining != header.Count * header.Size)
            {
                throw new DatasetException(
                    $"{full}: {content.Remaining} bytes of values, but its shape ({string.Join(
                        ", ", header.Shape)}) asks for {header.Count * header.Size}");
            }
            T[] values = Values<T>(content, header, full);
            content.MustEnd();
            return new NpzArray<T>(header.Shape, header.Fortran ? InRowOrder(values, header.Shape) : values);
        });
    }

    /// <summary>Reads an array of known shape.</summary>
    /// <inheritdoc cref="Read{T}(string)"/>
    public T[] Read<T>(string name, params int[] shape)
        where T : unmanaged, INumberBase<T>
    {
        NpzArray<T> array = Read<T>(name);
        if (array.Shape.SequenceEqual(shape)) return array.Values;
        throw new DatasetException($"{Name}, {name}: shape {string.Join(" x ", array.Shape)}, but {string.Join(" x ", shape)} is needed");
    }

    /// <summary>A file of another kind that lies beside the arrays, up to 16 MB; null where there is none.</summary>
    /// <exception cref="DatasetException">It is corrupt or too large.</exception>
    public byte[]? ReadFile(string name)
    {
        if (_archive.GetEntry(name) is not { } entry) return null;
        string full = $"{Name}, {name}";
        return Guarded(full, () =>
        {
            using CheckedStream content = new(entry, full);
            if (content.Remaining > LargestFile)
                throw new DatasetException($"{full}: claims {content.Remaining} bytes; at most {LargestFile} are read");
            using MemoryStream copy = new();
            content.CopyTo(copy);
            content.MustEnd();
            return copy.ToArray();
        });
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _archive.Dispose();

    static T[] Values<T>(Stream content, NpyHeader header, string name)
        where T : unmanaged, INumberBase<T>
    {
        var values = new T[Math.Min(header.Count, 1 << 20)];
        var buffer = new byte[header.Size * 4096];
        for (int filled = 0; filled < header.Count;)
        {
            int count = (int)Math.Min(4096, header.Count - filled);
            Span<byte> bytes = buffer.AsSpan(0, count * header.Size);
            NpyHeader.Exactly(content, bytes, name);
            if (filled + count > values.Length) Array.Resize(ref values, (int)Math.Min(header.Count, 2L * values.Length));
            for (int i = 0; i < count; i++)
            {
                Span<byte> item = bytes.Slice(i * header.Size, header.Size);
                if (header.Big) item.Reverse();
                if (!NpyValue.TryRead(item, header.Kind, out values[filled + i]))
                    throw new DatasetException($"{name}: value {filled + i} does not fit {typeof(T).Name}");
            }
            filled += count;
        }
        return values;
    }

    // From "first index fastest" to "last index fastest".
    static T[] InRowOrder<T>(T[] values, int[] shape)
    {
        var result = new T[values.Length];
        int[] index = new int[shape.Length];
        foreach (T value in values)
        {
            int at = 0;
            for (int d = 0; d < shape.Length; d++) at = at * shape[d] + index[d];
            result[at] = value;
            for (int d = 0; d < shape.Length && ++index[d] == shape[d]; d++) index[d] = 0;
        }
        return result;
    }

    string Listed() => Arrays.Count == 0 ? "none" : string.Join(", ", Arrays.Take(8));

    static TResult Guarded<TResult>(string name, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw new DatasetException($"{name}: corrupt: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
