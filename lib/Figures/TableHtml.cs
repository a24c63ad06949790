using System.Globalization;
using System.Net;
using System.Text;

namespace Spikebook.Figures;

static class TableHtml
{
    public static string Write(Table table)
    {
        var columns = table.ShownColumns;
        string[][] cells = TableCells.Of(table, plain: false);
        var html = new StringBuilder();
        html.Append("<div class=\"spikebook-table\" style=\"overflow-x:auto\">")
            .Append("<table style=\"border-collapse:collapse;font-variant-numeric:tabular-nums;margin:4px 0\">");
        if (table.Caption.Length > 0)
            html.Append("<caption style=\"caption-side:top;text-align:left;font-weight:600;padding:2px 0 6px\">")
            .Append(Marked(table.Caption)).Append("</caption>");
        html.Append("<thead><tr>");
        foreach (var column in columns)
        {
            html.Append("<th scope=\"col\" style=\"").Append(Style(column)).Append("border-bottom:1.5px solid currentColor\">")
                .Append(Marked(column.Header));
            if (column.Unit is not null) html.Append(" <span style=\"font-weight:400;opacity:.75\">[").Append(Marked(column.Unit))
                .Append("]</span>");
            html.Append("</th>");
        }
        html.Append("</tr></thead><tbody>");
        foreach (string[] row in cells)
        {
            html.Append("<tr>");
            for (int column = 0; column < columns.Count; column++)
                html.Append("<td style=\"").Append(Style(columns[column])).Append("border-bottom:1px solid rgba(127,127,127,.25)\">")
                    .Append(WebUtility.HtmlEncode(row[column])).Append("</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody>");
        string rest = Rest(table, cells.Length);
        if (rest.Length > 0)
            html.Append(CultureInfo.InvariantCulture,
            $"<tfoot><tr><td colspan=\"{Math.Max(columns.Count, 1)}\" style=\"padding:4px 10px;text-align:left;opacity:.75\">{rest}</td></tr></tfoot>");
        return html.Append("</table></div>").ToString();
    }

    public static string Rest(Table table, int shown)
        => table.RowCount == 0 ? "no rows"
            : table.RowCount > shown
            ? $"… {(table.RowCount - shown).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f')} more rows" : "";

    static string Style(Column column) => $"text-align:{(column.IsNumber ? "right" : "left")};padding:3px 10px;white-space:nowrap;";

    // headers may hold the same marks as figures
    static string Marked(string text) => string.Concat(Markup.Runs(text).Select(run =>
    {
        string plain = WebUtility.HtmlEncode(run.Text);
        string tag = run.Sub ? "sub" : run.Sup ? "sup" : run.Italic ? "i" : run.Bold ? "b" : "";
        return (tag.Length > 0 && plain.Length > 0 ? $"<{tag}>{plain}</{tag}>" : plain) + (run.Break ? "<br>" : "");
    }));
}
