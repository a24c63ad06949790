using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// The Content-Security-Policy of a page: it runs the gallery's own scripts and, by their digests, the scripts of outputs that are
/// trusted
/// because this notebook's own run made them. Whatever else should get into a page does not run there.
/// </summary>
/// <seealso href="https://www.w3.org/TR/CSP3/"/>
sealed partial class ContentPolicy
{
    readonly SortedSet<string> _scripts = new(StringComparer.Ordinal);
    readonly SortedSet<string> _handlers = new(StringComparer.Ordinal);
    readonly SortedSet<string> _addresses = new(StringComparer.Ordinal);

    /// <summary>Takes in what a trusted output runs: its scripts, their addresses, and the handlers of its elements.</summary>
    public void Trust(string html)
    {
        if (!html.Contains("<script", StringComparison.OrdinalIgnoreCase) && !Handler().IsMatch(html)) return;
        HtmlParser parser = new();
        using IDocument page = parser.ParseDocument("<body></body>");
        foreach (INode node in parser.ParseFragment(html, page.Body!))
        {
            if (node is not IElement root) continue;
            foreach (IElement element in root.QuerySelectorAll("*").Prepend(root))
            {
                if (element.LocalName == "script") TrustScript(element);
                foreach (IAttr attribute in element.Attributes)
                    if (attribute.Name.StartsWith("on", StringComparison.Ordinal)) _handlers.Add(Digest(attribute.Value));
            }
        }
    }

    /// <summary>
    /// The policy, for a page with these scripts, styles and folders of fonts; of addresses on the page's own place nothing need be
    /// said. A live page may also start the engine: a worker from its own place, which fetches from there, and WebAssembly.
    /// </summary>
    public string Text(IEnumerable<string> pageScripts, IEnumerable<string> styles, IEnumerable<string> fonts, bool live = false)
    {
        // 'self' is not the file system in every browser; file: is, and only for pages that come from it.
        string script = Sources([.. pageScripts.Where(IsAway), .. _addresses, .. _scripts, .. live ? ["'wasm-unsafe-eval'"] : (string[])[],
            .. _handlers.Count > 0 ? ["'unsafe-hashes'", .. _handlers] : (string[])[]]);
        return $"default-src 'none'; script-src {script}; style-src {Sources([.. styles.Where(IsAway), "'unsafe-inline'"])}; img-src {Sources(["data:", "blob:", "https:"])}; "
            + $"media-src {Sources(["data:", "https:"])}; font-src {Sources([.. fonts.Where(IsAway), "data:"])}; {(live ? "connect-src 'self'; worker-src 'self' blob:" : "worker-src blob:")}; base-uri 'none'; form-action 'none'";
    }

    static bool IsAway(string address) => address.StartsWith("https://", StringComparison.Ordinal);

    static string Sources(IEnumerable<string> sources) => string.Join(' ', sources.Distinct().Prepend("file:").Prepend("'self'"));

    void TrustScript(IElement script)
    {
        if (script.GetAttribute("src") is not { } address) _scripts.Add(Digest(script.TextContent));
        else if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            && !uri.AbsoluteUri.Any(c => c is ';' or ',' or '\''))
            _addresses.Add(uri.GetLeftPart(UriPartial.Path));
    }

    /// <summary>As a browser computes it, which reads line ends as line feeds.</summary>
    static string Digest(string script)
        => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.ReplaceLineEndings("\n"))))}'";

    [GeneratedRegex(@"\son\w+\s*=", RegexOptions.IgnoreCase, Patterns.MostMilliseconds)]
    private static partial Regex Handler();
}
