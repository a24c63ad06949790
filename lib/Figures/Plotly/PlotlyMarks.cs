using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>Writes marker lines, bands, notes and panel titles as shapes and annotations.</summary>
static class PlotlyMarks
{
    public static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartArray("shapes");
        Each(figure, (panel, p, mark) =>
        {
            if (mark is NoteMark) return;
            json.WriteStartObject();
            json.WriteString("layer", panel.MarksOver(mark) ? "above" : "below");
            if (mark is LineMark line)
            {
                json.WriteString("type", "line");
                Span(json, line.Direction, p, line.At, line.At);
                json.WriteStartObject("line");
                json.WriteString("color", line.Color);
                json.WriteNumber("width", 1.4);
                json.WriteString("dash", PlotlyTrace.DashName(line.Dash));
                json.WriteEndObject();
            }
            else if (mark is BandMark band)
            {
                json.WriteString("type", "rect");
                Span(json, band.Direction, p, band.From, band.To);
                json.WriteString("fillcolor", Palette.WithOpacity(band.Color, 0.16));
                json.WriteStartObject("line");
                json.WriteNumber("width", 0);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });
        json.WriteEndArray();

        json.WriteStartArray("annotations");
        double width = (figure.Width - 90) / figure.Columns; // of a panel, about
        Each(figure, (panel, p, mark) =>
        {
            if (mark.Label is null) return;
            json.WriteStartObject();
            json.WriteString("text", mark.Label);
            if (mark.LabelColor is { } color)
            {
                json.WriteStartObject("font");
                json.WriteString("color", color);
                json.WriteEndObject();
            }
            switch (mark)
            {
                case NoteMark note:
                    Place(json, Direction.Vertical, PlotlyJson.AxisId("x", p), Coordinate(panel.X, note.X));
                    Place(json, Direction.Horizontal, PlotlyJson.AxisId("y", p), Coordinate(panel.Y, note.Y));
                    json.WriteBoolean("showarrow", note.Arrow);
                    if (note.Arrow)
                    {
                        json.WriteNumber("ax", 32);
                        json.WriteNumber("ay", -32);
                        json.WriteNumber("arrowhead", 2);
                        json.WriteNumber("arrowwidth", 1.2);
                        json.WriteString("arrowcolor", note.Color);
                    }
                    break;
                case LineMark { Direction: Direction.Vertical } line: Above(line.At, Turned(line.At) ? "right" : "left"); break;
                case BandMark { Direction: Direction.Vertical } band: Above(Middle(panel.X, band.From, band.To), "center"); break;
                case LineMark line: Beside(line.At, "bottom"); break;
                case BandMark band: Beside(Middle(panel.Y, band.From, band.To), "middle"); break;
            }
            json.WriteEndObject();

            bool Turned(double x)
                => MarkLabels.IsTurned(mark.Label, new SvgScale(panel.X, Extents.Of(panel).X, 0, width)[x], width);

            void Above(double x, string anchor)
            {
                Place(json, Direction.Vertical, PlotlyJson.AxisId("x", p), Coordinate(panel.X, x));
                Place(json, Direction.Horizontal, PlotlyJson.AxisId("y", p) + " domain", 1);
                json.WriteBoolean("showarrow", false);
                json.WriteString("xanchor", anchor);
                json.WriteString("yanchor", "top");
                int row = MarkLabels.Rows(panel, width)[panel.Marks.IndexOf(mark)];
                if (row > 0) json.WriteNumber("yshift", -MarkLabels.RowHeight * row);
            }

            void Beside(double y, string anchor)
            {
                Place(json, Direction.Vertical, PlotlyJson.AxisId("x", p) + " domain", 1);
                Place(json, Direction.Horizontal, PlotlyJson.AxisId("y", p), Coordinate(panel.Y, y));
                json.WriteBoolean("showarrow", false);
                json.WriteString("xanchor", "right");
                json.WriteString("yanchor", anchor);
            }
        });
        for (int p = 0; p < figure.Panels.Length; p++)
        {
            if (!figure.IsGrid || string.IsNullOrEmpty(figure.Panels[p].Title)) continue;
            var place = PanelPlace.Of(figure, p);
            json.WriteStartObject();
            json.WriteString("text", $"<b>{figure.Panels[p].Title}</b>");
            Place(json, Direction.Vertical, "paper", (place.Left + place.Right) / 2);
            Place(json, Direction.Horizontal, "paper", Math.Min(place.Top, 1));
            json.WriteBoolean("showarrow", false);
            json.WriteString("xanchor", "center");
            json.WriteString("yanchor", "bottom");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Each(Figure figure, Action<Panel, int, Mark> write)
    {
        for (int p = 0; p < figure.Panels.Length; p++)
            if (!figure.Panels[p].IsSurface)
                foreach (var mark in figure.Panels[p].Marks) write(figure.Panels[p], p, mark);
    }

    // an annotation on a logarithmic axis is placed by the logarithm, a shape by the value
    static double Coordinate(Axis axis, double value) => axis.Log ? Math.Log10(value) : value;

    static double Middle(Axis axis, double from, double to) => axis.Log ? Math.Sqrt(from * to) : (from + to) / 2;

    static void Place(Utf8JsonWriter json, Direction direction, string reference, double value)
    {
        string letter = direction == Direction.Vertical ? "x" : "y";
        json.WriteString(letter + "ref", reference);
        json.WriteNumber(letter, value);
    }

    static void Span(Utf8JsonWriter json, Direction direction, int p, double from, double to)
    {
        var (along, across) = direction == Direction.Vertical ? ("x", "y") : ("y", "x");
        json.WriteString(along + "ref", PlotlyJson.AxisId(along, p));
        json.WriteNumber(along + "0", from);
        json.WriteNumber(along + "1", to);
        json.WriteString(across + "ref", PlotlyJson.AxisId(across, p) + " domain");
        json.WriteNumber(across + "0", 0);
        json.WriteNumber(across + "1", 1);
    }
}
