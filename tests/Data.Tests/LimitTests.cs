using System.IO.Compression;

namespace Spikebook.Data.Tests;

/// <summary>Small files that unfold to more than memory holds end in one line.</summary>
public sealed class LimitTests
{
    sealed class Endless(byte value) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => long.MaxValue;
        public override long Position { get => 0; set { } }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill(value);
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => 0;
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    [Fact]
    public void A_line_without_end_is_one_error_after_two_megabytes()
    {
        using Endless stream = new((byte)'1');
        string message = Assert.Throws<DatasetException>(() => NumericCsv.Read(stream, "bomb.csv").Count()).Message;
        Assert.Contains("a line of more than 2 MB", message);
        Assert.True(stream.Given < 8 << 20);
    }

    [Fact]
    public void Images_are_not_read_unless_their_header_fits_the_labels()
    {
        string folder = Directory.CreateTempSubdirectory("spikebook-limits-").FullName;
        try
        {
            string images = Path.Combine(folder, "i.gz"), labels = Path.Combine(folder, "l");
            File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);
            // a header that asks for 2^30 zeros, and a hundred megabytes of them
            using (var gzip = new GZipStream(File.Create(images), CompressionLevel.Fastest))
            {
                gzip.Write([0, 0, 8, 3, 0, 16, 0, 0, 0, 0, 0, 32, 0, 0, 0, 32]);
                var zeros = new byte[1 << 20];
                for (int i = 0; i < 100; i++) gzip.Write(zeros);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            string message = Assert.Throws<DatasetException>(() => IdxFile.ReadImages(images, labels)).Message;
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
            Assert.Contains("1048576 images but", message);
            File.WriteAllBytes(images, [0, 0, 8, 3, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 2, 0, 0]);
            Assert.Contains("65536 x 512 pixels", Assert.Throws<DatasetException>(() => IdxFile.ReadImages(images, labels)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
