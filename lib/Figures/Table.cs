using System.Collections.Immutable;
using System.Globalization;

namespace Spikebook.Figures;

/// <summary>
/// Records as a table: shown in a notebook with aligned numbers, written as CSV with every digit, printed in a terminal as plain text.
/// </summary>
/// <example>
/// <c>Table.Of(rows, "steady-rates").Column(r => r.B, "b").Column(r => r.Rate, "rate", unit: "1/τ", format: "0.0000")</c>
/// </example>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html"])]
public abstract class Table
{
    private protected Table() { }

    /// <summary>File-safe name of the table; a runner saves it as <c>NAME.csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The line above the table; may be empty.</summary>
    public abstract string Caption { get; }

    /// <summary>Number of rows.</summary>
    public abstract int RowCount { get; }

    /// <summary>Headers of the columns, with units in brackets.</summary>
    public abstract IReadOnlyList<string> Headers { get; }

    internal abstract IReadOnlyList<Column> ShownColumns { get; }
    internal abstract int ShownRows { get; }
    internal abstract object? Value(int row, int column);

    /// <summary>
    /// The records as a table whose columns are their public properties; those that are no number, text, truth value or date are left
    /// out.
    /// </summary>
    /// <param name="rows">The records.</param>
    /// <param name="name">Lower-case letters, digits and hyphens: the name of its file.</param>
    /// <param name="caption">The line above the table.</param>
    /// <exception cref="ArgumentException">The name is no file-safe name.</exception>
    public static Table<T> Of<T>(IEnumerable<T> rows, string name, string caption = "")
        => new(Names.Validated(name, "table"), caption, rows as IReadOnlyList<T> ?? [.. rows]);

    /// <summary>The table as a piece of a page.</summary>
    public string ToHtml() => TableHtml.Write(this);

    /// <summary>All rows as CSV, every number with all its digits, independent of the machine's language.</summary>
    public string ToCsv()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteCsv(writer);
        return writer.ToString();
    }

    /// <summary>Writes all rows as CSV.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteCsv(TextWriter writer) => TableCsv.Write(this, writer);

    /// <summary>The table as aligned plain text.</summary>
    public override string ToString() => TableText.Write(this);
}

/// <summary>A column of a table as another tool can take it over, for instance as a column of a data frame.</summary>
/// <typeparam name="T">Type of the table's records.</typeparam>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">Its unit, or null.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Value">The value of a record.</param>
public sealed record TableColumn<T>(string Name, string? Unit, Type Type, Func<T, object?> Value);

/// <summary>A column of a table.</summary>
/// <param name="Header">What it is called.</param>
/// <param name="Unit">Its unit, or null.</param>
/// <param name="Format">A .NET format of its numbers, or null for six significant digits.</param>
/// <param name="Type">Type of its values.</param>
sealed record Column(string Header, string? Unit, string? Format, Type Type)
{
    public string FullHeader => Unit is null ? Header : $"{Header} [{Unit}]";

    public bool IsNumber { get; } = CellType.IsNumber(Type);
}

