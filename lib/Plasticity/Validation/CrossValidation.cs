using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// Stratified cross-validation over several seeds. The folds of a seed are those of <see cref="Sampling.Folds"/>, the same for every
/// method.
/// </summary>
public static class CrossValidation
{
    /// <summary>Validates a method. Seeds and folds run side by side; the result does not depend on how many do.</summary>
    /// <param name="method">The method; used from several threads.</param>
    /// <param name="table">The rows.</param>
    /// <param name="seeds">How many seeds, each with folds of its own.</param>
    /// <param name="folds">How many folds.</param>
    /// <param name="firstSeed">The seeds are this one and those after it.</param>
    /// <param name="threads">How many threads; -1 for all.</param>
    /// <param name="progress">Told how many fits of all are done.</param>
    /// <param name="cancellation">Stops between two fits.</param>
    /// <exception cref="ArgumentException">There are no seeds, or a class has fewer members than there are folds.</exception>
    public static Validation Run(
        IMethod method, FeatureTable table, int seeds = 10, int folds = 5, ulong firstSeed = 0, int threads = -1,
        IProgress<(int Done, int All)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(table);
        if (seeds < 1) throw new ArgumentException($"{seeds} seeds; use 1 or more", nameof(seeds));
        MustFill(table, folds);
        var parts = Enumerable.Range(0, seeds).Select(k => table.Folds(folds, firstSeed + (ulong)k)).ToArray();
        var confusions = new int[seeds * folds][,];
        long spikes = 0;
        int done = 0;
        Parallel.For(0, seeds * folds, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads }, job =>
        {
            var (k, fold) = (job / folds, job % folds);
            var (train, test) = parts[k][fold];
            var answers = method.Answer(train, test, Streams.For(firstSeed + (ulong)k, "fit", fold));
            confusions[job] = new int[table.Classes, table.Classes];
            for (int row = 0; row < answers.Length; row++) confusions[job][test.Label(row), answers[row].Class]++;
            Interlocked.Add(ref spikes, answers.Sum(answer => (long)answer.InputSpikes));
            progress?.Report((Interlocked.Increment(ref done), seeds * folds));
        });
        double[] accuracies = [.. confusions.Chunk(folds).Select(seed => (double)seed.Sum(Right) / table.Count)];
        var confusion = new int[table.Classes, table.Classes];
        foreach (int[,] part in confusions)
            for (int i = 0; i < table.Classes; i++)
                for (int j = 0; j < table.Classes; j++) confusion[i, j] += part[i, j];
        return new(method.Name, table.Name, folds, firstSeed, accuracies, confusion, (double)spikes / (seeds * table.Count));
    }

    static int Right(int[,] confusion) => Enumerable.Range(0, confusion.GetLength(0)).Sum(c => confusion[c, c]);

    // A class without members in a fold would be neither learned nor tested there.
    internal static void MustFill(FeatureTable table, int folds)
    {
        for (int c = 0; c < table.Classes; c++)
        {
            int members = Enumerable.Range(0, table.Count).Count(row => table.Label(row) == c);
            if (members < folds)
                throw new ArgumentException(
                    $"{table.Name}: class {c} ({table.ClassNames[c]}) has {members} members, so one of {folds} folds has none; "
                    + "use fewer folds or more rows", nameof(folds));
        }
    }
}
