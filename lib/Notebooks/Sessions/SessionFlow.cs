namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// What a flow of execution (a cell, and every thread and task that it starts) belongs to. It is the one thing of a session that is found
/// by looking around instead of being handed on, since scripts call <c>Console</c>, <c>display</c> and <c>Cell.Token</c> without an
/// argument.
/// </summary>
/// <param name="Cell">The running cell; null while a host works on its own behalf.</param>
/// <param name="Host">What the host knows of the request on whose behalf this runs; null where there is none.</param>
sealed record SessionFlow(CellScope? Cell, object? Host)
{
    static readonly AsyncLocal<SessionFlow?> Ambient = new();

    /// <summary>Of the code that asks; null outside of sessions.</summary>
    public static SessionFlow? Current => Ambient.Value;

    /// <summary>From here on, until what comes back is disposed of, this flow belongs to a cell.</summary>
    public static IDisposable Enter(CellScope cell) => Enter(new SessionFlow(cell, Current?.Host));

    /// <summary>From here on, until what comes back is disposed of, this flow works on behalf of a request.</summary>
    public static IDisposable EnterFor(object host) => Enter(new SessionFlow(Current?.Cell, host));

    static Leaving Enter(SessionFlow flow)
    {
        var leaving = new Leaving(Current);
        Ambient.Value = flow;
        return leaving;
    }

    sealed class Leaving(SessionFlow? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
