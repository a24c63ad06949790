namespace Spikebook.Figures;

/// <summary>Draws one panel: grid, marks, data, axes.</summary>
sealed class SvgPanel
{
    const double TickLength = PanelSides.TickLength, TitleRoom = PanelSides.TitleRoom, BarWidth = PanelSides.BarWidth;
    const string Axisline = "stroke=\"currentColor\" stroke-opacity=\".55\" fill=\"none\"",
        Gridline = "stroke=\"currentColor\" stroke-opacity=\".12\" fill=\"none\"";

    readonly SvgCanvas _svg;
    readonly Panel _panel;
    readonly string _id, _title;
    readonly (Extent X, Extent Y, Extent Right, Extent Z) _extents;
    readonly bool _rotated, _hasAxes;
    readonly HeatTrace? _barred;

    public SvgPanel(SvgCanvas svg, Figure figure, Panel panel, string id, double width, double height)
    {
        (_svg, _panel, _id) = (svg, panel, id);
        _title = figure.IsGrid ? SvgText.Wrapped(panel.Title ?? "", width - 20, 13, bold: true) : "";
        _extents = Extents.Of(panel);
        _hasAxes = !panel.IsSurface;
        _barred = PanelSides.Barred(panel);
        MarginTop = _title.Length > 0 ? 8 + 16 * SvgText.LineCount(_title) : 10;
        if (!_hasAxes) return;

        (MarginBottom, _rotated) = PanelSides.Bottom(_panel, _extents.X, width - 90);
        MarginLeft = PanelSides.Left(_panel, _extents.Y, height);
        MarginRight = PanelSides.Right(_panel, _extents.Right, height);
    }

    public double MarginLeft { get; } = 20;
    public double MarginRight { get; } = 20;
    public double MarginTop { get; }
    public double MarginBottom { get; } = 12;

    public void Draw(Box box)
    {
        if (_title.Length > 0) _svg.Text(box.CenterX, box.Top - 16 * SvgText.LineCount(_title) + 9, _title, 13, Anchor.Middle, bold: true);
        if (!_hasAxes)
        {
            SvgSurface.Draw(_svg, _panel, _extents.Z, box);
            return;
        }
        if (_panel.EqualAspect) box = Squared(box);
        var x = new SvgScale(_panel.X, _extents.X, box.Left, box.Right);
        var y = new SvgScale(_panel.Y, _extents.Y, box.Bottom, box.Top);
        var right = new SvgScale(_panel.Right, _extents.Right, box.Bottom, box.Top);
        Tick[] across = SvgScale.TicksOf(_panel.X, x, (int)Math.Clamp(box.Width / 75, 2, 10)),
            up = SvgScale.TicksOf(_panel.Y, y, PanelSides.TickCount(box.Height));

        DrawGrid(box, x, y, across, up);
        _svg.Raw($"<clipPath id=\"{_id}c\">");
        _svg.Rectangle(new(box.Left - 1, box.Top - 1, box.Width + 2, box.Height + 2), "");
        _svg.Raw($"</clipPath><g clip-path=\"url(#{_id}c)\">");
        SvgMarks.DrawShapes(_svg, _panel, x, y, box, over: false);
        new SvgTraces(_svg, _panel, x, y, right, box).Draw();
        SvgMarks.DrawShapes(_svg, _panel, x, y, box, over: true);
        _svg.Raw("</g>");
        DrawAxes(box, x, y, right, across, up);
        SvgMarks.DrawLabels(_svg, _panel, x, y, box);
        if (_barred is { } heat) DrawColorBar(heat, box);
    }

    // one unit is as long across as up: the longer side of the room is cut
    Box Squared(Box box)
    {
        double across = (_panel.X.Max ?? _extents.X.Max) - (_panel.X.Min ?? _extents.X.Min),
            up = (_panel.Y.Max ?? _extents.Y.Max) - (_panel.Y.Min ?? _extents.Y.Min);
        double unit = Math.Min(box.Width / across, box.Height / up);
        if (!(unit > 0) || double.IsInfinity(unit)) return box;
        double width = unit * across, height = unit * up;
        return new(box.CenterX - width / 2, box.CenterY - height / 2, width, height);
    }

