using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Gallery;

/// <summary>A notebook on its way to a page: its place among the others and what they need to know of it.</summary>
/// <param name="Entry">The notebook.</param>
/// <param name="Slug">Name of its page without extension, unique in the gallery.</param>
sealed record Page(GalleryEntry Entry, string Slug)
{
    public string File => Slug + ".html";

    public Opening Opening { get; } = Opening.Of(Entry.Document);

    public string Title => Opening.TitleText is { Length: > 0 } title ? title : Entry.Document.Title ?? Entry.Name;
}

/// <summary>Writes the page of one notebook.</summary>
sealed class NotebookPage
{
    static readonly string[] PictureTypes = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"];

    readonly Page _page;
    readonly IReadOnlyList<Page> _pages;
    readonly string _directory;
    readonly MediaStore _media;
    readonly Prose _prose;
    readonly OutputView _outputs;
    readonly CodeHighlighter _highlighter;
    readonly ContentPolicy _policy = new();
    NotebookCell? _current;

    public NotebookPage(Page page, IReadOnlyList<Page> pages, string directory, CodeHighlighter highlighter, Disk disk)
    {
        _highlighter = highlighter;
        _page = page;
        _pages = pages;
        _directory = directory;
        _media = new MediaStore(directory, page.Slug, disk);
        _prose = new Prose(Resolve, code => highlighter.Highlight([code], SourceDirectory())[0]);
        _outputs = new OutputView(_media, _prose, page.Entry.Status == GalleryStatus.NotRun ? null : _policy);
    }

    public bool HasChart => _outputs.HasChart || _outputs.HasPlotlyScript;

    /// <summary>Whether KaTeX is to typeset the formulas: where it is installed, it does so more finely than a browser's MathML.</summary>
    public bool UsesKatex(GalleryAssets assets) => _prose.NeedsScript || (_prose.HasMath && assets.KatexDirectory is not null);

    /// <summary>Address of the picture that stands for the notebook, once the page is rendered; null where it has none.</summary>
    public string? Thumbnail => _media.First;

    public string Render(GalleryOptions options, GalleryAssets assets)
    {
        string cells = Cells();
        string contents = Contents();
        int index = _pages.ToList().IndexOf(_page);
        string neighbours = Neighbours(index);
        string heading = _page.Opening.TitleText is { Length: > 0 } ? "" : $"<h1>{Html.Text(_page.Title)}</h1>";
        string body = $"""
            <header class="bar">
            <a class="home" href="index.html">{PageFrame.Mark}<span>{Html.Text(options.Title)}</span></a>
            <span class="where">{Html.Text(_page.Title)}</span>
            {PageFrame.ThemeButton}
            </header>
            <div class="columns">
            <nav class="contents" aria-label="Contents">{contents}</nav>
            <main id="main" tabindex="-1">
            <p class="run">{PageFrame.Chip(_page.Entry.Status, _page.Entry.Duration)}{Download()}</p>
            {Failure()}{heading}
            {cells}
            {neighbours}
            <footer>{Provenance()}</footer>
            </main>
            </div>
            """;
        return PageFrame.Wrap($"{_page.Title} · {options.Title}", _page.Opening.SummaryText, assets, _policy,
            HasChart || (options.Live is not null && assets.PlotlyDirectory is not null), UsesKatex(assets) || (options.Live is not null && assets.KatexDirectory is not null), "notebook",
            body + LiveCells(options), _outputs.HasPlotlyScript, options.Live);
    }

    IEnumerable<NotebookCell> CSharpCells
        => _page.Entry.Document.Cells.Where(cell => cell is { Kind: CellKind.Code, Language: "csharp" });

    string Cells()
    {
        NotebookCell[] csharp = [.. CSharpCells];
        var coloured = csharp
            .Zip(_highlighter.Highlight([.. csharp.Select(cell => cell.Source)], SourceDirectory()))
            .ToDictionary(pair => pair.First.Index, pair => pair.Second);
        StringBuilder html = new();
        foreach (NotebookCell cell in _page.Entry.Document.Cells)
        {
            _current = cell;
            string id = string.Create(CultureInfo.InvariantCulture, $"cell-{cell.Index + 1}");
            if (cell.Kind == CellKind.Markdown)
                html.Append($"<section class=\"prose\" id=\"{id}\">\n{_prose.Render(cell.Source).Trim()}\n</section>\n");
            else if (cell.Kind == CellKind.Code)
                html.Append(Code(cell, id, coloured.GetValueOrDefault(cell.Index)));
        }
        return html.ToString();
    }

