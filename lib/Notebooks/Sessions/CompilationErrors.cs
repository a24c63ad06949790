using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>Turns compiler diagnostics into an error that points at the cell's line and column.</summary>
static class CompilationErrors
{
    const int Shown = 10;

    public static CellError Describe(ImmutableArray<Diagnostic> diagnostics, string code, string cellName)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.GetLineSpan().StartLinePosition).ToList();
        string[] lines = code.Split('\n');
        var traceback = new List<string>();
        foreach (var error in errors.Take(Shown))
        {
            var span = error.Location.GetLineSpan();
            int line = span.StartLinePosition.Line, column = span.StartLinePosition.Character;
            string place = string.IsNullOrEmpty(span.Path) ? cellName : span.Path;
            traceback.Add($"{place}, line {line + 1}, column {column + 1}: error {error.Id}: {error.GetMessage()}");
            if (place != cellName || line >= lines.Length) continue;
            traceback.Add("    " + lines[line].TrimEnd('\r').Replace('\t', ' '));
            traceback.Add("    " + new string(' ', column) + "^");
        }
        if (errors.Count > Shown) traceback.Add($"… and {errors.Count - Shown} more errors");
        var first = errors[0].Location.GetLineSpan().StartLinePosition;
        return new CellError("CompilationError", $"{errors[0].Id}: {errors[0].GetMessage()}", first.Line + 1, first.Character + 1,
            traceback);
    }
}
