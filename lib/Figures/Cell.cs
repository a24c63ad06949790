namespace Spikebook.Figures;

/// <summary>What a notebook's cell knows of the host that runs it.</summary>
public static class Cell
{
    /// <summary>The name under which a host puts the running cell's token: <c>AppContext.SetData(Cell.TokenKey, token)</c>.</summary>
    public const string TokenKey = "Spikebook.Cell.Token";

    /// <summary>
    /// The token that is cancelled when the user stops the running cell; <see cref="CancellationToken.None"/> under a host that sets none.
    /// Hand it to long library calls.
    /// </summary>
    public static CancellationToken Token
        => AppContext.GetData(TokenKey) is CancellationToken token ? token : CancellationToken.None;
}
