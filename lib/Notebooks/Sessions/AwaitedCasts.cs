using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// <c>await ((T)x).M()</c> at the top level of a cell: the parser of scripts takes <c>await (</c> for a call of something named await. A
/// name between them, of a function that gives back what it is given, says what is meant.
/// </summary>
static partial class AwaitedCasts
{
    [GeneratedRegex(@"\bawait\s*\(", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Suspicion();

    /// <summary>The code, every such await with its name; the code itself where there is none.</summary>
    public static string Named(string code, string cellName)
    {
        if (!Suspicion().IsMatch(code)) return code;
        var places = SubmissionCompiler.Parse(code, cellName).GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "await" })
            .Select(call => call.Expression.Span.End).OrderDescending();
        foreach (int place in places) code = code.Insert(place, " global::Spikebook.Notebooks.Sessions.CellProbe.Same");
        return code;
    }
}
