using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Figures;

/// <summary>
/// A figure as a piece of a page that stands alone: the static picture, replaced by the live chart once Plotly is at hand.
/// </summary>
static class FigureHtml
{
    /// <summary>Version of plotly.js that a page without its own copy loads.</summary>
    public static string PlotlyVersion { get; } = WebPackages.VersionOf("plotly.js-dist-min");

    static readonly Lazy<string> Script = new(ReadScript);

    public static string Write(Figure figure)
    {
        string label = Markup.Plain(figure.Title.Length > 0 ? figure.Title : figure.Name);
        string minWidth = figure.Columns > 1 ? FormattableString.Invariant($" style=\"min-width:{250 * figure.Columns}px\"") : "";
        return Frame(figure.Name, label, minWidth, figure.ToJson(), id => SvgPicture.Draw(figure, id, page: true));
    }

    /// <summary>A chart's still picture, and the script that replaces it.</summary>
    public static string Frame(string name, string label, string minWidth, string json, Func<string, string> still)
    {
        string id = IdOf(name, json);
        return $"""
            <div class="spikebook-figure {id}" data-figure="{name}" role="figure" aria-label="{WebUtility.HtmlEncode(label)}" style="max-width:960px;overflow-x:auto">
            <div class="spikebook-static"{minWidth}>{still(id)}</div>
            <div class="spikebook-live"{minWidth}></div>
            <script>
            {Script.Value.Replace("{{id}}", id).Replace("{{figure}}", json)}</script></div>
            """;
    }

    /// <summary>Only the picture, with ids of its own on the page.</summary>
    public static string Still(Figure figure) => SvgPicture.Draw(figure, IdOf(figure.Name, figure.ToJson()), page: true);

    // ids follow from the content, so that running a notebook again gives the same page
    static string IdOf(string name, string json)
        => "sb" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name + json)).AsSpan(0, 6));

    /// <summary>The script without comments and indentation.</summary>
    static string ReadScript()
    {
        using var stream = typeof(FigureHtml).Assembly.GetManifestResourceStream("figure.js")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));
        return string.Join('\n', lines).Replace("{{version}}", PlotlyVersion) + "\n";
    }
}
