using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// The scripts that draw charts and formulas: plotly.js and KaTeX from a <c>node_modules</c> folder, copied into the gallery so that it
/// works without a network; where one is not installed, pages point to its public address instead, and show still pictures
/// and readable TeX for as long as that cannot be reached.
/// </summary>
public sealed partial record GalleryAssets
{
    /// <summary>Names a <c>node_modules</c> folder, or the folder that holds one.</summary>
    public const string Variable = "SPIKEBOOK_NODE_MODULES";

    static string PlotlyDefault => WebPackages.VersionOf("plotly.js-dist-min");

    static string KatexDefault => WebPackages.VersionOf("katex");

    GalleryAssets(Package? plotly, Package? katex)
    {
        Plotly = plotly;
        Katex = katex;
    }

    /// <summary>Nothing installed: every page points to public addresses.</summary>
    public static GalleryAssets None { get; } = new(null, null);

    /// <summary>The folder of the installed package plotly.js-dist-min, or null.</summary>
    public string? PlotlyDirectory => Plotly?.Directory;

    /// <summary>The folder of the installed package katex, or null.</summary>
    public string? KatexDirectory => Katex?.Directory;

    /// <summary>What was found, a line for each package: for people.</summary>
    public IReadOnlyList<string> Report =>
    [
        Line("plotly.js", Plotly, "live charts", PlotlyScript()),
        Line("KaTeX", Katex, "formulas", KatexScript()),
    ];

    Package? Plotly { get; }

    Package? Katex { get; }

    /// <summary>
    /// Looks, for each package, in the folder that <see cref="Variable"/> names, in <c>lib/Notebooks/Web</c> of the
    /// repository above this assembly, and in the current directory.
    /// </summary>
    public static GalleryAssets Find()
    {
        string?[] places =
        [
            Environment.GetEnvironmentVariable(Variable),
            Above(AppContext.BaseDirectory),
            Above(Path.GetDirectoryName(typeof(GalleryAssets).Assembly.Location)),
            Directory.GetCurrentDirectory(),
        ];
        return FindIn([.. places.OfType<string>().Where(place => place.Length > 0)]);
    }

    /// <summary>
    /// Looks in these folders, each a <c>node_modules</c> or the folder that holds one; the first that has a package wins.
    /// </summary>
    public static GalleryAssets FindIn(params IReadOnlyList<string> places)
    {
        string[] folders = [.. places.SelectMany(place => (string[])[Path.Combine(place, "node_modules"), place])];
        return new GalleryAssets(
            folders.Select(folder => Package.In(folder, "plotly.js-dist-min", "plotly.min.js")).FirstOrDefault(found => found is not null),
            folders.Select(folder => Package.In(folder, "katex", "dist/katex.min.js")).FirstOrDefault(found => found is not null));
    }

    internal string PlotlyScript() =>
        Plotly is null ? $"https://cdn.plot.ly/plotly-{PlotlyDefault}.min.js" : $"assets/plotly-{Plotly.Version}.min.js";

    internal string KatexScript() =>
        Katex is null ? $"https://cdn.jsdelivr.net/npm/katex@{KatexDefault}/dist/katex.min.js" : $"assets/katex-{Katex.Version}.min.js";

    internal string KatexStyle() =>
        Katex is null ? $"https://cdn.jsdelivr.net/npm/katex@{KatexDefault}/dist/katex.min.css" : $"assets/katex-{Katex.Version}.min.css";

    /// <summary>Where the style finds its fonts, which are within it where KaTeX is installed.</summary>
    internal string KatexFonts() => Katex is null ? $"https://cdn.jsdelivr.net/npm/katex@{KatexDefault}/dist/fonts/" : "";

    internal void CopyTo(string directory, bool charts, bool formulas)
    {
        foreach (string own in (string[])["gallery.css", "gallery.js"])
            AtomicFile.Write(Path.Combine(directory, "assets", own), stream => Embedded(own).CopyTo(stream));
        if (charts && Plotly is not null)
        {
            Copy(Path.Combine(Plotly.Directory, "plotly.min.js"), Path.Combine(directory, PlotlyScript()));
            Copy(Path.Combine(Plotly.Directory, "LICENSE"), Path.Combine(directory, "assets", "plotly-licence.txt"));
        }
        if (formulas && Katex is not null)
        {
            string dist = Path.Combine(Katex.Directory, "dist");
            Copy(Path.Combine(dist, "katex.min.js"), Path.Combine(directory, KatexScript()));
            Copy(Path.Combine(Katex.Directory, "LICENSE"), Path.Combine(directory, "assets", "katex-licence.txt"));
            string style = Path.Combine(directory, KatexStyle());
            if (!File.Exists(style)) AtomicFile.WriteText(style, writer => writer.Write(WithFontsInside(dist)));
        }
    }

    /// <summary>Puts plotly.js and its licence into a folder.</summary>
    /// <returns>The file's name; null where plotly.js is not installed.</returns>
    internal string? CopyPlotlyTo(string directory)
    {
        if (Plotly is null) return null;
        string name = Path.GetFileName(PlotlyScript());
        Copy(Path.Combine(Plotly.Directory, "plotly.min.js"), Path.Combine(directory, name));
        Copy(Path.Combine(Plotly.Directory, "LICENSE"), Path.Combine(directory, "plotly-licence.txt"));
        return name;
    }

    static Stream Embedded(string name) => typeof(GalleryAssets).Assembly.GetManifestResourceStream($"Web/{name}")!;

    // A version is part of the name, so that an equal length is an equal file; plotly.js has 5 MB.
    static void Copy(string source, string target)
    {
        FileInfo from = new(source), to = new(target);
        if (from.Exists && !(to.Exists && to.Length == from.Length)) AtomicFile.Copy(source, target);
    }

    // Firefox takes every file:// page for an origin of its own and refuses font files from beside it.
    static string WithFontsInside(string dist) => FontSource().Replace(
        File.ReadAllText(Path.Combine(dist, "katex.min.css")),
        match => $"src:url(data:font/woff2;base64,{Convert.ToBase64String(File.ReadAllBytes(Path.Combine(dist, match.Groups["file"].Value)))}) format(\"woff2\")");

    [GeneratedRegex("""src:url\((?<file>fonts/[\w-]+\.woff2)\) format\("woff2"\)(?:,url\([^)]*\) format\("[^"]*"\))*""",
        RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex FontSource();

    static string? Above(string? directory)
    {
        for (; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            string web = Path.Combine(directory, "lib", "Notebooks", "Web");
            if (Directory.Exists(web)) return web;
        }
        return null;
    }

    static string Line(string name, Package? package, string use, string address) => package is null
        ? $"{name}: not found; {use} need {address} (install: npm ci --prefix lib/Notebooks/Web)"
        : $"{name} {package.Version}: {package.Directory}";

    sealed record Package(string Directory, string Version)
    {
        public static Package? In(string folder, string name, string script)
        {
            string directory = Path.GetFullPath(Path.Combine(folder, name)), manifest = Path.Combine(directory, "package.json");
            if (!File.Exists(manifest) || !File.Exists(Path.Combine(directory, script))) return null;
            try
            {
                string? version = (string?)JsonNode.Parse(File.ReadAllText(manifest))?["version"];
                return version is not null && SafeVersion().IsMatch(version) ? new Package(directory, version) : null;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
            {
                return null;
            }
        }
    }

    [GeneratedRegex(@"^[\w.+-]+$", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex SafeVersion();
}