    void DrawGrid(Box box, SvgScale x, SvgScale y, Tick[] across, Tick[] up)
    {
        var grid = new SvgPath();
        if (_panel.X.Categories is null)
            foreach (var tick in across) grid.MoveTo(x[tick.Value], box.Top).LineTo(x[tick.Value], box.Bottom);
        if (_panel.Y.Categories is null)
            foreach (var tick in up) grid.MoveTo(box.Left, y[tick.Value]).LineTo(box.Right, y[tick.Value]);
        _svg.Path(grid, Gridline);
    }

    void DrawAxes(Box box, SvgScale x, SvgScale y, SvgScale right, Tick[] across, Tick[] up)
    {
        var lines = new SvgPath().MoveTo(box.Left, box.Top).LineTo(box.Left, box.Bottom).LineTo(box.Right, box.Bottom);
        foreach (var tick in across) lines.MoveTo(x[tick.Value], box.Bottom).LineTo(x[tick.Value], box.Bottom + TickLength);
        foreach (var tick in up) lines.MoveTo(box.Left, y[tick.Value]).LineTo(box.Left - TickLength, y[tick.Value]);
        Tick[] beside = _panel.HasRight ? SvgScale.TicksOf(_panel.Right, right, PanelSides.TickCount(box.Height)) : [];
        if (_panel.HasRight) lines.MoveTo(box.Right, box.Top).LineTo(box.Right, box.Bottom);
        foreach (var tick in beside) lines.MoveTo(box.Right, right[tick.Value]).LineTo(box.Right + TickLength, right[tick.Value]);
        _svg.Path(lines, Axisline);

        foreach (var tick in across)
            if (_rotated) _svg.Text(x[tick.Value] + 4, box.Bottom + TickLength + 12, tick.Label, anchor: Anchor.End, rotate: -38);
            else _svg.Text(x[tick.Value], box.Bottom + TickLength + 14, tick.Label, anchor: Anchor.Middle);
        foreach (var tick in up) _svg.Text(box.Left - TickLength - 3, y[tick.Value] + 4, tick.Label, anchor: Anchor.End);
        foreach (var tick in beside) _svg.Text(box.Right + TickLength + 3, right[tick.Value] + 4, tick.Label);
        if (_panel.X.Title is { } below) _svg.Text(box.CenterX, box.Bottom + MarginBottom - 9, below, 13, Anchor.Middle);
        if (_panel.Y.Title is { } title)
            _svg.Text(box.Left - TickLength - 3 - up.Select(tick => SvgText.Width(tick.Label)).DefaultIfEmpty(0).Max() - 10, box.CenterY,
            title, 13, Anchor.Middle, rotate: -90);
        if (_panel.HasRight && _panel.Right.Title is { } other)
            _svg.Text(box.Right + TickLength + 3 + beside.Select(tick => SvgText.Width(tick.Label)).DefaultIfEmpty(0).Max() + 16,
            box.CenterY, other, 13, Anchor.Middle, rotate: -90);
    }

    void DrawColorBar(HeatTrace heat, Box box)
    {
        double left = box.Right + 12 + (_panel.HasRight ? 50 : 0);
        var extent = Extents.OfColors(heat);
        var scale = new SvgScale(new Axis { Log = heat.Log }, extent, box.Bottom, box.Top);
        _svg.Raw($"<linearGradient id=\"{_id}g\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">");
        for (int i = 0; i < heat.Scale.Colors.Count; i++)
            _svg.Raw(FormattableString.Invariant(
            $"<stop offset=\"{Math.Round(i / (heat.Scale.Colors.Count - 1.0), 3)}\" stop-color=\"{heat.Scale.Colors[i]}\"/>"));
        _svg.Raw("</linearGradient>");
        _svg.Rectangle(new(left, box.Top, BarWidth, box.Height), $"fill=\"url(#{_id}g)\"");
        double widest = 0;
        var ticks = new SvgPath();
        foreach (var tick in PanelSides.BarTicks(heat, box.Height))
        {
            double y = scale[tick.Value];
            ticks.MoveTo(left + BarWidth, y).LineTo(left + BarWidth + 3, y);
            _svg.Text(left + BarWidth + 5, y + 4, tick.Label, 11);
            widest = Math.Max(widest, SvgText.Width(tick.Label, 11));
        }
        _svg.Path(ticks, Axisline);
        if (heat.Name is not null) _svg.Text(left + BarWidth + 5 + widest + 15, box.CenterY, heat.Name, 12, Anchor.Middle, rotate: -90);
    }
}
