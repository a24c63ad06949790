namespace Spikebook.Data;

/// <summary>
/// Turns features into bits: bit k of a feature says whether its value lies above the (k + 1)/(levels + 1) quantile of that feature. The
/// quantiles are those of the rows that it is fitted on; fit it on what is learned, so that nothing of the test leaks into it.
/// </summary>
public sealed class ThermometerCode
{
    readonly double[,] _cuts; // [feature, level]

    ThermometerCode(double[,] cuts) => _cuts = cuts;

    /// <summary>Number of features.</summary>
    public int Features => _cuts.GetLength(0);

    /// <summary>Bits a feature.</summary>
    public int Levels => _cuts.GetLength(1);

    /// <summary>Finds the quantiles.</summary>
    /// <param name="train">The rows that are learned.</param>
    /// <param name="levels">Bits a feature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no level, or there are too many for 65,536 bits.</exception>
    public static ThermometerCode Fit(FeatureTable train, int levels)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, BinarySamples.MostInputs / train.Features);
        var cuts = new double[train.Features, levels];
        for (int feature = 0; feature < train.Features; feature++)
        {
            double[] sorted = [.. train.Column(feature).Order()];
            for (int k = 0; k < levels; k++) cuts[feature, k] = sorted[(int)((k + 1L) * train.Count / (levels + 1))];
        }
        return new(cuts);
    }

    /// <summary>The bits of some rows.</summary>
    /// <exception cref="DatasetException">They have another number of features.</exception>
    public BinarySamples Apply(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Features != Features)
            throw new DatasetException($"{table.Name} has {table.Features} features, but the code was fitted on {Features}");
        byte[] labels = [.. Enumerable.Range(0, table.Count).Select(i => (byte)table.Label(i))];
        return BinarySamples.FromBits(table.Name, Features * Levels, table.Classes, labels, (sample, bits) =>
        {
            ReadOnlySpan<double> row = table.Row(sample);
            for (int i = 0; i < bits.Length; i++) bits[i] = row[i / Levels] > _cuts[i / Levels, i % Levels];
        });
    }
}
