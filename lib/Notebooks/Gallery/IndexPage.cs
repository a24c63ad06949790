using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// Writes the front page: every notebook with its picture, summary and state, by steps of the learning path, with a search.
/// </summary>
static partial class IndexPage
{
    /// <summary>The notebook's number; null for a name that begins with none.</summary>
    public static int? Number(string name) =>
        LeadingNumber().Match(name) is { Success: true } match
        && int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : null;

    public static string Render(
        IReadOnlyList<Page> pages, IReadOnlyDictionary<Page, string> thumbnails, GalleryOptions options, GalleryAssets assets,
        string first, out bool hasMath)
    {
        Prose prose = new();
        StringBuilder groups = new();
        foreach ((GalleryGroup? group, IReadOnlyList<Page> members) in Grouped(pages, options.Groups))
        {
            groups.Append("<section class=\"group\">\n");
            if (group is not null)
            {
                groups.Append($"<h2>{Html.Text(group.Title)}</h2>\n");
                if (group.Description is not null) groups.Append($"<p class=\"about\">{prose.RenderLine(group.Description)}</p>\n");
            }
            groups.Append("<ul class=\"cards\">\n");
            foreach (Page page in members) groups.Append(Card(page, thumbnails.GetValueOrDefault(page), prose));
            groups.Append("</ul>\n</section>\n");
        }
        string subtitle = options.Subtitle is null ? "" : $"<p class=\"subtitle\">{prose.RenderLine(options.Subtitle)}</p>";
        hasMath = prose.NeedsScript || (prose.HasMath && assets.KatexDirectory is not null);
        string body = $"""
            <header class="bar"><a class="home" href="index.html" aria-current="page">{PageFrame.Mark}<span>{Html.Text(options.Title)}</span></a>{PageFrame.ThemeButton}</header>
            <main id="main" tabindex="-1">
            <div class="front"><h1>{Html.Text(options.Title)}</h1>{subtitle}<p class="tally">{Tally(pages)}</p></div>
            <form class="filter" role="search" hidden><label for="search" class="unseen">Search the notebooks</label><input id="search" type="search" placeholder="Search titles and text ( / )" autocomplete="off" spellcheck="false">
            <label for="status" class="unseen">Status</label><select id="status"><option value="">every status</option><option value="ok">ok</option><option value="failed">failed</option></select><output for="search status" aria-live="polite"></output></form>
            {first}{groups}
            <footer>Spikebook {Html.Text(PageFrame.Version)}{string.Concat(options.Asides.Select(Link))}</footer>
            </main>
            """;
        return PageFrame.Wrap(options.Title, options.Subtitle, assets, new ContentPolicy(), charts: false, hasMath, "index", body);
    }

    static string Link(GalleryFeature aside) => $" · <a href=\"{Html.Text(aside.Slug)}.html\">{Html.Text(aside.Title)}</a>";

    static string Card(Page page, string? thumbnail, Prose prose)
    {
        GalleryEntry entry = page.Entry;
        string number = Number(entry.Name) is int n ? n.ToString("00", CultureInfo.InvariantCulture) : "";
        string title = page.Opening.Title is { Length: > 0 } heading ? prose.RenderLine(WithoutLinks(heading)) : Html.Text(page.Title);
        string summary = page.Opening.Summary is { Length: > 0 } text ? $"<p class=\"summary\">{prose.RenderLine(text)}</p>" : "";
        string error = entry.Error is string line ? $"<p class=\"error-line\">{Html.Text(AnsiText.Strip(line))}</p>" : "";
        string picture = thumbnail is string file
            ? $"<img src=\"{Html.Text(file)}\" alt=\"\" loading=\"lazy\">"
            : $"<span aria-hidden=\"true\">{(number.Length > 0 ? number : "§")}</span>";
        string state = entry.Status is GalleryStatus.Failed or GalleryStatus.Stopped ? "failed" : entry.Status == GalleryStatus.NotRun ? ""
            : "ok";
        return $"""
            <li class="card" data-status="{state}" data-text="{Html.Text(SearchText(entry))}">
            <div class="picture">{picture}</div>
            <div class="words"><h3>{(number.Length > 0 ? $"<span class=\"number\">{number}</span> " : "")}<a href="{Html.Text(page.File)}">{title}</a></h3>
            {summary}{error}<p class="run">{PageFrame.Chip(entry.Status, entry.Duration)}</p></div>
            </li>

            """;
    }

    // The link of a card is its title; a link inside a link is no HTML.
    static string WithoutLinks(string markdown) => Link().Replace(markdown, "${text}");

    // The different words of all prose, formulas and code of the solutions aside: a page is found by any word of its text, to the last.
    internal static string SearchText(GalleryEntry entry)
    {
        string text = string.Join('\n', entry.Document.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source));
        return SearchWords(entry.Name + " " + Unsearched().Replace(text, " "));
    }

    // Every card carries such words: the search reads them of all.
    internal static string SearchWords(string text)
        => string.Join(' ', Space().Split(text).Select(word => word.Trim(Punctuation).ToLowerInvariant())
            .Where(word => word.Length > 1).Distinct(StringComparer.Ordinal));

    static readonly char[] Punctuation = [.. ".,;:!?()[]{}*_#`\"'$|=+"];

    static string Tally(IReadOnlyList<Page> pages)
    {
        int failed = pages.Count(page => page.Entry.Status is GalleryStatus.Failed or GalleryStatus.Stopped);
        TimeSpan time = new(pages.Sum(page => page.Entry.Duration.Ticks));
        string count = pages.Count == 1 ? "1 notebook" : $"{pages.Count} notebooks";
        string state = failed == 0 ? "" : failed == 1 ? ", 1 did not finish" : $", {failed} did not finish";
        return count + state + (time > TimeSpan.Zero ? $", {Html.Duration(time)} in all" : "");
    }

    static IEnumerable<(GalleryGroup? Group, IReadOnlyList<Page> Members)> Grouped(IReadOnlyList<Page> pages,
        IReadOnlyList<GalleryGroup> groups)
    {
        List<Page> rest = [.. pages];
        List<(GalleryGroup Group, IReadOnlyList<Page> Members)> found = [];
        foreach (GalleryGroup group in groups)
        {
            Page[] members = [.. rest.Where(page => Number(page.Entry.Name) is int n && n >= group.First && n <= group.Last)];
            if (members.Length == 0) continue;
            rest.RemoveAll(members.Contains);
            found.Add((group, members));
        }
        foreach (IGrouping<int, Page> tens in rest.Where(page => Number(page.Entry.Name) is not null)
            .GroupBy(page => Number(page.Entry.Name)!.Value / 10).ToList())
        {
            int first = Math.Max(1, tens.Key * 10), last = tens.Key * 10 + 9;
            found.Add((new GalleryGroup(first, last, string.Create(CultureInfo.InvariantCulture, $"{first:00}–{last:00}")), [.. tens]));
        }
        foreach ((GalleryGroup Group, IReadOnlyList<Page> Members) step in found.OrderBy(step => step.Group.First)) yield return step;
        Page[] unnumbered = [.. rest.Where(page => Number(page.Entry.Name) is null)];
        if (unnumbered.Length > 0) yield return (found.Count == 0 ? null : new GalleryGroup(0, 0, "More"), unnumbered);
    }

    [GeneratedRegex("^[0-9]+", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"\s+", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Space();

    [GeneratedRegex(@"```.*?```|\$\$.*?\$\$|\$[^$\n]*\$|</?(?:details|summary)>", RegexOptions.Singleline, Patterns.MostMilliseconds)]
    private static partial Regex Unsearched();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Link();
}
