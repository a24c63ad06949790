namespace Spikebook.Figures;

/// <summary>Where a panel stands in its figure, as fractions of the plotting area from the lower left.</summary>
readonly record struct PanelPlace(double Left, double Right, double Bottom, double Top)
{
    const double Column = 830; // px: a live chart is as wide as its page's column at most
    const double Larger = 1.1; // Plotly's labels beside the static picture's

    public static PanelPlace Of(Figure figure, int panel)
    {
        if (!figure.IsGrid) return new(0, 1, 0, 1);
        int row = panel / figure.Columns, column = panel % figure.Columns;
        // gaps are wanted in px, but Plotly takes fractions of what the margins leave
        double plotWidth = Math.Min(figure.Width, Column) - 90,
            plotHeight = figure.Height - PlotlyLayout.MarginTop(figure) - PlotlyLayout.MarginBottom(figure);
        // pictures side by side have no axes to make room for
        bool bare = figure.Panels.All(p => IsBare(p.X) && IsBare(p.Y) && !p.HasRight && !p.IsSurface && PanelSides.Barred(p) is null);
        double gapX = figure.Columns == 1 ? 0
            : Math.Min((bare ? 12 : Math.Max(70, WidestGap(figure))) / plotWidth, 0.5 / (figure.Columns - 1));
        double width = (1 - gapX * (figure.Columns - 1)) / figure.Columns;
        double gapY = figure.Rows == 1 ? 0
            : Math.Min((bare ? 34 : Math.Max(88, LowestGap(figure, width * plotWidth))) / plotHeight, 0.5 / (figure.Rows - 1));
        double height = (1 - gapY * (figure.Rows - 1)) / figure.Rows;
        double left = column * (width + gapX), top = 1 - row * (height + gapY);
        return new(left, left + width, Math.Max(top - height, 0), top);
    }

    /// <summary>What labels, titles and colour bars between neighbours in a row need.</summary>
    static double WidestGap(Figure figure)
    {
        const double Surface = 62; // half of what two that stand on their own keep apart
        double widest = 0, height = figure.Height / figure.Rows;
        for (int p = 1; p < figure.Panels.Length; p++)
        {
            if (p % figure.Columns == 0) continue;
            (Panel left, Panel right) = (figure.Panels[p - 1], figure.Panels[p]);
            widest = Math.Max(widest, (left.IsSurface ? Surface : PanelSides.Right(left, Extents.Of(left).Right, height))
                + (right.IsSurface ? Surface : PanelSides.Left(right, Extents.Of(right).Y, height)));
        }
        return Larger * widest;
    }

    /// <summary>What labels and titles between rows need, the title of the panel below included.</summary>
    static double LowestGap(Figure figure, double width)
    {
        const double Title = 24;
        double lowest = 0;
        foreach (var panel in figure.Panels)
            if (!panel.IsSurface) lowest = Math.Max(lowest, PanelSides.Bottom(panel, Extents.Of(panel).X, width / Larger).Room);
        return Larger * lowest + Title;
    }

    static bool IsBare(Axis axis) => string.IsNullOrEmpty(axis.Title) && axis is { TickValues.Length: 0 };
}
