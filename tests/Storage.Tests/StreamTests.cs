using System.IO.Compression;
using System.Text;

namespace Spikebook.Storage.Tests;

public class StreamTests
{
    [Fact]
    public void The_checksum_is_the_published_one()
    {
        // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
    }

    [Fact]
    public void The_checksum_of_parts_is_that_of_the_whole()
    {
        byte[] data = new byte[1000];
        new Random(1).NextBytes(data);
        for (int cut = 0; cut <= data.Length; cut += 37)
            Assert.Equal(Crc32.Of(data), Crc32.Append(Crc32.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut)));
    }

    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(101, 100, false)]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    public void A_limit_is_kept_to_the_byte(int length, int limit, bool passes)
    {
        foreach (bool trickling in new[] { false, true })
        {
            Stream inner = new MemoryStream(new byte[length]);
            using LimitedStream limited = new(trickling ? new TricklingStream(inner) : inner, limit, ()
                => new InvalidDataException("too long"));
            if (passes) Assert.Equal(length, Drain(limited));
            else Assert.Throws<InvalidDataException>(() => Drain(limited));
        }
    }

    [Fact]
    public void A_bomb_is_stopped_early()
    {
        MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (int i = 0; i < 100; i++) zip.Write(new byte[1 << 20]);
        packed.Position = 0;
        using LimitedStream limited = new(new GZipStream(packed, CompressionMode.Decompress), 1 << 20, ()
            => new InvalidDataException("too long"));
        Assert.Equal("too long", Assert.Throws<InvalidDataException>(() => Drain(limited)).Message);
        Assert.True(packed.Position < packed.Length / 2);
    }

    [Fact]
    public void Text_is_written_without_a_mark_and_with_line_feeds()
    {
        string path = Path.Combine(Path.GetTempPath(), $"spikebook-{Guid.NewGuid():N}");
        AtomicFile.WriteText(path, writer => writer.WriteLine("é"));
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        Assert.Equal(Encoding.UTF8.GetBytes("é\n"), bytes);
    }

    static long Drain(Stream stream)
    {
        byte[] buffer = new byte[4096];
        long sum = 0;
        for (int read; (read = stream.Read(buffer)) > 0;) sum += read;
        return sum;
    }
}
