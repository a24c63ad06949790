namespace Spikebook.Figures;

/// <summary>Room that a panel needs on either side of its plotting area, in px: for tick labels, titles and a colour bar.</summary>
static class PanelSides
{
    public const double TickLength = 4, TitleRoom = 22, BarWidth = 12;

    /// <summary>On the left.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="y">What its data span upwards.</param>
    /// <param name="height">Its height, labels below included.</param>
    public static double Left(Panel panel, Extent y, double height)
        => 10 + TickLength + 3 + LabelWidth(panel.Y, y, height) + (panel.Y.Title is null ? 0 : TitleRoom);

    /// <summary>On the right.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="right">What its data on a second axis span.</param>
    /// <param name="height">Its height, labels below included.</param>
    public static double Right(Panel panel, Extent right, double height)
    {
        double room = panel.HasRight
            ? 10 + TickLength + 3 + LabelWidth(panel.Right, right, height) + (panel.Right.Title is null ? 0 : TitleRoom) : 16;
        return Barred(panel) is not { } heat ? room
            : room + BarWidth + 8 + BarTicks(heat, height).Max(tick => SvgText.Width(tick.Label, 11)) + (heat.Name is null ? 0 : TitleRoom);
    }

    /// <summary>Below, and whether labels there are so long that they are turned.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="x">What its data span across.</param>
    /// <param name="width">Width of its plotting area.</param>
    public static (double Room, bool Rotated) Bottom(Panel panel, Extent x, double width)
    {
        double widest = SvgScale.TicksOf(panel.X, new(panel.X, x, 0, 1), 6).Select(tick => SvgText.Width(tick.Label))
            .DefaultIfEmpty(0).Max();
        bool rotated = panel.X.Categories is { Length: > 1 } names && widest > width / names.Length;
        return (TickLength + 4 + (rotated ? 8 + 0.65 * widest : 14) + (panel.X.Title is null ? 4 : TitleRoom + 2), rotated);
    }

    /// <summary>The trace that a panel's colour bar explains; null where it has none.</summary>
    public static HeatTrace? Barred(Panel panel)
        => panel.Traces.OfType<HeatTrace>().FirstOrDefault(heat => heat is { ShowScale: true, Count: > 0 });

    /// <summary>How many ticks an axis of this height has room for.</summary>
    public static int TickCount(double height) => (int)Math.Clamp(height / 42, 2, 10);

    /// <summary>Ticks of a colour bar.</summary>
    public static Tick[] BarTicks(HeatTrace heat, double height)
    {
        var extent = Extents.OfColors(heat);
        int wanted = TickCount(height);
        Tick[] ticks = heat.Log ? Ticks.Logarithmic(extent.Min, extent.Max, wanted) : Ticks.Linear(extent.Min, extent.Max, wanted);
        return ticks.Length > 0 ? ticks : [new(extent.Min, Ticks.Label(extent.Min, extent.Length))];
    }

    static double LabelWidth(Axis axis, Extent extent, double height)
        => SvgScale.TicksOf(axis, new(axis, extent, height, 0), TickCount(height - 60)).Select(tick => SvgText.Width(tick.Label))
            .DefaultIfEmpty(0).Max();
}
