namespace Spikebook.Gradients.EventProp;

/// <summary>How a network is trained; the same plan, network and data give the same weights, bit for bit.</summary>
/// <param name="Epochs">How often every sample is shown.</param>
/// <param name="BatchSize">Samples a step of the optimiser.</param>
/// <param name="Seed">Seed of the streams "order" and "drop", one of each an epoch.</param>
public sealed record EventPlan(int Epochs, int BatchSize, ulong Seed)
{
    /// <summary>Learning rate of the first two epochs.</summary>
    public double Rate { get; init; } = 5e-3;

    /// <summary>Factor of the learning rate after every epoch but the first.</summary>
    public double RateDecay { get; init; } = 0.95;

    /// <summary>Probability with which an input spike is left out while learning.</summary>
    public double Dropped { get; init; }

    /// <summary>Constants of the optimiser.</summary>
    public Adam Adam { get; init; } = new();

    /// <summary>Where the state is written after each epoch; null for nowhere.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Threads of the evaluation; they change nothing but time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The published Yin-Yang runs: 100 epochs, batches of 32.</summary>
    public static EventPlan YinYang(ulong seed) => new(100, 32, seed);

    /// <summary>The published MNIST runs: 100 epochs, batches of 5, a fifth of the input spikes left out.</summary>
    public static EventPlan Mnist(ulong seed) => new(100, 5, seed) { Dropped = 0.2 };

    /// <summary>Learning rate of an epoch, counted from 0.</summary>
    public double RateOf(int epoch) => Rate * Math.Pow(RateDecay, Math.Max(0, epoch - 1));

    internal void Validate()
    {
        if (Epochs < 1) throw new ArgumentException($"{Epochs} epochs; at least 1 is needed");
        if (BatchSize < 1) throw new ArgumentException($"batches of {BatchSize}; at least 1 sample is needed");
        if (!(Rate > 0 && double.IsFinite(Rate))) throw new ArgumentException($"a learning rate of {Rate}; a finite number above 0 is needed");
        if (!(RateDecay is > 0 and <= 1)) throw new ArgumentException($"a rate factor of {RateDecay}; above 0 and at most 1 is needed");
        if (!(Dropped is >= 0 and < 1)) throw new ArgumentException($"a drop probability of {Dropped}; at least 0 and below 1 is needed");
        if (Threads < 1) throw new ArgumentException($"{Threads} threads; at least 1 is needed");
    }
}

/// <summary>One point of a learning curve; the one of epoch 0 belongs to the initial weights.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="TrainLoss">Mean loss while learning.</param>
/// <param name="TrainAccuracy">Fraction right while learning.</param>
/// <param name="TestLoss">Mean loss of the test samples whose label fired.</param>
/// <param name="TestAccuracy">Fraction of test samples right.</param>
/// <param name="SilentLabels">Fraction of training samples whose label was silent: nothing is learned from them.</param>
/// <param name="Grazing">Fraction of spikes while learning that grazed the threshold.</param>
/// <param name="SpikesPerSample">Spikes of all layers a test sample.</param>
public sealed record EventPoint(
    int Epoch, double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy, double SilentLabels, double Grazing,
    double SpikesPerSample);

/// <summary>How far a run is.</summary>
/// <param name="Samples">Samples learned.</param>
/// <param name="Total">Samples to learn in all.</param>
/// <param name="SamplesPerSecond">Rate since the start or resumption.</param>
/// <param name="Remaining">Time that is left at this rate.</param>
/// <param name="Latest">The latest point of the curve.</param>
public sealed record EventProgress(long Samples, long Total, double SamplesPerSecond, TimeSpan Remaining, EventPoint Latest);

/// <summary>What a run gives.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Data">Name of the samples.</param>
/// <param name="Curve">Learning curve, from the initial weights on.</param>
/// <param name="Network">The trained network.</param>
/// <param name="Seconds">Time spent in this call.</param>
/// <param name="Version">Version of the library.</param>
public sealed record EventRun(
    EventPlan Plan, string Data, IReadOnlyList<EventPoint> Curve, EventNetwork Network, double Seconds, string Version);
