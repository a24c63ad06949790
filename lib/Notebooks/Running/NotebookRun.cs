using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>How a notebook's run ended.</summary>
public enum RunStatus
{
    /// <summary>Every cell ran.</summary>
    Ok,
    /// <summary>A cell failed, or the file is no notebook that can be run.</summary>
    Failed,
    /// <summary>Nothing that it depends on has changed since its last good run, whose outputs stand.</summary>
    Unchanged,
    /// <summary>The run was interrupted before its end.</summary>
    Interrupted,
    /// <summary>It needs a package that cannot be had here.</summary>
    NotRun,
}

/// <summary>Where and why a notebook failed.</summary>
/// <param name="Cell">Number of the cell, from 1 over all cells; 0 where the notebook could not be read.</param>
/// <param name="Line">Line in the cell, from 1; 0 where it is not known.</param>
/// <param name="Message">One line that says why.</param>
public sealed record RunFailure(int Cell, int Line, string Message)
{
    /// <summary>Place and message on one line.</summary>
    public override string ToString()
        => Cell == 0 ? Message : Line == 0 ? $"cell {Cell}: {Message}" : $"cell {Cell}, line {Line}: {Message}";
}

/// <summary>One notebook's run.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Failure">Where and why it failed; null otherwise.</param>
/// <param name="Document">The notebook with its outputs; null where it could not be read.</param>
/// <param name="CellSeconds">Wall-clock time of each code cell that ran, in order.</param>
/// <param name="Files">Figures and tables that were written, relative to the output folder.</param>
public sealed record NotebookRun(
    string Name, RunStatus Status, TimeSpan Elapsed, RunFailure? Failure, NotebookDocument? Document,
    IReadOnlyList<double> CellSeconds, IReadOnlyList<string> Files)
{
    /// <summary>What its cells said about their claims.</summary>
    public ClaimCount Claims { get; } = ClaimCount.Of(Document);
}
