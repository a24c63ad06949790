namespace Spikebook.Figures;

/// <summary>Where a panel stands in its figure, as fractions of the plotting area from the lower left.</summary>
readonly record struct PanelPlace(double Left, double Right, double Bottom, double Top)
{
    public static PanelPlace Of(Figure figure, int panel)
    {
        if (!figure.IsGrid) return new(0, 1, 0, 1);
        int row = panel / figure.Columns, column = panel % figure.Columns;
        // gaps are wanted in px, but Plotly takes fractions of what the margins leave
        double plotWidth = figure.Width - 90,
            plotHeight = figure.Height - PlotlyLayout.MarginTop(figure) - PlotlyLayout.MarginBottom(figure);
        bool bars = figure.Panels.Any(p => p.Traces.Any(trace => trace is HeatTrace { ShowScale: true } or SurfaceTrace) || p.HasRight);
        // pictures side by side have no axes to make room for
        bool bare = !bars && figure.Panels.All(p => IsBare(p.X) && IsBare(p.Y));
        double gapX = figure.Columns == 1 ? 0 : Math.Min((bars ? 125 : bare ? 12 : 70) / plotWidth, 0.5 / (figure.Columns - 1));
        double gapY = figure.Rows == 1 ? 0 : Math.Min((bare ? 34 : 88) / plotHeight, 0.5 / (figure.Rows - 1));
        double width = (1 - gapX * (figure.Columns - 1)) / figure.Columns, height = (1 - gapY * (figure.Rows - 1)) / figure.Rows;
        double left = column * (width + gapX), top = 1 - row * (height + gapY);
        return new(left, left + width, Math.Max(top - height, 0), top);
    }

    static bool IsBare(Axis axis) => string.IsNullOrEmpty(axis.Title) && axis is { TickValues.Length: 0 };
}
