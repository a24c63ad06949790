using System.Diagnostics;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Training;

/// <summary>A run under way: where it stands, and the loop that moves it.</summary>
sealed class TrainingState<TSamples>(
    ILearner<TSamples> learner, TrainingPlan plan, TSamples train, TSamples? test,
    IReadOnlyList<KeyValuePair<string, string>> settings, IProgress<TrainingProgress>? progress)
    where TSamples : class, ISamples
{
    const int LookEvery = 256; // samples between two looks at the clock, at most
    const double TellEvery = 0.2, LongLook = 0.02; // seconds

    readonly MeasureSums _sums = MeasureSums.Of(learner);
    readonly List<LearningPoint> _curve = [];
    readonly Stopwatch _clock = new();
    readonly long _total = (long)plan.Epochs * train.Count;
    readonly int _evaluateEvery = plan.EvaluateEvery > 0 ? plan.EvaluateEvery : train.Count;
    long _samples, _start, _looked;
    int _lookAfter = 1;
    double _told, _saved, _lookedAt;

    public void Restore(Checkpoint from, string path)
    {
        from.MustFit(path, settings, learner.Measures.Count, _total, train.Count);
        Checkpoint.Load(path, learner.Load);
        _samples = _start = _looked = from.Samples;
        _sums.Reset(from.Since, [.. from.Sums]);
        _curve.AddRange(from.Curve);
    }

    public TrainingRun Run(CancellationToken cancellation)
    {
        _clock.Start();
        var scores = new double[plan.BatchSize * learner.Classes];
        Look(cancellation);
        if (IsPointDue()) Evaluate(cancellation); // what the run before was interrupted in
        while (_samples < _total)
        {
            int epoch = (int)(_samples / train.Count);
            learner.StartEpoch(epoch);
            int[] order = Streams.For(plan.Seed, "sample-order", epoch).Permutation(train.Count);
            for (int at = (int)(_samples % train.Count); at < order.Length;)
            {
                ReadOnlySpan<int> batch = order.AsSpan(at, Math.Min(plan.BatchSize, order.Length - at));
                at += batch.Length;
                Learn(batch, scores);
                if (IsPointDue()) Evaluate(cancellation);
                if (_samples - _looked >= _lookAfter || cancellation.IsCancellationRequested) Look(cancellation);
            }
        }
        Save();
        Tell();
        return new(plan, settings, train.Name, [.. _curve], _clock.Elapsed.TotalSeconds, Trainer.Version);
    }

    void Learn(ReadOnlySpan<int> batch, double[] scores)
    {
        int classes = learner.Classes;
        learner.Learn(train, batch, scores.AsSpan(0, batch.Length * classes));
        for (int i = 0; i < batch.Length; i++) _sums.Add(scores.AsSpan(i * classes, classes), train.Label(batch[i]));
        _samples += batch.Length;
    }

    // At the first batch that reaches a multiple of the interval, and at the end.
    bool IsPointDue()
    {
        long last = _curve.Count == 0 ? 0 : _curve[^1].Samples;
        return _samples > last && (_samples / _evaluateEvery > last / _evaluateEvery || _samples == _total);
    }

    void Evaluate(CancellationToken cancellation)
    {
        Measured? tested;
        try
        {
            tested = test is null ? null : Evaluation.Of(learner, test, cancellation).Measured;
        }
        catch (OperationCanceledException)
        {
            Save(); // resumed, it begins with this evaluation
            throw;
        }
        _curve.Add(new((double)_samples / train.Count, _samples, _sums.Mean(), tested));
        _sums.Reset();
        if (plan.CurveFile is { } path) LearningCurve.Save(path, _curve);
    }

    void Look(CancellationToken cancellation)
    {
        _looked = _samples;
        double now = _clock.Elapsed.TotalSeconds;
        // Slow learners are looked at after each batch, fast ones seldom enough that looking costs nothing.
        _lookAfter = now - _lookedAt > LongLook ? Math.Max(1, _lookAfter / 2) : Math.Min(LookEvery, 2 * _lookAfter);
        _lookedAt = now;
        if (cancellation.IsCancellationRequested)
        {
            Save();
            cancellation.ThrowIfCancellationRequested();
        }
        if (now >= _saved + plan.CheckpointSeconds && _samples > _start) Save();
        if (now >= _told + TellEvery) Tell();
    }

    void Save()
    {
        if (plan.Checkpoint is not { } path) return;
        new Checkpoint(settings, _samples, _sums.Count, _sums.Sums, _curve).Save(path, learner.Save);
        _saved = _clock.Elapsed.TotalSeconds;
    }

    void Tell()
    {
        _told = _clock.Elapsed.TotalSeconds;
        double rate = (_samples - _start) / Math.Max(_told, 1e-9);
        TimeSpan remaining = rate > 0 ? TimeSpan.FromSeconds(Math.Min((_total - _samples) / rate, 1e11)) : TimeSpan.Zero;
        int epoch = (int)Math.Min(plan.Epochs, _samples / train.Count + 1);
        progress?.Report(new(epoch, plan.Epochs, _samples, _total, rate, remaining, _curve.LastOrDefault()));
    }
}
