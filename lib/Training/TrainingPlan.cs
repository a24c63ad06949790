using System.Globalization;

namespace Spikebook.Training;

/// <summary>What a training run does with any learner; the same plan, learner and samples give the same result, bit for bit.</summary>
/// <param name="Epochs">How often every sample is shown.</param>
/// <param name="Seed">Seed of the order of samples.</param>
public sealed record TrainingPlan(int Epochs, ulong Seed)
{
    /// <summary>Samples of a batch; the last one of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Samples between two points of the learning curve, from batch to batch; 0 for one at the end of each epoch.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Where the state is written (.npz, readable with NumPy); null for nowhere.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// Seconds between two checkpoints; 0 for one at each look at the clock, every 256 samples at the latest. One is written at the end and
    /// on an
    /// interruption in any case.
    /// </summary>
    public double CheckpointSeconds { get; init; } = 30;

    /// <summary>Where the learning curve is written as CSV, again at each of its points; null for nowhere.</summary>
    public string? CurveFile { get; init; }

    internal void Validate()
    {
        if (Epochs < 1) throw new ArgumentException($"{Epochs} epochs; at least 1 is needed");
        if (BatchSize < 1) throw new ArgumentException($"batches of {BatchSize} samples; at least 1 is needed");
        if (EvaluateEvery < 0) throw new ArgumentException($"evaluation every {EvaluateEvery} samples; use 0 for once an epoch");
        if (!(CheckpointSeconds >= 0))
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"a checkpoint every {CheckpointSeconds} s; use 0 or more"));
        if (Checkpoint is { Length: 0 }) throw new ArgumentException("the checkpoint's path is empty; use null for none");
        if (CurveFile is { Length: 0 }) throw new ArgumentException("the path of the learning curve is empty; use null for none");
    }
}

/// <summary>One point of a learning curve.</summary>
/// <param name="Epoch">Epochs done, with fraction.</param>
/// <param name="Samples">Samples learned so far.</param>
/// <param name="Train">Measures of what was answered when shown for learning, since the point before.</param>
/// <param name="Test">Measures on the test samples; null where there are none.</param>
public sealed record LearningPoint(double Epoch, long Samples, Measured Train, Measured? Test);

/// <summary>How far a training run is.</summary>
/// <param name="Epoch">Epoch under way, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Samples">Samples learned.</param>
/// <param name="TotalSamples">Samples to learn in all.</param>
/// <param name="SamplesPerSecond">Rate since the start or resumption.</param>
/// <param name="Remaining">Time that is left at this rate.</param>
/// <param name="Latest">The latest point of the learning curve, if there is one.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, long Samples, long TotalSamples, double SamplesPerSecond, TimeSpan Remaining, LearningPoint? Latest);

/// <summary>What a training run gives; the weights are in the learner.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Settings">The learner's settings.</param>
/// <param name="Data">Name of the samples.</param>
/// <param name="Curve">Learning curve; its last point belongs to the final state of the learner.</param>
/// <param name="Seconds">Time spent learning and evaluating in this call.</param>
/// <param name="Version">Version of the library.</param>
public sealed record TrainingRun(
    TrainingPlan Plan, IReadOnlyList<KeyValuePair<string, string>> Settings, string Data,
    IReadOnlyList<LearningPoint> Curve, double Seconds, string Version);
