using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>Writes the slider and the buttons by which a figure steps through its frames.</summary>
static class PlotlySlider
{
    public static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartArray("sliders");
        json.WriteStartObject();
        json.WriteNumber("active", figure.StartFrame);
        json.WriteNumber("x", 0.16);
        json.WriteNumber("len", 0.84);
        json.WriteNumber("y", 0);
        json.WriteString("yanchor", "top");
        json.WriteStartObject("pad");
        json.WriteNumber("t", 54);
        json.WriteNumber("b", 4);
        json.WriteEndObject();
        json.WriteStartObject("currentvalue");
        json.WriteString("prefix", figure.SliderLabel.Length > 0 ? figure.SliderLabel + " = " : "");
        json.WriteString("xanchor", "left");
        json.WriteEndObject();
        json.WriteStartArray("steps");
        for (int f = 0; f < figure.FrameList.Length; f++)
        {
            json.WriteStartObject();
            json.WriteString("label", figure.FrameList[f].Label);
            json.WriteString("method", "animate");
            json.WriteStartArray("args");
            json.WriteStartArray();
            json.WriteStringValue(PlotlyJson.FrameName(f));
            json.WriteEndArray();
            WriteAnimation(json, 0, immediate: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();

        json.WriteStartArray("updatemenus");
        json.WriteStartObject();
        json.WriteString("type", "buttons");
        json.WriteString("direction", "left");
        json.WriteBoolean("showactive", false);
        json.WriteNumber("x", 0);
        json.WriteString("xanchor", "left");
        json.WriteNumber("y", 0);
        json.WriteString("yanchor", "top");
        json.WriteStartObject("pad");
        json.WriteNumber("t", 60);
        json.WriteNumber("r", 8);
        json.WriteEndObject();
        json.WriteStartArray("buttons");
        WriteButton(json, "▶", play: true);
        WriteButton(json, "❚❚", play: false);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteButton(Utf8JsonWriter json, string label, bool play)
    {
        json.WriteStartObject();
        json.WriteString("label", label);
        json.WriteString("method", "animate");
        json.WriteStartArray("args");
        if (play) json.WriteNullValue();
        else
        {
            json.WriteStartArray();
            json.WriteNullValue();
            json.WriteEndArray();
        }
        WriteAnimation(json, play ? 250 : 0, immediate: !play);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteAnimation(Utf8JsonWriter json, double duration, bool immediate)
    {
        json.WriteStartObject();
        json.WriteString("mode", "immediate");
        if (!immediate) json.WriteBoolean("fromcurrent", true);
        json.WriteStartObject("frame");
        json.WriteNumber("duration", duration);
        json.WriteBoolean("redraw", true);
        json.WriteEndObject();
        json.WriteStartObject("transition");
        json.WriteNumber("duration", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
