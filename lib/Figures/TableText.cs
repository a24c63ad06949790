using System.Text;

namespace Spikebook.Figures;

static class TableText
{
    public static string Write(Table table)
    {
        var columns = table.ShownColumns;
        string[][] cells = TableCells.Of(table, plain: true);
        string[] headers = [.. table.Headers.Select(Markup.Plain)];
        int[] widths = [.. headers.Select((header, column) => cells.Select(row => row[column].Length).Append(header.Length).Max())];
        var text = new StringBuilder();
        if (table.Caption.Length > 0) text.Append(Markup.Plain(table.Caption)).Append('\n');
        Line(headers);
        text.AppendJoin("  ", widths.Select(width => new string('─', width))).Append('\n');
        foreach (string[] row in cells) Line(row);
        string rest = TableHtml.Rest(table, cells.Length);
        if (rest.Length > 0) text.Append(rest).Append('\n');
        return text.ToString().TrimEnd('\n');

        void Line(string[] row)
        {
            string line = string.Join("  ",
                row.Select((cell, column) => columns[column].IsNumber ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }
}