    string Code(NotebookCell cell, string id, string? coloured)
    {
        string code = (coloured ?? Html.Text(cell.Source)).TrimEnd();
        IReadOnlyList<CellOutput> shown = HasTag(cell, "remove-output", "remove_output", "hide-output", "hide_output") ? [] : cell.Outputs;
        if (code.Length == 0 && shown.Count == 0) return "";
        StringBuilder html = new($"<section class=\"code\" id=\"{id}\" aria-label=\"Cell {cell.Index + 1}\">\n");
        string count = cell.ExecutionCount is int n ? $"<span class=\"count\" aria-hidden=\"true\">{n}</span>" : "";
        string took = Took(cell) is TimeSpan time && time.TotalMilliseconds >= 1
            ? $"<span class=\"took\" title=\"Time that this cell took\">{Html.Duration(time)}</span>" : "";
        string language = cell.Language == "csharp" ? "" : $"<span class=\"language\">{Html.Text(cell.Language)}</span>";
        string source = $"<div class=\"source\">{count}<pre><code>{code}</code></pre>{language}{took}</div>";
        if (HasTag(cell, "remove-input", "remove_input")) source = "";
        else if (HasTag(cell, "hide-input", "hide_input") || cell.Metadata["jupyter"] is JsonObject { } jupyter
            && jupyter["source_hidden"]?.ToString() == "true")
            source = $"<details class=\"folded\"><summary>Code</summary>{source}</details>";
        html.Append(source).Append('\n');
        if (shown.Count > 0)
        {
            html.Append("<div class=\"outputs\">\n");
            foreach (CellOutput output in shown) html.Append("<div class=\"output\">").Append(_outputs.Render(output)).Append("</div>\n");
            html.Append("</div>\n");
        }
        return html.Append("</section>\n").ToString();
    }

