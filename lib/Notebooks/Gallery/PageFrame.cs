using System.Reflection;

namespace Spikebook.Notebooks.Gallery;

/// <summary>What all pages have in common.</summary>
static class PageFrame
{
    /// <summary>Version of this library.</summary>
    public static string Version { get; } =
        typeof(PageFrame).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string Wrap(string title, string? description, GalleryAssets assets, ContentPolicy policy, bool charts, bool formulas,
        string bodyClass, string body, bool foreignCharts = false, string? live = null)
    {
        // Charts with scripts of their own look for Plotly once the page is read: a copy in the gallery is there by then.
        string early = foreignCharts && assets.PlotlyDirectory is not null
            ? $"\n<script defer src=\"{Html.Text(assets.PlotlyScript())}\"></script>" : "";
        string chartScript = charts ? $" data-plotly=\"{Html.Text(assets.PlotlyScript())}\"" : "";
        string formulaScript = formulas ? $" data-katex=\"{Html.Text(assets.KatexScript())}\"" : "";
        string formulaStyle = formulas ? $"\n<link rel=\"stylesheet\" href=\"{Html.Text(assets.KatexStyle())}\">" : "";
        string liveScript = live is null ? "" : $" data-live=\"{Html.Text(live)}\"";
        string allowed = policy.Text(
            [.. charts || foreignCharts ? [assets.PlotlyScript()] : (string[])[], .. formulas ? [assets.KatexScript()] : (string[])[]],
            formulas ? [assets.KatexStyle()] : [], formulas ? [assets.KatexFonts()] : [], live is not null);
        string meta = description is null ? "" : $"\n<meta name=\"description\" content=\"{Html.Text(description)}\">";
        return $"""
            <!DOCTYPE html>
            <html lang="en"{chartScript}{formulaScript}{liveScript}>
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{allowed}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Spikebook {Html.Text(Version)}">{meta}
            <title>{Html.Text(title)}</title>
            <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath d='M2 22h8l4-16 4 22 4-12 2 6h6' fill='none' stroke='%23c2410c' stroke-width='3' stroke-linejoin='round' stroke-linecap='round'/%3E%3C/svg%3E">{formulaStyle}
            <link rel="stylesheet" href="assets/gallery.css">
            <script src="assets/gallery.js"></script>{early}
            </head>
            <body class="{bodyClass}">
            <a class="skip" href="#main">Skip to content</a>
            {body}
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    public const string Mark =
        "<svg class=\"mark\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path d=\"M2 22h8l4-16 4 22 4-12 2 6h6\"/></svg>";

    public const string ThemeButton =
        "<button type=\"button\" class=\"theme\" hidden aria-label=\"Switch between light and dark\" title=\"Light or dark\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M12 3a9 9 0 1 0 0 18V3z\"/><circle cx=\"12\" cy=\"12\" r=\"9\"/></svg></button>";

    public static string Chip(GalleryStatus status, TimeSpan duration)
    {
        (string name, string words) = status switch
        {
            GalleryStatus.Ok => ("ok", "ok"),
            GalleryStatus.Failed => ("failed", "failed"),
            GalleryStatus.Stopped => ("stopped", "stopped"),
            GalleryStatus.Unchanged => ("unchanged", "unchanged"),
            _ => ("not-run", "not run"),
        };
        string time = duration > TimeSpan.Zero ? $" <span class=\"time\">{Html.Duration(duration)}</span>" : "";
        return $"<span class=\"chip {name}\">{words}</span>{time}";
    }
}
