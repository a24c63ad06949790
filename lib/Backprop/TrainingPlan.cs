namespace Spikebook.Backprop;

/// <summary>What a training run does; the same plan and samples give the same weights, bit for bit.</summary>
/// <param name="Layers">Units per layer.</param>
/// <param name="Epochs">How often every sample is shown.</param>
/// <param name="Seed">Seed of initial weights and sample order.</param>
public sealed record TrainingPlan(LayerSizes Layers, int Epochs, ulong Seed)
{
    /// <summary>The circuit's rules or the NumPy reference's.</summary>
    public LearningRules Rules { get; init; } = LearningRules.Circuit;

    /// <summary>How initial weights are drawn.</summary>
    public WeightScale Scale { get; init; } = WeightScale.Glorot;

    /// <summary>Samples between two evaluations on the test set; 0 for one at the end of each epoch.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Where the state is written (.npz, readable with NumPy); null for nowhere.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Samples between two checkpoints; 0 for one at the end of each epoch.</summary>
    public int CheckpointEvery { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Layers);
        if (Epochs < 1) throw new ArgumentException($"{Epochs} epochs; at least 1 is needed");
        if (EvaluateEvery < 0) throw new ArgumentException($"evaluation every {EvaluateEvery} samples; use 0 for once an epoch");
        if (CheckpointEvery < 0) throw new ArgumentException($"a checkpoint every {CheckpointEvery} samples; use 0 for once an epoch");
        if (Checkpoint is { Length: 0 }) throw new ArgumentException("the checkpoint's path is empty; use null for none");
    }
}

/// <summary>One point of a learning curve.</summary>
/// <param name="Epoch">Epochs done, with fraction.</param>
/// <param name="Samples">Samples learned so far.</param>
/// <param name="TrainExact">Fraction answered exactly when shown for learning, since the point before.</param>
/// <param name="TestExact">Fraction of test samples whose output spikes are exactly the target.</param>
/// <param name="TestArgmax">Fraction whose first firing unit is the label.</param>
/// <param name="TestArgmaxPotential">Fraction whose highest potential is the label's.</param>
/// <param name="TestMeanSquaredError">Mean squared error of the output spikes.</param>
public sealed record LearningPoint(
    double Epoch, long Samples, double TrainExact, double TestExact, double TestArgmax, double TestArgmaxPotential, double TestMeanSquaredError);

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

/// <summary>What a training run gives.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Data">Name of the samples.</param>
/// <param name="Curve">Learning curve; its last point belongs to the final weights.</param>
/// <param name="Weights">Final weights.</param>
/// <param name="Seconds">Time spent learning and evaluating in this call.</param>
/// <param name="Version">Version of the library.</param>
public sealed record TrainingRun(
    TrainingPlan Plan, string Data, IReadOnlyList<LearningPoint> Curve, BinaryWeights Weights, double Seconds, string Version)
{
    /// <summary>A network with the final weights.</summary>
    public FastBackprop Network() => new(Weights, Plan.Rules);
}
