namespace Spikebook;

/// <summary>
/// The name by which a host and the libraries of its cells agree, once a process and without a reference to each other: under it
/// <c>AppContext</c> holds a <c>Func&lt;CancellationToken&gt;</c> that gives the token of the cell that asks. Compiled into both.
/// </summary>
static class CellTokenName
{
    public const string Text = "Spikebook.Cell.Token";
}
