using Spikebook.Data;
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
        if (candidates.Count == 0)
            throw new ArgumentException($"{name}: no candidates to choose from; give at least one", nameof(candidates));
        (Name, _candidates, _folds, _chosen) = (name, candidates, folds, new int[candidates.Count]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How often each candidate was chosen so far.</summary>
    public IReadOnlyList<int> Chosen => _chosen;

    /// <inheritdoc/>
    public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(random);
        CrossValidation.MustFill(train, _folds);
        int[] right = new int[_candidates.Count];
        foreach (var (inner, held) in train.Folds(_folds, random.NextUInt64()))
        {
            ulong seed = random.NextUInt64(); // one order of training for all candidates
            for (int k = 0; k < right.Length; k++)
            {
                var answers = _candidates[k].Answer(inner, held, Streams.For(seed, "inner-fit"));
                for (int row = 0; row < held.Count; row++) right[k] += answers[row].Class == held.Label(row) ? 1 : 0;
            }
        }
        int best = Array.IndexOf(right, right.Max());
        Interlocked.Increment(ref _chosen[best]);
        return _candidates[best].Answer(train, test, random);
    }
}
