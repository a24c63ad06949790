namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Exceptions that nobody catches, on threads that cells have started: timers, thread pool, finalisers, async void. They would end the
/// process and with it all variables of the session; they are printed in a cell's stream instead.
/// </summary>
sealed class StrayExceptions
{
    const int MostKept = 10;

    readonly Lock _changing = new();
    readonly Queue<string> _waiting = new();
    CellScope? _running;

    /// <summary>Lets exceptions of this process, however they arise, end in <paramref name="tell"/>. Once a process.</summary>
    public static void Catch(Action<Exception> tell)
        => System.Runtime.ExceptionServices.ExceptionHandling.SetUnhandledExceptionHandler(exception =>
        {
            try { tell(exception); }
            // no one is left to be told
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException) { }
            return true;
        });

    /// <summary>A cell begins: it is told of what no cell has been told of yet.</summary>
    public void Begin(CellScope cell)
    {
        lock (_changing)
        {
            _running = cell;
            while (_waiting.TryDequeue(out string? text)) cell.Write(true, text);
        }
    }

    /// <summary>A cell ends.</summary>
    public void End(CellScope cell)
    {
        lock (_changing)
        {
            if (_running == cell) _running = null;
        }
    }

    /// <summary>Prints an exception, or keeps it for the next cell.</summary>
    public void Tell(Exception exception)
    {
        string text = $"An exception on another thread was not caught: {exception.GetType().FullName}: {exception.Message}\n{exception.StackTrace}\n";
        lock (_changing)
        {
            if (_running is not null) _running.Write(true, text);
            else if (_waiting.Count < MostKept) _waiting.Enqueue(text);
        }
    }
}
