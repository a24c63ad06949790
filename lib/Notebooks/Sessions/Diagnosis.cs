using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>What the compiler says of a place in a cell that is being written.</summary>
/// <param name="Start">Where it starts, in UTF-16 code units from the cell's start.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsError">Whether the cell cannot be run as it stands.</param>
/// <param name="Message">What it says, with the compiler's number.</param>
public sealed record CodeRemark(int Start, int End, bool IsError, string Message);

/// <summary>Compiles a cell without running it.</summary>
static class Diagnosis
{
    const int Most = 50;

    /// <summary>Errors and warnings of a cell after all cells run so far; those in other languages than C# have none.</summary>
    public static IReadOnlyList<CodeRemark> Of(SubmissionCompiler compiler, string code)
    {
        if (CellText.CSharpOnly(code, code.Length) is not { } text) return [];
        var (csharp, _) = CellSource.TakeReferences(text);
        if (!SubmissionCompiler.HasCode(csharp)) return [];
        return [.. compiler.Compilation(SubmissionCompiler.Parse(csharp, "")).GetDiagnostics()
            .Where(found => found.Severity >= DiagnosticSeverity.Warning && found.Location.IsInSource)
            .OrderBy(found => found.Location.SourceSpan.Start).Take(Most)
            .Select(found => new CodeRemark(found.Location.SourceSpan.Start, found.Location.SourceSpan.End,
                found.Severity == DiagnosticSeverity.Error, $"{found.Id}: {found.GetMessage()}"))];
    }
}
