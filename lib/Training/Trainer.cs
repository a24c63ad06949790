using System.Globalization;
using System.Reflection;
using Spikebook.Data;
using Spikebook.Storage;

namespace Spikebook.Training;

/// <summary>
/// Trains any learner: epochs in random order, evaluation, learning curve, progress, checkpoints. The order of epoch n comes from the
/// stream "sample-order", index n, of the seed; a resumed run ends with the same state and curve as an uninterrupted one.
/// </summary>
public static class Trainer
{
    /// <summary>Version of the library, as results carry it.</summary>
    public static string Version { get; } =
        typeof(Trainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Trains from where the learner stands.</summary>
    /// <param name="learner">Who learns; afterwards it holds the final state.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="train">Samples to learn.</param>
    /// <param name="test">Samples to test with; null for none.</param>
    /// <param name="progress">Told about five times a second.</param>
    /// <param name="cancellation">Ends the run after the batch under way; a checkpoint is written first, if the plan has one.</param>
    /// <exception cref="ArgumentException">A value of the plan is out of range, or samples and learner do not fit.</exception>
    /// <exception cref="TrainingException">
    /// The checkpoint is there already (nothing that exists is replaced), another run is writing it, or a file cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingRun Run<TSamples>(
        ILearner<TSamples> learner, TrainingPlan plan, TSamples train, TSamples? test = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
        where TSamples : class, ISamples
        => Start(learner, plan, train, test, progress, resume: false, cancellation);

    /// <summary>Goes on from the plan's checkpoint, or from the start if there is no such file.</summary>
    /// <inheritdoc cref="Run{TSamples}"/>
    public static TrainingRun Resume<TSamples>(
        ILearner<TSamples> learner, TrainingPlan plan, TSamples train, TSamples? test = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
        where TSamples : class, ISamples
        => Start(learner, plan, train, test, progress, resume: true, cancellation);

    static TrainingRun Start<TSamples>(
        ILearner<TSamples> learner, TrainingPlan plan, TSamples train, TSamples? test,
        IProgress<TrainingProgress>? progress, bool resume, CancellationToken cancellation)
        where TSamples : class, ISamples
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(train);
        plan.Validate();
        learner.MustFit(train);
        if (test is not null) learner.MustFit(test);
        IReadOnlyList<KeyValuePair<string, string>> settings = [.. learner.Settings, .. SettingsOf(plan, train, test)];
        TrainingState<TSamples> state = new(learner, plan, train, test, settings, progress);
        if (plan.Checkpoint is not { } path)
        {
            if (resume) throw new ArgumentException("the plan names no checkpoint to resume from");
            return state.Run(cancellation);
        }
        using FileLock held = Lock(path);
        if (File.Exists(path))
        {
            if (!resume) throw new TrainingException($"{path} is there already; resume it, or name another checkpoint");
            state.Restore(Checkpoint.Load(path), path);
        }
        return state.Run(cancellation);
    }

    // One run at a time writes a checkpoint; the lock's file stays beside it, and a kill gives it back.
    static FileLock Lock(string path)
    {
        try
        {
            string full = RegularFile.RequireWritable(path);
            string lockFile = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.lock");
            return FileLock.TryTake(lockFile)
                ?? throw new TrainingException($"{path}: another run is writing this checkpoint; wait for it, or name another");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: the checkpoint cannot be written: {error.Message}", error);
        }
    }

    static IEnumerable<KeyValuePair<string, string>> SettingsOf(TrainingPlan plan, ISamples train, ISamples? test)
    {
        yield return new("seed", plan.Seed.ToString(CultureInfo.InvariantCulture));
        yield return new("batch size", plan.BatchSize.ToString(CultureInfo.InvariantCulture));
        yield return new("evaluation interval", plan.EvaluateEvery.ToString(CultureInfo.InvariantCulture));
        yield return new("samples", Named(train));
        yield return new("test samples", test is null ? "none" : Named(test));
        yield return new("version", Version);

        string Named(ISamples samples) => plan.Checkpoint is null ? samples.Name : $"{samples.Name} {samples.Fingerprint()[..12]}";
    }
}