/// <summary>A table of records of type <typeparamref name="T"/>; see <see cref="Table"/>. Its methods return a new table each.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class Table<T> : Table
{
    readonly IReadOnlyList<T> _rows;
    readonly ImmutableArray<(Column Column, Func<T, object?> Read)> _columns;
    readonly bool _chosen;
    readonly int _shown;

    internal Table(string name, string caption, IReadOnlyList<T> rows)
        : this(name, caption, rows, Properties(), chosen: false, shown: 30) { }

    Table(string name, string caption, IReadOnlyList<T> rows, ImmutableArray<(Column, Func<T, object?>)> columns, bool chosen, int shown)
        => (Name, Caption, _rows, _columns, _chosen, _shown) = (name, caption, rows, columns, chosen, shown);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Caption { get; }

    /// <inheritdoc/>
    public override int RowCount => _rows.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headers => [.. _columns.Select(column => column.Column.FullHeader)];

    /// <summary>The columns that are shown, with what reads them from a record.</summary>
    public IReadOnlyList<TableColumn<T>> Columns
        => [.. _columns.Select(column => new TableColumn<T>(column.Column.Header, column.Column.Unit, column.Column.Type, column.Read))];

    /// <summary>The records.</summary>
    public IReadOnlyList<T> Rows => _rows;

    internal override IReadOnlyList<Column> ShownColumns => [.. _columns.Select(column => column.Column)];
    internal override int ShownRows => _shown;
    internal override object? Value(int row, int column) => _columns[column].Read(_rows[row]);

    /// <summary>Adds a column; the first call replaces the columns taken from properties.</summary>
    /// <param name="value">Value of a row.</param>
    /// <param name="header">What the column is called.</param>
    /// <param name="unit">Unit, written in brackets after the header.</param>
    /// <param name="format">A .NET format such as <c>0.000</c> for what is shown; CSV keeps every digit.</param>
    /// <exception cref="ArgumentException">A column of that name is there already.</exception>
    public Table<T> Column<TValue>(Func<T, TValue> value, string header, string? unit = null, string? format = null)
    {
        var columns = _chosen ? _columns : [];
        if (columns.Any(column => column.Column.Header == header))
            throw new ArgumentException($"Table '{Name}': column '{header}' is there already; give it another header.", nameof(header));
        return new(Name, Caption, _rows, columns.Add((new Column(header, unit, format, typeof(TValue)), row => value(row))), chosen: true,
            _shown);
    }

    /// <summary>Gives a column a format, a unit or another header.</summary>
    /// <param name="column">Its present header: the property's name.</param>
    /// <param name="format">A .NET format such as <c>0.000</c>.</param>
    /// <param name="unit">Unit, written in brackets after the header.</param>
    /// <param name="header">New header.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table<T> With(string column, string? format = null, string? unit = null, string? header = null)
    {
        int index = IndexOf(column);
        var (old, read) = _columns[index];
        var changed = old with { Format = format ?? old.Format, Unit = unit ?? old.Unit, Header = header ?? old.Header };
        return new(Name, Caption, _rows, _columns.SetItem(index, (changed, read)), _chosen, _shown);
    }

    /// <summary>Leaves out columns.</summary>
    /// <param name="columns">Their headers.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table<T> Without(params IEnumerable<string> columns)
    {
        var left = columns.Select(IndexOf).ToHashSet();
        return new(Name, Caption, _rows, [.. _columns.Where((_, index) => !left.Contains(index))], _chosen, _shown);
    }

    /// <summary>How many rows are shown before the rest is counted (30 by default); CSV always holds all.</summary>
    /// <param name="rows">At least 1.</param>
    public Table<T> Show(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return new(Name, Caption, _rows, _columns, _chosen, rows);
    }

    /// <summary>The same table with a line above it.</summary>
    /// <param name="caption">The line.</param>
    public Table<T> Captioned(string caption) => new(Name, caption, _rows, _columns, _chosen, _shown);

    int IndexOf(string header)
    {
        for (int i = 0; i < _columns.Length; i++)
            if (_columns[i].Column.Header == header) return i;
        throw new ArgumentException(
            $"Table '{Name}': there is no column '{header}'; it has {string.Join(", ", _columns.Select(column => $"'{column.Column.Header}'"))}.");
    }

    static ImmutableArray<(Column, Func<T, object?>)> Properties()
    {
        if (CellType.IsShown(typeof(T))) return [(new Column("value", null, null, typeof(T)), row => row)];
        return [.. typeof(T).GetProperties()
            .Where(property => property.CanRead && property.GetMethod!.IsPublic && property.GetIndexParameters().Length == 0
                && !property.GetMethod.IsStatic && CellType.IsShown(property.PropertyType))
            .Select(property => (new Column(property.Name, null, null, property.PropertyType),
            (Func<T, object?>)(row => property.GetValue(row))))];
    }
}

static class CellType
{
    public static bool IsShown(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum || type == typeof(string) || typeof(IFormattable).IsAssignableFrom(type) || type == typeof(bool)
            || type == typeof(char);
    }

    public static bool IsNumber(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return !type.IsEnum && (Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal
            || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(Half) || type == typeof(System.Numerics.BigInteger));
    }
}
