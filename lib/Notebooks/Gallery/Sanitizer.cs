using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// HTML that nobody vouches for, as prose may hold: only elements and attributes that a text needs are left, as in Jupyter, whose
/// Markdown runs no script either. What is not on the lists goes; of an unknown element its text stays, of a script nothing.
/// </summary>
/// <seealso href="https://github.com/jupyterlab/jupyterlab/blob/main/packages/apputils/src/sanitizer.ts"/>
static partial class Sanitizer
{
    static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code",
        "col", "colgroup", "dd", "del",
        "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "i", "img",
        "input", "ins", "kbd", "label", "li", "main", "mark", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s",
        "samp", "section", "small", "source",
        "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt",
        "u", "ul", "var", "video", "audio", "wbr",
    };

    /// <summary>Elements whose content is no text.</summary>
    static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "script", "style", "template", "iframe", "object", "embed", "applet", "noscript", "svg", "math", "base", "link", "meta",
        "frame", "frameset", "noembed", "noframes",
        "plaintext", "xmp", "title", "textarea", "select", "button", "form", "param", "portal", "canvas", "dialog", "slot",
    };

    static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "align", "alt", "border", "cellpadding", "cellspacing", "checked", "cite", "class", "color", "colspan", "controls",
        "datetime", "dir", "disabled", "headers",
        "height", "href", "id", "lang", "loading", "loop", "muted", "name", "open", "poster", "rel", "reversed", "role",
        "rowspan", "scope", "span", "src", "start", "style",
        "title", "type", "valign", "value", "width",
    };

    static readonly HashSet<string> Addresses = new(StringComparer.Ordinal) { "href", "src", "cite", "poster" };

    /// <summary>Classes by which the gallery's own script finds its parts; prose cannot pass for one.</summary>
    static readonly HashSet<string> Hooks = new(StringComparer.Ordinal)
    {
        "chart", "live", "still", "html", "card", "filter", "theme", "contents", "source", "group", "skip", "bar", "home",
        "outputs", "output", "failure", "chip",
    };

    /// <summary>The HTML with what is harmless in it, every element closed.</summary>
    public static string Clean(string html)
    {
        if (!html.Contains('<', StringComparison.Ordinal)) return html;
        HtmlParser parser = new();
        using IDocument page = parser.ParseDocument("<body></body>");
        using StringWriter clean = new(CultureInfo.InvariantCulture);
        // Within an element, so that what the cleaning unwraps is still cleaned.
        IElement root = page.CreateElement("div");
        foreach (INode node in parser.ParseFragment(html, page.Body!).ToArray()) root.AppendChild(node);
        CleanChildren(root);
        foreach (INode node in root.ChildNodes) node.ToHtml(clean, HtmlMarkupFormatter.Instance);
        return clean.ToString();
    }

    static void CleanChildren(IElement root)
    {
        Stack<INode> left = new(root.ChildNodes);
        while (left.TryPop(out INode? node))
        {
            if (node is IText) continue;
            if (node is not IElement element || element.NamespaceUri != root.NamespaceUri || Dropped.Contains(element.LocalName))
            {
                node.Parent!.RemoveChild(node);
                continue;
            }
            foreach (INode child in element.ChildNodes) left.Push(child);
            if (!Elements.Contains(element.LocalName))
            {
                while (element.FirstChild is { } child) element.Parent!.InsertBefore(child, element);
                element.Parent!.RemoveChild(element);
                continue;
            }
            // Of inputs only the boxes of a list of tasks.
            if (element.LocalName == "input" && element.GetAttribute("type") is not "checkbox") element.Parent!.RemoveChild(element);
            else foreach (IAttr attribute in element.Attributes.ToArray()) CleanAttribute(element, attribute);
        }
    }

    static void CleanAttribute(IElement element, IAttr attribute)
    {
        string name = attribute.Name;
        bool isKept = (Attributes.Contains(name) || name.StartsWith("aria-", StringComparison.Ordinal)) && attribute.NamespaceUri is null
            && (!Addresses.Contains(name) || IsHarmless(attribute.Value, element.LocalName is "img" or "source"))
            && (name != "style" || HarmlessStyle().IsMatch(attribute.Value));
        if (!isKept) element.RemoveAttribute(attribute.NamespaceUri, attribute.LocalName);
        else if (name == "class") element.ClassName = string.Join(' ', element.ClassList.Where(c => !Hooks.Contains(c)));
    }

    /// <summary>Addresses that run nothing: http, https, mailto, those without a scheme, and pictures in place.</summary>
    static bool IsHarmless(string address, bool isPicture)
    {
        // Browsers skip white space and control characters in a scheme, so that java&#10;script: is one.
        string compact = string.Concat(address.Where(c => c > ' ' && !char.IsControl(c)));
        int colon = compact.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || compact.IndexOfAny(['/', '?', '#']) is >= 0 and var end && end < colon) return true;
        string scheme = compact[..colon].ToLowerInvariant();
        return scheme is "http" or "https" or "mailto" || isPicture && Picture().IsMatch(compact);
    }

    /// <summary>Properties of text, without functions, addresses and positions that would cover the page.</summary>
    [GeneratedRegex("""^\s*(?:(?:text-align|text-decoration|vertical-align|color|background|background-color|font-weight|font-style|font-size|width|max-width|min-width|height|margin(?:-\w+)?|padding(?:-\w+)?|border(?:-\w+)*|display|float|clear|white-space|list-style-type|line-height)\s*:\s*[\w#%.,-][\w\s#%.,-]*(?:;\s*|$))*$""",
        RegexOptions.IgnoreCase, Patterns.MostMilliseconds)]
    private static partial Regex HarmlessStyle();

    [GeneratedRegex("^data:image/(?:png|jpeg|gif|webp|svg[+]xml)[;,]", RegexOptions.IgnoreCase, Patterns.MostMilliseconds)]
    private static partial Regex Picture();
}