    // What the page's script runs: the text of every cell, to the letter, and what it took here.
    string LiveCells(GalleryOptions options)
    {
        if (options.Live is null) return "";
        var cells = CSharpCells.Select(cell => (JsonNode)new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"cell-{cell.Index + 1}"),
            ["index"] = cell.Index,
            ["source"] = cell.Source,
            ["seconds"] = Took(cell)?.TotalSeconds,
        });
        var block = new JsonObject
        {
            ["name"] = _page.Entry.Name,
            ["file"] = _page.Entry.Path is string path ? Relative(path) : null,
            ["cells"] = new JsonArray([.. cells])
        };
        return $"\n<script type=\"application/json\" id=\"live-cells\">{Html.Json(block.ToJsonString())}</script>";
    }

    string Contents()
    {
        Heading[] shown = [.. _prose.Headings.Where(heading => heading.Level is 2 or 3)];
        if (shown.Length == 0) return "";
        StringBuilder html = new("<details open><summary>Contents</summary><ul>");
        foreach (Heading heading in shown)
            html.Append($"<li class=\"level-{heading.Level}\"><a href=\"#{Html.Text(heading.Id)}\">{heading.Html}</a></li>");
        return html.Append("</ul></details>").ToString();
    }

    string Neighbours(int index)
    {
        static string To(Page? page, string rel, string words) => page is null ? "<span></span>"
            : $"<a rel=\"{rel}\" href=\"{Html.Text(page.File)}\"><small>{words}</small>{Html.Text(page.Title)}</a>";
        Page? before = index > 0 ? _pages[index - 1] : null, after = index + 1 < _pages.Count ? _pages[index + 1] : null;
        return $"<nav class=\"neighbours\" aria-label=\"Other notebooks\">{To(before, "prev", "Previous")}{To(after, "next", "Next")}</nav>";
    }

    string Failure()
    {
        if (_page.Entry.Error is not string error) return "";
        NotebookCell? cell = _page.Entry.Document.Cells.FirstOrDefault(cell => cell.Outputs.Any(output => output is ErrorOutput));
        string link = cell is null ? "" : $" <a href=\"#cell-{cell.Index + 1}\">Go to cell {cell.Index + 1}</a>";
        return $"<div class=\"failure\" role=\"status\"><strong>The run did not finish.</strong> {Html.Text(AnsiText.Strip(error))}{link}</div>\n";
    }

    string Download()
    {
        if (_page.Entry.Path is not string path) return "";
        string relative = Relative(path);
        return relative.Length == 0 ? ""
            : $" <a class=\"download\" href=\"{Html.Text(relative)}\">{Html.Text(System.IO.Path.GetFileName(path))}</a>";
    }

    string Provenance()
    {
        var run = _page.Entry.Document.Metadata["spikebook"] as JsonObject;
        List<string> facts = [];
        string version = MultilineText.Join(run?["version"]) ?? PageFrame.Version;
        facts.Add($"Spikebook {version}");
        if (JsonText.NumberOf(run?["seconds"]) is double seconds and > 0) facts.Add(
            $"ran in {Html.Duration(TimeSpan.FromSeconds(seconds))}");
        else if (_page.Entry.Duration > TimeSpan.Zero) facts.Add($"ran in {Html.Duration(_page.Entry.Duration)}");
        if (JsonText.NumberOf(run?["peakMemoryBytes"]) is double bytes and > 0) facts.Add($"peak memory {Html.Bytes((long)bytes)}");
        if (MultilineText.Join(run?["finished"]) is string finished) facts.Add(finished);
        return string.Join(" · ", facts.Select(Html.Text));
    }

    static bool HasTag(NotebookCell cell, params ReadOnlySpan<string> tags)
    {
        if (cell.Metadata["tags"] is not JsonArray list) return false;
        foreach (JsonNode? tag in list)
            if (MultilineText.Join(tag) is string text && tags.Contains(text)) return true;
        return false;
    }

    // Spikebook's own seconds, else what Jupyter records.
    static TimeSpan? Took(NotebookCell cell)
    {
        if (cell.Metadata["spikebook"] is JsonObject run
            && JsonText.NumberOf(run["seconds"]) is double seconds and >= 0 and < 1e9) return TimeSpan.FromSeconds(seconds);
        if (cell.Metadata["execution"] is not JsonObject execution) return null;
        return Time(execution["iopub.status.busy"]) is DateTimeOffset start && Time(execution["iopub.status.idle"]) is DateTimeOffset end
            && end >= start
            ? end - start : null;

        static DateTimeOffset? Time(JsonNode? node) =>
            DateTimeOffset.TryParse(MultilineText.Join(node), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time) ? time : null;
    }

    string? SourceDirectory()
        => _page.Entry.SourceDirectory
        ?? (_page.Entry.Path is string path ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) : null);

    string Relative(string path)
    {
        string relative = System.IO.Path.GetRelativePath(_directory, path);
        if (System.IO.Path.IsPathRooted(relative)) return "";
        return string.Join('/', relative.Split(System.IO.Path.DirectorySeparatorChar)
            .Select(part => part == ".." ? part : Uri.EscapeDataString(part)));
    }

    // Where the prose points: to an attachment, to another notebook of the gallery, to a picture beside the notebook, or away.
    string Resolve(string address, bool isPicture)
    {
        if (address.StartsWith("attachment:", StringComparison.OrdinalIgnoreCase))
            return Attachment(Uri.UnescapeDataString(address["attachment:".Length..])) ?? address;
        if (Uri.TryCreate(address, UriKind.Absolute, out _) || address.StartsWith('/')) return address;

        string[] parts = address.Split('#', 2);
        string fragment = parts.Length == 2 ? "#" + parts[1] : "", file = Uri.UnescapeDataString(parts[0]);
        if (file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase)
            && _pages.FirstOrDefault(other => other.Entry.Name == System.IO.Path.GetFileNameWithoutExtension(file)) is { } target)
        {
            return target.File + fragment;
        }
        if (SourceDirectory() is not string source || file.Length == 0) return address;
        if (file.Contains('\0', StringComparison.Ordinal)) return address;
        if (isPicture) return Copied(source, file) ?? address;
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(source, file));
        return File.Exists(full) || Directory.Exists(full) ? Relative(full) + fragment : address;
    }

    /// <summary>The copy of a picture that lies in the notebook's folder or below; null for whatever else an address may lead to.</summary>
    string? Copied(string source, string file)
    {
        if (RootedPath.Within(source, file) is not string full || !ReadableFile.Is(full)) return null;
        string extension = System.IO.Path.GetExtension(full).TrimStart('.').ToLowerInvariant();
        return PictureTypes.Contains(extension) && new FileInfo(full).Length < 32 << 20
            ? _media.Save(File.ReadAllBytes(full), extension, isFigure: false) : null;
    }

    string? Attachment(string name)
    {
        if (_current?.Attachments?[name] is not JsonObject bundle) return null;
        foreach ((string mime, JsonNode? value) in bundle)
        {
            if (MultilineText.Join(value) is not string content || !mime.StartsWith("image/", StringComparison.Ordinal)) continue;
            // SVG is stored as text by some programs and as base64 by others.
            return mime == "image/svg+xml" && content.TrimStart().StartsWith('<')
                ? $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}"
                : $"data:{mime};base64,{string.Concat(content.Where(c => !char.IsWhiteSpace(c)))}";
        }
        return null;
    }
}
