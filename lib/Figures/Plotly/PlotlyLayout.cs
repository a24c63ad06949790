using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>Writes the layout: theme, axes, marks.</summary>
static class PlotlyLayout
{
    public const string Font = "\"Segoe UI\", \"Helvetica Neue\", Helvetica, Arial, \"DejaVu Sans\", sans-serif";
    public const string Ink = "#24292f", Grid = "#e4e7eb", Middle = "#8b949e";

    public static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject("meta");
        json.WriteString("name", figure.Name);
        json.WriteEndObject();
        WriteTemplate(json);
        WriteChanging(json, figure);
        json.WriteNumber("height", figure.Height);
        json.WriteBoolean("autosize", true);
        json.WriteString("hovermode", "closest");
        json.WriteBoolean("showlegend", figure.ShowsLegend);
        var bars = figure.Panels.SelectMany(panel => panel.Traces).OfType<BarTrace>();
        if (bars.Any())
        {
            json.WriteString("barmode", figure.Panels.Any(panel => panel.Stacked) ? "relative" : bars.Any(bar => bar.Histogram) ? "overlay"
                : "group");
            json.WriteNumber("bargap", 0.22);
        }
        json.WriteStartObject("margin");
        json.WriteNumber("l", 64);
        json.WriteNumber("r", figure.Panels.Any(panel => panel.HasRight) ? 64 : 22);
        json.WriteNumber("t", MarginTop(figure));
        json.WriteNumber("b", MarginBottom(figure));
        json.WriteEndObject();
        if (figure.IsGrid && figure.ShowsLegend)
        {
            // above the titles of the panels
            json.WriteStartObject("legend");
            json.WriteNumber("y", 1 + 24 / (figure.Height - MarginTop(figure) - MarginBottom(figure)));
            json.WriteEndObject();
        }
        for (int p = 0; p < figure.Panels.Length; p++)
            if (figure.Panels[p].IsSurface) WriteScene(json, figure, p);
            else WriteAxes(json, figure, p);
        if (figure.FrameList.Length > 0) PlotlySlider.Write(json, figure);
    }

    public static double MarginTop(Figure figure) => (figure.Title.Length > 0 ? 48 : 18) + LegendHeight(figure) + (figure.IsGrid ? 22 : 0);

    /// <summary>
    /// Room for as many rows as the legend takes; a live chart can be narrower than asked for, so rows are filled to four fifths.
    /// </summary>
    static double LegendHeight(Figure figure)
    {
        const double Symbol = 50, Row = 20;
        if (!figure.ShowsLegend) return 0;
        double width = 0.8 * (figure.Width - 90), x = 0;
        int rows = 1;
        foreach (string name in figure.Panels.SelectMany(panel => panel.Traces).Where(trace => trace.TakesColor).Select(trace => trace.Name)
            .OfType<string>().Distinct())
        {
            double entry = Symbol + SvgText.Width(name, 13);
            if (x > 0 && x + entry > width) (rows, x) = (rows + 1, 0);
            x += entry;
        }
        return 4 + rows * Row;
    }

    public static double MarginBottom(Figure figure) => figure.FrameList.Length > 0 ? 122 : 54;

    /// <summary>What may differ from frame to frame: title, marks.</summary>
    public static void WriteChanging(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject("title");
        json.WriteString("text", figure.Title);
        json.WriteEndObject();
        PlotlyMarks.Write(json, figure);
    }

    static void WriteTemplate(Utf8JsonWriter json)
    {
        json.WriteStartObject("template");
        json.WriteStartObject("layout");
        WriteFont(json, "font", 13, Ink);
        json.WriteString("paper_bgcolor", "#ffffff");
        json.WriteString("plot_bgcolor", "rgba(0,0,0,0)");
        json.WriteTexts("colorway", Palette.Colors);
        json.WriteStartObject("title");
        json.WriteNumber("x", 0);
        json.WriteString("xref", "container");
        json.WriteString("xanchor", "left");
        json.WriteNumber("y", 1);
        json.WriteString("yref", "container");
        json.WriteString("yanchor", "top");
        json.WriteStartObject("pad");
        json.WriteNumber("l", 14);
        json.WriteNumber("t", 14);
        json.WriteEndObject();
        json.WriteStartObject("font");
        json.WriteNumber("size", 16);
        json.WriteNumber("weight", 600);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("legend");
        json.WriteString("orientation", "h");
        json.WriteNumber("x", 0);
        json.WriteNumber("y", 1.01);
        json.WriteString("yanchor", "bottom");
        json.WriteString("bgcolor", "rgba(0,0,0,0)");
        json.WriteEndObject();
        json.WriteStartObject("modebar");
        json.WriteString("bgcolor", "rgba(0,0,0,0)");
        json.WriteString("color", "#a5abb3");
        json.WriteString("activecolor", "#57606a");
        json.WriteEndObject();
        foreach (string letter in (string[])["xaxis", "yaxis"])
        {
            json.WriteStartObject(letter);
            json.WriteString("gridcolor", Grid);
            json.WriteString("linecolor", Middle);
            json.WriteString("tickcolor", Middle);
            json.WriteBoolean("showline", true);
            json.WriteBoolean("zeroline", false);
            json.WriteString("ticks", "outside");
            json.WriteNumber("ticklen", 4);
            json.WriteBoolean("automargin", true);
            json.WriteString("exponentformat", "power");
            json.WriteStartObject("title");
            json.WriteNumber("standoff", 8);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteFont(Utf8JsonWriter json, string name, double size, string color)
    {
        json.WriteStartObject(name);
        json.WriteString("family", Font);
        json.WriteNumber("size", size);
        json.WriteString("color", color);
        json.WriteEndObject();
    }

    static void WriteAxes(Utf8JsonWriter json, Figure figure, int p)
    {
        var panel = figure.Panels[p];
        var place = PanelPlace.Of(figure, p);
        var extents = Extents.Of(panel);
        json.WriteStartObject(Key("xaxis", p));
        WriteAxis(json, panel.X, extents.X);
        WriteDomain(json, place.Left, place.Right);
        json.WriteString("anchor", PlotlyJson.AxisId("y", p));
        if (figure.SharedX && p > 0) json.WriteString("matches", "x");
        if (panel.EqualAspect) json.WriteString("constrain", "domain");
        json.WriteEndObject();
        json.WriteStartObject(Key("yaxis", p));
        WriteAxis(json, panel.Y, extents.Y);
        WriteDomain(json, place.Bottom, place.Top);
        json.WriteString("anchor", PlotlyJson.AxisId("x", p));
        if (panel.EqualAspect)
        {
            json.WriteString("scaleanchor", PlotlyJson.AxisId("x", p));
            json.WriteString("constrain", "domain");
        }
        json.WriteEndObject();
        if (!panel.HasRight) return;
        json.WriteStartObject(Key("yaxis", figure.Panels.Length + p));
        WriteAxis(json, panel.Right, extents.Right);
        json.WriteString("overlaying", PlotlyJson.AxisId("y", p));
        json.WriteString("side", "right");
        json.WriteString("tickmode", "auto");
        json.WriteBoolean("showgrid", false);
        json.WriteString("anchor", PlotlyJson.AxisId("x", p));
        json.WriteEndObject();
    }

    static string Key(string axis, int p) => p == 0 ? axis : FormattableString.Invariant($"{axis}{p + 1}");

    static void WriteDomain(Utf8JsonWriter json, double from, double to) => json.WriteNumbers("domain", [from, Math.Min(to, 1)], 6);

    static void WriteAxis(Utf8JsonWriter json, Axis axis, Extent extent)
    {
        if (axis.Title is not null)
        {
            json.WriteStartObject("title");
            json.WriteString("text", axis.Title);
            json.WriteEndObject();
        }
        if (axis.Categories is { } labels)
        {
            json.WriteString("type", "category");
            json.WriteString("categoryorder", "array");
            json.WriteTexts("categoryarray", labels);
            json.WriteBoolean("showgrid", false);
        }
        else json.WriteString("type", axis.Log ? "log" : "linear");
        if (axis.Min is { } min && axis.Max is { } max)
        {
            (min, max) = axis.Log ? (Math.Log10(min), Math.Log10(max)) : (min, max);
            json.WriteNumbers("range", axis.Reversed ? [max, min] : [min, max], 17);
        }
        else if (axis.Reversed) json.WriteString("autorange", "reversed");
        // whole decades only, where there are several, and else 1, 2 and 5: Plotly would label all digits between them, on each other
        double decades = axis.Log ? Math.Log10((axis.Max ?? extent.Max) / (axis.Min ?? extent.Min)) : 0;
        if (decades > 2.2 && double.IsFinite(decades)) json.WriteNumber("dtick", Math.Ceiling(decades / 8));
        else if (decades > 0.7) json.WriteString("dtick", "D2");
        // between decades Plotly writes a digit alone, 5 for .05; with a format of its own it writes the number
        if (axis.Log && decades <= 2.2) json.WriteString("tickformat", "~g");
        if (axis.TickValues is { } ticks)
        {
            json.WriteNumbers("tickvals", ticks, 17);
            if (axis.TickLabels is { } texts) json.WriteTexts("ticktext", texts);
        }
    }

    static void WriteScene(Utf8JsonWriter json, Figure figure, int p)
    {
        var panel = figure.Panels[p];
        var place = PanelPlace.Of(figure, p);
        json.WriteStartObject(Key("scene", p));
        foreach (var (name, axis) in ((string, Axis)[])[("xaxis", panel.X), ("yaxis", panel.Y), ("zaxis", panel.Z)])
        {
            json.WriteStartObject(name);
            WriteAxis(json, axis, Extent.Empty);
            json.WriteString("gridcolor", "#c9ced6");
            json.WriteBoolean("showbackground", false);
            json.WriteEndObject();
        }
        json.WriteStartObject("aspectratio");
        json.WriteNumber("x", 1.2);
        json.WriteNumber("y", 1.2);
        json.WriteNumber("z", 0.75);
        json.WriteEndObject();
        json.WriteStartObject("camera");
        json.WriteStartObject("eye");
        json.WriteNumber("x", -1.35);
        json.WriteNumber("y", -1.55);
        json.WriteNumber("z", 0.95);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("domain");
        json.WriteNumbers("x", [place.Left, Math.Min(place.Right, 1)], 6);
        json.WriteNumbers("y", [place.Bottom, Math.Min(place.Top, 1)], 6);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
