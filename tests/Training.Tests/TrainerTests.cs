using Spikebook.Data;

namespace Spikebook.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-training-").FullName;
    readonly FeatureTable _train, _test;

    public TrainerTests()
    {
        Parts<FeatureTable> parts = FeatureTable.Iris().SplitStratified(0.2, seed: 3);
        (_train, _test) = Normalisation.Standard(parts.Train).Apply(parts);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    static TrainingPlan Plan(int epochs = 5) => new(epochs, 11) { BatchSize = 8 };

    static SoftmaxRegression Learner() => new(4, 3);

    [Fact]
    public void A_learner_with_real_weights_learns_flowers()
    {
        SoftmaxRegression learner = Learner();
        TrainingRun run = Trainer.Run(learner, Plan(60), _train, _test);
        Assert.Equal(60, run.Curve.Count);
        // Three species, of which two overlap: linear classifiers get 95 to 98 % of them.
        Assert.InRange(run.Curve[^1].Train["accuracy"], 0.94, 0.995);
        Assert.InRange(run.Curve[^1].Test!["accuracy"], 0.9, 1);
        Assert.True(run.Curve[^1].Train["loss"] < run.Curve[0].Train["loss"] / 3);
        Assert.Equal(run.Curve[^1].Test, Evaluation.Of(learner, _test).Measured);
        var confusion = ConfusionMatrix.Of(learner, _test);
        Assert.Equal(run.Curve[^1].Test!["accuracy"], confusion.Accuracy, 1e-12);
        Assert.Equal(_test.Count, confusion.Counts.Cast<int>().Sum());
    }

    [Fact]
    public void The_gradient_vanishes_where_the_loss_is_lowest()
    {
        // Overlapping classes have a finite optimum; there, mean predicted and mean true class frequencies agree (score equations).
        var overlapping = FeatureTable.Of("line", [[-1], [0], [1], [-1], [0], [1]], [0, 0, 0, 1, 1, 1]);
        SoftmaxRegression learner = new(1, 2);
        Trainer.Run(learner, new TrainingPlan(2000, 1) { BatchSize = 6 }, overlapping);
        Assert.Equal(Math.Log(2), Evaluation.Of(learner, overlapping)["loss"], 1e-12);
    }

    [Fact]
    public void The_same_plan_gives_the_same_run_and_another_seed_another()
    {
        SoftmaxRegression first = Learner(), second = Learner(), third = Learner();
        Assert.Equal(Trainer.Run(first, Plan(), _train, _test).Curve, Trainer.Run(second, Plan(), _train, _test).Curve);
        Assert.Equal(first.Weights.ToArray(), second.Weights.ToArray());
        Trainer.Run(third, Plan() with { Seed = 12 }, _train, _test);
        Assert.NotEqual(first.Weights.ToArray(), third.Weights.ToArray());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(130, 0)]
    [InlineData(300, 50)]
    [InlineData(599, 7)]
    public void A_run_cancelled_anywhere_and_resumed_ends_like_an_uninterrupted_one(int stopAfter, int evaluateEvery)
    {
        TrainingPlan plan = Plan() with { EvaluateEvery = evaluateEvery };
        SoftmaxRegression whole = Learner(), resumed = Learner();
        TrainingRun expected = Trainer.Run(whole, plan, _train, _test);

        using CancellationTokenSource cancel = new();
        int learned = 0;
        SoftmaxRegression stopped = new(4, 3) { BeforeSample = () => { if (++learned == stopAfter) cancel.Cancel(); } };
        plan = plan with { Checkpoint = At("run.npz") };
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(stopped, plan, _train, _test, null, cancel.Token));
        Assert.InRange(Checkpoint.Load(At("run.npz")).Samples, stopAfter, stopAfter + 8);

        Assert.Equal(expected.Curve, Trainer.Resume(resumed, plan, _train, _test).Curve);
        Assert.Equal(whole.Weights.ToArray(), resumed.Weights.ToArray());
        SoftmaxRegression again = Learner();
        Assert.Equal(expected.Curve, Trainer.Resume(again, plan, _train, _test).Curve); // nothing is left to do
        Assert.Equal(whole.Weights.ToArray(), again.Weights.ToArray());
        Assert.Empty(again.Epochs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void An_interruption_while_testing_loses_no_point_of_the_curve(int evaluation)
    {
        TrainingRun expected = Trainer.Run(Learner(), Plan(), _train, _test);
        using CancellationTokenSource cancel = new();
        int tests = 0;
        SoftmaxRegression stopped = Learner();
        FeatureTable large = _test.Pick([.. Enumerable.Range(0, 600).Select(i => i % _test.Count)]); // more than one group of answers
        stopped.BeforeScore = () => { if (++tests == 3 * evaluation - 2) cancel.Cancel(); };
        TrainingPlan plan = Plan() with { Checkpoint = At("run.npz") };
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(stopped, plan, _train, large, null, cancel.Token));
        TrainingRun resumed = Trainer.Resume(Learner(), plan, _train, large);
        Assert.Equal(expected.Curve.Select(p => p.Train), resumed.Curve.Select(p => p.Train));
        Assert.Equal(5, resumed.Curve.Count);
    }

    [Fact]
    public void A_crash_loses_only_what_came_after_the_last_checkpoint()
    {
        TrainingPlan plan = Plan(10) with { Checkpoint = At("run.npz"), CheckpointSeconds = 0 };
        int learned = 0;
        SoftmaxRegression crashing = new(
            4, 3)
        { BeforeSample = () => { if (++learned == 1000) throw new InvalidOperationException("crash"); } };
        Assert.Throws<InvalidOperationException>(() => Trainer.Run(crashing, plan, _train, _test));
        Assert.InRange(Checkpoint.Load(At("run.npz")).Samples, 1000 - 256 - 8, 999);
        SoftmaxRegression whole = Learner(), resumed = Learner();
        Trainer.Run(whole, plan with { Checkpoint = null }, _train, _test);
        Trainer.Resume(resumed, plan, _train, _test);
        Assert.Equal(whole.Weights.ToArray(), resumed.Weights.ToArray());
    }

    [Fact]
    public void Long_runs_do_not_spend_their_time_on_checkpoints()
    {
        int saves = 0;
        SavesCounted learner = new(() => saves++);
        Trainer.Run(learner, Plan(300) with { Checkpoint = At("run.npz"), CheckpointSeconds = 3600 }, _train);
        Assert.Equal(1, saves);
    }

    [Fact]
    public void Without_a_test_set_the_curve_has_what_was_seen_while_learning()
    {
        TrainingRun run = Trainer.Run(Learner(), Plan(), _train);
        Assert.Equal(5, run.Curve.Count);
        Assert.All(run.Curve, point => Assert.Null(point.Test));
        Assert.True(run.Curve[^1].Train["accuracy"] > 0.8);
    }

    [Fact]
    public void The_curve_goes_to_a_file_point_by_point()
    {
        TrainingRun run = Trainer.Run(Learner(), Plan() with { CurveFile = At("curve.csv") }, _train, _test);
        string[] lines = File.ReadAllLines(At("curve.csv"));
        Assert.Equal("epoch,samples,train_accuracy,train_loss,train_mse,test_accuracy,test_loss,test_mse", lines[0]);
        Assert.Equal(6, lines.Length);
        double[] last = [.. lines[^1].Split(',').Select(double.Parse)];
        LearningPoint point = run.Curve[^1];
        Assert.Equal([5, 600, .. point.Train.Values, .. point.Test!.Values], last); // all digits
    }

    [Fact]
    public void What_exists_is_not_replaced()
    {
        TrainingPlan plan = Plan() with { Checkpoint = At("run.npz") };
        Trainer.Run(Learner(), plan, _train, _test);
        byte[] before = File.ReadAllBytes(At("run.npz"));
        Assert.Contains("is there already", Assert.Throws<TrainingException>(() => Trainer.Run(Learner(), plan, _train, _test)).Message);
        Assert.Equal(before, File.ReadAllBytes(At("run.npz")));
    }

    [Fact]
    public void Two_runs_do_not_share_a_checkpoint()
    {
        TrainingPlan plan = Plan() with { Checkpoint = At("run.npz") };
        string? refusal = null;
        SoftmaxRegression first = new(4, 3)
        {
            BeforeSample = () => refusal ??= Assert.Throws<TrainingException>(() => Trainer.Resume(Learner(), plan, _train, _test)).Message,
        };
        Trainer.Run(first, plan, _train, _test);
        Assert.Contains("another run is writing", refusal);
        Trainer.Resume(Learner(), plan, _train, _test); // the lock is given back
    }

    [Fact]
    public void Another_plan_learner_or_set_does_not_resume_a_checkpoint()
    {
        TrainingPlan plan = Plan() with { Checkpoint = At("run.npz") };
        Trainer.Run(Learner(), plan, _train, _test);
        Assert.Contains("seed 11 there but 12", Error(Learner(), plan with { Seed = 12 }, _train));
        Assert.Contains("rate 0.1 there but 0.2", Error(new SoftmaxRegression(4, 3, rate: 0.2), plan, _train));
        Assert.Contains("batch size 8 there but 4", Error(Learner(), plan with { BatchSize = 4 }, _train));
        Assert.Contains("samples", Error(Learner(), plan, _train.Shuffle(1)));
        Assert.Contains("600 samples there, but 3 epochs have 360; ask for at least 5", Error(Learner(), plan with { Epochs = 3 }, _train));

        string Error(SoftmaxRegression learner, TrainingPlan other, FeatureTable samples)
            => Assert.Throws<TrainingException>(() => Trainer.Resume(learner, other, samples, _test)).Message;
    }

    [Fact]
    public void More_epochs_go_on_from_a_finished_run()
    {
        TrainingPlan plan = Plan() with { Checkpoint = At("run.npz") };
        Trainer.Run(Learner(), plan, _train, _test);
        SoftmaxRegression whole = Learner(), more = Learner();
        TrainingRun expected = Trainer.Run(whole, Plan(8), _train, _test);
        Assert.Equal(expected.Curve, Trainer.Resume(more, plan with { Epochs = 8 }, _train, _test).Curve);
        Assert.Equal(whole.Weights.ToArray(), more.Weights.ToArray());
    }

    [Fact]
    public void Plans_and_samples_that_do_not_fit_are_errors_before_work_starts()
    {
        Assert.Contains("0 epochs", Error(Plan(0)));
        Assert.Contains("batches of 0", Error(Plan() with { BatchSize = 0 }));
        Assert.Contains("-1 samples", Error(Plan() with { EvaluateEvery = -1 }));
        Assert.Contains("every NaN s", Error(Plan() with { CheckpointSeconds = double.NaN }));
        Assert.Contains("path is empty", Error(Plan() with { Checkpoint = "" }));
        Assert.Contains(
            "30 features", Assert.Throws<ArgumentException>(() => Trainer.Run(Learner(), Plan(), FeatureTable.BreastCancer())).Message);
        Assert.Contains("no checkpoint", Assert.Throws<ArgumentException>(() => Trainer.Resume(Learner(), Plan(), _train, _test)).Message);

        string Error(TrainingPlan plan) => Assert.Throws<ArgumentException>(() => Trainer.Run(Learner(), plan, _train, _test)).Message;
    }

    [Fact]
    public void Progress_ends_with_all_samples()
    {
        List<TrainingProgress> reports = [];
        Trainer.Run(Learner(), Plan(), _train, _test, new Listed(reports));
        Assert.Equal(600, reports[^1].Samples);
        Assert.Equal(600, reports[^1].TotalSamples);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
        Assert.True(reports[^1].SamplesPerSecond > 0);
        Assert.Equal(5, reports[^1].Latest!.Epoch);
    }

    [Fact]
    public void Epochs_are_announced_again_after_a_resumption()
    {
        SoftmaxRegression learner = Learner();
        Trainer.Run(learner, Plan(3), _train, _test);
        Assert.Equal([0, 1, 2], learner.Epochs);
    }

    sealed class Listed(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }

    sealed class SavesCounted(Action saving) : ILearner<FeatureTable>
    {
        readonly SoftmaxRegression _inner = new(4, 3);

        public IReadOnlyList<KeyValuePair<string, string>> Settings => _inner.Settings;

        public int Classes => _inner.Classes;

        public IReadOnlyList<Measure> Measures => _inner.Measures;

        public void MustFit(FeatureTable samples) => _inner.MustFit(samples);

        public void Learn(FeatureTable samples, ReadOnlySpan<int> batch, Span<double> scores) => _inner.Learn(samples, batch, scores);

        public void Score(FeatureTable samples, ReadOnlySpan<int> batch, Span<double> scores) => _inner.Score(samples, batch, scores);

        public void Save(NpzWriter state)
        {
            saving();
            _inner.Save(state);
        }

        public void Load(NpzReader state) => _inner.Load(state);
    }
}
