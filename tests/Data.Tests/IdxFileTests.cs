using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Data.Tests;

public sealed class IdxFileTests
{
    [Fact]
    public void Any_images_come_back_from_plain_and_gzip_files()
        => Prop.ForAll(
            Gen.Zip(Gen.Choose(1, 5), Gen.Zip(Gen.Choose(1, 4), Gen.Choose(1, 4))).ToArbitrary(),
            size =>
            {
                (int count, (int rows, int columns)) = size;
                var values = new byte[count * rows * columns];
                new Random(count + 10 * rows + 100 * columns).NextBytes(values);
                byte[] file = Idx.Images(values, count, rows, columns);
                foreach (byte[] content in (byte[][])[file, Idx.Gzip(file)])
                {
                    (int[] shape, byte[] read) = IdxFile.Read(new MemoryStream(content), "test", 3);
                    Assert.Equal([count, rows, columns], shape);
                    Assert.Equal(values, read);
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_truncation_is_one_clear_error()
    {
        byte[] file = Idx.Images([1, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), gzip = Idx.Gzip(file);
        for (int length = 0; length < file.Length; length++) AssertOneLine(file[..length]);
        for (int length = 2; length < gzip.Length - 10; length++) AssertOneLine(
            gzip[..length]); // what follows is gzip's own end mark and sums

        static void AssertOneLine(byte[] content)
        {
            var error = Assert.Throws<DatasetException>(() => IdxFile.Read(new MemoryStream(content), "cut.idx", 3));
            Assert.StartsWith("cut.idx: ", error.Message);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Oversized_wrong_and_corrupt_files_say_which_they_are()
    {
        byte[] file = Idx.Images([1, 2, 3, 4], 1, 2, 2);
        Assert.Contains("oversized", Error([.. file, 0]));
        Assert.Contains(
            "0x00000803 is not 0x00000801", Assert.Throws<DatasetException>(() => IdxFile.Read(new MemoryStream(file), "t", 1)).Message);
        Assert.Contains("magic number", Error("\u0089PNG, say, is no IDX"u8.ToArray()));

        byte[] huge = [.. file];
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(4), uint.MaxValue);
        Assert.Contains("4294967295", Error(huge));

        byte[] claimed = [.. file]; // a gigabyte in the header, four bytes in the file
        BinaryPrimitives.WriteUInt32BigEndian(claimed.AsSpan(4), 1 << 28);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("truncated", Error(claimed));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100 << 20);

        byte[] gzip = Idx.Gzip(Idx.Images(new byte[4000], 1000, 2, 2));
        gzip[15] ^= 0xFF;
        Error(gzip);

        static string Error(byte[] content)
            => Assert.Throws<DatasetException>(() => IdxFile.Read(new MemoryStream(content), "t", 3)).Message;
    }

    [Fact]
    public void Missing_and_mismatched_files_are_errors()
    {
        using var folder = new TemporaryFolder();
        string images = folder.Write("images", Idx.Images([1, 2, 3, 4], 2, 2, 1)), labels = folder.Write("labels", Idx.Labels([0, 1, 2]));
        Assert.Contains("2 images", Assert.Throws<DatasetException>(() => IdxFile.ReadImages(images, labels)).Message);
        Assert.Contains("cannot be read", Assert.Throws<DatasetException>(() => IdxFile.ReadImages(images + "x", labels)).Message);
        Assert.Contains("label 2", Assert.Throws<DatasetException>(
            () => IdxFile.ReadImages(folder.Write("three", Idx.Images([1, 2, 3], 3, 1, 1)), labels, classes: 2)).Message);
    }
}

static class Idx
{
    public static byte[] Images(byte[] values, int count, int rows, int columns) => File(values, count, rows, columns);

    public static byte[] Labels(byte[] values) => File(values, values.Length);

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(content);
        return stream.ToArray();
    }

    static byte[] File(byte[] values, params int[] shape)
    {
        var file = new byte[4 + 4 * shape.Length + values.Length];
        BinaryPrimitives.WriteInt32BigEndian(file, 0x0800 | shape.Length);
        for (int i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        values.CopyTo(file, 4 + 4 * shape.Length);
        return file;
    }
}

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spikebook-data-").FullName;

    public string Write(string name, byte[] content)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
