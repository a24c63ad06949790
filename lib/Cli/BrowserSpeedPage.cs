using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Spikebook.Figures;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Cli;

/// <summary>
/// A page of the gallery: how many times as long each notebook takes in a browser as on the desktop, from a record that
/// <c>tests/Browser</c> has measured. It computes nothing itself.
/// </summary>
static class BrowserSpeedPage
{
    const string Record = "data/reference/browser-speed.json";

    sealed record Row(string Notebook, int Cells, double Desktop, double Browser, int? Printing, string[] Otherwise, string Ended)
    {
        public double Ratio => Browser / Desktop;

        public string Number => Notebook.Split('-')[0];
    }

    /// <summary>The page; null where nothing has been recorded.</summary>
    public static GalleryFeature? Find()
    {
        string path = Path.Combine(House.Root, Path.Combine(Record.Split('/')));
        if (!File.Exists(path) || JsonNode.Parse(File.ReadAllText(path)) is not JsonObject record) return null;
        List<Row> rows =
        [
            .. record["notebooks"]!.AsArray().Select(n => new Row((string)n!["notebook"]!, (int)n["cells"]!, (double)n["desktopSeconds"]!,
                (double)n["browserSeconds"]!, (int?)n["cellsThatPrint"],
                [.. (n["otherwise"]?.AsArray() ?? []).Select(lines => (string)lines!)], (string)n["ended"]!)).Where(row => row.Cells > 0),
        ];
        if (rows.Count == 0) return null;
        double[] ratios = [.. rows.Select(row => row.Ratio).Order()];
        var picture = Figure.New("browser-speed", "Time in the browser beside the desktop")
            .Axes(x: "notebook", y: "times as long").LogY().Bars(rows, row => row.Number, row => row.Ratio, "ratio");
        string summary = string.Create(CultureInfo.InvariantCulture,
            $"Measured on one machine, {rows.Count} notebooks: {ratios[0]:0.0} to {ratios[^1]:0} times as long, in the middle {ratios[ratios.Length / 2]:0.0}.");
        return new GalleryFeature("browser-speed", "How fast notebooks run in a browser", summary, picture.ToSvg(), Body(record, rows), "");
    }

    static string Body(JsonObject record, IReadOnlyList<Row> rows)
    {
        var html = new StringBuilder();
        html.Append("<div class=\"prose\">{{picture}}\n<p>How it was measured: each notebook ran on the desktop and right after that in ")
            .Append(Text((string)record["browser"]!)).Append(", on ").Append(Text((string)record["machine"]!)).Append(", ")
            .Append(Text((string)record["date"]!)).Append(". Seconds are those of the cells that both ran, the compiler's among them; ")
            .Append("a page has one thread, and no vector instructions longer than 128 bits. The machine did other work meanwhile, ")
            .Append("so that single ratios are good to some tens of per cent; a notebook that was stopped had used up its time. A cell prints ")
            .Append("otherwise where a table or a line of it differs in any digit from what the notebook holds. The program: <code>")
            .Append(Text((string)record["source"]!)).Append("</code>.</p>\n");
        if (record["pace"] is JsonArray { Count: > 0 } pace)
        {
            html.Append("<p>In the same browser:</p>\n<ul>");
            foreach (var line in pace) html.Append("<li>").Append(Text((string)line!)).Append("</li>");
            html.Append("</ul>\n");
        }
        html.Append("<table><thead><tr><th>notebook</th><th>cells</th><th>desktop [s]</th><th>browser [s]</th><th>times as long</th>")
            .Append("<th>cells that print</th><th>of them otherwise</th><th>ran</th></tr></thead>\n<tbody>");
        foreach (var row in rows)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"{Text(row.Notebook)}.html\">{Text(row.Notebook)}</a></td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{row.Cells}</td><td>{row.Desktop:0.0}</td><td>{row.Browser:0.0}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{row.Ratio:0.0}</td>")
                .Append(row.Printing is { } printing ? $"<td>{printing}</td><td>{row.Otherwise.Length}</td>" : "<td>–</td><td>–</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{Text(row.Ended)}</td></tr>\n");
        html.Append("</tbody></table>\n");
        Differences(html, rows);
        NotMeasured(html, record);
        return html.Append("</div>").ToString();
    }

    static void Differences(StringBuilder html, IReadOnlyList<Row> rows)
    {
        var different = rows.Where(row => row.Otherwise.Length > 0).ToList();
        if (different.Count == 0) return;
        html.Append("<p>What prints otherwise, the first such line of each cell as the notebook holds it, and as the browser printed it:</p>\n<ul>");
        foreach (var row in different)
            foreach (string lines in row.Otherwise)
                html.Append("<li>").Append(Text(row.Number)).Append(": <code>").Append(Text(lines)).Append("</code></li>");
        html.Append("</ul>\n");
    }

    static void NotMeasured(StringBuilder html, JsonObject record)
    {
        if (record["notMeasured"] is not JsonObject { Count: > 0 } reasons) return;
        html.Append("<p>Not measured:</p>\n<ul>");
        foreach (var (notebook, reason) in reasons)
            html.Append("<li>").Append(Text(notebook)).Append(": ").Append(Text((string)reason!)).Append("</li>");
        html.Append("</ul>\n");
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
