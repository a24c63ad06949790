using CsvHelper;

namespace Spikebook.Data;

/// <summary>Labelled rows of real-valued features, such as the shipped <see cref="Iris"/> and <see cref="BreastCancer"/> sets.</summary>
public sealed class FeatureTable
{
    readonly double[][] _rows;
    readonly byte[] _labels;

    FeatureTable(string name, IReadOnlyList<string> classNames, double[][] rows, byte[] labels)
        => (Name, ClassNames, _rows, _labels) = (name, classNames, rows, labels);

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>The names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _labels.Length;

    /// <summary>Features of a row.</summary>
    public int Features => _rows[0].Length;

    /// <summary>The features of row <paramref name="index"/>.</summary>
    public ReadOnlySpan<double> Row(int index) => _rows[index];

    /// <summary>The label of row <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>Iris: 150 flowers, four lengths in cm, three species (Fisher 1936, doi:10.24432/C56C76, CC BY 4.0).</summary>
    public static FeatureTable Iris() => Load("iris.csv", "Iris");

    /// <summary>Breast Cancer Wisconsin (Diagnostic): 569 tumours, 30 features (Wolberg et al. 1995, doi:10.24432/C5DW2B, CC BY 4.0).</summary>
    public static FeatureTable BreastCancer() => Load("breast_cancer.csv", "Breast cancer");

    /// <summary>
    /// Thermometer code: each feature becomes <paramref name="levels"/> bits, bit k of which says whether the value lies above the
    /// (k + 1)/(levels + 1) quantile of that feature.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no level, or there are too many for 65,536 bits.</exception>
    public BinarySamples Thermometer(int levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, BinarySamples.MostInputs / Features);
        var cuts = new double[Features, levels];
        for (int feature = 0; feature < Features; feature++)
        {
            double[] sorted = [.. _rows.Select(row => row[feature]).Order()];
            for (int k = 0; k < levels; k++) cuts[feature, k] = sorted[(k + 1) * Count / (levels + 1)];
        }
        return BinarySamples.FromBits(Name, Features * levels, ClassNames.Count, _labels, (sample, bits) =>
        {
            for (int i = 0; i < bits.Length; i++) bits[i] = _rows[sample][i / levels] > cuts[i / levels, i % levels];
        });
    }

    static FeatureTable Load(string resource, string name)
    {
        using Stream stream = Shipped.Open(resource);
        using var csv = CsvReader.Create(stream, NumericCsv.Options);
        if (!csv.Read()) throw new DatasetException($"{name}: empty");
        int features = csv.Parse<int>(1); // the first line: rows, columns, class names
        string[] classNames = [.. Enumerable.Range(2, csv.FieldCount - 2).Select(csv.GetString)];
        var rows = new List<double[]>();
        var labels = new List<byte>();
        while (csv.Read())
        {
            rows.Add([.. Enumerable.Range(0, features).Select(csv.Parse<double>)]);
            labels.Add(csv.Parse<byte>(features));
        }
        return new FeatureTable(name, classNames, [.. rows], [.. labels]);
    }
}
