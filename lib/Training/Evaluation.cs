using Spikebook.Data;

namespace Spikebook.Training;

/// <summary>How well a learner does on samples.</summary>
/// <param name="Samples">How many were shown.</param>
/// <param name="Measured">The learner's measures.</param>
public sealed record Evaluation(int Samples, Measured Measured)
{
    internal const int Chunk = 256;

    /// <summary>The value of a measure.</summary>
    public double this[string name] => Measured[name];

    /// <summary>Shows all samples to a learner; nothing is learned.</summary>
    /// <param name="learner">Who answers.</param>
    /// <param name="samples">What is asked.</param>
    /// <param name="cancellation">Ends it between two groups of samples.</param>
    /// <exception cref="ArgumentException">Samples and learner do not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Evaluation Of<TSamples>(ILearner<TSamples> learner, TSamples samples, CancellationToken cancellation = default)
        where TSamples : ISamples
    {
        var sums = MeasureSums.Of(learner);
        ForEach(learner, samples, (index, scores) => sums.Add(scores, samples.Label(index)), cancellation);
        return new(samples.Count, sums.Mean());
    }

    internal delegate void Answered(int index, ReadOnlySpan<double> scores);

    internal static void ForEach<TSamples>(ILearner<TSamples> learner, TSamples samples, Answered answered, CancellationToken cancellation)
        where TSamples : ISamples
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(samples);
        learner.MustFit(samples);
        int classes = learner.Classes;
        var scores = new double[Chunk * classes];
        var batch = new int[Chunk];
        for (int start = 0; start < samples.Count; start += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Chunk, samples.Count - start);
            for (int i = 0; i < count; i++) batch[i] = start + i;
            learner.Score(samples, batch.AsSpan(0, count), scores.AsSpan(0, count * classes));
            for (int i = 0; i < count; i++) answered(start + i, scores.AsSpan(i * classes, classes));
        }
    }
}
