using Spikebook.Data;

namespace Spikebook.Training;

/// <summary>Which classes are taken for which, by the highest score.</summary>
/// <param name="Counts">Counts[label, answer].</param>
/// <param name="Mistakes">The samples that were answered wrongly, in order.</param>
public sealed record ConfusionMatrix(int[,] Counts, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>Number of samples.</summary>
    public int Samples { get; } = Counts.Cast<int>().Sum();

    /// <summary>Fraction answered with their label.</summary>
    public double Accuracy => 1 - (double)Mistakes.Count / Samples;

    /// <summary>Shows all samples to a learner; nothing is learned.</summary>
    /// <exception cref="ArgumentException">Samples and learner do not fit.</exception>
    public static ConfusionMatrix Of<TSamples>(ILearner<TSamples> learner, TSamples samples)
        where TSamples : ISamples
    {
        ArgumentNullException.ThrowIfNull(learner);
        var counts = new int[learner.Classes, learner.Classes];
        var mistakes = new List<Mistake>();
        Evaluation.ForEach(learner, samples, (index, scores) =>
        {
            int label = samples.Label(index), answer = Measure.Highest(scores);
            counts[label, answer]++;
            if (answer != label) mistakes.Add(new(index, label, answer, scores[label], scores[answer]));
        }, CancellationToken.None);
        return new(counts, mistakes);
    }
}

/// <summary>A sample that is answered wrongly.</summary>
/// <param name="Sample">Index of the sample.</param>
/// <param name="Label">What it is.</param>
/// <param name="Answer">What the learner says.</param>
/// <param name="LabelScore">Score of the label.</param>
/// <param name="AnswerScore">Score of the answer.</param>
public sealed record Mistake(int Sample, int Label, int Answer, double LabelScore, double AnswerScore);
