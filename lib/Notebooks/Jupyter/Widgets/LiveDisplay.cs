using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Jupyter.Comms;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter.Widgets;

/// <summary>
/// A figure under its controls. Each move redraws the one display; a move that a later one has overtaken is not drawn, and one that is
/// being drawn is told to stop. Where a front end knows no widgets it closes their comms, and the value is shown by its frames.
/// </summary>
sealed class LiveDisplay
{
    readonly LiveFigure _figure;
    readonly object _value;
    readonly CommRegistry _comms;
    readonly Action<Action, CancellationToken> _run;
    readonly string _viewId = Guid.NewGuid().ToString("N"), _figureId = Guid.NewGuid().ToString("N");
    readonly JsonNode?[] _values;
    readonly List<Comm> _opened = [];
    readonly Lock _lock = new();
    CancellationTokenSource? _drawing;
    int _waiting;
    bool _withoutWidgets;

    /// <summary>Shows a live figure in the running cell.</summary>
    /// <param name="value">The value that was displayed.</param>
    /// <param name="figure">Its live side.</param>
    /// <param name="comms">The kernel's comms.</param>
    /// <param name="output">The cell's output.</param>
    /// <param name="run">Runs a redraw as a cell of its own, on behalf of the message that asked for it.</param>
    public static void Show(object value, LiveFigure figure, CommRegistry comms, ICellOutput output, Action<Action, CancellationToken> run)
    {
        var display = new LiveDisplay(value, figure, comms, run);
        var drawn = ValueFormatter.Format(display.Draw(), []);
        var controls = display.OpenControls();
        string root = controls.Id;
        if (WidgetModules.Current.IsOld) controls.Send(new JsonObject { ["method"] = "display" });
        else output.Display(new DisplayData([
            new("application/vnd.jupyter.widget-view+json", new JsonObject { ["version_major"] = 2, ["version_minor"] = 0, ["model_id"] = root }.ToJsonString()),
            new("text/plain", string.Join(", ", figure.Controls.Select(c => c.Name)))]), display._viewId, update: false);
        output.Display(drawn, display._figureId, update: false);
    }

    LiveDisplay(object value, LiveFigure figure, CommRegistry comms, Action<Action, CancellationToken> run)
    {
        _value = value;
        _figure = figure;
        _comms = comms;
        _run = run;
        _values = [.. figure.Controls.Select(c => JsonNode.Parse(c.About.GetProperty("value").GetRawText()))];
    }

    object Draw()
    {
        string values;
        lock (_lock) values = new JsonArray([.. _values.Select(v => v?.DeepClone())]).ToJsonString();
        return _figure.Redraw(values);
    }

    Comm OpenControls()
    {
        string layout = Open(WidgetModels.Layout()).Id;
        var rows = new List<string>();
        for (int i = 0; i < _figure.Controls.Count; i++)
        {
            int index = i;
            var control = _figure.Controls[i];
            var (state, entry) = WidgetModels.Control(control, layout);
            var comm = Open(state);
            comm.Arriving = Overtake;
            comm.Received = data => Moved(comm, state, entry, index, data);
            if (control.Kind != "play")
            {
                rows.Add(comm.Id);
                continue;
            }
            string play = Open(WidgetModels.Play(control, layout)).Id;
            Open(WidgetModels.Link(play, comm.Id));
            rows.Add(Open(WidgetModels.Box(layout, vertical: false, play, comm.Id)).Id);
        }
        return Open(WidgetModels.Box(layout, vertical: true, rows));
    }

    Comm Open(JsonObject state)
    {
        var data = WidgetModules.Current.IsOld ? state.DeepClone().AsObject() : new JsonObject { ["state"] = state.DeepClone(), ["buffer_paths"] = new JsonArray() };
        var comm = _comms.Open("jupyter.widget", data, new JsonObject { ["version"] = WidgetModels.ProtocolVersion });
        comm.Received = message => Requested(comm, state, message);
        comm.Closed = ShowFrames;
        _opened.Add(comm);
        return comm;
    }

    /// <summary>A front end that was opened later asks for the state.</summary>
    static bool Requested(Comm comm, JsonObject state, JsonElement data)
    {
        if (!data.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String || method.GetString() != "request_state") return false;
        comm.Send(new JsonObject { ["method"] = "update", ["state"] = state.DeepClone(), ["buffer_paths"] = new JsonArray() });
        return true;
    }

    /// <summary>A message is coming in while others may be at work.</summary>
    void Overtake()
    {
        Interlocked.Increment(ref _waiting);
        CancellationTokenSource? drawing;
        lock (_lock) drawing = _drawing;
        if (drawing is not null) Task.Run(() => Cancel(drawing));
    }

    static void Cancel(CancellationTokenSource source)
    {
        try { source.Cancel(); }
        catch (ObjectDisposedException) { } // the drawing has just ended
    }

    void Moved(Comm comm, JsonObject state, string entry, int index, JsonElement data)
    {
        int waiting = Interlocked.Decrement(ref _waiting);
        if (Requested(comm, state, data)) return;
        if (!(data.TryGetProperty("state", out var changed) || data.TryGetProperty("sync_data", out changed)) || changed.ValueKind != JsonValueKind.Object) return;
        foreach (var change in changed.EnumerateObject()) state[change.Name] = JsonNode.Parse(change.Value.GetRawText());
        if (!changed.TryGetProperty(entry, out var value)) return;
        lock (_lock) _values[index] = Wire(index, value);
        if (waiting > 0) return; // a later move is here already
        using var drawing = new CancellationTokenSource();
        lock (_lock) _drawing = drawing;
        try
        {
            _run(() => Redisplay(Draw(), _figureId), drawing.Token);
        }
        finally
        {
            lock (_lock) _drawing = null;
        }
    }

    /// <summary>The value as the figure knows it: a drop-down of the old generation gives its label, not its place.</summary>
    JsonNode? Wire(int index, JsonElement value)
    {
        var control = _figure.Controls[index];
        if (control.Kind != "dropdown" || value.ValueKind != JsonValueKind.String) return JsonNode.Parse(value.GetRawText());
        int place = control.About.GetProperty("options").EnumerateArray().ToList().FindIndex(o => o.GetString() == value.GetString());
        return Math.Max(place, 0);
    }

    static void Redisplay(object value, string displayId) => CellScope.Current?.Display(ValueFormatter.Format(value, []), displayId, update: true);

    void ShowFrames()
    {
        lock (_lock)
        {
            if (_withoutWidgets) return;
            _withoutWidgets = true;
        }
        foreach (var comm in _opened) _comms.Forget(comm.Id);
        _run(() =>
        {
            Redisplay(DisplayData.Text(""), _viewId);
            Redisplay(_value, _figureId);
        }, CancellationToken.None);
    }
}
