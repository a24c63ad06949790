using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Spikebook.Figures.Tests;

public class PngTests
{
    // CRC of an empty IEND chunk, which every PNG file ends with
    const uint IendCrc = 0xAE426082;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 48)]
    public void Pixels_come_back(int width, int height)
    {
        var pixels = Enumerable.Range(0, width * height).Select(i => (byte)(i / width * 3 % 5)).ToArray();
        byte[] png = Png.Write(pixels, width, height, [(0, 0, 0), (1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)], transparentFirst: true);
        var chunks = Chunks(png).ToList();
        Assert.Equal(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal(IendCrc, chunks[^1].Crc);
        byte[] header = chunks[0].Data;
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))));
        Assert.Equal([8, 3, 0, 0, 0], header[8..]);
        Assert.Equal(15, chunks[1].Data.Length);

        using var zlib = new ZLibStream(new MemoryStream(chunks[3].Data), CompressionMode.Decompress);
        byte[] above = new byte[width], line = new byte[width + 1];
        for (int row = 0; row < height; row++)
        {
            zlib.ReadExactly(line);
            for (int i = 0; i < width; i++)
            {
                above[i] = (byte)(line[i + 1] + (line[0] == 2 ? above[i] : 0));
                Assert.Equal(pixels[row * width + i], above[i]);
            }
        }
        Assert.Equal(-1, zlib.ReadByte());
    }

    static IEnumerable<(string Type, byte[] Data, uint Crc)> Chunks(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)],
                BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            at += 12 + length;
        }
    }
}
