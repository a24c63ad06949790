using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Spikebook.Data;

/// <summary>
/// Writes arrays of numbers as a NumPy archive (.npz), which <c>numpy.load</c> reads. The same arrays give the same bytes.
/// </summary>
public sealed class NpzWriter : IDisposable
{
    static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly ZipArchive _archive;

    /// <summary>Begins an archive in a stream that stays open.</summary>
    public NpzWriter(Stream stream) => _archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Writes an array.</summary>
    /// <typeparam name="T">sbyte, short, int, long, their unsigned kinds, float or double.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, the last index running fastest.</param>
    /// <param name="shape">Its sizes; by default one dimension.</param>
    /// <exception cref="ArgumentException">Shape and number of values differ, or the type is another.</exception>
    public void Write<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        NpyHeader header = new(NpyValues<T>.Kind, NpyValues<T>.Size, false, false, shape.IsEmpty ? [values.Length] : shape.ToArray());
        if (header.Count != values.Length)
            throw new ArgumentException($"{name}: {values.Length} values do not fill {string.Join(" x ", header.Shape)}");
        using Stream entry = Entry(name + ".npy");
        header.Write(entry);
        if (BitConverter.IsLittleEndian)
        {
            entry.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        Span<byte> bytes = stackalloc byte[header.Size];
        foreach (T value in values)
        {
            MemoryMarshal.Write(bytes, in value);
            bytes.Reverse();
            entry.Write(bytes);
        }
    }

    /// <summary>Writes a file of another kind beside the arrays.</summary>
    /// <param name="name">Its name with its ending.</param>
    /// <param name="content">What it holds.</param>
    public void WriteFile(string name, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        using Stream entry = Entry(name);
        entry.Write(content);
    }

    /// <summary>Ends the archive.</summary>
    public void Dispose() => _archive.Dispose();

    Stream Entry(string name)
    {
        ZipArchiveEntry entry = _archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        return entry.Open();
    }
}
