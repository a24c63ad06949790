using System.Diagnostics;
using System.Reflection;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Backprop;

/// <summary>
/// Trains a network: epochs in random order, evaluation, learning curve, progress, checkpoints. The order of epoch n comes from the stream
/// "sample-order", index n, of the seed; a resumed run ends with the same weights and curve as an uninterrupted one.
/// </summary>
public sealed class Trainer
{
    const int ProgressEvery = 256; // samples between two looks at the clock

    readonly TrainingPlan _plan;
    readonly BinarySamples _train, _test;
    readonly ILearner _learner;
    readonly List<LearningPoint> _curve;
    readonly IProgress<TrainingProgress>? _progress;
    long _samples, _exact, _since;

    Trainer(TrainingPlan plan, BinarySamples train, BinarySamples test, ILearner learner, Checkpoint? from, IProgress<TrainingProgress>? progress)
    {
        (_plan, _train, _test, _learner, _progress) = (plan, train, test, learner, progress);
        (_samples, _exact, _since) = from is null ? (0, 0, 0) : (from.Samples, from.Exact, from.Since);
        _curve = from is null ? [] : [.. from.Curve];
    }

    /// <summary>Version of the library, as results carry it.</summary>
    public static string Version { get; } = typeof(Trainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Trains from the start.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="train">Samples to learn.</param>
    /// <param name="test">Samples to test with.</param>
    /// <param name="progress">Told about five times a second.</param>
    /// <param name="cancellation">Ends the run after the sample under way; a checkpoint is written first, if the plan has one.</param>
    /// <param name="learner">Who learns, made from the initial weights: <see cref="FastBackprop"/> by default.</param>
    /// <exception cref="ArgumentException">A value of the plan is out of range, or samples and layers do not fit.</exception>
    /// <exception cref="BackpropException">A checkpoint cannot be written; the one before it is unchanged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingRun Run(
        TrainingPlan plan, BinarySamples train, BinarySamples test,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default, Func<BinaryWeights, ILearner>? learner = null)
    {
        Check(plan, train, test);
        var weights = BinaryWeights.Random(plan.Layers, plan.Seed, plan.Scale);
        return new Trainer(plan, train, test, Make(plan, weights, learner), null, progress).Run(cancellation);
    }

    /// <summary>Goes on from the plan's checkpoint, or from the start if there is no such file.</summary>
    /// <inheritdoc cref="Run(TrainingPlan, BinarySamples, BinarySamples, IProgress{TrainingProgress}?, CancellationToken, Func{BinaryWeights, ILearner}?)"/>
    public static TrainingRun Resume(
        TrainingPlan plan, BinarySamples train, BinarySamples test,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default, Func<BinaryWeights, ILearner>? learner = null)
    {
        Check(plan, train, test);
        string path = plan.Checkpoint ?? throw new ArgumentException("the plan names no checkpoint to resume from");
        if (!File.Exists(path)) return Run(plan, train, test, progress, cancellation, learner);
        (Checkpoint state, BinaryWeights weights) = Backprop.Checkpoint.Load(path);
        state.MustFit(path, plan, train.Name, train.Fingerprint());
        return new Trainer(plan, train, test, Make(plan, weights, learner), state, progress).Run(cancellation);
    }

    TrainingRun Run(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        double told = 0;
        long total = (long)_plan.Epochs * _train.Count, start = _samples;
        string fingerprint = _plan.Checkpoint is null ? "" : _train.Fingerprint();
        int evaluateEvery = _plan.EvaluateEvery > 0 ? _plan.EvaluateEvery : _train.Count;
        int saveEvery = _plan.CheckpointEvery > 0 ? _plan.CheckpointEvery : _train.Count;

        while (_samples < total)
        {
            int epoch = (int)(_samples / _train.Count);
            int[] order = Streams.For(_plan.Seed, "sample-order", epoch).Permutation(_train.Count);
            for (int i = (int)(_samples % _train.Count); i < order.Length; i++)
            {
                if (_samples % ProgressEvery == 0) Look();
                int sample = order[i];
                if (_learner.Learn(_train.Active(sample), _train.Label(sample))) _exact++;
                _since++;
                _samples++;
                if (_samples % evaluateEvery == 0 || _samples == total) Evaluate();
                if (_samples % saveEvery == 0 || _samples == total) Save(fingerprint);
            }
        }
        Tell();
        return new TrainingRun(_plan, _train.Name, _curve, _learner.Weights(), clock.Elapsed.TotalSeconds, Version);

        void Look()
        {
            if (cancellation.IsCancellationRequested)
            {
                Save(fingerprint);
                cancellation.ThrowIfCancellationRequested();
            }
            if (clock.Elapsed.TotalSeconds >= told + 0.2) Tell();
        }

        void Tell()
        {
            told = clock.Elapsed.TotalSeconds;
            double rate = (_samples - start) / Math.Max(told, 1e-9);
            TimeSpan remaining = rate > 0 ? TimeSpan.FromSeconds((total - _samples) / rate) : TimeSpan.Zero;
            int epoch = (int)Math.Min(_plan.Epochs, _samples / _train.Count + 1);
            _progress?.Report(new(epoch, _plan.Epochs, _samples, total, rate, remaining, _curve.LastOrDefault()));
        }
    }

    void Evaluate()
    {
        Evaluation test = Evaluation.Of(_learner, _test);
        _curve.Add(new((double)_samples / _train.Count, _samples, (double)_exact / _since, test.Exact, test.Argmax, test.ArgmaxPotential, test.MeanSquaredError));
        (_exact, _since) = (0, 0);
    }

    void Save(string fingerprint)
    {
        if (_plan.Checkpoint is { } path)
            Backprop.Checkpoint.Of(_plan, _train.Name, fingerprint, _samples, _exact, _since, _curve).Save(path, _learner.Weights());
    }

    static void Check(TrainingPlan plan, BinarySamples train, BinarySamples test)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        Fit.Check(plan.Layers, train);
        Fit.Check(plan.Layers, test);
    }

    static ILearner Make(TrainingPlan plan, BinaryWeights weights, Func<BinaryWeights, ILearner>? learner)
        => learner is null ? new FastBackprop(weights, plan.Rules) : learner(weights);
}
