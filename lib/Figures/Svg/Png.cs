using System.Buffers.Binary;
using System.IO.Compression;

namespace Spikebook.Figures;

/// <summary>Writes images of up to 256 colours as PNG (W3C Portable Network Graphics, third edition; CRC-32 of its annex D).</summary>
static class Png
{
    static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n =>
    {
        uint c = (uint)n;
        for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <summary>An image whose pixels are numbers of colours, row by row from the top.</summary>
    /// <param name="pixels">width * height colour numbers.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="palette">Up to 256 colours.</param>
    /// <param name="transparentFirst">Whether colour 0 is fully transparent.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width, int height, IReadOnlyList<(byte R, byte G, byte B)> palette,
        bool transparentFirst)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits
        header[9] = 3; // indexed
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "PLTE"u8, [.. palette.SelectMany(color => (byte[])[color.R, color.G, color.B])]);
        if (transparentFirst) Chunk(png, "tRNS"u8, [0]);
        byte[] plain = Compressed(pixels, width, height, filter: 0), up = Compressed(pixels, width, height, filter: 2);
        Chunk(png, "IDAT"u8, up.Length < plain.Length ? up : plain);
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    static byte[] Compressed(ReadOnlySpan<byte> pixels, int width, int height, byte filter)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] line = new byte[width + 1];
            line[0] = filter;
            for (int row = 0; row < height; row++)
            {
                var own = pixels.Slice(row * width, width);
                for (int i = 0; i < width; i++)
                    line[i + 1] = (byte)(filter == 0 || row == 0 ? own[i] : own[i] - pixels[(row - 1) * width + i]);
                zlib.Write(line);
            }
        }
        return data.ToArray();
    }

    static void Chunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        uint crc = Crc(Crc(uint.MaxValue, type), data) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        png.Write(number);
    }

    static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data) crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }
}
