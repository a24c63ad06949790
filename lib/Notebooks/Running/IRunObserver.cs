namespace Spikebook.Notebooks.Running;

/// <summary>Follows a run, to show its progress. Calls may come from several threads, one at a time.</summary>
public interface IRunObserver
{
    /// <summary>The run begins.</summary>
    /// <param name="names">The notebooks, in order.</param>
    void Started(IReadOnlyList<string> names);

    /// <summary>A code cell begins.</summary>
    void CellStarted(CellProgress progress);

    /// <summary>A running cell gave output.</summary>
    void CellOutput(CellProgress progress);

    /// <summary>A notebook ended.</summary>
    void Finished(NotebookRun run);
}

/// <summary>Where a run stands.</summary>
/// <param name="Name">The notebook.</param>
/// <param name="Cell">Code cell, from 1.</param>
/// <param name="Cells">Code cells of the notebook.</param>
/// <param name="Elapsed">Since the run began.</param>
/// <param name="Fraction">Share of the whole run that is done, 0 … 1, by the times of an earlier run where one is known.</param>
public sealed record CellProgress(string Name, int Cell, int Cells, TimeSpan Elapsed, double Fraction)
{
    /// <summary>Estimated time to the end of the run; null at its very start.</summary>
    public TimeSpan? Remaining => Fraction > 0.01 ? Elapsed * ((1 - Fraction) / Fraction) : null;
}
