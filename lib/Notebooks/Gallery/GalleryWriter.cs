using System.Globalization;
using System.Text;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// Makes executed notebooks a browsable static site that works from the file system, without a network and without a server:
/// <c>index.html</c>, a page for each notebook, <c>media/</c> with their pictures and <c>assets/</c> with style and scripts.
/// </summary>
/// <remarks>
/// What is trusted: code cells, since they have been run, and the HTML that their run put out; its scripts run on the page, by their
/// digests.
/// What is not: prose (headings, summaries, Markdown and LaTeX outputs), where HTML is sanitised and no script runs; outputs that
/// were found in a file
/// that has not been run here; file names and links, which lead to no file outside the notebook's folder. Every page has a
/// Content-Security-Policy
/// that says the same to the browser.
/// </remarks>
public static class GalleryWriter
{
    /// <summary>Writes the gallery; every file whole or not at all.</summary>
    /// <param name="entries">The notebooks; they are ordered by number, then by name.</param>
    /// <param name="directory">Where to; it is made where it does not exist.</param>
    /// <param name="assets">The scripts that were found; see <see cref="GalleryAssets.Find"/>.</param>
    /// <param name="options">What the front page says; null for the plain one.</param>
    /// <param name="cancellationToken">Stops between two pages; what is written by then is valid.</param>
    /// <returns>The path of <c>index.html</c>.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static string Write(
        IReadOnlyList<GalleryEntry> entries, string directory, GalleryAssets assets, GalleryOptions? options = null,
        CancellationToken cancellationToken = default)
        => Write(entries, directory, assets, options, Disk.Machine, cancellationToken);

    internal static string Write(
        IReadOnlyList<GalleryEntry> entries, string directory, GalleryAssets assets, GalleryOptions? options, Disk disk,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(assets);
        options ??= new GalleryOptions();
        directory = Path.GetFullPath(directory);

        IReadOnlyList<Page> pages = Pages(entries, [.. options.Asides.Prepend(options.Feature).Select(page => page?.Slug ?? "index")]);
        bool anyCharts = false, anyMath = false;
        using CodeHighlighter highlighter = new();
        Dictionary<Page, string> thumbnails = [];
        foreach (Page page in pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NotebookPage view = new(page, pages, directory, highlighter, disk);
            string html = view.Render(options, assets);
            anyCharts |= view.HasChart;
            anyMath |= view.UsesKatex(assets);
            if (view.Thumbnail is string picture) thumbnails[page] = picture;
            AtomicFile.WriteText(Path.Combine(directory, page.File), html, disk);
        }
        string first = "";
        if (options.Feature is { } feature) first = FeaturePage.Card(feature, WriteFeature(feature));
        foreach (var aside in options.Asides) WriteFeature(aside);
        string index = IndexPage.Render(pages, thumbnails, options, assets, first, out bool indexMath);
        assets.CopyTo(directory, anyCharts || options.Live is not null, anyMath || indexMath, disk);
        string path = Path.Combine(directory, "index.html");
        AtomicFile.WriteText(path, index, disk);
        return path;

        // Its picture's address.
        string WriteFeature(GalleryFeature page)
        {
            string picture = new MediaStore(directory, page.Slug, disk).SaveSvg(page.Picture)
                ?? throw new ArgumentException($"the picture of {page.Title} is no SVG");
            AtomicFile.WriteText(Path.Combine(directory, page.Slug + ".html"), FeaturePage.Render(page, picture, options, assets), disk);
            return picture;
        }
    }

    static List<Page> Pages(IReadOnlyList<GalleryEntry> entries, IEnumerable<string> others)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { "index" };
        taken.UnionWith(others);
        List<Page> pages = [];
        foreach (GalleryEntry entry in entries.OrderBy(entry => IndexPage.Number(entry.Name) ?? int.MaxValue)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string name = Slug(entry.Name), slug = name;
            for (int n = 2; !taken.Add(slug); n++) slug = string.Create(CultureInfo.InvariantCulture, $"{name}-{n}");
            pages.Add(new Page(entry, slug));
        }
        return pages;
    }

    // Letters and digits of any script stay; all else that an address or a file system could trip over becomes a hyphen.
    static string Slug(string name)
    {
        StringBuilder slug = new();
        foreach (char c in name) slug.Append(char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-');
        string trimmed = slug.ToString().Trim('.', '-');
        if (trimmed.Length > 64) trimmed = trimmed[..64];
        return trimmed.Length == 0 ? "notebook" : trimmed;
    }
}
