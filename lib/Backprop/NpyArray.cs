using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spikebook.Backprop;

/// <summary>A matrix of integers in NumPy's .npy format (version 1.0 to 3.0; NEP 1).</summary>
/// <param name="Rows">First dimension.</param>
/// <param name="Columns">Second dimension.</param>
/// <param name="Values">Rows x Columns values, row by row.</param>
sealed partial record NpyArray(int Rows, int Columns, short[] Values)
{
    const int MostValues = 1 << 28;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Writes 16-bit integers in C order, format 1.0.</summary>
    public void Write(Stream stream)
    {
        string header = $"{{'descr': '<i2', 'fortran_order': False, 'shape': ({Rows}, {Columns}), }}";
        header = header.PadRight((10 + header.Length + 1 + 63) / 64 * 64 - 11) + "\n";
        Span<byte> start = stackalloc byte[10];
        Magic.CopyTo(start);
        start[6] = 1;
        start[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], (ushort)header.Length);
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(header));
        var data = new byte[2 * Values.Length];
        for (int i = 0; i < Values.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(2 * i), Values[i]);
        stream.Write(data);
    }

    /// <summary>Reads a matrix of integers, or of floats with integer values, in C or Fortran order.</summary>
    /// <exception cref="BackpropException">The stream holds something else, or less.</exception>
    public static NpyArray Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, false) < 8 || !start[..6].SequenceEqual(Magic)) throw new BackpropException($"{name}: no NumPy array");
        int lengthBytes = start[6] == 1 ? 2 : 4;
        Exactly(stream, start.Slice(8, lengthBytes), name);
        uint length = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > 1 << 16) throw new BackpropException($"{name}: a header of {length} bytes; this is no weight matrix");
        var text = new byte[length];
        Exactly(stream, text, name);

        Match header = Header().Match(Encoding.Latin1.GetString(text));
        if (!header.Success) throw new BackpropException($"{name}: not a two-dimensional array of numbers (header {Encoding.Latin1.GetString(text).Trim()})");
        bool fortran = header.Groups["order"].Value == "True";
        if (!int.TryParse(header.Groups["rows"].Value, CultureInfo.InvariantCulture, out int rows)
            || !int.TryParse(header.Groups["columns"].Value, CultureInfo.InvariantCulture, out int columns)
            || (long)rows * columns is < 1 or > MostValues)
            throw new BackpropException($"{name}: shape {header.Groups["rows"].Value} x {header.Groups["columns"].Value} is no weight matrix");

        char kind = header.Groups["kind"].Value[0];
        int size = header.Groups["size"].Value[0] - '0';
        bool big = header.Groups["endian"].Value == ">";
        var data = new byte[(long)rows * columns * size];
        Exactly(stream, data, name);
        if (stream.ReadByte() >= 0) throw new BackpropException($"{name}: more data than its shape {rows} x {columns} has");
        var values = new short[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> item = data.AsSpan(i * size, size);
            if (big) item.Reverse();
            double value = Value(item, kind);
            if (!(Math.Abs(value) <= short.MaxValue) || value != Math.Floor(value))
                throw new BackpropException(string.Create(CultureInfo.InvariantCulture, $"{name}: element {i} is {value}; weights are even integers from -256 to 254"));
            values[fortran ? i % rows * columns + i / rows : i] = (short)value;
        }
        return new NpyArray(rows, columns, values);
    }

    static double Value(ReadOnlySpan<byte> item, char kind) => (kind, item.Length) switch
    {
        ('i', 1) => (sbyte)item[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(item),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(item),
        ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(item),
        ('u', 1) => item[0],
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(item),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(item),
        ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(item),
        ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(item),
        ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(item),
        _ => double.NaN,
    };

    static void Exactly(Stream stream, Span<byte> buffer, string name)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, false) < buffer.Length) throw new BackpropException($"{name}: truncated");
    }

    [GeneratedRegex(@"^\{'descr':\s*'(?<endian>[<>|=])(?<kind>[iuf])(?<size>[1248])',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<rows>\d+),\s*(?<columns>\d+)\),?\s*\}")]
    private static partial Regex Header();
}
