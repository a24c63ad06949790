using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Spikebook.Notebooks.Gallery;

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Id">Its anchor.</param>
/// <param name="Html">Its text.</param>
sealed record Heading(int Level, string Id, string Html);

/// <summary>
/// Markdown as Jupyter shows it, one page's worth: headings get anchors that are unique on the page, formulas become MathML where
/// they were typeset beforehand, else elements that KaTeX finds by class and that read as TeX where it is absent. Prose is not trusted:
/// HTML in it is sanitised.
/// </summary>
/// <param name="resolve">Where a link or picture leads, given its address and whether it is a picture.</param>
/// <param name="colour">Colours a piece of C#.</param>
sealed partial class Prose(Func<string, bool, string> resolve, Func<string, string> colour)
{
    // Not Markdig's "advanced" set as a whole: it would make ~5 ms~ a subscript and {b} an attribute, which Jupyter does not.
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseMathematics().UsePipeTables().UseGridTables().UseTaskLists().UseAutoLinks().UseFootnotes().UseDefinitionLists()
        .UseListExtras().UseFigures().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UsePreciseSourceLocation().Build();

    readonly List<Heading> _headings = [];
    readonly HashSet<string> _anchors = [];
    readonly Dictionary<string, string> _anchorOfName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prose with no page around it: links stay as they are.</summary>
    public Prose()
        : this((address, _) => address, Html.Text)
    {
    }

    /// <summary>The headings so far.</summary>
    public IReadOnlyList<Heading> Headings => _headings;

    /// <summary>Whether a formula has been met that no one has typeset beforehand: it is left to a script.</summary>
    public bool NeedsScript { get; private set; }

    /// <summary>Whether any formula has been met.</summary>
    public bool HasMath { get; private set; }

    /// <summary>Markdown as HTML.</summary>
    public string Render(string markdown) => Typeset(Sanitizer.Clean(Write(Parse(markdown), implicitParagraph: false)));

    /// <summary>One line of Markdown as HTML without a paragraph around it.</summary>
    public string RenderLine(string markdown) => Typeset(Sanitizer.Clean(Write(Parse(markdown), implicitParagraph: true))).Trim();

