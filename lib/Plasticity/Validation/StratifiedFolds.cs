using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>Parts of a table that each hold every class in the share that the whole does, to one row.</summary>
public static class StratifiedFolds
{
    /// <summary>
    /// Deals the rows of each class, shuffled, to the folds in turn; a class begins where the one before it ended, so that the sizes of
    /// folds differ by at most one.
    /// </summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="folds">How many folds, at least 2.</param>
    /// <param name="random">Where the order comes from.</param>
    /// <returns>The fold of each row, 0 … folds - 1.</returns>
    /// <exception cref="ArgumentException">A label is outside the classes, or a class has fewer members than there are folds.</exception>
    public static int[] Deal(ReadOnlySpan<int> labels, int classes, int folds, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (folds < 2) throw new ArgumentException($"{folds} folds; use 2 or more", nameof(folds));
        var members = new List<int>[classes];
        for (int c = 0; c < classes; c++) members[c] = [];
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] < 0 || labels[row] >= classes)
                throw new ArgumentException($"row {row} has label {labels[row]}; labels are 0 … {classes - 1}", nameof(labels));
            members[labels[row]].Add(row);
        }
        var fold = new int[labels.Length];
        int next = 0;
        for (int c = 0; c < classes; c++)
        {
            if (members[c].Count < folds)
                throw new ArgumentException($"class {c} has {members[c].Count} members, so a fold of {folds} would have none; use fewer folds", nameof(folds));
            int[] shuffled = [.. members[c]];
            random.Shuffle(shuffled.AsSpan());
            foreach (int row in shuffled) fold[row] = next++ % folds;
        }
        return fold;
    }
}
