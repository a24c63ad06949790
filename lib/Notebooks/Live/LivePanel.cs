using System.Text.Json.Nodes;
using Spikebook.Notebooks.Jupyter.Widgets;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Live;

/// <summary>A value under its controls, as a page shows it: each move redraws the one display.</summary>
sealed class LivePanel
{
    const string Data = "application/vnd.plotly.v1+json", Picture = "image/svg+xml";

    readonly LiveFigure _figure;
    string _values;
    bool _shown;

    LivePanel(string cell, LiveFigure figure)
    {
        Cell = cell;
        _figure = figure;
        _values = new JsonArray([.. figure.Controls.Select(control => JsonNode.Parse(control.About.GetProperty("value").GetRawText()))])
            .ToJsonString();
    }

    /// <summary>The panel's name, and that of its display.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The cell that it belongs to.</summary>
    public string Cell { get; }

    /// <summary>The panel of a value; null where a reader cannot change it.</summary>
    public static LivePanel? Of(string cell, object value) => LiveFigure.Bind(value) is { } figure ? new LivePanel(cell, figure) : null;

    /// <summary>What can be moved, for the page.</summary>
    public JsonObject Describe() => new()
    {
        ["id"] = Id,
        ["arrangement"] = _figure.Arrangement,
        ["controls"] = new JsonArray([.. _figure.Controls.Select(control => JsonNode.Parse(control.About.GetRawText()))]),
    };

    /// <summary>Shows the value at given places of the controls; at the last ones where none are given.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="values">The places, a JSON array; null for the last ones.</param>
    /// <param name="faces">What the page draws of a chart: its <c>data</c>, its <c>picture</c>, or <c>both</c>.</param>
    public void Show(LiveOutput output, string? values, string faces = "both")
    {
        if (values is not null) _values = values;
        object? value = _figure.Redraw(_values);
        if (value is null) return;
        // Of a chart its data or its picture: its HTML would hold both once more, and a page does not show it.
        string[] wanted = faces switch { "data" => [Data], "picture" => [Picture], _ => [Data, Picture] };
        if (ValueFormatter.Faces(value, wanted) is { } chart) output.Redraw(chart, Id, update: _shown);
        else output.Display(ValueFormatter.Format(value, []), Id, update: _shown);
        _shown = true;
    }
}
