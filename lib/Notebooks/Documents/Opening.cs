using System.Text;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Spikebook.Notebooks.Documents;

/// <summary>How a notebook opens: its title, the first first-level heading, and its summary, the first paragraph after that.</summary>
/// <param name="Title">The heading as Markdown.</param>
/// <param name="TitleText">The heading as plain text.</param>
/// <param name="Summary">The paragraph as Markdown.</param>
/// <param name="SummaryText">The paragraph as plain text.</param>
sealed record Opening(string? Title, string? TitleText, string? Summary, string? SummaryText)
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseMathematics().UsePreciseSourceLocation().Build();

    public static Opening Of(NotebookDocument document)
    {
        Opening opening = new(null, null, null, null);
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            string source = cell.Source;
            foreach (Block block in Markdown.Parse(source, Pipeline))
            {
                if (opening.Title is null && block is HeadingBlock { Level: 1, Inline: { } heading })
                {
                    opening = opening with { Title = MarkdownOf(source, heading), TitleText = TextOf(heading) };
                }
                else if (opening.Title is not null && block is ParagraphBlock { Inline: { } paragraph })
                {
                    return opening with { Summary = MarkdownOf(source, paragraph), SummaryText = TextOf(paragraph) };
                }
            }
        }
        return opening;
    }

    static string MarkdownOf(string source, ContainerInline inline)
    {
        int start = inline.FirstChild?.Span.Start ?? 0, end = inline.LastChild?.Span.End ?? -1;
        return end < start ? "" : source[start..(end + 1)].Trim();
    }

    static string TextOf(ContainerInline inline)
    {
        StringBuilder text = new();
        Append(text, inline);
        return text.ToString().Trim();
    }

    static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
            case CodeInline code: text.Append(code.Content); break;
            case MathInline math: text.Append(math.Content.AsSpan()); break;
            case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
            case AutolinkInline link: text.Append(link.Url); break;
            case LineBreakInline: text.Append(' '); break;
            case ContainerInline container:
                foreach (Inline child in container) Append(text, child);
                break;
        }
    }
}
