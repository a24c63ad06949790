using System.IO.Compression;
using System.Text;
using Spikebook.Storage.Tests;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

public sealed class WeightFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-weights-").FullName;

    string At(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("30-20-10")]
    [InlineData("7-5-6-3")]
    public void Weights_come_back_and_equal_weights_make_equal_files(string sizes)
    {
        BinaryWeights weights = Networks.Wild(LayerSizes.Parse(sizes), 3);
        WeightFile.Save(At("a.npz"), weights);
        WeightFile.Save(At("b.npz"), weights);
        Assert.Equal(0, WeightFile.Load(At("a.npz")).Differences(weights));
        Assert.Equal(File.ReadAllBytes(At("a.npz")), File.ReadAllBytes(At("b.npz")));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Theory]
    // Arrays as numpy.save writes them (checked with NumPy 1.24): version 1.0, padded to 64 bytes.
    [InlineData("<i8", false)]
    [InlineData("<f8", false)]
    [InlineData("<f4", true)]
    [InlineData(">i4", true)]
    [InlineData("|i1", false)]
    public void NumPy_arrays_of_other_types_and_orders_are_read(string type, bool fortran)
    {
        short[,] w1 = { { 2, 4, -6 }, { 8, -10, 12 } }, w2 = { { 14, -16 } }; // [post, pre]: 3-2-1
        Archive(At("n.npz"), ("W1", Array(w1, type, fortran)), ("W2", Array(w2, type, fortran)));
        BinaryWeights weights = WeightFile.Load(At("n.npz"));
        Assert.Equal("3-2-1", weights.Layers.ToString());
        Assert.Equal([2, 8, 4, -10, -6, 12], weights.Forward(0).ToArray());
        Assert.Equal([14, -16], weights.Forward(1).ToArray());
        Assert.Equal([-14, 16], weights.Minus(1).ToArray());
    }

    [Fact]
    public void A_cut_or_altered_file_is_one_clear_error_or_still_the_same_weights()
    {
        BinaryWeights weights = Networks.Wild(LayerSizes.Parse("6-5-4"), 3);
        WeightFile.Save(At("good.npz"), weights);
        byte[] good = File.ReadAllBytes(At("good.npz"));
        for (int length = 0; length < good.Length; length += 7) OneLine(good[..length], mustFail: true);
        var random = new Random(1);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] altered = [.. good];
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            OneLine(altered, mustFail: false);
        }

        void OneLine(byte[] content, bool mustFail)
        {
            File.WriteAllBytes(At("bad.npz"), content);
            try
            {
                // a bit of a time stamp may change nothing; a name that no longer fits makes a copy be built anew
                BinaryWeights read = WeightFile.Load(At("bad.npz"));
                Assert.False(mustFail);
                Assert.Equal(weights.Layers, read.Layers);
                Assert.Equal(weights.Forward(0).ToArray(), read.Forward(0).ToArray());
                Assert.Equal(weights.Forward(1).ToArray(), read.Forward(1).ToArray());
            }
            catch (BackpropException error)
            {
                Assert.DoesNotContain('\n', error.Message);
                Assert.Contains("bad.npz", error.Message);
            }
        }
    }

    [Fact]
    public void Matrices_that_do_not_belong_together_are_errors()
    {
        Archive(At("m.npz"), ("w1", Array(new short[4, 3], "<i2", false)), ("w2", Array(new short[2, 5], "<i2", false)));
        Assert.Contains("w2 has 5 columns but w1 has 4 rows", Error("m.npz"));
        Archive(At("one.npz"), ("w1", Array(new short[4, 3], "<i2", false)));
        Assert.Contains("needs the arrays w1 and w2", Error("one.npz"));
        Archive(At("odd.npz"), ("w1", Array(new short[,] { { 3 } }, "<i2", false)), ("w2", Array(new short[1, 1], "<i2", false)));
        Assert.Contains("weight 3", Error("odd.npz"));
        File.WriteAllText(At("text.npz"), "not a zip");
        Assert.Contains("corrupt or no .npz", Error("text.npz"));
        Assert.Contains("cannot be read", Error("absent.npz"));
        Assert.Contains("not resumed", Assert.Throws<TrainingException>(() => Checkpoint.Load(Saved())).Message);

        string Error(string name) => Assert.Throws<BackpropException>(() => WeightFile.Load(At(name))).Message;

        string Saved()
        {
            WeightFile.Save(At("plain.npz"), new BinaryWeights(LayerSizes.Parse("3-2-1")));
            return At("plain.npz");
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_one_before()
    {
        BinaryWeights weights = Networks.Wild(LayerSizes.Parse("6-5-4"), 3);
        WeightFile.Save(At("kept.npz"), weights);
        for (int failing = 1; failing <= 4; failing++)
        {
            var error = Assert.Throws<BackpropException>(
                () => WeightFile.Save(At("kept.npz"), new(weights.Layers), new FailingDisk(failing)));
            Assert.Contains("unchanged", error.Message);
        }
        Assert.Equal(["kept.npz"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        Assert.Equal(0, WeightFile.Load(At("kept.npz")).Differences(weights));
    }

    static byte[] Array(short[,] values, string type, bool fortran)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1), size = type[2] - '0';
        string header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({rows}, {columns}), }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        var bytes = new List<byte>([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        for (int i = 0; i < rows * columns; i++)
        {
            short value = fortran ? values[i % rows, i / rows] : values[i / columns, i % columns];
            byte[] item = type[1] == 'f'
                ? size == 8 ? BitConverter.GetBytes((double)value) : BitConverter.GetBytes((float)value)
                : BitConverter.GetBytes((long)value)[..size];
            bytes.AddRange(type[0] == '>' ? item.Reverse() : item);
        }
        return [.. bytes];
    }

    static void Archive(string path, params (string Name, byte[] Content)[] entries)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream entry = archive.CreateEntry(name + ".npy").Open();
            entry.Write(content);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
