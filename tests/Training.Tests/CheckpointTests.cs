using System.IO.Compression;
using System.Text;
using Spikebook.Data;
using Spikebook.Storage.Tests;

namespace Spikebook.Training.Tests;

public sealed class CheckpointTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    static Checkpoint State(long samples) => new([new("layers", "4-3")], samples, samples, [1.5, double.PositiveInfinity], []);

    static void Weights(NpzWriter writer) => writer.Write<double>("w", [1.25, double.NaN], 1, 2);

    [Fact]
    public void What_was_saved_comes_back_with_every_bit()
    {
        Checkpoint state = State(7) with { Since = 3, Curve = [new(0.1 + 0.2, 4, new(["a"], [double.NaN]), new(["a"], [1 / 3.0]))] };
        state.Save(At("s.npz"), Weights);
        double[] weights = [];
        var loaded = Checkpoint.Load(At("s.npz"), reader => weights = reader.Read<double>("w", 1, 2));
        Assert.Equal((7, 3, "4-3"), (loaded.Samples, loaded.Since, loaded.Setting("layers")));
        Assert.Equal(state.Sums, loaded.Sums);
        Assert.Equal(state.Curve, loaded.Curve);
        Assert.Equal([1.25, double.NaN], weights);
    }

    [Fact]
    public void A_disk_that_fails_at_any_call_leaves_the_old_state_or_the_new()
    {
        State(1).Save(At("s.npz"), Weights);
        int failed = 0;
        for (int n = 1; ; n++)
        {
            FailingDisk disk = new(n);
            long before = Checkpoint.Load(At("s.npz")).Samples;
            try
            {
                State(before + 1).Save(At("s.npz"), Weights, disk);
                break;
            }
            catch (TrainingException error)
            {
                failed++;
                Assert.Contains("unchanged", error.Message);
                Assert.DoesNotContain('\n', error.Message);
                Assert.Equal(before, Checkpoint.Load(At("s.npz")).Samples);
            }
        }
        Assert.True(failed >= 4, $"only {failed} calls were tried");
        Assert.Equal(["s.npz"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("""{"Settings":[],"Samples":-1,"Since":0,"Sums":[],"Curve":[]}""", "lacks")]
    [InlineData("""{"Settings":[{"Key":"samples","Value":null}],"Samples":1,"Since":1,"Sums":[],"Curve":[]}""", "lacks")]
    [InlineData("""{"Samples":1}""", "lacks")]
    [InlineData("""{"Settings":[],"Samples":1,"Since":2,"Sums":[],"Curve":[]}""", "lacks")]
    [InlineData("""{"Settings":[],"Samples":1,"Since":0,"Sums":[],"Curve":[null]}""", "lacks")]
    [InlineData("""{"Settings":[],"Samples":1,"Since":0,"Sums":[],"Curve":[{"Epoch":1,"Samples":1,"Train":{"Names":null,"Values":[]}}]}""", "damaged")]
    [InlineData("{", "damaged")]
    [InlineData("null", "without the state")]
    public void A_damaged_state_is_one_line(string json, string expected)
    {
        using (var archive = new ZipArchive(File.Create(At("s.npz")), ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("training.json").Open()) entry.Write(Encoding.UTF8.GetBytes(json));
        string message = Assert.Throws<TrainingException>(() => Checkpoint.Load(At("s.npz"))).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void More_samples_than_the_plan_has_do_not_count_as_finished()
    {
        var table = FeatureTable.Of("two", [[0], [1]], [0, 1]);
        TrainingPlan plan = new(3, 1) { Checkpoint = At("s.npz") };
        Trainer.Run(new SoftmaxRegression(1, 2), plan, table);
        var state = Checkpoint.Load(At("s.npz"));
        (state with { Samples = (long)1e18, Since = (long)1e18 - 6 }).Save(At("s.npz"), Weights);
        Assert.Contains("1000000000000000000 samples there", Assert.Throws<TrainingException>(
            () => Trainer.Resume(new SoftmaxRegression(1, 2), plan, table)).Message);
    }

    [Fact]
    public void Only_a_regular_file_is_written()
    {
        var table = FeatureTable.Of("two", [[0], [1]], [0, 1]);
        Assert.Contains("a folder", Error(_folder));
        if (OperatingSystem.IsWindows()) return; // links need rights there
        File.WriteAllText(At("kept"), "kept");
        File.CreateSymbolicLink(At("link.npz"), At("kept"));
        Assert.Contains("a link", Error(At("link.npz")));
        Assert.Equal("kept", File.ReadAllText(At("kept")));
        Assert.Contains("a device", Error("/dev/null"));

        string Error(string path) => Assert.Throws<TrainingException>(
            () => Trainer.Resume(new SoftmaxRegression(1, 2), new TrainingPlan(1, 1) { Checkpoint = path }, table)).Message;
    }
}
