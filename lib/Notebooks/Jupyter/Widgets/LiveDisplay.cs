using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Jupyter.Comms;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter.Widgets;

/// <summary>
/// A value under its controls. Each move redraws the one display; a move that a later one has overtaken is not drawn, and one that is
/// being drawn is told to stop. Where a front end knows no widgets it closes their comms, and the value is shown as on a page.
/// </summary>
sealed class LiveDisplay
{
    readonly LiveFigure _figure;
    readonly object _value;
    readonly CommRegistry _comms;
    readonly WidgetModules _modules;
    readonly WidgetModels _models;
    readonly Func<Action, CancellationToken, CellResult?> _run;
    readonly string _viewId = Guid.NewGuid().ToString("N"), _figureId = Guid.NewGuid().ToString("N");
    readonly JsonNode?[] _values;
    readonly List<Comm> _opened = [];
    readonly Lock _lock = new();
    readonly bool _inArea;
    Comm? _area;
    JsonObject? _areaState;
    CancellationTokenSource? _drawing;
    int _waiting;
    bool _withoutWidgets;

    /// <summary>Shows a live value in the running cell.</summary>
    /// <param name="value">The value that was displayed.</param>
    /// <param name="figure">Its live side.</param>
    /// <param name="modules">The front end's widgets.</param>
    /// <param name="comms">The kernel's comms.</param>
    /// <param name="output">The cell's output.</param>
    /// <param name="run">Runs a redraw as a cell of its own, on behalf of the message that asked for it.</param>
    public static void Show(object value, LiveFigure figure, WidgetModules modules, CommRegistry comms, ICellOutput output, Func<Action,
        CancellationToken, CellResult?> run)
    {
        var display = new LiveDisplay(value, figure, modules, comms, run);
        var first = new AreaOutput(static _ => { });
        DisplayData? drawn = null;
        if (display._inArea) display.DrawInto(first);
        else drawn = display.Format(display.Draw());
        var controls = display.OpenControls(first.Outputs);
        if (modules.IsOld) controls.Send(new JsonObject { ["method"] = "display" });
        else output.Display(new DisplayData([
            new("application/vnd.jupyter.widget-view+json",
            new JsonObject { ["version_major"] = 2, ["version_minor"] = 0, ["model_id"] = controls.Id }.ToJsonString()),
            new("text/plain", string.Join(", ", figure.Controls.Select(c => c.Name)))]), display._viewId, update: false);
        if (drawn is not null) output.Display(drawn, display._figureId, update: false);
    }

    LiveDisplay(object value, LiveFigure figure, WidgetModules modules, CommRegistry comms, Func<Action, CancellationToken,
        CellResult?> run)
    {
        _value = value;
        _figure = figure;
        _modules = modules;
        _models = new WidgetModels(modules);
        _comms = comms;
        _run = run;
        _inArea = !modules.IsOld && (figure.InArea || figure.Arrangement == "beside");
        _values = [.. figure.Controls.Select(c => JsonNode.Parse(c.About.GetProperty("value").GetRawText()))];
    }

    object? Draw()
    {
        string values;
        lock (_lock) values = new JsonArray([.. _values.Select(v => v?.DeepClone())]).ToJsonString();
        return _figure.Redraw(values);
    }

    /// <summary>Draws with all that is printed and shown meanwhile going into an area.</summary>
    void DrawInto(AreaOutput area)
    {
        var outer = CellScope.Current;
        using var scope = new CellScope(area, SessionOptions.DefaultStreamLimit, null, outer?.Token ?? default);
        using var entered = SessionFlow.Enter(scope);
        if (Draw() is { } value) scope.Result(Format(value));
    }

    /// <summary>The value's representations; a page knows by the name around its HTML that one chart follows another.</summary>
    DisplayData Format(object? value)
    {
        var plain = ValueFormatter.Format(value, []);
        return plain with
        {
            Data = [.. plain.Data.Select(d => d.Key == "text/html"
                ? new KeyValuePair<string, string>(d.Key, $"<div data-spikebook-live=\"{_figureId}\">{d.Value}</div>") : d)],
        };
    }

    Comm OpenControls(JsonArray outputs)
    {
        string layout = Open(_models.Layout()).Id;
        var rows = new List<string>();
        for (int i = 0; i < _figure.Controls.Count; i++)
        {
            int index = i;
            var control = _figure.Controls[i];
            var (state, entry) = _models.Control(control, layout);
            var comm = Open(state);
            comm.Arriving = Overtake;
            comm.Received = data => Moved(comm, state, entry, index, data);
            if (control.Kind != "play")
            {
                rows.Add(comm.Id);
                continue;
            }
            string play = Open(_models.Play(control, layout)).Id;
            Open(_models.Link(play, comm.Id));
            rows.Add(Open(_models.Box(layout, vertical: false, play, comm.Id)).Id);
        }
        var box = Open(_models.Box(layout, vertical: _figure.Arrangement != "row", rows));
        if (!_inArea) return box;
        _areaState = _models.Area(Open(_models.Layout(grow: "1 1 auto")).Id, outputs);
        _area = Open(_areaState);
        return Open(_models.Box(layout, vertical: _figure.Arrangement != "beside", box.Id, _area.Id));
    }

