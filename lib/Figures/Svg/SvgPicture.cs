using System.Globalization;

namespace Spikebook.Figures;

/// <summary>Draws a figure as a static picture.</summary>
static class SvgPicture
{
    const double Edge = 14, TitleSize = 16, LegendRow = 20;

    /// <summary>The whole picture.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="id">Prefix of ids, so that two pictures on a page do not share them.</param>
    /// <param name="page">Whether it stands in a page and takes its text colour; otherwise it has a white ground.</param>
    public static string Draw(Figure figure, string id, bool page)
    {
        var svg = new SvgCanvas();
        string label = SvgCanvas.Escaped(Markup.Plain(figure.Title.Length > 0 ? figure.Title : figure.Name)).Replace("\n", " ");
        string size = page
            ? $"style=\"display:block;width:100%;max-width:{SvgCanvas.N(figure.Width)}px;height:auto\""
            : $"width=\"{SvgCanvas.N(figure.Width)}\" height=\"{SvgCanvas.N(figure.Height)}\" color=\"{PlotlyLayout.Ink}\"";
        svg.Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SvgCanvas.N(figure.Width)} {SvgCanvas.N(figure.Height)}\" {size} role=\"img\" aria-label=\"{label}\" ")
            .Raw($"font-family=\"{PlotlyLayout.Font.Replace('"', '\'')}\" font-size=\"{SvgText.Size.ToString(CultureInfo.InvariantCulture)}\" fill=\"currentColor\">")
            .Raw($"<title>{SvgCanvas.Escaped(figure.ToString())}</title>");
        if (!page) svg.Rectangle(new(0, 0, figure.Width, figure.Height), "fill=\"#fff\"");
        double top = DrawTitle(svg, figure);
        top = DrawLegend(svg, figure, top);
        double bottom = figure.Height - 8;
        if (figure.FrameList.Length > 0)
        {
            DrawSlider(svg, figure, bottom - 12);
            bottom -= 34;
        }
        DrawPanels(svg, figure, id, new(0, top, figure.Width, bottom - top));
        return svg.Raw("</svg>").ToString();
    }

    static double DrawTitle(SvgCanvas svg, Figure figure)
    {
        if (figure.Title.Length == 0) return Edge;
        string title = SvgText.Wrapped(figure.Title, figure.Width - 2 * Edge, TitleSize, bold: true);
        svg.Text(Edge, 27, title, TitleSize, bold: true);
        return 21 + 1.25 * TitleSize * SvgText.LineCount(title);
    }

    static double DrawLegend(SvgCanvas svg, Figure figure, double top)
    {
        if (!figure.ShowsLegend) return top;
        double x = Edge, y = top + 9;
        var named = new HashSet<string>();
        foreach (var panel in figure.Panels)
        {
            string[] colors = panel.Colors();
            for (int i = 0; i < colors.Length; i++)
            {
                if (panel.Traces[i] is not { Name: { } name, TakesColor: true } trace || !named.Add(name)) continue;
                double width = 30 + SvgText.Width(name) + 18;
                if (x > Edge && x + width > figure.Width) (x, y) = (Edge, y + LegendRow);
                Swatch(svg, trace, colors[i], x, y);
                svg.Text(x + 30, y + 4, name);
                x += width;
            }
        }
        return named.Count == 0 ? top : y + LegendRow - 7;
    }

    static void Swatch(SvgCanvas svg, Trace trace, string color, double x, double y)
    {
        switch (trace)
        {
            case XyTrace xy:
                if (xy.Lines) svg.Line(x, y, x + 24, y, SvgTraces.Stroke(color, xy.Width, xy.Dash));
                if (xy.Markers) SvgTraces.Markers(svg, [(x + 12, y)], xy.Symbol, Math.Min(xy.Size, 10), color);
                break;
            case RasterTrace:
                svg.Path(new SvgPath().MoveTo(x + 7, y - 5).LineTo(x + 7, y + 5).MoveTo(x + 12, y - 5).LineTo(x + 12, y + 5)
                    .MoveTo(x + 17, y - 5).LineTo(x + 17, y + 5),
                    SvgTraces.Stroke(color, 1.2, Dash.Solid));
                break;
            case BandTrace:
                svg.Rectangle(new(x, y - 5, 24, 10), $"fill=\"{color}\" fill-opacity=\".2\"");
                break;
            default:
                svg.Rectangle(new(x + 6, y - 6, 12, 12), $"fill=\"{color}\" fill-opacity=\".85\"");
                break;
        }
    }

    static void DrawSlider(SvgCanvas svg, Figure figure, double y)
    {
        string label = (figure.SliderLabel.Length > 0 ? figure.SliderLabel + " = " : "") + figure.FrameList[figure.StartFrame].Label;
        double left = Edge + SvgText.Width(label) + 16, right = figure.Width - 24;
        svg.Text(Edge, y + 4, label);
        svg.Line(left, y, right, y, "stroke=\"currentColor\" stroke-opacity=\".25\" stroke-width=\"4\" stroke-linecap=\"round\"");
        double place = figure.FrameList.Length == 1 ? 0 : (double)figure.StartFrame / (figure.FrameList.Length - 1);
        svg.Path(new SvgPath().Circle(left + place * (right - left), y, 6), $"fill=\"{Palette.Blue}\"");
    }

    // panels of a column have the same left and right margin, those of a row the same top and bottom, so that axes line up
    static void DrawPanels(SvgCanvas svg, Figure figure, string id, Box area)
    {
        int count = figure.Panels.Length;
        double width = area.Width / figure.Columns, height = area.Height / figure.Rows;
        var panels = new SvgPanel[count];
        for (int p = 0; p < count; p++) panels[p] = new(svg, figure, figure.Panels[p], $"{id}p{p}", width, height);
        for (int p = 0; p < count; p++)
        {
            int row = p / figure.Columns, column = p % figure.Columns;
            var inRow = panels.Skip(row * figure.Columns).Take(figure.Columns);
            var inColumn = panels.Where((_, other) => other % figure.Columns == column);
            double left = inColumn.Max(panel => panel.MarginLeft), right = inColumn.Max(panel => panel.MarginRight);
            double above = inRow.Max(panel => panel.MarginTop), below = inRow.Max(panel => panel.MarginBottom);
            panels[p].Draw(new(area.Left + column * width + left, area.Top + row * height + above,
                Math.Max(width - left - right, 40), Math.Max(height - above - below, 30)));
        }
    }
}
