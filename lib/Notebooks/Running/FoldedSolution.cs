using System.Text.RegularExpressions;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>
/// The code of an exercise's solution, which a notebook keeps folded in its prose: a block of C# between
/// <c>&lt;details&gt;&lt;summary&gt;Solution</c> and <c>&lt;/details&gt;</c>. Every front end folds it, none runs it; the runner does
/// where it is asked to, at the place where it stands, so that solutions never rot.
/// </summary>
/// <param name="Cell">The cell that holds it.</param>
/// <param name="Code">Its C#.</param>
/// <param name="Line">Line of the cell on which the code begins, from 1.</param>
sealed partial record FoldedSolution(NotebookCell Cell, string Code, int Line)
{
    /// <summary>The solutions of a cell of prose, in order; a solution of several blocks gives several.</summary>
    public static IEnumerable<FoldedSolution> In(NotebookCell cell)
    {
        if (cell.Kind != CellKind.Markdown) yield break;
        string text = cell.Source;
        foreach (Match fold in Fold().Matches(text))
            foreach (Match block in Block().Matches(fold.Value))
            {
                int at = fold.Index + block.Groups["code"].Index;
                yield return new FoldedSolution(cell, block.Groups["code"].Value, 1 + text.AsSpan(0, at).Count('\n'));
            }
    }

    [GeneratedRegex(@"<details>\s*<summary>\s*Solution.*?</details>", RegexOptions.Singleline, Patterns.MostMilliseconds)]
    private static partial Regex Fold();

    [GeneratedRegex(@"^```(?:csharp|c\#|cs)[ \t]*\r?\n(?<code>.*?)^```[ \t]*$", RegexOptions.Singleline | RegexOptions.Multiline,
        Patterns.MostMilliseconds)]
    private static partial Regex Block();
}
