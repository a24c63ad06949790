using System.Globalization;

namespace Spikebook.Figures;

/// <summary>The texts of a table's cells; numbers of a column have their decimal points one below the other.</summary>
static class TableCells
{
    const char FigureSpace = '\u2007', PunctuationSpace = '\u2008';

    /// <summary>Texts of the shown rows, [row][column].</summary>
    /// <param name="table">The table.</param>
    /// <param name="plain">Whether all characters are equally wide, as in a terminal.</param>
    public static string[][] Of(Table table, bool plain)
    {
        int rows = Math.Min(table.RowCount, table.ShownRows);
        var columns = table.ShownColumns;
        var cells = new string[rows][];
        for (int row = 0; row < rows; row++) cells[row] = [.. columns.Select((column, index) => Text(table.Value(row, index), column))];
        for (int column = 0; column < columns.Count; column++)
            if (columns[column].IsNumber) AlignPoints(cells, column, plain);
        return cells;
    }

    static string Text(object? value, Column column) => value switch
    {
        null => "",
        double number => Number(number, column.Format),
        float number => Number(number, column.Format),
        bool truth => truth ? "yes" : "no",
        Enum => value.ToString()!,
        IFormattable formattable when column.Format is not null => formattable.ToString(column.Format, CultureInfo.InvariantCulture),
        IFormattable formattable when column.IsNumber => formattable.ToString(null, CultureInfo.InvariantCulture).Replace('-', '−'),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static string Number(double value, string? format)
    {
        if (double.IsNaN(value)) return "–";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        if (format is not null) return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
        double size = Math.Abs(value);
        if (value == 0 || size is >= 1e-4 and < 1e7)
            return Rounding.Significant(value, 6).ToString("0.##########", CultureInfo.InvariantCulture).Replace('-', '−');
        string[] parts = value.ToString("0.#####e0", CultureInfo.InvariantCulture).Split('e');
        return $"{parts[0]}×10{Superscript(parts[1])}".Replace('-', '−');
    }

    static string Superscript(string digits)
        => string.Concat(digits.Select(digit
            => digit switch { '-' => '⁻', '1' => '¹', '2' => '²', '3' => '³', '+' => '⁺', _ => (char)('⁰' + (digit - '0')) }));

    static void AlignPoints(string[][] cells, int column, bool plain)
    {
        int After(string text) => Scientific(text) || text.IndexOf('.') is var point && point < 0 ? 0 : text.Length - point - 1;
        int most = cells.Length == 0 ? 0 : cells.Max(row => After(row[column]));
        if (most == 0) return;
        foreach (var row in cells)
        {
            string text = row[column];
            if (Scientific(text) || text.Length == 0) continue;
            int after = After(text);
            row[column] = text + (after > 0 ? "" : plain ? " " : PunctuationSpace) + new string(plain ? ' ' : FigureSpace, most - after);
        }
    }

    static bool Scientific(string text) => text.Contains('×') || text.Contains('e') || text.Contains('E');
}
