using System.Text.Json;

namespace Spikebook;

/// <summary>
/// The versions of the scripts that pages draw with, as <c>lib/Notebooks/Web/package.json</c> names them: what is installed beside a
/// gallery
/// and what a page without a copy of its own fetches are the same. Compiled into figures and gallery, with that file in both.
/// </summary>
static class WebPackages
{
    static readonly Lazy<Dictionary<string, string>> Versions = new(Read);

    /// <summary>The version of a package, for instance of <c>plotly.js-dist-min</c>.</summary>
    public static string VersionOf(string package) => Versions.Value[package];

    static Dictionary<string, string> Read()
    {
        using var stream = typeof(WebPackages).Assembly.GetManifestResourceStream("Web/package.json")!;
        using var manifest = JsonDocument.Parse(stream);
        return manifest.RootElement.GetProperty("dependencies").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
    }
}
