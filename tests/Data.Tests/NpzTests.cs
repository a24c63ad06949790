using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Spikebook.Storage.Tests;

namespace Spikebook.Data.Tests;

public sealed class NpzTests
{
    static byte[] Archive(Action<NpzWriter> write)
    {
        using MemoryStream stream = new();
        using (NpzWriter writer = new(stream)) write(writer);
        return stream.ToArray();
    }

    static NpzReader Open(byte[] bytes) => new(new MemoryStream(bytes), "a.npz");

    static byte[] Zip(string name, byte[] content)
    {
        using MemoryStream stream = new();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = archive.CreateEntry(name).Open()) entry.Write(content);
        return stream.ToArray();
    }

    static byte[] Npy(string header, int values)
    {
        byte[] text = Encoding.Latin1.GetBytes(header.PadRight(118 - 1) + "\n");
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)text.Length);
        return [.. start, .. text, .. new byte[values]];
    }

    [Fact]
    public void Arrays_of_any_number_come_back()
    {
        byte[] bytes = Archive(w =>
        {
            w.Write<short>("s", [-256, 254, 0, 1, 2, 3], 2, 3);
            w.Write<double>("d", [Math.PI, double.NaN, -0.0]);
            w.Write<float>("f", [0.1f]);
            w.Write<long>("l", [long.MinValue, long.MaxValue]);
            w.Write<byte>("b", [255], 1, 1, 1);
            w.WriteFile("note.json", "{}"u8);
        });
        using NpzReader reader = Open(bytes);
        Assert.Equal(["s", "d", "f", "l", "b"], reader.Arrays);
        Assert.Equal([-256, 254, 0, 1, 2, 3], reader.Read<short>("s", 2, 3));
        Assert.Equal([Math.PI, double.NaN, -0.0], reader.Read<double>("d", 3));
        Assert.Equal([0.1f], reader.Read<float>("f", 1));
        Assert.Equal([(double)0.1f], reader.Read<double>("f").Values);
        Assert.Equal([long.MinValue, long.MaxValue], reader.Read<long>("l", 2));
        Assert.Equal([1, 1, 1], reader.Read<int>("b").Shape);
        Assert.Equal("{}"u8.ToArray(), reader.ReadFile("note.json"));
        Assert.Null(reader.ReadFile("other.json"));
    }

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
        => Assert.Equal(Archive(w => w.Write<int>("a", [1, 2])), Archive(w => w.Write<int>("a", [1, 2])));

    [Fact]
    public void A_stream_that_reads_short_is_read_whole()
    {
        // As a pipe or a decompressor may give it: one byte a read.
        double[] values = [.. Enumerable.Range(0, 5000).Select(i => i / 3.0)];
        byte[] bytes = Archive(w => w.Write<double>("d", values));
        using NpzReader reader = new(new TricklingStream(new MemoryStream(bytes)), "a.npz");
        Assert.Equal(values, reader.Read<double>("d").Values);
    }

    [Fact]
    public void An_array_with_the_first_index_fastest_is_turned()
    {
        byte[] content = Npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", 0);
        using NpzReader reader = Open(Zip("a.npy", [.. content, 0, 0, 0, 10, 0, 1, 0, 11, 0, 2, 0, 12]));
        Assert.Equal([0, 1, 2, 10, 11, 12], reader.Read<int>("a", 2, 3));
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (16384, 16384), }", "asks for 2147483648")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 4), }", "are read")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536, 65536), }", "are read")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4), }", "are read")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", "asks for 24")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }", "not an array of numbers")]
    [InlineData("{'descr':\n'<f8',\n\n 'fortran_order': Maybe\n}", "not an array of numbers")]
    public void A_header_that_asks_for_what_is_not_there_is_one_line_and_takes_no_memory(string header, string expected)
    {
        using NpzReader reader = Open(Zip("a.npy", Npy(header, 32)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DatasetException>(() => reader.Read<double>("a")).Message;
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void An_archive_that_lies_about_its_length_is_an_error_before_memory_is_full()
    {
        byte[] content = Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (16384, 16383), }", 64);
        byte[] bytes = Zip("a.npy", content);
        // The central directory's own record of the length, which the reader believes at first.
        int directory = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(directory + 24), 128 + 8u * 16384 * 16383);
        using NpzReader reader = Open(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.DoesNotContain('\n', Assert.Throws<DatasetException>(() => reader.Read<double>("a")).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20);
    }

    [Theory]
    [InlineData(300.0)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    public void A_value_that_does_not_fit_is_an_error(double value)
    {
        using NpzReader reader = Open(Archive(w => w.Write<double>("a", [value])));
        Assert.Contains("value 0 does not fit SByte", Assert.Throws<DatasetException>(() => reader.Read<sbyte>("a")).Message);
    }

    [Fact]
    public void Every_damaged_byte_is_found_or_does_no_harm()
    {
        byte[] whole = Archive(w => w.Write<short>("a", [1, 2, 3, 4, 5, 6, 7, 8]));
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x41;
            try
            {
                using NpzReader reader = Open(damaged);
                Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], reader.Read<short>("a").Values);
            }
            catch (DatasetException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    [Fact]
    public void A_missing_array_names_those_that_are_there()
    {
        using NpzReader reader = Open(Archive(w => w.Write<short>("w1", [1])));
        Assert.Contains("has no array w2; it has w1", Assert.Throws<DatasetException>(() => reader.Read<short>("w2")).Message);
    }
}
