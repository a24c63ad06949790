namespace Spikebook.Plasticity;

/// <summary>
/// Gaussian receptive fields: a feature x in [0, 1] becomes one spike from each of M fields, the earlier the nearer x is to the field's
/// middle. <c>mu_j = j / (M - 1)</c>, <c>g_j = exp(-(x - mu_j)² / (2 variance)) / sqrt(2 pi variance)</c>,
/// <c>t_j = stretch (round(g_max) - round(g_j, 2))</c> ms.
/// </summary>
/// <remarks>
/// Times lie on a grid of <see cref="TickMs"/> = stretch / 100 ms, so they are kept as whole ticks. Where round(g_max) lies below g_max,
/// g_max takes its place and no spike comes before 0. Sources: S. Bohte, H. La Poutré, J. Kok, IEEE Trans Neural Netw 13, 426 (2002);
/// the code of Sboev et al. (2021). The stretch is an addition of this library.
/// </remarks>
public sealed record GaussianFields
{
    readonly double _reach; // square of the distance behind which a response is rounded to 0

    /// <summary>Spikes are rounded to a hundredth of a stretched ms.</summary>
    public const int TicksPerUnit = 100;

    /// <summary>Fields of each feature.</summary>
    /// <param name="count">M, at least 2.</param>
    /// <param name="variance">Square of a field's width, in units of the feature.</param>
    /// <param name="stretch">How many ms a unit of g lasts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its bounds.</exception>
    public GaussianFields(int count, double variance, double stretch = 1)
    {
        if (count is < 2 or > 1000)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"fields: {count} of each feature; use 2 … 1000");
        if (!(variance is >= 1e-6 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(variance), variance, $"fields: the variance is {variance}; use 1e-6 … 100");
        if (!(stretch is >= .01 and <= 1000))
            throw new ArgumentOutOfRangeException(nameof(stretch), stretch, $"fields: the stretch is {stretch}; use 0.01 … 1000");
        (Count, Variance, Stretch) = (count, variance, stretch);
        Peak = 1 / Math.Sqrt(2 * Math.PI * variance);
        LastTick = (int)Math.Max(TicksPerUnit * Math.Round(Peak), Math.Round(TicksPerUnit * Peak));
        // 100 g < 1/2, with a margin far above the rounding of exp.
        _reach = 2 * variance * (Math.Max(0, Real.Log(2 * TicksPerUnit * Peak)) + 1e-9);
    }

    /// <summary>M.</summary>
    public int Count { get; }

    /// <summary>Square of a field's width.</summary>
    public double Variance { get; }

    /// <summary>How many ms a unit of g lasts.</summary>
    public double Stretch { get; }

    /// <summary>g_max.</summary>
    public double Peak { get; }

    /// <summary>When fields that feel nothing fire, in ticks.</summary>
    public int LastTick { get; }

    /// <summary>The same in ms.</summary>
    public double LastMs => LastTick * TickMs;

    /// <summary>Length of a tick in ms.</summary>
    public double TickMs => Stretch / TicksPerUnit;

    /// <summary>mu_j.</summary>
    public double Middle(int field) => field / (Count - 1.0);

    /// <summary>g_j at <paramref name="x"/>.</summary>
    public double Response(double x, int field)
    {
        double distance = x - Middle(field);
        return Peak * Real.Exp(-distance * distance / (2 * Variance));
    }

    /// <summary>When the field fires, in ticks.</summary>
    public int Tick(double x, int field)
    {
        double distance = x - Middle(field);
        return distance * distance > _reach ? LastTick : LastTick - (int)Math.Round(TicksPerUnit * Response(x, field));
    }

    /// <summary>All fields of all features: input <c>feature * M + field</c>.</summary>
    /// <param name="features">Features, usually in [0, 1].</param>
    /// <param name="ticks">Times in ticks, M for each feature.</param>
    /// <exception cref="ArgumentException">The lengths do not match, or a feature is not finite.</exception>
    public void Encode(ReadOnlySpan<double> features, Span<int> ticks)
    {
        if (ticks.Length != features.Length * Count)
            throw new ArgumentException($"fields: {ticks.Length} places for the times of {features.Length} x {Count} fields",
                nameof(ticks));
        for (int feature = 0; feature < features.Length; feature++)
        {
            if (!double.IsFinite(features[feature]))
                throw new ArgumentException(
                    $"feature {feature} is {features[feature]}; fields need finite numbers, leave the row out or fill it",
                    nameof(features));
            for (int field = 0; field < Count; field++) ticks[feature * Count + field] = Tick(features[feature], field);
        }
    }
}
