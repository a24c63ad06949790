using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// Naive Bayes with normal features: <c>argmax_c ln P(c) - 1/2 sum_f [ln(2 pi s²_cf) + (x_f - m_cf)² / s²_cf]</c>.
/// </summary>
/// <remarks>
/// Variances are those of the class (divided by its count) plus 1e-9 of the largest variance of any feature, as in scikit-learn.
/// </remarks>
public sealed class GaussianNaiveBayes : IMethod
{
    const double Smoothing = 1e-9;

    /// <inheritdoc/>
    public string Name => "naive Bayes";

    /// <inheritdoc/>
    public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        double floor = Smoothing * Enumerable.Range(0, train.Features).Max(f => Moments(train.Column(f)).Variance);
        var classes = new ClassModel[train.Classes];
        for (int c = 0; c < classes.Length; c++)
        {
            int[] members = [.. Enumerable.Range(0, train.Count).Where(row => train.Label(row) == c)];
            var own = train.Pick(members);
            var moments = Enumerable.Range(0, train.Features).Select(f => Moments(own.Column(f))).ToList();
            classes[c] = new((double)own.Count / train.Count, [.. moments.Select(m => m.Mean)],
                [.. moments.Select(m => m.Variance + floor)]);
        }
        return [.. Enumerable.Range(0, test.Count).Select(row => new Answer(Best(test.Row(row), classes), 0))];
    }

    static (double Mean, double Variance) Moments(double[] values)
    {
        double mean = values.Average();
        return (mean, values.Average(x => (x - mean) * (x - mean)));
    }

    static int Best(ReadOnlySpan<double> row, ClassModel[] classes)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (int c = 0; c < classes.Length; c++)
        {
            double score = Real.Log(classes[c].Prior);
            for (int f = 0; f < row.Length; f++)
            {
                double distance = row[f] - classes[c].Means[f];
                score -= .5 * (Real.Log(2 * Math.PI * classes[c].Variances[f]) + distance * distance / classes[c].Variances[f]);
            }
            if (score > highest) (best, highest) = (c, score);
        }
        return best;
    }

    sealed record ClassModel(double Prior, double[] Means, double[] Variances);
}
