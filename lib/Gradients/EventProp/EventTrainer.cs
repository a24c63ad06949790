using System.Diagnostics;
using System.Reflection;
using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// Trains a network: epochs in random order, evaluation, learning curve, progress, a state after each epoch from which a run goes on
/// as if it had not been interrupted.
/// </summary>
public static class EventTrainer
{
    const int ProgressEvery = 64; // batches between two looks at the clock

    /// <summary>Version of the library, as results carry it.</summary>
    public static string Version { get; } =
        typeof(EventTrainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Trains a copy of a network, or goes on from the plan's checkpoint if that file is there.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="network">Initial weights.</param>
    /// <param name="train">Samples to learn.</param>
    /// <param name="test">Samples to test with.</param>
    /// <param name="progress">Told about five times a second.</param>
    /// <param name="cancellation">Ends the run; the checkpoint of the last whole epoch stays.</param>
    /// <exception cref="ArgumentException">The plan is out of range, or data and network do not fit.</exception>
    /// <exception cref="ArithmeticException">The loss is not a number any more.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EventRun Run(
        EventPlan plan, EventNetwork network, SpikeDataset train, SpikeDataset test,
        IProgress<EventProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(network);
        plan.Validate();
        EventLearner.MustFit(network, train);
        EventLearner.MustFit(network, test);
        var learner = new EventLearner(network.Copy(), plan.Adam, train.Spikes.LongestSample);
        List<EventPoint> curve = [];
        if (plan.Checkpoint is { } path && File.Exists(path)) curve = EventCheckpoint.Load(path, plan, learner, train);
        else curve.Add(Point(0, default, EventEvaluation.Of(learner.Network, test, plan.Threads)));

        var clock = Stopwatch.StartNew();
        var told = 0.0;
        long done = (long)(curve.Count - 1) * train.Count, start = done, total = (long)plan.Epochs * train.Count;
        for (int epoch = curve.Count - 1; epoch < plan.Epochs; epoch++)
        {
            int[] order = Streams.For(plan.Seed, "order", epoch).Permutation(train.Count);
            RandomStream drops = Streams.For(plan.Seed, "drop", epoch);
            var sum = default(BatchResult);
            int batches = 0;
            for (int first = 0; first < order.Length; first += plan.BatchSize)
            {
                if (batches++ % ProgressEvery == 0) Look();
                ReadOnlySpan<int> batch = order.AsSpan(first, Math.Min(plan.BatchSize, order.Length - first));
                sum += learner.Learn(train, batch, plan.RateOf(epoch), plan.Dropped, drops);
                done += batch.Length;
            }
            curve.Add(Point(epoch + 1, sum, EventEvaluation.Of(learner.Network, test, plan.Threads)));
            if (plan.Checkpoint is { } file) EventCheckpoint.Save(file, plan, learner, train, curve);
        }
        Tell();
        return new(plan, train.Name, curve, learner.Network, clock.Elapsed.TotalSeconds, Version);

        void Look()
        {
            cancellation.ThrowIfCancellationRequested();
            if (clock.Elapsed.TotalSeconds >= told + 0.2) Tell();
        }

        void Tell()
        {
            told = clock.Elapsed.TotalSeconds;
            double rate = (done - start) / Math.Max(told, 1e-9);
            progress?.Report(new(done, total, rate, rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : TimeSpan.Zero, curve[^1]));
        }
    }

    /// <summary>Several runs at once, each by one thread; every run gives what it gives alone.</summary>
    /// <param name="plans">One plan a run.</param>
    /// <param name="network">The initial network of a plan.</param>
    /// <param name="train">Samples to learn.</param>
    /// <param name="test">Samples to test with.</param>
    /// <param name="threads">At most so many at a time.</param>
    /// <param name="cancellation">Ends them all.</param>
    public static IReadOnlyList<EventRun> RunAll(
        IReadOnlyList<EventPlan> plans, Func<EventPlan, EventNetwork> network, SpikeDataset train, SpikeDataset test,
        int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(network);
        var runs = new EventRun[plans.Count];
        Parallel.For(0, plans.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            k => runs[k] = Run(plans[k], network(plans[k]), train, test, null, cancellation));
        return runs;
    }

    static EventPoint Point(int epoch, BatchResult train, BatchResult test) => new(
        epoch, train.Loss, train.Samples == 0 ? double.NaN : train.Accuracy, test.Loss, test.Accuracy,
        train.Samples == 0 ? double.NaN : (double)train.Silent / train.Samples,
        train.Spikes == 0 ? 0 : (double)train.Grazing / train.Spikes, (double)test.Spikes / test.Samples);
}
