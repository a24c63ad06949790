using System.Globalization;
using System.Net;
using System.Text;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Languages;

/// <summary>Columns and rows as a front end shows them: a table, and text with tabs.</summary>
static class TabularText
{
    const int MostRows = 1_000, LongestCell = 200;

    public static DisplayData Of(QueryRows rows)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (string column in rows.Columns) html.Append($"<th>{WebUtility.HtmlEncode(column)}</th>");
        html.Append("</tr></thead><tbody>");
        var plain = new StringBuilder().AppendJoin('\t', rows.Columns);
        foreach (object?[] row in rows.Rows.Take(MostRows))
        {
            html.Append("<tr>");
            foreach (object? cell in row) html.Append($"<td>{WebUtility.HtmlEncode(Text(cell))}</td>");
            html.Append("</tr>");
            plain.Append('\n').AppendJoin('\t', row.Select(Text));
        }
        html.Append("</tbody></table>");
        if (rows.Rows.Count > MostRows)
        {
            string more = string.Create(CultureInfo.InvariantCulture, $"… {rows.Rows.Count - MostRows:N0} more rows");
            html.Append($"<p>{more}</p>");
            plain.Append('\n').Append(more);
        }
        return new DisplayData([new("text/html", html.ToString()), new("text/plain", plain.ToString())]);
    }

    static string Text(object? value)
    {
        string text = value switch
        {
            null => "",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()?.ReplaceLineEndings(" ") ?? "",
        };
        return text.Length <= LongestCell ? text : text[..LongestCell] + " …";
    }
}
