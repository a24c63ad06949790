using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// Chooses among candidates by cross-validation inside the training rows, so that no row that is answered for has a say in the choice;
/// then learns with the best from all training rows.
/// </summary>
public sealed class Nested : IMethod
{
    readonly IReadOnlyList<IMethod> _candidates;
    readonly int _folds;
    readonly int[] _chosen;

    /// <summary>A choice.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="candidates">What is chosen from; of equally good ones the first.</param>
    /// <param name="folds">Folds inside the training rows.</param>
    /// <exception cref="ArgumentException">There are no candidates.</exception>
    public Nested(string name, IReadOnlyList<IMethod> candidates, int folds = 4)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0) throw new ArgumentException($"{name}: no candidates to choose from; give at least one", nameof(candidates));
        (Name, _candidates, _folds, _chosen) = (name, candidates, folds, new int[candidates.Count]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How often each candidate was chosen so far.</summary>
    public IReadOnlyList<int> Chosen => _chosen;

    /// <inheritdoc/>
    public Answer[] Answer(LabelledRows rows, int[] train, int[] test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(random);
        int[] labels = [.. train.Select(row => rows.Labels[row])];
        int[] parts = StratifiedFolds.Deal(labels, rows.Classes, _folds, random);
        var right = new int[_candidates.Count];
        for (int fold = 0; fold < _folds; fold++)
        {
            int[] inner = [.. train.Where((_, i) => parts[i] != fold)], held = [.. train.Where((_, i) => parts[i] == fold)];
            ulong seed = random.NextUInt64(); // one order of training for all candidates
            for (int k = 0; k < right.Length; k++)
            {
                var answers = _candidates[k].Answer(rows, inner, held, Streams.For(seed, "inner-fit"));
                for (int i = 0; i < held.Length; i++) right[k] += answers[i].Class == rows.Labels[held[i]] ? 1 : 0;
            }
        }
        int best = Array.IndexOf(right, right.Max());
        Interlocked.Increment(ref _chosen[best]);
        return _candidates[best].Answer(rows, train, test, random);
    }
}
