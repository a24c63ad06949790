using System.Collections.Frozen;
using System.Text.Json;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// The formulas of the house's notebooks as MathML, typeset beforehand by KaTeX (<c>npm run formulas</c> in <c>lib/Notebooks/Web</c>), so
/// that a page needs no script for them, and no network.
/// </summary>
static class Formulas
{
    static readonly Lazy<FrozenDictionary<string, string>> Typeset = new(Read);

    /// <summary>The <c>math</c> element of a formula; null for one that is not among them.</summary>
    /// <param name="tex">The formula's TeX.</param>
    /// <param name="display">Whether it stands on lines of its own.</param>
    public static string? Find(string tex, bool display)
        => Typeset.Value.GetValueOrDefault((display ? "$$" : "$") + tex.Trim().ReplaceLineEndings("\n"));

    static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(Formulas).Assembly.GetManifestResourceStream("Web/formulas.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
