// Longer than 300 lines: one kind of mark after another, each a few lines that are read beside the others.
using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>Writes one trace of a panel.</summary>
readonly struct PlotlyTrace(Utf8JsonWriter json, Figure figure, Panel panel, int panelIndex, string color)
{
    const double BarOpacity = 0.85;

    public void Write(Trace trace, HashSet<string> named)
    {
        switch (trace)
        {
            case XyTrace xy: WriteXy(xy); break;
            case BandTrace band: WriteBand(band); break;
            case BarTrace bars: WriteBars(bars); break;
            case RasterTrace raster: WriteRaster(raster); break;
            case HeatTrace heat: WriteHeat(heat); break;
            case SurfaceTrace surface: WriteSurface(surface); break;
        }
        if (trace.TakesColor)
        {
            bool inLegend = trace.Name is not null && figure.ShowsLegend && named.Add(trace.Name);
            json.WriteBoolean("showlegend", inLegend);
            if (trace.Name is not null) json.WriteString("legendgroup", trace.Name);
        }
        if (trace.Name is not null) json.WriteString("name", trace.Name);
        if (trace is SurfaceTrace)
        {
            if (panelIndex > 0) json.WriteString("scene", PlotlyJson.AxisId("scene", panelIndex));
            return;
        }
        if (panelIndex > 0) json.WriteString("xaxis", PlotlyJson.AxisId("x", panelIndex));
        int yAxis = trace.OnRight ? figure.Panels.Length + panelIndex : panelIndex;
        if (yAxis > 0) json.WriteString("yaxis", PlotlyJson.AxisId("y", yAxis));
    }

    void WriteXy(XyTrace trace)
    {
        json.WriteString("type", "scatter");
        json.WriteString("mode", (trace.Lines, trace.Markers) switch
        {
            (true, true) => "lines+markers",
            (true, false) => "lines",
            _
            => "markers"
        });
        int[]? kept = figure.KeepsAllPoints || !trace.Lines || trace.X.Length <= Decimation.Limit
            ? null : Decimation.Indices(trace.X, trace.Y, panel.X.Log, panel.X.Min, panel.X.Max);
        Numbers("x", Kept(trace.X, kept));
        Numbers("y", Kept(trace.Y, kept));
        if (trace.Lines)
        {
            json.WriteStartObject("line");
            json.WriteString("color", color);
            json.WriteNumber("width", trace.Width);
            if (trace.Dash != Dash.Solid) json.WriteString("dash", DashName(trace.Dash));
            if (trace.Steps) json.WriteString("shape", "hv");
            json.WriteEndObject();
            json.WriteBoolean("connectgaps", false);
        }
        if (trace.Filled)
        {
            json.WriteString("fill", "tozeroy");
            json.WriteString("fillcolor", Palette.WithOpacity(color, 0.18));
        }
        if (trace.Markers)
        {
            json.WriteStartObject("marker");
            json.WriteString("color", color);
            json.WriteNumber("size", trace.Size);
            if (trace.Symbol != Symbol.Circle) json.WriteString("symbol", SymbolName(trace.Symbol));
            json.WriteEndObject();
        }
        ErrorBars("error_x", trace.ErrorX);
        ErrorBars("error_y", trace.ErrorY);
        if (trace.Labels is not null)
        {
            json.WriteTexts("text", trace.Labels);
            Hover("%{text}", trace.OnRight);
        }
        else Hover(trace.Name, trace.OnRight);
    }

    void WriteBand(BandTrace trace)
    {
        json.WriteString("type", "scatter");
        json.WriteString("mode", "lines");
        var (x, y) = BandOutline.Of(trace, figure.KeepsAllPoints, panel.X.Log);
        Numbers("x", x);
        Numbers("y", y);
        json.WriteString("fill", "toself");
        json.WriteString("fillcolor", Palette.WithOpacity(color, 0.2));
        json.WriteString("hoverinfo", "skip");
        json.WriteStartObject("line");
        json.WriteString("color", color);
        json.WriteNumber("width", 0);
        json.WriteEndObject();
    }

    void WriteBars(BarTrace trace)
    {
        json.WriteString("type", "bar");
        if (trace.Categories is { } labels) json.WriteTexts("x", labels);
        else
        {
            Numbers("x", trace.X);
            if (trace.Histogram || panel.Traces.Count(other => other is BarTrace) == 1)
                json.WriteNumbers("width", [.. trace.Widths.Select(width => trace.Histogram ? width : 0.8 * width)], figure.Digits);
        }
        Numbers("y", trace.Y);
        json.WriteStartObject("marker");
        json.WriteString("color", color);
        json.WriteNumber("opacity", trace.Histogram && panel.Traces.Length > 1 ? 0.6 : BarOpacity);
        if (trace.Histogram)
        {
            json.WriteStartObject("line");
            json.WriteString("color", color);
            json.WriteNumber("width", 0.5);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        ErrorBars("error_y", trace.Error, PlotlyLayout.Middle);
        Hover(trace.Name, false);
    }

    void WriteRaster(RasterTrace trace)
    {
        json.WriteString("type", "scatter");
        var kept = RasterStrokes.Of(trace, figure.KeepsAllPoints);
        if (kept.Length <= Decimation.Limit)
        {
            json.WriteString("mode", "markers");
            Numbers("x", [.. kept.Select(i => trace.Times[i])]);
            Numbers("y", [.. kept.Select(i => trace.Rows[i])]);
            json.WriteStartObject("marker");
            json.WriteString("symbol", "line-ns-open");
            json.WriteString("color", color);
            json.WriteNumber("size", RasterStrokes.Length(trace, figure, panel));
            json.WriteStartObject("line");
            json.WriteNumber("width", 1.2);
            json.WriteString("color", color);
            json.WriteEndObject();
            json.WriteEndObject();
            Hover(trace.Name, trace.OnRight);
            return;
        }
        // one path instead of thousands of markers keeps the page quick
        double half = RasterStrokes.HalfOf(trace, figure, panel);
        json.WriteString("mode", "lines");
        json.WriteStartArray("x");
        int digits = figure.KeepsAllPoints ? figure.Digits : Math.Min(figure.Digits, 6);
        foreach (int i in kept)
        {
            json.WriteRounded(trace.Times[i], digits);
            json.WriteRounded(trace.Times[i], digits);
            json.WriteNullValue();
        }
        json.WriteEndArray();
        json.WriteStartArray("y");
        foreach (int i in kept)
        {
            json.WriteRounded(trace.Rows[i] - half, figure.Digits);
            json.WriteRounded(trace.Rows[i] + half, figure.Digits);
            json.WriteNullValue();
        }
        json.WriteEndArray();
        json.WriteStartObject("line");
        json.WriteString("color", color);
        json.WriteNumber("width", 1);
        json.WriteEndObject();
        json.WriteString("hoverinfo", "skip");
    }

    void WriteHeat(HeatTrace trace)
    {
        json.WriteString("type", "heatmap");
        if (panel.X.Categories is { } across && trace.Count > 0) json.WriteTexts("x", across);
        else Numbers("x", trace.X);
        if (panel.Y.Categories is { } down && trace.Count > 0) json.WriteTexts("y", down);
        else Numbers("y", trace.Y);
        var extent = Extents.OfColors(trace);
        Field(trace.X.Length, [.. trace.Z.Select(value => trace.ColorValue(value, extent))]);
        Scale(trace.Scale);
        json.WriteNumber("zmin", trace.Log ? Math.Log10(extent.Min) : extent.Min);
        json.WriteNumber("zmax", trace.Log ? Math.Log10(extent.Max) : extent.Max);
        json.WriteBoolean("hoverongaps", false);
        if (trace.ShowValues)
        {
            json.WriteStartArray("text");
            for (int row = 0; row < trace.Y.Length; row++)
            {
                json.WriteStartArray();
                for (int column = 0; column < trace.X.Length; column++) json.WriteStringValue(
                    CellText.Of(trace.Z[row * trace.X.Length + column]));
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteString("texttemplate", "%{text}");
            json.WriteNumber("xgap", 1);
            json.WriteNumber("ygap", 1);
            Hover(null, false, $"<br>{Words(trace.Name, "value")}: %{{text}}");
        }
        else Hover(null, false, $"<br>{Words(trace.Name, "value")}: " + (trace.Log ? "10<sup>%{z:.2f}</sup>" : "%{z:.4~g}"));
        json.WriteBoolean("showscale", trace.ShowScale);
        if (trace.ShowScale) ColorBar(trace.Name, trace.Log ? extent : null);
    }

    void WriteSurface(SurfaceTrace trace)
    {
        json.WriteString("type", "surface");
        Numbers("x", trace.X);
        Numbers("y", trace.Y);
        Field(trace.X.Length, trace.Z);
        Scale(trace.Scale);
        ColorBar(trace.Name, null);
    }

    void Field(int width, double[] z)
    {
        json.WriteStartArray("z");
        for (int start = 0; start < z.Length; start += width)
        {
            json.WriteStartArray();
            foreach (double value in z.AsSpan(start, width)) json.WriteRounded(value, Math.Min(figure.Digits, figure.Digits == 7 ? 5 : 17));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    void Scale(ColorScale scale)
    {
        json.WriteStartArray("colorscale");
        for (int i = 0; i < scale.Colors.Count; i++)
        {
            json.WriteStartArray();
            json.WriteNumberValue((double)i / (scale.Colors.Count - 1));
            json.WriteStringValue(scale.Colors[i]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    void ColorBar(string? title, Extent? log)
    {
        json.WriteStartObject("colorbar");
        json.WriteNumber("thickness", 12);
        json.WriteNumber("outlinewidth", 0);
        json.WriteNumber("xpad", 6);
        if (title is not null)
        {
            json.WriteStartObject("title");
            json.WriteString("text", title);
            json.WriteString("side", "right");
            json.WriteEndObject();
        }
        if (figure.IsGrid)
        {
            var place = PanelPlace.Of(figure, panelIndex);
            json.WriteNumber("x", place.Right);
            json.WriteNumber("y", (place.Bottom + place.Top) / 2);
            json.WriteNumber("len", place.Top - place.Bottom);
        }
        else json.WriteNumber("len", 1);
        if (log is { } extent)
        {
            var ticks = Ticks.Logarithmic(extent.Min, extent.Max, 6);
            json.WriteNumbers("tickvals", [.. ticks.Select(tick => Math.Log10(tick.Value))], 17);
            json.WriteTexts("ticktext", ticks.Select(tick => tick.Label));
        }
        json.WriteEndObject();
    }

    // What lies under the pointer, with the axes' own names and units: "N, time t [ms]: 0.2326, rate [Hz]: 1.105" line by line.
    void Hover(string? name, bool onRight, string more = "")
    {
        string head = name is null ? "" : $"<b>{name}</b><br>";
        json.WriteString("hovertemplate",
            $"{head}{Line(panel.X, "x")}<br>{Line(onRight ? panel.Right : panel.Y, "y")}{more}<extra></extra>");

        static string Line(Axis axis, string letter)
            => $"{Words(axis.Title, letter)}: %{{{letter}{(axis.Categories is null && axis.TickLabels is null ? ":.4~g" : "")}}}";
    }

    static string Words(string? title, string otherwise) => string.IsNullOrWhiteSpace(title) ? otherwise : title;

    void ErrorBars(string name, double[]? half, string? own = null)
    {
        if (half is null) return;
        json.WriteStartObject(name);
        json.WriteString("type", "data");
        Numbers("array", half);
        json.WriteString("color", own ?? color);
        json.WriteNumber("thickness", 1.4);
        json.WriteNumber("width", 3);
        json.WriteEndObject();
    }

    // a trace without data in a frame keeps one empty point, so that Plotly keeps its place in the legend
    void Numbers(string name, double[] values) => json.WriteNumbers(name, values.Length > 0 ? values : [double.NaN], figure.Digits);

    static double[] Kept(double[] values, int[]? kept) => kept is null ? values : [.. kept.Select(i => values[i])];

    public static string DashName(Dash dash)
        => dash switch { Dash.Dash => "dash", Dash.Dot => "dot", Dash.DashDot => "dashdot", _ => "solid" };

    static string SymbolName(Symbol symbol) => symbol switch
    {
        Symbol.OpenCircle => "circle-open",
        Symbol.Square => "square",
        Symbol.Diamond => "diamond",
        Symbol.Triangle => "triangle-up",
        Symbol.Cross => "x",
        _ => "circle",
    };
}