    MarkdownDocument Parse(string markdown)
    {
        // Jupyter lets a displayed formula begin and end within its lines.
        markdown = Display().Replace(markdown, found => found.Groups["tex"] is { Value: var tex } && tex.Contains('\n', StringComparison.Ordinal)
            ? $"$$\n{tex}\n$$" : found.Value);
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        foreach (ParagraphBlock paragraph in document.Descendants<ParagraphBlock>())
        {
            // An environment without dollars around it is a formula in Jupyter.
            string text = markdown[paragraph.Span.Start..Math.Min(paragraph.Span.End + 1, markdown.Length)].Trim();
            if (text.StartsWith(@"\begin{", StringComparison.Ordinal) && Environment().IsMatch(text)) paragraph.SetData(typeof(MathBlock),
                text);
        }
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            string name = PlainText(heading.Inline);
            string anchor = Unique(LinkHelper.UrilizeAsGfm(name));
            _anchorOfName.TryAdd(LinkHelper.UrilizeAsGfm(name), anchor);
            heading.GetAttributes().Id = anchor;
            _headings.Add(new Heading(heading.Level, anchor, heading.Inline is null ? "" : WriteInline(heading.Inline)));
        }
        foreach (LinkInline link in document.Descendants<LinkInline>())
        {
            if (link.Url is not { Length: > 0 } url) continue;
            link.Url = url[0] == '#' ? "#" + AnchorOf(url[1..]) : resolve(url, link.IsImage);
            if (link.IsImage) link.GetAttributes().AddPropertyIfNotExist("loading", "lazy");
        }
        return document;
    }

    string AnchorOf(string name)
    {
        string key = LinkHelper.UrilizeAsGfm(Uri.UnescapeDataString(name));
        return _anchorOfName.GetValueOrDefault(key, _anchors.Contains(name) ? name : key);
    }

    string Unique(string anchor)
    {
        if (anchor.Length == 0) anchor = "section";
        string unique = anchor;
        for (int n = 2; !_anchors.Add(unique); n++) unique = string.Create(CultureInfo.InvariantCulture, $"{anchor}-{n}");
        return unique;
    }

    string Write(MarkdownObject document, bool implicitParagraph)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        HtmlRenderer renderer = new(writer) { ImplicitParagraph = implicitParagraph };
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<Markdig.Renderers.Html.ParagraphRenderer>(new FormulaOrParagraph());
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new ColouredCode(colour));
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new InlineFormula());
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new DisplayFormula());
        renderer.Render(document);
        writer.Flush();
        return writer.ToString();
    }

    string WriteInline(ContainerInline inline)
    {
        // A table of contents holds links of its own: the text of a heading's links, not the links.
        string html = Typeset(Sanitizer.Clean(Write(inline, implicitParagraph: true)));
        return Anchor().Replace(html, "");
    }

    static string PlainText(ContainerInline? inline)
    {
        if (inline is null) return "";
        return string.Concat(inline.Descendants().Select(child => child switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => math.Content.ToString(),
            LineBreakInline => " ",
            _ => "",
        }));
    }

    // Formulas that were typeset beforehand take the place of their TeX; this is no one's prose, so it comes after the sanitiser.
    string Typeset(string html) => Formula().Replace(html, found =>
    {
        string tex = WebUtility.HtmlDecode(found.Groups["tex"].Value).Trim(), element = found.Groups["element"].Value,
            display = found.Groups["display"].Value;
        HasMath = true;
        if (Formulas.Find(tex, display.Length > 0) is { } math)
            return $"<{element} class=\"math{display} drawn\" data-tex=\"{Html.Text(tex)}\">{math}</{element}>";
        NeedsScript = true;
        return found.Value;
    });

    static void WriteFormula(HtmlRenderer renderer, string tex, bool display)
    {
        string element = display && !renderer.ImplicitParagraph ? "div" : "span";
        renderer.Write($"<{element} class=\"math{(display ? " display" : "")}\">{Html.Text(tex.Trim())}</{element}>");
    }

    sealed class FormulaOrParagraph : Markdig.Renderers.Html.ParagraphRenderer
    {
        protected override void Write(HtmlRenderer renderer, ParagraphBlock paragraph)
        {
            if (paragraph.GetData(typeof(MathBlock)) is string tex) WriteFormula(renderer, tex, display: true);
            else base.Write(renderer, paragraph);
        }
    }

    sealed class ColouredCode(Func<string, string> colour) : CodeBlockRenderer
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock code)
        {
            if (code is FencedCodeBlock { Info: { } language } && language.ToLowerInvariant() is ("csharp" or "cs" or "c#"))
                renderer.Write("<pre><code>").Write(colour(code.Lines.ToString())).WriteLine("</code></pre>");
            else base.Write(renderer, code);
        }
    }

    sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula)
        {
            // A div would end the paragraph it stands in.
            string display = formula.DelimiterCount > 1 ? " display" : "";
            renderer.Write($"<span class=\"math{display}\">{Html.Text(formula.Content.ToString().Trim())}</span>");
        }
    }

    sealed class DisplayFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula) =>
            WriteFormula(renderer, formula.Lines.ToString(), display: true);
    }

    [GeneratedRegex(@"^\\begin\{(?<name>\w+\*?)\}.*\\end\{\k<name>\}$", RegexOptions.Singleline, Patterns.MostMilliseconds)]
    private static partial Regex Environment();

    [GeneratedRegex("""<(?<element>div|span) class="math(?<display> display)?">(?<tex>[^<]*)</\k<element>>""", RegexOptions.None,
        Patterns.MostMilliseconds)]
    private static partial Regex Formula();

    [GeneratedRegex(@"^\$\$(?=\S)(?<tex>(?>(?:(?!\$\$|\n[ \t]*\n).)*))\$\$[ \t]*$", RegexOptions.Singleline | RegexOptions.Multiline,
        Patterns.MostMilliseconds)]
    private static partial Regex Display();

    [GeneratedRegex(@"</?a\b[^>]*>", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Anchor();
}
