using System.Collections.Concurrent;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>Keeps what a cell put out, in order.</summary>
public sealed class RecordedOutput : ICellOutput
{
    readonly ConcurrentQueue<string> _order = new();

    public string Out { get; private set; } = "";
    public string Error { get; private set; } = "";
    public List<(DisplayData Value, string Id, bool Update)> Displays { get; } = [];
    public DisplayData? Value { get; private set; }
    public IEnumerable<string> Order => _order;
    public event Action? Wrote;

    public void Write(bool isError, string text)
    {
        if (isError) Error += text;
        else Out += text;
        _order.Enqueue("stream " + text);
        Wrote?.Invoke();
    }

    public void Display(DisplayData value, string displayId, bool update)
    {
        Displays.Add((value, displayId, update));
        _order.Enqueue((update ? "update " : "display ") + value["text/plain"]);
    }

    public void Result(DisplayData value)
    {
        Value = value;
        _order.Enqueue("result " + value["text/plain"]);
    }
}
