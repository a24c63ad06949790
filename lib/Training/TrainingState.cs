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

    readonly MeasureSums sums = MeasureSums.Of(learner);
    readonly List<LearningPoint> curve = [];
    readonly Stopwatch clock = new();
    readonly long total = (long)plan.Epochs * train.Count;
    readonly int evaluateEvery = plan.EvaluateEvery > 0 ? plan.EvaluateEvery : train.Count;
    long samples, start, looked;
    int lookAfter = 1;
    double told, saved, lookedAt;

    public void Restore(Checkpoint from, string path)
    {
        from.MustFit(path, settings, learner.Measures.Count, total, train.Count);
        Checkpoint.Load(path, learner.Load);
        samples = start = looked = from.Samples;
        sums.Reset(from.Since, [.. from.Sums]);
        curve.AddRange(from.Curve);
    }

    public TrainingRun Run(CancellationToken cancellation)
    {
        clock.Start();
        var scores = new double[plan.BatchSize * learner.Classes];
        Look(cancellation);
        if (IsPointDue()) Evaluate(cancellation); // what the run before was interrupted in
        while (samples < total)
        {
            int epoch = (int)(samples / train.Count);
            learner.StartEpoch(epoch);
            int[] order = Streams.For(plan.Seed, "sample-order", epoch).Permutation(train.Count);
            for (int at = (int)(samples % train.Count); at < order.Length;)
            {
                ReadOnlySpan<int> batch = order.AsSpan(at, Math.Min(plan.BatchSize, order.Length - at));
                at += batch.Length;
                Learn(batch, scores);
                if (IsPointDue()) Evaluate(cancellation);
                if (samples - looked >= lookAfter || cancellation.IsCancellationRequested) Look(cancellation);
            }
        }
        Save();
        Tell();
        return new(plan, settings, train.Name, [.. curve], clock.Elapsed.TotalSeconds, Trainer.Version);
    }

    void Learn(ReadOnlySpan<int> batch, double[] scores)
    {
        int classes = learner.Classes;
        learner.Learn(train, batch, scores.AsSpan(0, batch.Length * classes));
        for (int i = 0; i < batch.Length; i++) sums.Add(scores.AsSpan(i * classes, classes), train.Label(batch[i]));
        samples += batch.Length;
    }

    // At the first batch that reaches a multiple of the interval, and at the end.
    bool IsPointDue()
    {
        long last = curve.Count == 0 ? 0 : curve[^1].Samples;
        return samples > last && (samples / evaluateEvery > last / evaluateEvery || samples == total);
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
        curve.Add(new((double)samples / train.Count, samples, sums.Mean(), tested));
        sums.Reset();
        if (plan.CurveFile is { } path) LearningCurve.Save(path, curve);
    }

    void Look(CancellationToken cancellation)
    {
        looked = samples;
        double now = clock.Elapsed.TotalSeconds;
        // Slow learners are looked at after each batch, fast ones seldom enough that looking costs nothing.
        lookAfter = now - lookedAt > LongLook ? Math.Max(1, lookAfter / 2) : Math.Min(LookEvery, 2 * lookAfter);
        lookedAt = now;
        if (cancellation.IsCancellationRequested)
        {
            Save();
            cancellation.ThrowIfCancellationRequested();
        }
        if (now >= saved + plan.CheckpointSeconds && samples > start) Save();
        if (now >= told + TellEvery) Tell();
    }

    void Save()
    {
        if (plan.Checkpoint is not { } path) return;
        new Checkpoint(settings, samples, sums.Count, sums.Sums, curve).Save(path, learner.Save);
        saved = clock.Elapsed.TotalSeconds;
    }

    void Tell()
    {
        told = clock.Elapsed.TotalSeconds;
        double rate = (samples - start) / Math.Max(told, 1e-9);
        TimeSpan remaining = rate > 0 ? TimeSpan.FromSeconds(Math.Min((total - samples) / rate, 1e11)) : TimeSpan.Zero;
        int epoch = (int)Math.Min(plan.Epochs, samples / train.Count + 1);
        progress?.Report(new(epoch, plan.Epochs, samples, total, rate, remaining, curve.LastOrDefault()));
    }
}
