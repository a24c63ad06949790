using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Spikebook.Figures;

/// <summary>Writes a figure as Plotly's JSON; valid for plotly.js 2.35 and later.</summary>
static class PlotlyJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Write(Figure figure)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            WriteTraces(json, figure, figure.Panels);
            json.WriteEndArray();
            json.WriteStartObject("layout");
            PlotlyLayout.Write(json, figure);
            json.WriteEndObject();
            WriteFrames(json, figure);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    static void WriteTraces(Utf8JsonWriter json, Figure figure, ImmutableArray<Panel> panels)
    {
        var named = new HashSet<string>();
        for (int p = 0; p < panels.Length; p++)
        {
            string[] colors = panels[p].Colors();
            for (int t = 0; t < panels[p].Traces.Length; t++)
            {
                json.WriteStartObject();
                new PlotlyTrace(json, figure, panels[p], p, colors[t]).Write(panels[p].Traces[t], named);
                json.WriteEndObject();
            }
        }
    }

    static void WriteFrames(Utf8JsonWriter json, Figure figure)
    {
        if (figure.FrameList.Length == 0) return;
        json.WriteStartArray("frames");
        for (int f = 0; f < figure.FrameList.Length; f++)
        {
            var frame = figure.FrameList[f];
            json.WriteStartObject();
            json.WriteString("name", FrameName(f));
            json.WriteStartArray("data");
            WriteTraces(json, figure, frame.Panels);
            json.WriteEndArray();
            json.WriteStartArray("traces");
            for (int t = 0; t < frame.Panels.Sum(panel => panel.Traces.Length); t++) json.WriteNumberValue(t);
            json.WriteEndArray();
            json.WriteStartObject("layout");
            PlotlyLayout.WriteChanging(json, figure.AtFrame(f));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static string FrameName(int frame) => "frame" + frame.ToString(CultureInfo.InvariantCulture);

    /// <summary>Id of a panel's axis in a trace: x, x2, x3 ….</summary>
    public static string AxisId(string letter, int panel)
        => panel == 0 ? letter : letter + (panel + 1).ToString(CultureInfo.InvariantCulture);

    public static void WriteNumber(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, ReadOnlySpan<double> values, int digits)
    {
        json.WriteStartArray(name);
        foreach (double value in values) json.WriteRounded(value, digits);
        json.WriteEndArray();
    }

    public static void WriteRounded(this Utf8JsonWriter json, double value, int digits)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(Rounding.Significant(value, digits));
        else json.WriteNullValue();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
