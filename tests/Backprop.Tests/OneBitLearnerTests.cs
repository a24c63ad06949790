using Spikebook.Data;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

public sealed class OneBitLearnerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-training-").FullName;
    readonly BinarySamples _train, _test;

    public OneBitLearnerTests() => (_train, _test) = Digits.LoadBinary();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    static BinaryWeights Start(ulong seed = 11) => BinaryWeights.Random(LayerSizes.Parse("64-60-10"), seed);

    [Fact]
    public void The_shipped_digits_are_learned()
    {
        OneBitLearner learner = new(Start());
        TrainingRun run = Trainer.Run(learner, new TrainingPlan(40, 11), _train, _test);
        Assert.Equal(40, run.Curve.Count);
        Assert.True(run.Curve[^1].Train["exact"] > 0.85, run.Curve[^1].ToString());
        Assert.True(run.Curve[^1].Test!["potentials"] > 0.8, run.Curve[^1].ToString());

        // three ways to the same numbers
        var confusion = ConfusionMatrix.Of(learner, _test);
        Assert.Equal(run.Curve[^1].Test!["potentials"], confusion.Accuracy, 1e-12);
        Assert.All(confusion.Mistakes, mistake => Assert.True(mistake.AnswerScore >= mistake.LabelScore));
        OneBitLearner plain = new(learner.Weights(), form: weights => new BinaryBackprop(weights));
        Assert.Equal(Evaluation.Of(learner, _test), Evaluation.Of(plain, _test));
    }

    [Fact]
    public void One_form_goes_on_where_the_other_stopped()
    {
        BinarySamples few = _train.Take(300);
        TrainingPlan plan = new(2, 11) { Checkpoint = At("run.npz") };
        OneBitLearner whole = new(Start());
        Trainer.Run(whole, plan with { Checkpoint = null }, few);
        using CancellationTokenSource cancel = new();
        OneBitLearner chip = new(Start(), form: weights => new Stopping(new SynfireCircuit(weights), cancel));
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(chip, plan, few, cancellation: cancel.Token));
        OneBitLearner fast = new(Start());
        Trainer.Resume(fast, plan, few);
        Assert.Equal(0, whole.Weights().Differences(fast.Weights()));
        // a checkpoint is a file of weights too
        Assert.Equal(0, WeightFile.Load(At("run.npz")).Differences(whole.Weights()));
    }

    /// <summary>A network that has its training cancelled after a hundred samples.</summary>
    sealed class Stopping(IOneBitNetwork network, CancellationTokenSource cancel) : IOneBitNetwork
    {
        int _learned;

        public LayerSizes Layers => network.Layers;

        public ReadOnlySpan<int> Outputs => network.Outputs;

        public RangeBreach? Breach => network.Breach;

        public bool Learn(ActiveInputs active, int label)
        {
            if (++_learned == 100) cancel.Cancel();
            return network.Learn(active, label);
        }

        public void Infer(ActiveInputs active, Span<int> potentials) => network.Infer(active, potentials);

        public BinaryWeights Weights() => network.Weights();
    }

    [Fact]
    public void Given_weights_are_where_it_starts()
    {
        OneBitLearner first = new(Start()), second = new(Start(12));
        Trainer.Run(first, new TrainingPlan(1, 1), _train);
        WeightFile.Save(At("w.npz"), first.Weights());
        OneBitLearner onward = new(WeightFile.Load(At("w.npz")));
        Assert.Equal(0, onward.Weights().Differences(first.Weights()));
        Trainer.Run(onward, new TrainingPlan(1, 2), _train);
        Assert.NotEqual(0, onward.Weights().Differences(first.Weights()));

        // and a checkpoint belongs to its initial weights
        TrainingPlan plan = new(1, 1) { Checkpoint = At("run.npz") };
        Trainer.Run(new OneBitLearner(Start()), plan, _train);
        Assert.Contains("initial weights", Error(second));
        Assert.Contains("layers 64-60-10 there but 64-50-10", Error(new(BinaryWeights.Random(LayerSizes.Parse("64-50-10"), 11))));
        Assert.Contains("rules circuit there but numpy", Error(new(Start(), LearningRules.NumPyReference)));

        string Error(OneBitLearner learner) => Assert.Throws<TrainingException>(() => Trainer.Resume(learner, plan, _train)).Message;
    }

    [Fact]
    public void Samples_that_do_not_fit_are_errors_before_work_starts()
    {
        Assert.Contains("64 inputs", Error("65-10-10"));
        Assert.Contains("10 classes", Error("64-10-9"));

        string Error(string sizes) => Assert.Throws<ArgumentException>(
            () => Trainer.Run(new OneBitLearner(new(LayerSizes.Parse(sizes))), new TrainingPlan(1, 1), _train)).Message;
    }

    [Fact]
    public void Half_filled_weights_cannot_be_made()
    {
        var layers = LayerSizes.Parse("4-3-2");
        var filled = BinaryWeights.Of(layers, [new short[12], [2, 4, 6, 8, 10, -256]]);
        Assert.Equal([-2, -4, -6, -8, -10, 254], filled.Minus(1).ToArray()); // the copies follow
        Assert.Equal([-20, -4, -20, -8, -20, 254], filled.With(1, (_, post, w) => post == 0 ? 20 : w).Minus(1).ToArray());
        Assert.Contains("weight 3 from unit 1 to 2", Assert.Throws<BackpropException>(
            () => BinaryWeights.Of(layers, (m, pre, post) => m == 0 && pre == 1 && post == 2 ? 3 : 0)).Message);
        Assert.Contains("weight 256", Assert.Throws<BackpropException>(() => filled.With(0, (_, _, _) => 256)).Message);
        Assert.Contains(
            "asks for 12", Assert.Throws<ArgumentException>(() => BinaryWeights.Of(layers, [new short[11], new short[6]])).Message);
        Assert.Contains("1 matrices", Assert.Throws<ArgumentException>(() => BinaryWeights.Of(layers, [new short[12]])).Message);
        short[] own = new short[12];
        var copied = BinaryWeights.Of(layers, [own, new short[6]]);
        own[0] = 2;
        Assert.Equal(0, copied[0, 0, 0]);
    }
}
