using System.Globalization;
using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>
/// Reads Plotly's JSON, of this library or of another tool such as Plotly.NET, into a figure: lines, points, bars, heatmaps and surfaces on
/// one pair of axes, with their titles, logarithms and ranges. What a figure cannot hold is refused by name, never dropped in silence.
/// </summary>
static class PlotlyReader
{
    public static Figure Read(string json, string name)
    {
        JsonElement root;
        try
        {
            root = JsonDocument.Parse(json).RootElement;
        }
        catch (JsonException e)
        {
            throw Wrong($"the text is no JSON: {e.Message.ReplaceLineEndings(" ")}");
        }
        if (root.ValueKind != JsonValueKind.Object || Member(root, "data") is not { ValueKind: JsonValueKind.Array } data)
            throw Wrong("the text is no Plotly figure: it has no array \"data\"");
        if (Member(root, "frames") is { ValueKind: JsonValueKind.Array } frames && frames.GetArrayLength() > 0)
            throw Wrong("frames cannot be read back; draw each frame, and join them by Figure.Frames");
        var layout = Member(root, "layout");
        var figure = Figure.New(name, Title(Member(layout, "title")));
        foreach (var trace in data.EnumerateArray())
            if (Member(trace, "visible") is not { ValueKind: JsonValueKind.False }) figure = Traced(figure, trace);
        return Axes(figure, layout);
    }

    static ArgumentException Wrong(string what) => new($"Figure.FromJson: {what}.");

    static Figure Traced(Figure figure, JsonElement trace)
    {
        string kind = Text(Member(trace, "type")) ?? "scatter";
        string? name = Text(Member(trace, "name"));
        foreach (string axis in (string[])["xaxis", "yaxis", "scene"])
            if (Text(Member(trace, axis)) is { } id && id is not ("x" or "y" or "scene"))
                throw Wrong($"the trace {name ?? kind} stands on the axis {id}; one pair of axes can be read, use Figure.Grid for more");
        return kind switch
        {
            "scatter" or "scattergl" => Points(figure, trace, name),
            "bar" => Bars(figure, trace, name),
            "heatmap" => figure.Heatmap(Field(trace), Numbers(trace, "x", optional: true), Numbers(trace, "y", optional: true), name),
            "surface" => figure.Surface(Field(trace), Numbers(trace, "x", optional: true), Numbers(trace, "y", optional: true), name),
            "histogram" => figure.Histogram(Numbers(trace, "x")!, name),
            _ => throw Wrong($"a trace of type {kind} cannot be read; scatter, bar, heatmap, surface and histogram can"),
        };
    }

    static Figure Points(Figure figure, JsonElement trace, string? name)
    {
        double[] y = Numbers(trace, "y")!;
        double[] x = Numbers(trace, "x", optional: true) ?? [.. Enumerable.Range(0, y.Length).Select(i => (double)i)];
        string mode = Text(Member(trace, "mode")) ?? (y.Length < 20 ? "lines+markers" : "lines");
        var line = Member(trace, "line");
        string? color = Color(Member(line, "color") ?? Member(Member(trace, "marker"), "color"));
        if (!mode.Contains("lines", StringComparison.Ordinal))
            return figure.Scatter(x, y, name, Numbers(Member(trace, "error_y"), "array", optional: true), color: color);
        var dash = Text(Member(line, "dash")) switch
        {
            "dash" or "longdash" => Dash.Dash,
            "dot" => Dash.Dot,
            "dashdot" or "longdashdot" => Dash.DashDot,
            _ => Dash.Solid,
        };
        bool filled = Text(Member(trace, "fill")) is "tozeroy";
        return figure.Line(x, y, name, color, dash, markers: mode.Contains("markers", StringComparison.Ordinal),
            steps: Text(Member(line, "shape")) is "hv", filled: filled);
    }

    static Figure Bars(Figure figure, JsonElement trace, string? name)
    {
        if (Text(Member(trace, "orientation")) == "h") throw Wrong("horizontal bars cannot be read; draw them upright");
        double[] heights = Numbers(trace, "y")!;
        string? color = Color(Member(Member(trace, "marker"), "color"));
        if (Member(trace, "x") is { ValueKind: JsonValueKind.Array } x
            && x.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String))
            return figure.Bars(x.EnumerateArray().Zip(heights), bar => bar.First.ToString(), bar => bar.Second, name, color: color);
        double[] places = Numbers(trace, "x", optional: true) ?? [.. Enumerable.Range(0, heights.Length).Select(i => (double)i)];
        return figure.Bars(places.Zip(heights), bar => bar.First, bar => bar.Second, name, color: color);
    }

    static Figure Axes(Figure figure, JsonElement? layout)
    {
        var (x, y) = (Member(layout, "xaxis"), Member(layout, "yaxis"));
        figure = figure.Axes(Title(Member(x, "title")), Title(Member(y, "title")));
        if (Text(Member(x, "type")) == "log") figure = figure.LogX();
        if (Text(Member(y, "type")) == "log") figure = figure.LogY();
        if (Range(x) is var (left, right)) figure = figure.RangeX(left, right);
        if (Range(y) is var (low, high)) figure = figure.RangeY(low, high);
        return Number(Member(layout, "width")) is >= 120 and <= 4000 and var width
            && Number(Member(layout, "height")) is >= 80 and <= 4000 and var height ? figure.Size(width, height) : figure;
    }

    // The range of a logarithmic axis is written in powers of ten.
    static (double From, double To)? Range(JsonElement? axis)
    {
        if (Numbers(axis, "range", optional: true) is not [var from, var to] || !(from < to)) return null;
        return Text(Member(axis, "type")) == "log" ? (Math.Pow(10, from), Math.Pow(10, to)) : (from, to);
    }

    static double[,] Field(JsonElement trace)
    {
        if (Member(trace, "z") is not { ValueKind: JsonValueKind.Array } rows) throw Wrong("a field has no array \"z\"");
        double[][] all = [.. rows.EnumerateArray().Select(row => Values(row, "z"))];
        int columns = all.Length == 0 ? 0 : all[0].Length;
        if (all.Any(row => row.Length != columns)) throw Wrong("the rows of \"z\" differ in length");
        var field = new double[all.Length, columns];
        for (int i = 0; i < all.Length; i++)
            for (int j = 0; j < columns; j++) field[i, j] = all[i][j];
        return field;
    }

    static double[]? Numbers(JsonElement? element, string member, bool optional = false)
    {
        if (Member(element, member) is { } there && there.ValueKind != JsonValueKind.Null) return Values(there, member);
        return optional ? null : throw Wrong($"a trace has no \"{member}\"");
    }

    static double[] Values(JsonElement element, string member)
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong($"\"{member}\" is no array of numbers");
        return [.. element.EnumerateArray().Select(item => item.ValueKind switch
        {
            JsonValueKind.Number => item.GetDouble(),
            JsonValueKind.Null => double.NaN,
            JsonValueKind.String when double.TryParse(item.GetString(), CultureInfo.InvariantCulture, out double number) => number,
            _ => throw Wrong($"\"{member}\" holds {item.GetRawText()}, which is no number"),
        })];
    }

    static JsonElement? Member(JsonElement? element, string name)
        => element is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var value) ? value : null;

    static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    static double? Number(JsonElement? element) => element is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    // A title is a text, or an object with one.
    static string Title(JsonElement? element) => Text(element) ?? Text(Member(element, "text")) ?? "";

    static string? Color(JsonElement? element)
        => Text(element) is { Length: 7 } color && color[0] == '#' && color.AsSpan(1).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0
            ? color : null;
}
