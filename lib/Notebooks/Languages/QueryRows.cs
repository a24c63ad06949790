using System.Collections;
using System.Reflection;

namespace Spikebook.Notebooks.Languages;

/// <summary>Columns and rows: what a query found, or what a sequence of records holds.</summary>
/// <param name="Columns">Names, each once.</param>
/// <param name="Types">Types of the columns' values; nullable where a value is missing.</param>
/// <param name="Rows">The values, row by row; null where one is missing.</param>
public sealed record QueryRows(IReadOnlyList<string> Columns, IReadOnlyList<Type> Types, IReadOnlyList<object?[]> Rows)
{
    /// <summary>The rows by the names of the columns.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> ByName
        => [.. Rows.Select(row => Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal))];

    /// <summary>
    /// The rows of a sequence: a column a public member of its items, a column <c>value</c> of numbers and texts; of a table, its records.
    /// </summary>
    /// <param name="name">What the sequence is called in errors.</param>
    /// <param name="value">The sequence.</param>
    /// <exception cref="ArgumentException">It is no sequence, or empty, so that its columns are not known.</exception>
    public static QueryRows Of(string name, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is QueryRows rows) return rows;
        if (value is not IEnumerable && value.GetType().GetProperty("Rows")?.GetValue(value) is IEnumerable held) value = held;
        if (value is not IEnumerable sequence || value is string)
            throw new ArgumentException(
                $"{name} is a {value.GetType().Name} and no sequence; use a sequence of records, of tuples, of numbers or of texts");
        var items = sequence.Cast<object?>().ToList();
        var first = items.FirstOrDefault(item => item is not null)
            ?? throw new ArgumentException($"{name} is empty, so its columns are not known");
        if (first is IReadOnlyDictionary<string, object?> known)
            return new([.. known.Keys], [.. known.Keys.Select(_ => typeof(object))], [.. items.Cast<IReadOnlyDictionary<string, object?>>()
                .Select(item => known.Keys.Select(key => item.GetValueOrDefault(key)).ToArray())]);
        var type = first.GetType();
        if (type.IsPrimitive || first is string or decimal or DateTime or Enum)
            return new(["value"], [type], [.. items.Select(item => new[] { item })]);
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(Public).Where(p => p.GetIndexParameters().Length == 0 && p.CanRead).ToList();
        var fields = type.GetFields(Public);
        return new([.. properties.Select(p => p.Name), .. fields.Select(f => f.Name)],
            [.. properties.Select(p => p.PropertyType), .. fields.Select(f => f.FieldType)],
            [.. items.Select(item => (object?[])[.. properties.Select(p => item is null ? null : p.GetValue(item)),
                .. fields.Select(f => item is null ? null : f.GetValue(item))])]);
    }
}
