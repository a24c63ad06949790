using System.Globalization;
using System.Runtime.InteropServices;
using CsvHelper;

namespace Spikebook.Data;

/// <summary>Labelled rows of real-valued features, such as the shipped <see cref="Iris"/> and <see cref="BreastCancer"/> sets.</summary>
public sealed class FeatureTable : ISamples<FeatureTable>
{
    readonly double[][] _rows;
    readonly byte[] _labels;

    FeatureTable(string name, IReadOnlyList<string> classNames, double[][] rows, byte[] labels)
        => (Name, ClassNames, _rows, _labels) = (name, classNames, rows, labels);

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>The names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Number of rows.</summary>
    public int Count => _labels.Length;

    /// <summary>Features of a row.</summary>
    public int Features => _rows[0].Length;

    /// <summary>The features of row <paramref name="index"/>.</summary>
    public ReadOnlySpan<double> Row(int index) => _rows[index];

    /// <summary>The label of row <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>One feature of all rows.</summary>
    /// <param name="feature">Which, from 0.</param>
    public double[] Column(int feature) => [.. _rows.Select(row => row[feature])];

    /// <summary>Your own rows.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="rows">The features of each row, all of one length, finite; copied.</param>
    /// <param name="labels">One label a row, from 0.</param>
    /// <param name="classNames">Names of the classes; by default their numbers, as many as the largest label asks for.</param>
    /// <exception cref="DatasetException">
    /// There is no row, the lengths differ, a value is not finite, or a label is out of range.
    /// </exception>
    public static FeatureTable Of(
        string name, IReadOnlyList<double[]> rows, IReadOnlyList<int> labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        byte[] checkedLabels = Picking.Labels(name, rows.Count, labels, classNames?.Count, out int classes);
        int features = rows[0]?.Length ?? 0;
        if (features == 0) throw new DatasetException($"{name}: row 0 has no features");
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i]?.Length != features)
                throw new DatasetException($"{name}: row {i} has {rows[i]?.Length ?? 0} features but row 0 has {features}");
            int wrong = Array.FindIndex(rows[i], value => !double.IsFinite(value));
            if (wrong < 0) continue;
            throw new DatasetException(
                string.Create(
                    CultureInfo.InvariantCulture, $"{name}: feature {wrong} of row {i} is {rows[i][wrong]}; features are finite numbers"));
        }
        return new(name, classNames ?? [.. Enumerable.Range(
            0, classes).Select(k => $"{k}")], [.. rows.Select(row => row.ToArray())], checkedLabels);
    }

    /// <inheritdoc/>
    public FeatureTable Pick(ReadOnlySpan<int> indices, string? name = null)
    {
        Picking.Check(Name, Count, indices);
        var picked = new double[indices.Length][];
        var pickedLabels = new byte[indices.Length];
        for (int i = 0; i < indices.Length; i++) (picked[i], pickedLabels[i]) = (_rows[indices[i]], _labels[indices[i]]);
        return new(name ?? Name, ClassNames, picked, pickedLabels);
    }

    /// <summary>Another table with the same labels, each row made from the old one.</summary>
    internal FeatureTable Map(Func<double[], double[]> map) => new(Name, ClassNames, [.. _rows.Select(map)], _labels);

    /// <inheritdoc/>
    public string Fingerprint()
        => Picking.Digest([Features, Classes, Count], MemoryMarshal.AsBytes<double>([.. _rows.SelectMany(row => row)]), _labels);

    /// <summary>Iris: 150 flowers, four lengths in cm, three species (Fisher 1936, doi:10.24432/C56C76, CC BY 4.0).</summary>
    public static FeatureTable Iris() => Load("iris.csv", "Iris");

    /// <summary>
    /// Breast Cancer Wisconsin (Diagnostic): 569 tumours, 30 features (Wolberg et al. 1995, doi:10.24432/C5DW2B, CC BY 4.0).
    /// </summary>
    public static FeatureTable BreastCancer() => Load("breast_cancer.csv", "Breast cancer");

    /// <summary><see cref="ThermometerCode"/> fitted on these rows themselves.</summary>
    /// <param name="levels">Bits a feature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no level, or there are too many for 65,536 bits.</exception>
    public BinarySamples Thermometer(int levels) => ThermometerCode.Fit(this, levels).Apply(this);

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
        return new(name, classNames, [.. rows], [.. labels]);
    }
}
