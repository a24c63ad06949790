using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spikebook.Data;

/// <summary>What stands before the values of an array in NumPy's .npy format, version 1.0 to 3.0 (NEP 1).</summary>
/// <param name="Kind">i, u or f.</param>
/// <param name="Size">Bytes of a value: 1, 2, 4 or 8.</param>
/// <param name="Big">Whether the first byte of a value is its highest.</param>
/// <param name="Fortran">Whether the first index runs fastest.</param>
/// <param name="Shape">Sizes of the dimensions; empty for a single value.</param>
sealed partial record NpyHeader(char Kind, int Size, bool Big, bool Fortran, int[] Shape)
{
    /// <summary>The largest number of values that is read or written.</summary>
    public const int MostValues = 1 << 28;

    // A header names type, order and shape: 64 kB would be a shape of thousands of dimensions.
    const int LongestText = 1 << 12;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Number of values.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Writes it as format 1.0, padded so that values begin at a multiple of 64 bytes.</summary>
    public void Write(Stream stream)
    {
        string shape = Shape.Length == 1 ? $"{Shape[0]}," : string.Join(", ", Shape);
        string order = Size == 1 ? "|" : "<";
        string text = $"{{'descr': '{order}{Kind}{Size}', 'fortran_order': False, 'shape': ({shape}), }}";
        text = text.PadRight((10 + text.Length + 1 + 63) / 64 * 64 - 11) + "\n";
        Span<byte> start = stackalloc byte[10];
        Magic.CopyTo(start);
        (start[6], start[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], (ushort)text.Length);
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Reads it; the stream then stands at the first value.</summary>
    /// <exception cref="DatasetException">It is something else, cut short, or asks for more than is read.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) < 8 || !start[..6].SequenceEqual(Magic))
            throw new DatasetException($"{name}: no NumPy array");
        int lengthBytes = start[6] == 1 ? 2 : 4;
        Exactly(stream, start.Slice(8, lengthBytes), name);
        uint length = lengthBytes == 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestText)
            throw new DatasetException($"{name}: a header of {length} bytes; arrays of numbers have at most {LongestText}");
        var bytes = new byte[length];
        Exactly(stream, bytes, name);
        string text = OneLine(Encoding.Latin1.GetString(bytes));

        Match match = Pattern().Match(text);
        if (!match.Success) throw new DatasetException($"{name}: not an array of numbers (header {text})");
        string[] sizes = match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shape = new int[sizes.Length];
        long count = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (!int.TryParse(sizes[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]) || shape[i] < 1 || (
                count *= shape[i]) > MostValues)
                throw new DatasetException($"{name}: shape ({OneLine(match.Groups["shape"].Value)}); 1 to {MostValues} values are read");
        }
        return new(
            match.Groups["kind"].Value[0], match.Groups["size"].Value[0] - '0', match.Groups["endian"].Value == ">",
            match.Groups["order"].Value == "True", shape);
    }

    internal static void Exactly(Stream stream, Span<byte> buffer, string name)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw new DatasetException($"{name}: truncated");
    }

    // Whatever a file holds becomes one short line of printable characters.
    static string OneLine(string text)
    {
        string line = string.Concat(text.Trim().Select(c => char.IsControl(c) ? '?' : c));
        return line.Length <= 120 ? line : line[..120] + "…";
    }

    [GeneratedRegex(
        @"^\{'descr':\s*'(?<endian>[<>|=])(?<kind>[iuf])(?<size>[1248])',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[\d, ]*)\),?\s*\}",
        RegexOptions.None, 10_000)]
    private static partial Regex Pattern();
}
