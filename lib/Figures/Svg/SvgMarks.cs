namespace Spikebook.Figures;

/// <summary>Draws marker lines, bands and notes.</summary>
static class SvgMarks
{
    /// <summary>Bands go under the data and lines over it; over a heatmap both do, or they would not show.</summary>
    public static void DrawShapes(SvgCanvas svg, Panel panel, SvgScale x, SvgScale y, Box box, bool over)
    {
        foreach (var mark in panel.Marks.Where(mark => over == panel.MarksOver(mark)))
            switch (mark)
            {
                case BandMark { Direction: Direction.Vertical } band:
                    svg.Rectangle(Between(x, band, box.Left, box.Right) is var (left, right) ? new(left, box.Top, right - left, box.Height)
                        : default, Fill(band));
                    break;
                case BandMark band:
                    svg.Rectangle(Between(y, band, box.Top, box.Bottom) is var (top, bottom) ? new(box.Left, top, box.Width, bottom - top)
                        : default, Fill(band));
                    break;
                case LineMark { Direction: Direction.Vertical } line:
                    if (double.IsFinite(x[line.At])) svg.Line(x[line.At], box.Top, x[line.At], box.Bottom,
                        SvgTraces.Stroke(line.Color, 1.4, line.Dash));
                    break;
                case LineMark line:
                    if (double.IsFinite(y[line.At])) svg.Line(box.Left, y[line.At], box.Right, y[line.At],
                        SvgTraces.Stroke(line.Color, 1.4, line.Dash));
                    break;
            }
    }

    public static void DrawLabels(SvgCanvas svg, Panel panel, SvgScale x, SvgScale y, Box box)
    {
        int[] rows = MarkLabels.Rows(panel, box.Width);
        for (int i = 0; i < rows.Length; i++)
        {
            var mark = panel.Marks[i];
            if (mark.Label is not { } label) continue;
            double width = SvgText.Width(label), baseline = box.Top + 13 + MarkLabels.RowHeight * rows[i];
            switch (mark)
            {
                case LineMark { Direction: Direction.Vertical } line when Inside(x[line.At], box.Left, box.Right):
                    bool turned = MarkLabels.IsTurned(label, x[line.At] - box.Left, box.Width);
                    svg.Text(x[line.At] + (turned ? -5 : 5), baseline, label, anchor: turned ? Anchor.End : Anchor.Start,
                        color: mark.LabelColor);
                    break;
                case BandMark { Direction: Direction.Vertical } band:
                    var (left, right) = Between(x, band, box.Left, box.Right);
                    svg.Text(Math.Clamp((left + right) / 2, box.Left + width / 2, Math.Max(box.Right - width / 2, box.Left + width / 2)),
                        baseline, label, anchor: Anchor.Middle, color: mark.LabelColor);
                    break;
                case LineMark line when Inside(y[line.At], box.Top, box.Bottom):
                    svg.Text(box.Right - 4, y[line.At] + (y[line.At] - box.Top < 16 ? 14 : -5), label, anchor: Anchor.End,
                        color: mark.LabelColor);
                    break;
                case BandMark { Direction: Direction.Horizontal } band:
                    var (top, bottom) = Between(y, band, box.Top, box.Bottom);
                    svg.Text(box.Right - 4, (top + bottom) / 2 + 4, label, anchor: Anchor.End, color: mark.LabelColor);
                    break;
                case NoteMark note when Inside(x[note.X], box.Left, box.Right) && Inside(y[note.Y], box.Top, box.Bottom):
                    DrawNote(svg, note, label, width, x[note.X], y[note.Y], box);
                    break;
            }
        }
    }

    // the note stands up and right of its point, or on the other side where there is no room
    static void DrawNote(SvgCanvas svg, NoteMark note, string label, double width, double x, double y, Box box)
    {
        if (!note.Arrow)
        {
            svg.Text(Math.Clamp(x, box.Left + width / 2, Math.Max(box.Right - width / 2, box.Left + width / 2)), y + 4, label,
                anchor: Anchor.Middle);
            return;
        }
        double sideways = x + 32 + width > box.Right ? -1 : 1, upwards = y - 44 < box.Top ? 1 : -1;
        double endX = x + 26 * sideways, endY = y + 26 * upwards, tipX = x + 4 * sideways, tipY = y + 4 * upwards;
        svg.Path(new SvgPath().MoveTo(endX, endY).LineTo(tipX, tipY).MoveTo(tipX + 6 * sideways, tipY + upwards).LineTo(tipX, tipY)
            .LineTo(tipX + sideways, tipY + 6 * upwards),
            "stroke=\"currentColor\" stroke-opacity=\".65\" fill=\"none\"");
        svg.Text(endX + 3 * sideways, endY + (upwards < 0 ? -2 : 12), label, anchor: sideways > 0 ? Anchor.Start : Anchor.End);
    }

    static (double, double) Between(SvgScale scale, BandMark band, double low, double high)
    {
        double a = scale[band.From], b = scale[band.To];
        // on a logarithmic axis a band from 0 starts at the end of the axis
        if (double.IsNaN(a)) a = scale[scale.Min];
        if (double.IsNaN(b)) b = scale[scale.Min];
        return (Math.Clamp(Math.Min(a, b), low, high), Math.Clamp(Math.Max(a, b), low, high));
    }

    static bool Inside(double place, double low, double high) => place >= low - 1 && place <= high + 1;

    static string Fill(BandMark band) => $"fill=\"{band.Color}\" fill-opacity=\".16\"";
}
