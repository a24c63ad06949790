using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// The same fields read as rates: each fires <c>n_j ~ Poisson(N g_j / sum g)</c> spikes, N in a pattern on average, and a linear read-out,
/// trained by logistic regression on <c>g_j / g_max</c>, answers from the counts brought to that scale. What a code of numbers needs
/// where a code of times needs one spike of each field at most.
/// </summary>
public sealed class PoissonRateCode : IMethod
{
    readonly TemporalSettings _settings;

    /// <summary>A rate code.</summary>
    /// <param name="settings">Fields and scaling; nothing else is used.</param>
    /// <param name="meanSpikes">N, above 0.</param>
    /// <exception cref="ArgumentException">N is not above 0.</exception>
    public PoissonRateCode(TemporalSettings settings, double meanSpikes)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!(meanSpikes is > 0 and <= 1e6))
            throw new ArgumentException($"{meanSpikes} spikes in a pattern; use more than 0, up to 1000000", nameof(meanSpikes));
        (_settings, MeanSpikes) = (settings.Validated(), meanSpikes);
    }

    /// <summary>N.</summary>
    public double MeanSpikes { get; }

    /// <inheritdoc/>
    public string Name => $"rate code, {MeanSpikes:0.#} spikes";

    /// <inheritdoc/>
    public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(random);
        var scaler = new FeatureScaler(train, _settings.Scaling);
        double[][] rates = [.. Enumerable.Range(0, train.Count).Select(row => Rates(train.Row(row), scaler))];
        double[][] weights = LogisticRegression.Fit(rates, [.. Enumerable.Range(0, train.Count).Select(train.Label)], train.Classes);
        return [.. Enumerable.Range(0, test.Count).Select(row => Decide(Rates(test.Row(row), scaler), weights, random))];
    }

    Answer Decide(double[] rates, double[][] weights, RandomStream random)
    {
        double scale = MeanSpikes / (rates.Sum() - 1);
        int spikes = 0;
        for (int j = 0; j < rates.Length - 1; j++)
        {
            int count = Poisson(scale * rates[j], random);
            spikes += count;
            rates[j] = count / scale;
        }
        return new Answer(LogisticRegression.Best(rates, weights), spikes);
    }

    // g_j / g_max, and a 1 for the intercept.
    double[] Rates(ReadOnlySpan<double> row, FeatureScaler scaler)
    {
        double[] scaled = new double[row.Length];
        scaler.Scale(row, scaled);
        var fields = _settings.Fields;
        double[] rates = new double[row.Length * fields.Count + 1];
        for (int f = 0; f < row.Length; f++)
            for (int j = 0; j < fields.Count; j++) rates[f * fields.Count + j] = fields.Response(scaled[f], j) / fields.Peak;
        rates[^1] = 1;
        return rates;
    }

    // Arrivals in unit time, one exponential gap after another; means here are small.
    static int Poisson(double mean, RandomStream random)
    {
        int count = 0;
        for (double time = Gap(); time < mean; time += Gap()) count++;
        return count;

        double Gap() => -Real.Log(1 - random.NextDouble());
    }
}
