using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// Outputs of cells as HTML: of each value the richest representation that a page can show. Where the notebook's own run made them, the
/// scripts of HTML outputs are trusted; HTML that was only found in a file is sanitised.
/// </summary>
sealed class OutputView(MediaStore media, Prose prose, ContentPolicy? trust)
{
    /// <summary>Longer texts are cut in the middle.</summary>
    public const int MaxText = 120_000;

    /// <summary>Longer HTML, and longer chart data, is left out.</summary>
    public const int MaxMarkup = 8 << 20;

    static readonly JsonSerializerOptions Indented = new()
    { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly (string Mime, string Extension)[] Pictures =
        [("image/png", "png"), ("image/jpeg", "jpg"), ("image/gif", "gif"), ("image/webp", "webp")];

    int _figures;

    /// <summary>Whether any live chart has been met.</summary>
    public bool HasChart { get; private set; }

    /// <summary>Whether some HTML brings a chart with a script of its own that expects Plotly on the page.</summary>
    public bool HasPlotlyScript { get; private set; }

    /// <summary>An output as HTML.</summary>
    public string Render(CellOutput output) => output switch
    {
        StreamOutput stream => $"<pre class=\"stream {(stream.Name == "stderr" ? "stderr" : "stdout")}\">{Cut(stream.Text, AnsiText.ToHtml)}</pre>",
        DisplayOutput display => Value(display.Data, display.Metadata),
        ExecuteResultOutput result => Value(result.Data, result.Metadata),
        ErrorOutput error => Error(error),
        _ => Notice("An output of a kind that this page cannot show; the notebook itself holds it."),
    };

    static string Error(ErrorOutput error)
    {
        StringBuilder html = new("<div class=\"error\" role=\"group\" aria-label=\"Error\"><p class=\"error-line\"><strong>");
        html.Append(Html.Text(AnsiText.Strip(error.Name))).Append("</strong> ").Append(Html.Text(AnsiText.Strip(error.Message)))
            .Append("</p>");
        string traceback = string.Join('\n', error.Traceback).Trim('\n');
        if (traceback.Length > 0) html.Append("<pre>").Append(Cut(traceback, AnsiText.ToHtml)).Append("</pre>");
        return html.Append("</div>").ToString();
    }

    static string Notice(string text) => $"<p class=\"notice\">{Html.Text(text)}</p>";

    // Head and tail: how it began and how it ended.
    static string Cut(string text, Func<string, string> render)
    {
        if (text.Length <= MaxText) return render(text);
        string head = text[..(MaxText * 3 / 4)], tail = text[^(MaxText / 4)..];
        string left = (text.Length - MaxText).ToString("N0", CultureInfo.InvariantCulture);
        return $"{render(head)}\n</pre><p class=\"notice\">{left} characters are left out here; the executed notebook has them all.</p><pre>{render(tail)}";
    }

    string Value(MimeBundle data, JsonObject? metadata)
    {
        if (Chart(data) is string chart) return chart;
        if (data.Text("text/html") is string html)
        {
            HasPlotlyScript |= html.Contains("Plotly", StringComparison.Ordinal)
                && html.Contains("<script", StringComparison.OrdinalIgnoreCase);
            if (html.Length <= MaxMarkup) return Markup(html);
            return Notice($"A value of {Html.Bytes(html.Length)} of HTML is left out here; the executed notebook has it.")
                + (Picture(data, metadata) ?? Plain(data) ?? "");
        }
        if (Picture(data, metadata) is string picture) return picture;
        if (data.Text("text/markdown") is string markdown
            && markdown.Length <= MaxMarkup) return $"<div class=\"prose\">{prose.Render(markdown)}</div>";
        if (data.Text("text/latex") is string latex) return $"<div class=\"prose\">{prose.Render(AsFormula(latex))}</div>";
        if (Plain(data) is string plain) return plain;
        if (data["application/json"] is JsonNode json)
            return $"<details class=\"json\"><summary>JSON</summary><pre>{Cut(json.ToJsonString(Indented), Html.Text)}</pre></details>";
        return data.Count == 0 ? ""
            : Notice($"A value of type {string.Join(", ", data.Mimes)} that this page cannot show; the executed notebook has it.");
    }

    string Markup(string html)
    {
        if (trust is null) return $"<div class=\"html\">{Sanitizer.Clean(html)}</div>";
        string balanced = Html.Balanced(html);
        trust.Trust(balanced);
        return $"<div class=\"html\">{balanced}</div>";
    }

    // A bare formula has no dollars; text with formulas has.
    internal static string AsFormula(string latex) =>
        latex.Contains('$', StringComparison.Ordinal) || latex.TrimStart().StartsWith(@"\begin{", StringComparison.Ordinal) ? latex
        : $"$$\n{latex.Trim()}\n$$";

    static string? Plain(MimeBundle data) =>
        (data.Text("text/plain") ?? data.Text("text/csv")) is string text ? $"<pre class=\"value\">{Cut(text, AnsiText.ToHtml)}</pre>"
        : null;

    string? Picture(MimeBundle data, JsonObject? metadata, string? name = null)
    {
        string alt = name ?? (data.Text("text/plain") is { Length: > 0 and < 200 } words ? words : $"Figure {++_figures}");
        if (data.Text("image/svg+xml") is string svg)
            return media.SaveSvg(svg) is string file ? Img(file, alt, null) : Markup(svg);
        foreach ((string mime, string extension) in Pictures)
            if (data.Text(mime) is string base64 && media.SaveBase64(base64, extension) is string file)
                return Img(file, alt, (metadata?[mime] as JsonObject) ?? metadata);
        return null;
    }

    static string Img(string file, string alt, JsonObject? size)
    {
        string width = JsonText.NumberOf(size?["width"]) is double pixels and > 0 and < 1e4
            ? string.Create(CultureInfo.InvariantCulture, $" width=\"{pixels:0}\"") : "";
        return $"<img class=\"still\" src=\"{Html.Text(file)}\" alt=\"{Html.Text(alt)}\" loading=\"lazy\"{width}>";
    }

    string? Chart(MimeBundle data)
    {
        string frames = data["application/vnd.spikebook.frames+json"] is JsonObject record && Compact(record) is { Length: <= MaxMarkup } text
            ? $"<script type=\"application/json\" class=\"frames\">{Html.Json(text)}</script>" : "";
        if (Figure(data["application/vnd.plotly.v1+json"]) is not JsonObject figure) return null;
        string name = ChartName(figure) ?? $"Figure {++_figures}";
        string? still = Picture(data, null, name);
        string json = Compact(figure);
        if (json.Length > MaxMarkup)
            return Notice($"The live chart has {Html.Bytes(json.Length)} of data and is left out here; the executed notebook has it.")
            + still;
        HasChart = true;
        string placeholder = still
            ?? "<p class=\"notice waiting\">This chart is drawn by plotly.js, which needs scripts and, unless it is installed, a network.</p>";
        return $"""
            <figure class="chart" aria-label="{Html.Text(name)}">{placeholder}<div class="live"></div><script type="application/json">{Html.Json(json)}</script>{frames}</figure>
            """;
    }

    static JsonObject? Figure(JsonNode? node)
    {
        if (node is JsonObject figure) return figure;
        // .NET Interactive stores the chart as a text.
        try
        {
            return MultilineText.Join(node) is string text ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Compact(JsonObject figure)
    {
        try
        {
            return figure.ToJsonString();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // Not a number, or half a surrogate pair: our own writer knows what to do.
            using StringWriter writer = new(CultureInfo.InvariantCulture);
            JsonText.Write(writer, figure, 0);
            return writer.ToString();
        }
    }

    static string? ChartName(JsonObject figure)
    {
        JsonNode? title = (figure["layout"] as JsonObject)?["title"];
        string? text = MultilineText.Join(title is JsonObject o ? o["text"] : title);
        return string.IsNullOrWhiteSpace(text) ? null : Regex.Replace(text, "<[^>]*>", " ", RegexOptions.NonBacktracking).Trim();
    }
}
