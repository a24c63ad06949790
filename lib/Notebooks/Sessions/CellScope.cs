using System.Text;

namespace Spikebook.Notebooks.Sessions;

/// <summary>The cell that the current flow of execution belongs to: its output, its limits.</summary>
sealed class CellScope(ICellOutput output, int streamLimit, TextReader? input, CancellationToken cancellation) : IDisposable
{
    const int FlushAt = 16 * 1024;
    static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(50);
    static readonly Func<CancellationToken> TokenOfCell = static () => Current?.Token ?? CancellationToken.None;

    readonly Lock _lock = new();
    readonly StringBuilder _pending = new();
    bool _pendingIsError;
    long _written, _dropped;
    Timer? _timer;
    bool _closed;

    /// <summary>The cell that this flow of execution belongs to.</summary>
    public static CellScope? Current => SessionFlow.Current?.Cell;

    /// <summary>The line of the top-level statement that the cell is at, from 1; 0 before the first.</summary>
    public int Line { get; set; }

    /// <summary>Values that another language hands over to C#.</summary>
    public Dictionary<string, object> Handed { get; } = new(StringComparer.Ordinal);

    /// <summary>Cancelled when the cell is to stop.</summary>
    public CancellationToken Token => cancellation;

    /// <summary>Lets libraries of this process find the token of the cell that asks.</summary>
    public static void OfferToken() => AppContext.SetData(CellTokenName.Text, TokenOfCell);

    /// <summary>Where the cell reads from; what it wrote before is shown first.</summary>
    public TextReader? Input
    {
        get
        {
            lock (_lock) Flush();
            return input;
        }
    }

    public void Write(bool isError, string text)
    {
        lock (_lock)
        {
            if (_closed) return;
            long room = streamLimit - _written;
            if (text.Length > room)
            {
                _dropped += text.Length - Math.Max(room, 0);
                text = room > 0 ? text[..(int)room] : "";
            }
            if (text.Length == 0) return;
            _written += text.Length;
            if (_pendingIsError != isError) Flush();
            _pendingIsError = isError;
            _pending.Append(text);
            if (_pending.Length >= FlushAt) Flush();
            else _timer ??= new Timer(_ => { lock (_lock) Flush(); }, null, FlushAfter, Timeout.InfiniteTimeSpan);
        }
    }

    public void Display(DisplayData value, string displayId, bool update)
    {
        lock (_lock)
        {
            if (_closed) return;
            Flush();
            output.Display(value, displayId, update);
        }
    }

    public void Result(DisplayData value)
    {
        lock (_lock)
        {
            if (_closed) return;
            Flush();
            output.Result(value);
        }
    }

    /// <summary>Shows a value that a reader can change, where the output can; false where it is to be shown as any other.</summary>
    public bool ShowLive(object? value)
    {
        if (value is null || output is not ILiveOutput live) return false;
        lock (_lock)
        {
            if (_closed) return false;
            Flush();
        }
        return live.Show(value);
    }

    public void Clear(bool wait)
    {
        lock (_lock)
        {
            if (_closed) return;
            Flush();
            output.Clear(wait);
        }
    }

    /// <summary>Passes on what is pending; what threads of the cell write afterwards is dropped.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Flush();
            if (_dropped > 0 && !_closed)
                output.Write(true, $"[output cut: {_dropped:N0} more characters beyond the limit of {streamLimit:N0} were dropped]\n");
            _closed = true;
            _timer?.Dispose();
        }
    }

    void Flush()
    {
        _timer?.Dispose();
        _timer = null;
        if (_pending.Length == 0 || _closed) return;
        output.Write(_pendingIsError, _pending.ToString());
        _pending.Clear();
    }
}
