namespace Spikebook.Plasticity;

/// <summary>
/// Settings for the two tables and the three windows. They were found by trying some hundred on whole cross-validations, so they have seen
/// the rows that they are scored on; <see cref="Candidates"/> is what <see cref="Nested"/> chooses from without seeing them.
/// </summary>
public static class TemporalTasks
{
    /// <summary>Iris: rows of unit length.</summary>
    public static IReadOnlyList<TemporalSettings> Iris { get; } =
    [
        new() { Window = new StdpWindow(), Fields = new(20, .005), Threshold = 5, Epochs = 1 },
        new()
        {
            Window = new NanocompositeWindow(), Fields = new(30, .02), Threshold = 4, Epochs = 5, DelayMs = .3, PeriodMs = 50,
            InitialWeight = .1,
        },
        new()
        {
            Window = new PpxWindow().Times(.03), Fields = new(20, .005, 2), Threshold = 2.5, Epochs = 2, DelayMs = 1, PeriodMs = 200,
            InitialWeight = .5,
        },
    ];

    /// <summary>Breast cancer: features from least to greatest.</summary>
    public static IReadOnlyList<TemporalSettings> BreastCancer { get; } =
    [
        new()
        {
            Window = new StdpWindow(), Scaling = FeatureScaling.MinMax, Fields = new(8, .03), Threshold = 16, Epochs = 2, DelayMs = 1.5,
            PeriodMs = 50,
        },
        new()
        {
            Window = new NanocompositeWindow().Times(.1), Scaling = FeatureScaling.MinMax, Fields = new(8, .02), Threshold = 24, Epochs = 1,
            PeriodMs = 100, InitialWeight = .5,
        },
        new()
        {
            Window = new PpxWindow().Times(.1), Scaling = FeatureScaling.MinMax, Fields = new(10, .03, 2), Threshold = 16, Epochs = 2,
            DelayMs = 4, PeriodMs = 200, InitialWeight = .5,
        },
    ];

    /// <summary>Balancing by imitation; scaling is by quantiles (see <see cref="PoleImitation"/>).</summary>
    public static IReadOnlyList<TemporalSettings> Pole { get; } =
    [
        new()
        {
            Window = new StdpWindow().Times(.02), Fields = new(8, .03), Threshold = 5, Epochs = 2, DelayMs = 1.3, PeriodMs = 75,
            InitialWeight = .5,
        },
        new()
        {
            Window = new NanocompositeWindow().Times(.03), Fields = new(8, .12), Threshold = 8, Epochs = 1, DelayMs = .5, PeriodMs = 100,
            InitialWeight = .5,
        },
        new()
        {
            Window = new PpxWindow().Times(.03), Fields = new(6, .04, 2), Threshold = 3, Epochs = 3, DelayMs = 2.6, PeriodMs = 200,
            InitialWeight = .5,
        },
    ];

    /// <summary>
    /// Twenty-four neighbours of some settings: .6, 1 and 1.5 times the threshold, the delay as it is and half as long
    /// again, one and four epochs, fields of the same and of double the variance.
    /// </summary>
    public static IReadOnlyList<TemporalSettings> Candidates(TemporalSettings centre)
    {
        ArgumentNullException.ThrowIfNull(centre);
        var list = new List<TemporalSettings>();
        foreach (double threshold in (ReadOnlySpan<double>)[.6, 1, 1.5])
            foreach (double delay in (ReadOnlySpan<double>)[1, 1.5])
                foreach (int epochs in (ReadOnlySpan<int>)[1, 4])
                    foreach (double variance in (ReadOnlySpan<double>)[1, 2])
                    {
                        var fields = centre.Fields;
                        list.Add(centre with
                        {
                            Threshold = centre.Threshold * threshold,
                            Epochs = epochs,
                            DelayMs = Math.Round(centre.DelayMs * delay / fields.TickMs) * fields.TickMs,
                            Fields = new GaussianFields(fields.Count, fields.Variance * variance, fields.Stretch),
                        });
                    }
        return list;
    }
}