    Comm Open(JsonObject state)
    {
        var data = _modules.IsOld ? state.DeepClone().AsObject()
            : new JsonObject { ["state"] = state.DeepClone(), ["buffer_paths"] = new JsonArray() };
        var comm = _comms.Open("jupyter.widget", data, new JsonObject { ["version"] = WidgetModels.ProtocolVersion });
        comm.Received = message => Requested(comm, state, message);
        comm.Closed = ShowAsOnAPage;
        _opened.Add(comm);
        return comm;
    }

    /// <summary>A front end that was opened later asks for the state.</summary>
    static bool Requested(Comm comm, JsonObject state, JsonElement data)
    {
        if (!data.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String
            || method.GetString() != "request_state") return false;
        Update(comm, state);
        return true;
    }

    static void Update(Comm comm, JsonObject state)
        => comm.Send(new JsonObject { ["method"] = "update", ["state"] = state.DeepClone(), ["buffer_paths"] = new JsonArray() });

    /// <summary>A message is coming in while others may be at work.</summary>
    void Overtake()
    {
        Interlocked.Increment(ref _waiting);
        CancellationTokenSource? drawing;
        lock (_lock) drawing = _drawing;
        if (drawing is not null) _ = Task.Run(() => Cancel(drawing));
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
        if (!(data.TryGetProperty("state", out var changed) || data.TryGetProperty("sync_data", out changed))
            || changed.ValueKind != JsonValueKind.Object) return;
        foreach (var change in changed.EnumerateObject()) state[change.Name] = JsonNode.Parse(change.Value.GetRawText());
        if (!changed.TryGetProperty(entry, out var value)) return;
        lock (_lock) _values[index] = Wire(index, value);
        if (waiting > 0) return; // a later move is here already
        using var drawing = new CancellationTokenSource();
        lock (_lock) _drawing = drawing;
        try
        {
            var result = _run(Redraw, drawing.Token);
            if (result is { Status: not (CellStatus.Ok or CellStatus.Cancelled), Error: { } error }) _run(()
                => Tell(error), CancellationToken.None);
        }
        finally
        {
            lock (_lock) _drawing = null;
        }
    }

    void Redraw()
    {
        if (_inArea) DrawInto(new AreaOutput(Fill));
        else Redisplay(Format(Draw()), _figureId);
    }

    void Fill(JsonArray outputs)
    {
        _areaState!["outputs"] = outputs;
        Update(_area!, new JsonObject { ["outputs"] = outputs.DeepClone() });
    }

    /// <summary>Says in the value's place why it could not be drawn.</summary>
    void Tell(CellError error)
    {
        string text = string.Join("\n", error.Traceback);
        if (_inArea) new AreaOutput(Fill).Write(true, text + "\n");
        else Redisplay(new DisplayData([
            new("text/html", $"<pre class=\"spikebook-error\" style=\"color:#b3261e;white-space:pre-wrap\">{WebUtility.HtmlEncode(text)}</pre>"),
            new("text/plain", text)]), _figureId);
    }

    /// <summary>The value as the figure knows it: a drop-down of the old generation gives its label, not its place.</summary>
    JsonNode? Wire(int index, JsonElement value)
    {
        var control = _figure.Controls[index];
        if (control.Kind != "dropdown" || value.ValueKind != JsonValueKind.String) return JsonNode.Parse(value.GetRawText());
        int place = control.About.GetProperty("options").EnumerateArray().ToList().FindIndex(o => o.GetString() == value.GetString());
        return Math.Max(place, 0);
    }

    static void Redisplay(DisplayData value, string displayId) => CellScope.Current?.Display(value, displayId, update: true);

    void ShowAsOnAPage()
    {
        lock (_lock)
        {
            if (_withoutWidgets) return;
            _withoutWidgets = true;
        }
        foreach (var comm in _opened) _comms.Forget(comm.Id);
        _run(() =>
        {
            var page = ValueFormatter.Format(_value, []);
            Redisplay(_inArea ? page : DisplayData.Text(""), _viewId);
            if (!_inArea) Redisplay(page, _figureId);
        }, CancellationToken.None);
    }
}
