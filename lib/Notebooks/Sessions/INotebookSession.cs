namespace Spikebook.Notebooks.Sessions;

/// <summary>Runs the cells of one notebook, one after the other, with state carried over.</summary>
public interface INotebookSession : IAsyncDisposable
{
    /// <summary>Runs one cell.</summary>
    /// <param name="code">The cell's source.</param>
    /// <param name="cellName">What the cell is called in errors, for instance "cell 3".</param>
    /// <param name="output">Where its output goes.</param>
    /// <param name="cancellation">Interrupts the cell: the code sees its token cancelled.</param>
    /// <exception cref="InvalidOperationException">A cell is already running.</exception>
    Task<CellResult> ExecuteAsync(string code, string cellName, ICellOutput output, CancellationToken cancellation = default);
}
