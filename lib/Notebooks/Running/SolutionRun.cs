using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Notebooks.Running;

/// <summary>Runs the solutions of a notebook between its cells, in the order of the page, and keeps what went wrong.</summary>
/// <param name="session">The notebook's session.</param>
/// <param name="document">The notebook; null runs no solution.</param>
/// <param name="limit">How long one solution may take.</param>
sealed class SolutionRun(WorkerSession session, NotebookDocument? document, TimeSpan limit)
{
    readonly Queue<FoldedSolution> _waiting = new(document?.Cells.SelectMany(FoldedSolution.In) ?? []);
    readonly List<(NotebookCell Cell, int Line, string Message)> _failures = [];
    readonly OutputRecord _record = new();

    /// <summary>Runs what stands before a cell.</summary>
    /// <param name="index">Place of the cell, from 0.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task RunBefore(int index, CancellationToken cancellation)
    {
        while (_waiting.TryPeek(out var solution) && solution.Cell.Index < index)
        {
            _waiting.Dequeue();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stop.CancelAfter(limit);
            var output = new OutputRecord.Cell(_record, 0, () => { });
            var result = await session.ExecuteAsync(solution.Code, $"solution in cell {solution.Cell.Index + 1}", output, stop.Token);
            if (result.Error is { } error)
                _failures.Add((solution.Cell, error.Line == 0 ? 0 : solution.Line + error.Line - 1, $"{error.Name}: {error.Message}"));
            if (ClaimCount.FirstOpen(output.Outputs) is { } open)
                _failures.Add((solution.Cell, solution.Line, "the solution leaves its exercise open: " + open));
        }
    }

    /// <summary>The first thing that went wrong, with the number of others; null where every solution ran.</summary>
    /// <param name="executed">The notebook, with the outputs of its cells.</param>
    public RunFailure? Failure(NotebookDocument executed)
    {
        if (document is null) return null;
        if (_failures is [var first, ..])
            return new RunFailure(first.Cell.Index + 1, first.Line, "solution: "
                + string.Join("; also ", _failures.Select((f, i) => i == 0 ? f.Message : $"cell {f.Cell.Index + 1}, line {f.Line}: {f.Message}")));
        // A cell that a reader fills in checks, after its solution, what the solution defined.
        foreach (var cell in executed.Cells.Where(c => c.Kind == CellKind.Code && !IsAnswerSheet(c)))
            if (ClaimCount.FirstOpen(cell.Outputs) is { } open)
                return new RunFailure(cell.Index + 1, 0, "still open after the solutions: " + open);
        return null;
    }

    // Where a reader writes numbers in place of null; the solutions give theirs themselves.
    static bool IsAnswerSheet(NotebookCell cell) => cell.Metadata["tags"] is System.Text.Json.Nodes.JsonArray tags
        && tags.Any(tag => tag?.ToString() == "answers");
}
