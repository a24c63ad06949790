namespace Spikebook.Data;

/// <summary>
/// Brings features to one scale: y = (x - Offset) / Scale, feature by feature. It is fitted on the rows that are learned only, and then
/// applied to
/// those and to the rows of the test alike.
/// </summary>
/// <param name="Offset">What is subtracted, one a feature.</param>
/// <param name="Scale">What is divided by, one a feature; 1 where a feature does not vary, so that it becomes 0.</param>
public sealed record Normalisation(IReadOnlyList<double> Offset, IReadOnlyList<double> Scale)
{
    /// <summary>Mean 0 and standard deviation 1 (that of the rows, divided by their number) on the training rows.</summary>
    public static Normalisation Standard(FeatureTable train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return Fit(train, column =>
        {
            // Rounding leaves a mean of equal values beside them: what does not vary is looked at first.
            if (column.Min() == column.Max()) return (column[0], 0);
            double mean = column.Average();
            return (mean, Math.Sqrt(column.Average(x => (x - mean) * (x - mean))));
        });
    }

    /// <summary>The training rows fill 0 to 1; others may lie outside.</summary>
    public static Normalisation Range(FeatureTable train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return Fit(train, column => (column.Min(), column.Max() - column.Min()));
    }

    /// <summary>The rows on the new scale.</summary>
    /// <exception cref="DatasetException">They have another number of features.</exception>
    public FeatureTable Apply(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Features != Offset.Count)
            throw new DatasetException($"{table.Name} has {table.Features} features, but the normalisation was fitted on {Offset.Count}");
        return table.Map(row => [.. row.Select((x, feature) => (x - Offset[feature]) / Scale[feature])]);
    }

    /// <summary>Both parts on the scale of what is learned.</summary>
    public Parts<FeatureTable> Apply(Parts<FeatureTable> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(Apply(parts.Train), Apply(parts.Test));
    }

    static Normalisation Fit(FeatureTable train, Func<double[], (double Offset, double Scale)> fit)
    {
        var fitted = Enumerable.Range(0, train.Features).Select(feature => fit(train.Column(feature))).ToList();
        return new([.. fitted.Select(f => f.Offset)], [.. fitted.Select(f => f.Scale > 0 ? f.Scale : 1)]);
    }
}
