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
