// Deedle frames and Plotly.NET charts beside Spikebook's tables and figures: #!import polyglot.csx in a notebook, on Spikebook's host and on
// .NET Interactive. A script and no project, so that machines without the packages are unaffected. Written to Deedle 3 and Plotly.NET 5.1.
#r "nuget: Deedle, 3.0.0"
#r "nuget: Plotly.NET, 5.1.0"
#r "../lib/Figures/bin/Spikebook.Figures.dll"
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Collections;
using Spikebook.Figures;

// The printed columns of a table, under their headers; a missing value is missing in the frame too.
public static Deedle.Frame<int, string> ToFrame<T>(this Table<T> table)
{
    int[] keys = [.. Enumerable.Range(0, table.RowCount)];
    return Deedle.Frame.FromColumns(table.Columns.Select(column => KeyValuePair.Create(column.Name,
        new Deedle.Series<int, object>(keys, table.Rows.Select(column.Value)))));
}

// The members of records.
public static Deedle.Frame<int, string> ToFrame<T>(this IEnumerable<T> records) => Deedle.Frame.FromRecords(records);

// A frame as a table: a column for the row keys, then the frame's own.
public static Table<object[]> ToTable<TRow, TColumn>(this Deedle.Frame<TRow, TColumn> frame, string name, string caption = "")
{
    TColumn[] columns = [.. frame.ColumnKeys];
    var rows = frame.RowKeys.Select(row => (object[])[row, .. columns.Select(column =>
        frame.GetColumn<object>(column).TryGet(row) is { HasValue: true } there ? there.Value : null)]).ToList();
    var table = Table.Of(rows, name, caption).Column(row => row[0], "key");
    for (int i = 0; i < columns.Length; i++)
    {
        int place = i + 1;
        table = table.Column(row => row[place], columns[i].ToString());
    }
    return table;
}

// Plotly.NET joins charts member by member, and wants objects of its own kind down to the leaves.
static object Leaf(JsonNode node) => node switch
{
    JsonObject members => Filled(new DynamicObj.DynamicObj(), members),
    JsonArray items => items.Select(Leaf).ToArray(),
    JsonValue value when value.TryGetValue(out double number) => number,
    JsonValue value when value.TryGetValue(out bool truth) => truth,
    JsonValue value => value.ToString(),
    _ => null,
};

static T Filled<T>(T target, JsonObject members) where T : DynamicObj.DynamicObj
{
    foreach (var (name, value) in members) target.SetValue(name, Leaf(value));
    return target;
}

// Plotly.NET has no frames: the traces of all places stand in one chart, and each step of its slider shows those of one place.
static JsonObject Steps(JsonObject json)
{
    if (json["frames"] is not JsonArray { Count: > 0 } frames) return json;
    var (layout, slider) = (json["layout"].DeepClone().AsObject(), json["layout"]["sliders"][0].DeepClone().AsObject());
    int[] places = [.. frames.SelectMany((frame, place) => frame["data"].AsArray().Select(_ => place))];
    var traces = frames.SelectMany(frame => frame["data"].AsArray()).Select(trace => trace.DeepClone().AsObject()).ToList();
    int start = (int)slider["active"];
    for (int i = 0; i < traces.Count; i++) traces[i]["visible"] = places[i] == start;
    slider["steps"] = new JsonArray([.. frames.Select(JsonNode (frame, place) => new JsonObject
    {
        ["label"] = slider["steps"][place]["label"].DeepClone(),
        ["method"] = "update",
        ["args"] = new JsonArray(
            new JsonObject { ["visible"] = new JsonArray([.. places.Select(JsonNode (at) => JsonValue.Create(at == place))]) },
            frame["layout"].DeepClone()),
    })]);
    layout["sliders"] = new JsonArray(slider);
    layout.Remove("updatemenus"); // its buttons play frames
    return new JsonObject { ["data"] = new JsonArray([.. traces]), ["layout"] = layout };
}

// A figure's traces and layout as a chart, to be combined and styled there; frames become the steps of a slider.
public static Plotly.NET.GenericChart ToPlotlyNet(this Spikebook.Figures.Figure figure)
{
    var json = Steps(JsonNode.Parse(figure.ToJson()).AsObject());
    var traces = json["data"].AsArray().Select(trace =>
        Filled(new Plotly.NET.Trace((string)trace["type"]), trace.AsObject())).ToList();
    var layout = Filled(new Plotly.NET.Layout(), json["layout"].AsObject());
    return Plotly.NET.GenericChart.fromFigure(Plotly.NET.Figure.create(ListModule.OfSeq(traces), layout));
}

// What moves without a kernel, with its slider.
public static Plotly.NET.GenericChart ToPlotlyNet(this Interaction interaction) => interaction.Frames.ToPlotlyNet();

// The other way: a chart as a figure, to be saved, drawn as SVG and shown in the gallery.
public static Spikebook.Figures.Figure ToFigure(this Plotly.NET.GenericChart chart, string name)
    => Spikebook.Figures.Figure.FromJson(Plotly.NET.GenericChart.toJson(chart), name);

// Deedle's own extension for notebooks names F# types that C# cells do not have; without it a frame shows as a tree of objects.
static Table Shown<TRow, TColumn>(Deedle.Frame<TRow, TColumn> frame) => frame.ToTable("frame");
static Table Shown<TKey, TValue>(Deedle.Series<TKey, TValue> series) => Table.Of(series.ObservationsAll.ToList(), "series")
    .Column(pair => pair.Key, "key").Column(pair => pair.Value.HasValue ? pair.Value.Value : default(object), "value");
foreach (var type in new[] { typeof(Deedle.Frame<,>), typeof(Deedle.Series<,>) })
{
    Formatter.Register(type, (value, writer) => writer.Write(Shown((dynamic)value).ToHtml()), "text/html");
    Formatter.Register(type, (value, writer) => writer.Write(Shown((dynamic)value).ToString()), "text/plain");
}

// A chart as a piece of a page that loads the copy of plotly.js that is installed, where one is.
Formatter.Register<Plotly.NET.GenericChart>((chart, writer) =>
    writer.Write(Spikebook.Figures.Figure.HtmlOf(Plotly.NET.GenericChart.toJson(chart), "chart")), "text/html");
Formatter.Register<Plotly.NET.GenericChart>((chart, writer) =>
    writer.Write($"chart, traces: {Plotly.NET.GenericChart.getTraces(chart).Count()}"), "text/plain");
