using Spikebook.Data;

namespace Spikebook.Backprop.Tests;

public sealed class TrainerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-training-").FullName;
    readonly BinarySamples _train, _test;

    public TrainerTests() => (_train, _test) = Digits.LoadBinary();

    string Path => System.IO.Path.Combine(_folder, "run.npz");

    static TrainingPlan Plan(int epochs = 3) => new(LayerSizes.Parse("64-60-10"), epochs, 11);

    [Fact]
    public void The_shipped_digits_are_learned()
    {
        TrainingRun run = Trainer.Run(Plan(40), _train, _test);
        Assert.Equal(40, run.Curve.Count);
        Assert.True(run.Curve[^1].TrainExact > 0.85, run.Curve[^1].ToString());
        Assert.True(run.Curve[^1].TestArgmaxPotential > 0.8, run.Curve[^1].ToString());

        // three ways to the same numbers
        Evaluation evaluation = Evaluation.Of(run.Network(), _test);
        ConfusionMatrix confusion = ConfusionMatrix.Of(run.Network(), _test);
        Assert.Equal(run.Curve[^1].TestArgmaxPotential, evaluation.ArgmaxPotential);
        Assert.Equal(evaluation.ArgmaxPotential, confusion.Accuracy, 1e-12);
        Assert.Equal(360, confusion.Samples);
        Assert.All(confusion.Mistakes, mistake => Assert.True(mistake.AnswerPotential >= mistake.LabelPotential));
        Assert.Equal(evaluation, Evaluation.Of(new BinaryBackprop(run.Weights), _test));
    }

    [Fact]
    public void The_same_plan_gives_the_same_run_and_another_seed_another()
    {
        TrainingRun first = Trainer.Run(Plan(), _train, _test), second = Trainer.Run(Plan(), _train, _test);
        Assert.Equal(first.Curve, second.Curve);
        Assert.Equal(0, first.Weights.Differences(second.Weights));
        Assert.NotEqual(0, first.Weights.Differences(Trainer.Run(Plan() with { Seed = 12 }, _train, _test).Weights));
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(2816, 700)]
    public void A_run_cancelled_anywhere_and_resumed_ends_like_an_uninterrupted_one(int stopAfter, int evaluateEvery)
    {
        TrainingPlan plan = Plan() with { Checkpoint = Path, CheckpointEvery = 500, EvaluateEvery = evaluateEvery };
        TrainingRun whole = Trainer.Run(plan with { Checkpoint = null }, _train, _test);

        using var cancel = new CancellationTokenSource();
        int learned = 0;
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(plan, _train, _test, null, cancel.Token, weights => new Counting(weights, () =>
        {
            if (++learned == stopAfter) cancel.Cancel();
        })));
        Assert.InRange(Checkpoint.Load(Path).State.Samples, stopAfter, stopAfter + 256);

        TrainingRun resumed = Trainer.Resume(plan, _train, _test);
        Assert.Equal(whole.Curve, resumed.Curve);
        Assert.Equal(0, whole.Weights.Differences(resumed.Weights));
        Assert.Equal(0, whole.Weights.Differences(Trainer.Resume(plan, _train, _test).Weights)); // nothing is left to do
    }

    [Fact]
    public void A_crash_loses_only_what_came_after_the_last_checkpoint()
    {
        TrainingPlan plan = Plan() with { Checkpoint = Path, CheckpointEvery = 500 };
        int learned = 0;
        Assert.Throws<InvalidOperationException>(() => Trainer.Run(plan, _train, _test, learner: weights => new Counting(weights, () =>
        {
            if (++learned == 1700) throw new InvalidOperationException("crash");
        })));
        Assert.Equal(1500, Checkpoint.Load(Path).State.Samples);
        Assert.Equal(0, Trainer.Run(plan with { Checkpoint = null }, _train, _test).Weights.Differences(Trainer.Resume(plan, _train, _test).Weights));
    }

    [Fact]
    public void Another_plan_or_other_samples_do_not_resume_a_checkpoint()
    {
        TrainingPlan plan = Plan(1) with { Checkpoint = Path };
        Trainer.Run(plan, _train, _test);
        Assert.Contains("seed 11 there but 12", Error(plan with { Seed = 12 }, _train));
        Assert.Contains("layers 64-60-10 there but 64-50-10", Error(plan with { Layers = LayerSizes.Parse("64-50-10") }, _train));
        Assert.Contains("rules circuit there but numpy", Error(plan with { Rules = LearningRules.NumPyReference }, _train));
        Assert.Contains("samples", Error(plan, _train.Take(1000)));

        string Error(TrainingPlan other, BinarySamples train) => Assert.Throws<BackpropException>(() => Trainer.Resume(other, train, _test)).Message;
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_says_so_and_keeps_the_last()
    {
        TrainingPlan plan = Plan(1) with { Checkpoint = Path, CheckpointEvery = 500 };
        int learned = 0;
        var error = Assert.Throws<BackpropException>(() => Trainer.Run(plan, _train, _test, learner: weights => new Counting(weights, () =>
        {
            if (++learned == 600) Directory.CreateDirectory(Path + ".partial");
        })));
        Assert.Contains("unchanged", error.Message);
        Assert.Equal(500, Checkpoint.Load(Path).State.Samples);
    }

    [FullDiskFact]
    public void A_disk_that_fills_up_while_a_checkpoint_is_written_loses_nothing_before_it()
    {
        TrainingPlan plan = Plan(1) with { Checkpoint = Path, CheckpointEvery = 500 };
        int learned = 0;
        var error = Assert.Throws<BackpropException>(() => Trainer.Run(plan, _train, _test, learner: weights => new Counting(weights, () =>
        {
            // every write to this device fails as on a full disk
            if (++learned == 600) File.CreateSymbolicLink(Path + ".partial", "/dev/full");
        })));
        Assert.Contains("No space left on device", error.Message);
        Assert.Contains("unchanged", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(File.Exists("/dev/full"));
        Assert.False(File.Exists(Path + ".partial"));

        // with room again, the run goes on from the last good checkpoint and ends like one that was never disturbed
        Assert.Equal(500, Checkpoint.Load(Path).State.Samples);
        Assert.Equal(0, Trainer.Run(plan with { Checkpoint = null }, _train, _test).Weights.Differences(Trainer.Resume(plan, _train, _test).Weights));
    }

    [Fact]
    public void Plans_and_samples_that_do_not_fit_are_errors_before_work_starts()
    {
        Assert.Contains("64 inputs", Error(Plan() with { Layers = LayerSizes.Parse("65-10-10") }));
        Assert.Contains("10 classes", Error(Plan() with { Layers = LayerSizes.Parse("64-10-9") }));
        Assert.Contains("0 epochs", Error(Plan(0)));
        Assert.Contains("-1 samples", Error(Plan() with { CheckpointEvery = -1 }));
        Assert.Contains("no checkpoint", Assert.Throws<ArgumentException>(() => Trainer.Resume(Plan(), _train, _test)).Message);

        string Error(TrainingPlan plan) => Assert.Throws<ArgumentException>(() => Trainer.Run(plan, _train, _test)).Message;
    }

    [Fact]
    public void Progress_ends_with_all_samples()
    {
        var reports = new List<TrainingProgress>();
        Trainer.Run(Plan(2), _train, _test, new Listed(reports));
        Assert.Equal(2 * 1437, reports[^1].Samples);
        Assert.Equal(2 * 1437, reports[^1].TotalSamples);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
        Assert.True(reports[^1].SamplesPerSecond > 0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    sealed class FullDiskFactAttribute : FactAttribute
    {
        public FullDiskFactAttribute()
        {
            if (!File.Exists("/dev/full")) Skip = "only Linux has the device /dev/full, on which every write fails as on a full disk";
        }
    }

    sealed class Listed(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }

    /// <summary>Calls back before each sample.</summary>
    sealed class Counting(BinaryWeights weights, Action before) : ILearner
    {
        readonly FastBackprop _inner = new(weights);

        public LayerSizes Layers => _inner.Layers;

        public bool Learn(ReadOnlySpan<ushort> active, int label)
        {
            before();
            return _inner.Learn(active, label);
        }

        public void Infer(ReadOnlySpan<ushort> active, Span<int> potentials) => _inner.Infer(active, potentials);

        public BinaryWeights Weights() => _inner.Weights();
    }
}
