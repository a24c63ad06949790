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
    public Answer[] Answer(LabelledRows rows, int[] train, int[] test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var (means, variances, priors) = Fit(rows, train);
        return [.. test.Select(row => new Answer(Best(rows.Row(row), means, variances, priors), 0))];
    }

    static (double[,] Means, double[,] Variances, double[] Priors) Fit(LabelledRows rows, int[] train)
    {
        var (means, variances, counts) = (new double[rows.Classes, rows.Features], new double[rows.Classes, rows.Features], new double[rows.Classes]);
        foreach (int row in train) counts[rows.Labels[row]]++;
        for (int f = 0; f < rows.Features; f++)
        {
            foreach (int row in train) means[rows.Labels[row], f] += rows.Row(row)[f] / counts[rows.Labels[row]];
            foreach (int row in train)
            {
                double distance = rows.Row(row)[f] - means[rows.Labels[row], f];
                variances[rows.Labels[row], f] += distance * distance / counts[rows.Labels[row]];
            }
        }
        double floor = Smoothing * Enumerable.Range(0, rows.Features).Max(f => Variance(rows, train, f));
        for (int c = 0; c < rows.Classes; c++)
            for (int f = 0; f < rows.Features; f++) variances[c, f] += floor;
        return (means, variances, [.. counts.Select(count => count / train.Length)]);
    }

    static double Variance(LabelledRows rows, int[] train, int feature)
    {
        double mean = train.Average(row => rows.Row(row)[feature]);
        return train.Average(row => (rows.Row(row)[feature] - mean) * (rows.Row(row)[feature] - mean));
    }

    static int Best(ReadOnlySpan<double> row, double[,] means, double[,] variances, double[] priors)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (int c = 0; c < priors.Length; c++)
        {
            double score = Math.Log(priors[c]);
            for (int f = 0; f < row.Length; f++)
            {
                double distance = row[f] - means[c, f];
                score -= .5 * (Math.Log(2 * Math.PI * variances[c, f]) + distance * distance / variances[c, f]);
            }
            if (score > highest) (best, highest) = (c, score);
        }
        return best;
    }
}
