using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>What a method reached on rows that it had not learned from.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Data">The name of the set.</param>
/// <param name="Folds">Folds of each seed.</param>
/// <param name="FirstSeed">The seeds are this one and those after it.</param>
/// <param name="Accuracies">Share of right answers over all rows, for each seed.</param>
/// <param name="Confusion">How often a row of class i was called j, over all seeds.</param>
/// <param name="MeanInputSpikes">Input spikes that an answer took, on average.</param>
public sealed record Validation(
    string Method, string Data, int Folds, ulong FirstSeed, IReadOnlyList<double> Accuracies, int[,] Confusion, double MeanInputSpikes)
{
    /// <summary>Mean over seeds.</summary>
    public double Mean => Accuracies.Average();

    /// <summary>Standard deviation over seeds; 0 for one seed.</summary>
    public double Sd => Accuracies.Count < 2 ? 0 : Math.Sqrt(Accuracies.Sum(a => (a - Mean) * (a - Mean)) / (Accuracies.Count - 1));

    /// <summary>F1 of each class, <c>2 TP / (2 TP + FP + FN)</c>, averaged.</summary>
    public double MacroF1
    {
        get
        {
            int classes = Confusion.GetLength(0);
            double sum = 0;
            for (int c = 0; c < classes; c++)
            {
                int truth = 0, said = 0;
                for (int other = 0; other < classes; other++) (truth, said) = (truth + Confusion[c, other], said + Confusion[other, c]);
                sum += truth + said == 0 ? 0 : 2.0 * Confusion[c, c] / (truth + said);
            }
            return sum / classes;
        }
    }
}

/// <summary>Stratified cross-validation over several seeds; the same folds for every method.</summary>
public static class CrossValidation
{
    /// <summary>The stream that deals the folds of a seed.</summary>
    public static RandomStream FoldStream(ulong seed) => Streams.For(seed, "stratified-folds");

    /// <summary>Validates a method. Seeds and folds run side by side; the result does not depend on how many do.</summary>
    /// <param name="method">The method; used from several threads.</param>
    /// <param name="rows">The set.</param>
    /// <param name="seeds">How many seeds, each with folds of its own.</param>
    /// <param name="folds">How many folds.</param>
    /// <param name="firstSeed">The seeds are this one and those after it.</param>
    /// <param name="threads">How many threads; -1 for all.</param>
    /// <param name="progress">Told how many fits of all are done.</param>
    /// <param name="cancellation">Stops between two fits.</param>
    public static Validation Run(IMethod method, LabelledRows rows, int seeds = 10, int folds = 5, ulong firstSeed = 0, int threads = -1,
        IProgress<(int Done, int All)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(rows);
        if (seeds < 1) throw new ArgumentException($"{seeds} seeds; use 1 or more", nameof(seeds));
        var parts = Enumerable.Range(0, seeds)
            .Select(k => StratifiedFolds.Deal(rows.Labels, rows.Classes, folds, FoldStream(firstSeed + (ulong)k))).ToArray();
        var answers = new Answer[seeds][];
        for (int k = 0; k < seeds; k++) answers[k] = new Answer[rows.Count];
        int done = 0;
        Parallel.For(0, seeds * folds, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads }, job =>
        {
            var (k, fold) = (job / folds, job % folds);
            var (train, test) = Split(parts[k], fold);
            var said = method.Answer(rows, train, test, Streams.For(firstSeed + (ulong)k, "fit", fold));
            for (int i = 0; i < test.Length; i++) answers[k][test[i]] = said[i];
            progress?.Report((Interlocked.Increment(ref done), seeds * folds));
        });
        return Summary(method, rows, answers, folds, firstSeed);
    }

    internal static (int[] Train, int[] Test) Split(int[] parts, int fold)
    {
        var rows = Enumerable.Range(0, parts.Length);
        return ([.. rows.Where(row => parts[row] != fold)], [.. rows.Where(row => parts[row] == fold)]);
    }

    static Validation Summary(IMethod method, LabelledRows rows, Answer[][] answers, int folds, ulong firstSeed)
    {
        var confusion = new int[rows.Classes, rows.Classes];
        var accuracies = new double[answers.Length];
        double spikes = 0;
        for (int k = 0; k < answers.Length; k++)
        {
            int right = 0;
            for (int row = 0; row < rows.Count; row++)
            {
                confusion[rows.Labels[row], answers[k][row].Class]++;
                spikes += answers[k][row].InputSpikes;
                if (answers[k][row].Class == rows.Labels[row]) right++;
            }
            accuracies[k] = (double)right / rows.Count;
        }
        return new Validation(method.Name, rows.Name, folds, firstSeed, accuracies, confusion, spikes / (answers.Length * rows.Count));
    }
}
