namespace Spikebook.Training;

/// <summary>What one answered sample contributes to a measure.</summary>
/// <param name="scores">What the learner answered, one score a class.</param>
/// <param name="label">The right class.</param>
public delegate double SampleMeasure(ReadOnlySpan<double> scores, int label);

/// <summary>A number that says how well samples are answered: the mean of something over the samples.</summary>
/// <param name="Name">A short word, the column's name in tables and files, such as "accuracy".</param>
/// <param name="OfSample">What a sample contributes.</param>
/// <param name="PerClass">Whether the mean is taken over the classes too; then a sample contributes the sum over its classes.</param>
public sealed record Measure(string Name, SampleMeasure OfSample, bool PerClass = false)
{
    /// <summary>Fraction whose highest score is the label's; of equal ones the first counts.</summary>
    public static Measure Accuracy { get; } = new("accuracy", (scores, label) => Highest(scores) == label ? 1 : 0);

    /// <summary>
    /// Mean of -log softmax(scores)[label]: -z_l + log Σ exp z_k, computed from differences to the highest score so that nothing overflows.
    /// </summary>
    public static Measure CrossEntropy { get; } = new("loss", (scores, label) =>
    {
        double highest = scores[Highest(scores)], sum = 0;
        foreach (double score in scores) sum += Real.Exp(score - highest);
        return highest - scores[label] + Real.Log(sum);
    });

    /// <summary>Mean of (score - target)² over samples and classes, the target being 1 at the label and 0 elsewhere.</summary>
    public static Measure MeanSquaredError { get; } = new("mse", (scores, label) =>
    {
        double sum = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            double error = scores[k] - (k == label ? 1 : 0);
            sum += error * error;
        }
        return sum;
    }, PerClass: true);

    /// <summary>The class with the highest score; of equal ones the first. A score that is no number is never the highest.</summary>
    public static int Highest(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int k = 1; k < scores.Length; k++)
            if (scores[k] > scores[best] || double.IsNaN(scores[best])) best = k;
        return best;
    }
}
