using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Refuses code that is nested so deep that the compiler would overflow its stack, which ends the process, or work for hours: brackets
/// are counted before the parser sees the code, all other nesting (operators, statements, calls in a chain) in what the parser made.
/// </summary>
static class CodeDepth
{
    /// <summary>How deep brackets may stand in each other, and angle brackets in a statement.</summary>
    public const int MostBrackets = 256;

    /// <summary>How deep the syntax tree may be; a nested call takes three levels of it.</summary>
    public const int DeepestTree = 1024;

    /// <summary>Checks the text; what stands in strings and comments counts too, since a string can hold code in its holes.</summary>
    /// <exception cref="SubmissionException">It is nested too deep.</exception>
    public static void Require(string code)
    {
        int depth = 0, angles = 0, line = 1;
        for (int i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '\n': line++; break;
                case '(' or '[' or '{': depth++; break;
                case ')' or ']' or '}': depth = Math.Max(depth - 1, 0); break;
                case '<': angles++; break;
                case '>': angles = Math.Max(angles - 1, 0); break;
            }
            if (code[i] is ';' or '{' or '}') angles = 0;
            if (depth > MostBrackets || angles > MostBrackets) throw TooDeep(line,
                $"more than {MostBrackets} brackets stand in each other");
        }
    }

    /// <summary>
    /// Checks what the parser made of it. Sums do not count by their terms, which the compiler takes one after the other.
    /// </summary>
    /// <exception cref="SubmissionException">It is nested too deep.</exception>
    public static void Require(SyntaxTree tree)
    {
        var left = new Stack<(SyntaxNode Node, int Depth)>([(tree.GetRoot(), 0)]);
        while (left.TryPop(out var at))
        {
            if (at.Depth > DeepestTree || at.Node is ArrayTypeSyntax { RankSpecifiers.Count: > DeepestTree })
                throw TooDeep(at.Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                $"it is nested more than {DeepestTree} levels deep");
            foreach (var child in at.Node.ChildNodes())
                left.Push((child, child is BinaryExpressionSyntax sum && at.Node is BinaryExpressionSyntax outer && sum == outer.Left
                && IsFlat(outer) ? at.Depth : at.Depth + 1));
        }
    }

    static bool IsFlat(BinaryExpressionSyntax expression)
        => expression.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression
            or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.BitwiseOrExpression;

    static SubmissionException TooDeep(int line, string why)
    {
        string message = $"the code cannot be compiled: {why}; break it into parts";
        return new SubmissionException(new CellError("TooDeep", message, line, 0, [$"line {line}: {message}"]));
    }
}
