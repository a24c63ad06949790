using Spikebook.Data;

namespace Spikebook.Plasticity;

/// <summary>Rows of features with their classes, checked once.</summary>
public sealed class LabelledRows
{
    readonly double[] _values;
    readonly int[] _labels;

    LabelledRows(string name, double[] values, int[] labels, int features, IReadOnlyList<string> classNames)
        => (Name, _values, _labels, Features, ClassNames) = (name, values, labels, features, classNames);

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>The names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Rows.</summary>
    public int Count => _labels.Length;

    /// <summary>Features of a row.</summary>
    public int Features { get; }

    /// <summary>The class of each row.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<double> Row(int index) => _values.AsSpan(index * Features, Features);

    /// <summary>The rows of a table.</summary>
    /// <exception cref="ArgumentException">A feature is not finite, a label is outside the classes, or a class has no member.</exception>
    public static LabelledRows Of(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var values = new double[table.Count * table.Features];
        var labels = new int[table.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            table.Row(row).CopyTo(values.AsSpan(row * table.Features));
            labels[row] = table.Label(row);
        }
        return Of(table.Name, values, labels, table.Features, table.ClassNames);
    }

    /// <summary>Rows of given numbers.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="values">Row after row.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="features">Features of a row.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <exception cref="ArgumentException">A feature is not finite, a label is outside the classes, or a class has no member.</exception>
    public static LabelledRows Of(string name, ReadOnlySpan<double> values, ReadOnlySpan<int> labels, int features, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (features < 1 || labels.Length == 0 || values.Length != labels.Length * features)
            throw new ArgumentException($"{name}: {values.Length} values are not {labels.Length} rows of {features} features", nameof(values));
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}: feature {i % features} of row {i / features} is {values[i]}; leave the row out or fill it", nameof(values));
        var seen = new int[classNames.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] < 0 || labels[row] >= seen.Length)
                throw new ArgumentException($"{name}: row {row} has label {labels[row]}; labels are 0 … {seen.Length - 1}", nameof(labels));
            seen[labels[row]]++;
        }
        int empty = Array.IndexOf(seen, 0);
        if (empty >= 0) throw new ArgumentException($"{name}: class {empty} ({classNames[empty]}) has no member; leave its name out", nameof(labels));
        return new LabelledRows(name, values.ToArray(), labels.ToArray(), features, classNames);
    }
}
