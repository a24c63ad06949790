using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Puts calls of <see cref="CellProbe"/> into a cell's code: at the start of the body of every loop and behind every label that a goto can
/// jump back to, and before every top-level statement. Lines stay where they are; columns do not, so that errors are told from the code
/// as it was written. Libraries and files of <c>#load</c> are left alone.
/// </summary>
static class CellInstrumentation
{
    const string Probe = "global::Spikebook.Notebooks.Sessions.CellProbe.";
    const string Look = Probe + "Loop();";

    static string Here(StatementSyntax statement)
        => $"{Probe}Here={statement.GetLocation().GetLineSpan().StartLinePosition.Line + 1};";

    /// <summary>The code with the calls.</summary>
    /// <param name="tree">A cell without errors.</param>
    /// <param name="stopLoops">Whether loops are to look at the token.</param>
    /// <param name="tellLines">Whether statements within others are to say where they are.</param>
    public static string Apply(SyntaxTree tree, bool stopLoops, bool tellLines)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var insertions = new List<(int Position, string Text)>();
        foreach (var member in root.Members)
        {
            if (member is not (GlobalStatementSyntax { Statement: not LocalFunctionStatementSyntax }
                or FieldDeclarationSyntax { Declaration.Variables: [{ Initializer: not null }, ..] })) continue;
            if (member is FieldDeclarationSyntax field
                && field.Modifiers.Any(m => m.Kind() is SyntaxKind.ConstKeyword or SyntaxKind.StaticKeyword)) continue;
            int line = member.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            insertions.Add((member.SpanStart, $"{Probe}Line({line});"));
        }
        if (stopLoops)
        {
            foreach (var node in root.DescendantNodes())
            {
                if (Body(node) is BlockSyntax block) insertions.Add((block.OpenBraceToken.Span.End, Look));
                else if (Body(node) is { } body)
                {
                    insertions.Add((body.SpanStart, "{" + Look));
                    insertions.Add((body.Span.End, "}"));
                }
                else if (node is LabeledStatementSyntax label) insertions.Add((label.ColonToken.Span.End, Look));
            }
        }
        if (tellLines)
        {
            foreach (var statement in root.DescendantNodes().OfType<StatementSyntax>())
            {
                if (statement is BlockSyntax or LocalFunctionStatementSyntax || statement.Parent is GlobalStatementSyntax or LabeledStatementSyntax)
                    continue;
                bool isAlone = statement.Parent is not (BlockSyntax or SwitchSectionSyntax);
                insertions.Add((statement.SpanStart, (isAlone ? "{" : "") + Here(statement)));
                if (isAlone) insertions.Add((statement.Span.End, "}"));
            }
        }
        return Inserted(tree.GetText().ToString(), insertions);
    }

    static StatementSyntax? Body(SyntaxNode node) => node switch
    {
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        _ => null,
    };

    // Stable: of two that stand at one place, the outer loop's comes first, as it was met first; closing braces are all alike.
    static string Inserted(string text, List<(int Position, string Text)> insertions)
    {
        var result = new StringBuilder(text.Length + insertions.Sum(i => i.Text.Length));
        int at = 0;
        foreach (var (position, inserted) in insertions.OrderBy(i => i.Position))
        {
            result.Append(text, at, position - at).Append(inserted);
            at = position;
        }
        return result.Append(text, at, text.Length - at).ToString();
    }
}
