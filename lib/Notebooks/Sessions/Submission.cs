using Microsoft.CodeAnalysis.CSharp;

namespace Spikebook.Notebooks.Sessions;

/// <summary>One compiled piece of a session: its place in the chain of compilations and the method that runs it.</summary>
sealed record Submission(CSharpCompilation Compilation, Func<object?[], Task<object?>> Run, bool HasValue);

/// <summary>Code that does not compile; holds positions in the cell.</summary>
sealed class SubmissionException(CellError error) : Exception(error.Message)
{
    public CellError Error { get; } = error;
}
