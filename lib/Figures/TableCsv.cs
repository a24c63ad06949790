using System.Globalization;
using CsvHelper;

namespace Spikebook.Figures;

static class TableCsv
{
    public static void Write(Table table, TextWriter writer)
    {
        if (table.ShownColumns.Count == 0) throw new InvalidOperationException(
            $"Table '{table.Name}' has no columns; choose some by Column(r => r.X, \"x\").");
        using var csv = CsvWriter.Create(writer, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true);
        int columns = table.ShownColumns.Count;
        foreach (string header in table.Headers) csv.WriteField(header);
        csv.EndRecord();
        for (int row = 0; row < table.RowCount; row++)
        {
            for (int column = 0; column < columns; column++) csv.WriteField(Text(table.Value(row, column)));
            csv.EndRecord();
        }
    }

    // the shortest text that reads back as the same value
    static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        Enum => value.ToString()!,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
