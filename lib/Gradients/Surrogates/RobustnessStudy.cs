using Spikebook.Gradients.Tasks;
using Spikebook.Training;

namespace Spikebook.Gradients.Surrogates;

/// <summary>One network of a study: what is taken for the derivative, where gradients flow, and how fast it learns.</summary>
/// <param name="Shape">Shape of the surrogate.</param>
/// <param name="Beta">Its steepness.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="ThroughReset">Whether gradients flow through the reset.</param>
/// <param name="Recurrent">Whether hidden neurons are connected with each other.</param>
public sealed record StudyPoint(SurrogateShape Shape, double Beta, double Rate, bool ThroughReset = false, bool Recurrent = false);

/// <summary>What became of it.</summary>
/// <param name="Point">What was asked for.</param>
/// <param name="Accuracy">Fraction of the test samples right after the last epoch.</param>
/// <param name="SpikesPerSample">Hidden spikes of a test sample.</param>
public sealed record StudyRow(StudyPoint Point, double Accuracy, double SpikesPerSample);

/// <summary>
/// Does it matter what one takes for the derivative of a spike? Many networks with 100 hidden neurons, the same in all but that, learn the
/// same task in batches of 250.
/// </summary>
/// <remarks>Source: F. Zenke, T. P. Vogels, Neural Comput 33, 899 (2021), section 4.</remarks>
public sealed record RobustnessStudy(SpikeDataset Train, SpikeDataset Test)
{
    /// <summary>Epochs of each run.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Samples of a batch.</summary>
    public int BatchSize { get; init; } = 250;

    /// <summary>Hidden neurons.</summary>
    public int Hidden { get; init; } = 100;

    /// <summary>Seed of initial weights and of the order of samples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Equations, to which each point adds its surrogate.</summary>
    public StepModel Model { get; init; } = new();

    /// <summary>Costs of activity.</summary>
    public ActivityCosts Costs { get; init; } = new();

    /// <summary>A learner for one point.</summary>
    public SurrogateLearner NewLearner(StudyPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        StepModel model = Model with
        {
            Surrogate = new(point.Shape, point.Beta),
            GradientThroughReset = point.ThroughReset,
            Recurrent = point.Recurrent,
        };
        var weights = StepWeights<float>.Random(Train.Spikes.SourceCount, Hidden, Train.Classes, point.Recurrent, Seed);
        return new(model, weights, new(point.Rate) { Costs = Costs });
    }

    /// <summary>Trains one network.</summary>
    public StudyRow Run(StudyPoint point, CancellationToken cancellation = default)
    {
        SurrogateLearner learner = NewLearner(point);
        Trainer.Run(learner, new TrainingPlan(Epochs, Seed) { BatchSize = BatchSize }, Train, cancellation: cancellation);
        learner.Spikes = 0;
        double accuracy = Evaluation.Of(learner, Test, cancellation)["accuracy"];
        return new(point, accuracy, (double)learner.Spikes / Test.Count);
    }

    /// <summary>Trains a network for each point, several at a time; each gives what it gives alone. Rows are in the order of
    /// points.</summary>
    /// <param name="points">What to train.</param>
    /// <param name="threads">At most so many at a time.</param>
    /// <param name="done">Told of each row as it is done, one at a time.</param>
    /// <param name="cancellation">Ends them all.</param>
    public IReadOnlyList<StudyRow> RunAll(
        IReadOnlyList<StudyPoint> points, int threads, Action<StudyRow>? done = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        var rows = new StudyRow[points.Count];
        var told = new Lock();
        Parallel.For(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, k =>
        {
            rows[k] = Run(points[k], cancellation);
            lock (told) done?.Invoke(rows[k]);
        });
        return rows;
    }

    /// <summary>Trains the network of one point under several conditions, several at a time. Rows are in the order of studies.</summary>
    /// <param name="studies">The conditions.</param>
    /// <param name="point">The network.</param>
    /// <param name="threads">At most so many at a time.</param>
    /// <param name="cancellation">Ends them all.</param>
    public static IReadOnlyList<StudyRow> Compare(
        IReadOnlyList<RobustnessStudy> studies, StudyPoint point, int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(studies);
        var rows = new StudyRow[studies.Count];
        Parallel.For(0, studies.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            k => rows[k] = studies[k].Run(point, cancellation));
        return rows;
    }

    /// <summary>The grid of 108 runs: four shapes, and two of them through the reset, six steepnesses, three learning rates.</summary>
    public static IReadOnlyList<StudyPoint> Grid { get; } =
    [
        .. from series in Series
           from beta in (double[])[0.3, 1, 3, 10, 30, 100]
           from rate in (double[])[0.005, 0.02, 0.05]
           select new StudyPoint(series.Shape, beta, rate, series.Reset),
    ];

    static IEnumerable<(SurrogateShape Shape, bool Reset)> Series =>
    [
        (SurrogateShape.SuperSpike, false), (SurrogateShape.Sigmoid, false), (SurrogateShape.Esser, false),
        (SurrogateShape.Asymptotic, false), (SurrogateShape.SuperSpike, true), (SurrogateShape.Asymptotic, true),
    ];
}
