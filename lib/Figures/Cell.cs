namespace Spikebook.Figures;

/// <summary>What a notebook's cell knows of the host that runs it.</summary>
public static class Cell
{
    /// <summary>
    /// The name under which a host says how to find the running cell's token, once a process:
    /// <c>AppContext.SetData(Cell.TokenKey, () =&gt; …)</c>, a <c>Func&lt;CancellationToken&gt;</c> that is asked on the cell's own flow
    /// of execution.
    /// </summary>
    public const string TokenKey = CellTokenName.Text;

    /// <summary>
    /// The token that is cancelled when the user stops the running cell, also on threads and tasks that the cell has started;
    /// <see cref="CancellationToken.None"/> under a host that sets none. Hand it to long library calls.
    /// </summary>
    public static CancellationToken Token
        => AppContext.GetData(TokenKey) is Func<CancellationToken> running ? running() : CancellationToken.None;
}
