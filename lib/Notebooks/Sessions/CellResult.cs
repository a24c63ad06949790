namespace Spikebook.Notebooks.Sessions;

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    Ok,
    /// <summary>It did not compile, threw, or its session ended.</summary>
    Failed,
    /// <summary>It was interrupted and stopped.</summary>
    Cancelled,
    /// <summary>It was interrupted, did not stop within the grace period and was left behind.</summary>
    Abandoned,
}

/// <summary>What went wrong in a cell.</summary>
/// <param name="Name">The exception's type name, or "CompilationError".</param>
/// <param name="Message">One line that says what.</param>
/// <param name="Line">Line in the cell, from 1; 0 where it is not known.</param>
/// <param name="Column">Column in the cell, from 1; 0 where it is not known.</param>
/// <param name="Traceback">Lines for a person: cell, line, code, calls.</param>
public sealed record CellError(string Name, string Message, int Line, int Column, IReadOnlyList<string> Traceback);

/// <summary>The end of a cell's run.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Error">What went wrong; null unless the status says so.</param>
/// <param name="Elapsed">Wall-clock time of the cell.</param>
public sealed record CellResult(CellStatus Status, CellError? Error, TimeSpan Elapsed);
