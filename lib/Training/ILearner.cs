using Spikebook.Data;

namespace Spikebook.Training;

/// <summary>
/// Something that learns from labelled samples: one-bit or floating-point weights, gradients or local rules. Training knows no more of it
/// than
/// this, and counts, orders, tests, saves and resumes for all of them alike.
/// </summary>
/// <typeparam name="TSamples">What it learns from, such as <see cref="BinarySamples"/> or <see cref="FeatureTable"/>.</typeparam>
public interface ILearner<in TSamples>
    where TSamples : ISamples
{
    /// <summary>
    /// What makes this learner what it is, name by name: layers, rule, rates, a digest of the weights that it starts from. A checkpoint is
    /// resumed only by
    /// a learner with the same settings.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Number of scores that it gives for a sample, at least the number of classes.</summary>
    int Classes { get; }

    /// <summary>By what it is judged; the first is the one that a progress line shows.</summary>
    IReadOnlyList<Measure> Measures { get; }

    /// <summary>Throws unless samples can be shown to it.</summary>
    /// <exception cref="ArgumentException">They cannot; the message says which sizes differ.</exception>
    void MustFit(TSamples samples);

    /// <summary>
    /// Called before the first batch of an epoch, and before the first batch after a resumption: the place for a schedule of rates.
    /// </summary>
    /// <param name="epoch">From 0.</param>
    void StartEpoch(int epoch)
    {
    }

    /// <summary>Learns one batch.</summary>
    /// <param name="samples">The set that the batch is from.</param>
    /// <param name="batch">Indices of its samples, in order; an online learner changes after each.</param>
    /// <param name="scores">
    /// Receives what it answered to each sample before the change that the sample made: batch x Classes, sample by sample.
    /// </param>
    void Learn(TSamples samples, ReadOnlySpan<int> batch, Span<double> scores);

    /// <summary>Answers samples; nothing is learned.</summary>
    /// <param name="samples">The set that the batch is from.</param>
    /// <param name="batch">Indices of its samples.</param>
    /// <param name="scores">Receives batch x Classes scores, sample by sample.</param>
    void Score(TSamples samples, ReadOnlySpan<int> batch, Span<double> scores);

    /// <summary>
    /// Writes all that changes while it learns, as named arrays: weights, moments, counters, positions of random streams.
    /// </summary>
    /// <remarks>Names are the learner's own; <c>training.json</c> lies beside the arrays and belongs to the trainer.</remarks>
    void Save(NpzWriter state);

    /// <summary>Reads what <see cref="Save"/> wrote; afterwards it goes on as the one that was saved.</summary>
    /// <exception cref="DatasetException">An array is missing, damaged or of another shape.</exception>
    void Load(NpzReader state);
}
