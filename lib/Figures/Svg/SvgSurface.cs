namespace Spikebook.Figures;

/// <summary>Draws a surface from above at an angle, far parts first, with a box of axes.</summary>
static class SvgSurface
{
    const int Most = 20;
    const double Turn = 0.72, Tilt = 0.52, Flat = 0.62;

    public static void Draw(SvgCanvas svg, Panel panel, Extent heights, Box box)
    {
        if (panel.Traces.OfType<SurfaceTrace>().FirstOrDefault() is not { Count: > 0 } surface || heights.IsEmpty) return;
        Extent acrossX = Span(panel.X, new(surface.X[0], surface.X[^1])), acrossY = Span(panel.Y, new(surface.Y[0], surface.Y[^1])),
            up = Span(panel.Z, heights);
        if (up.Length == 0) up = new(up.Min - 0.5, up.Max + 0.5);
        var view = new View(box, acrossX, acrossY, up);
        DrawBox(svg, panel, view, acrossX, acrossY, up);

        int[] columns = Picked(surface.X.Length), rows = Picked(surface.Y.Length);
        var quads = new List<(double Depth, int Row, int Column)>();
        for (int row = 0; row + 1 < rows.Length; row++)
            for (int column = 0; column + 1 < columns.Length; column++)
                quads.Add((View.Depth(acrossX.Fraction(surface.X[columns[column]]), acrossY.Fraction(surface.Y[rows[row]])), row, column));
        svg.Raw("<g fill=\"currentColor\" stroke=\"currentColor\" stroke-width=\".4\">"); // each patch then names its colour once
        foreach (var (_, row, column) in quads.OrderByDescending(quad => quad.Depth))
        {
            (int, int)[] corners = [(rows[row], columns[column]), (rows[row], columns[column + 1]), (rows[row + 1], columns[column + 1]),
                (rows[row + 1], columns[column])];
            double[] z = [.. corners.Select(corner => surface.Z[corner.Item1 * surface.X.Length + corner.Item2])];
            if (!z.All(double.IsFinite)) continue;
            var path = new SvgPath()
                .Polyline(corners.Select((corner, i) => view.Place(surface.X[corner.Item2], surface.Y[corner.Item1], z[i]))).Close();
            // light from the upper left: slopes that face it are brighter
            double slope = up.Length > 0 ? (z[1] + z[2] - z[0] - z[3]) / (2 * up.Length) * columns.Length / 4 : 0;
            double light = Math.Clamp(1 - 0.22 * slope, 0.72, 1.12);
            var (r, g, b) = surface.Scale.At(up.Fraction(z.Average()));
            svg.Path(path, $"color=\"#{Lit(r):x2}{Lit(g):x2}{Lit(b):x2}\"");

            int Lit(byte part) => (int)Math.Clamp(part * light, 0, 255);
        }
        svg.Raw("</g>");
    }

    static Extent Span(Axis axis, Extent extent) => new(axis.Min ?? extent.Min, axis.Max ?? extent.Max);

    static int[] Picked(int count)
    {
        int n = Math.Min(count, Most);
        return [.. Enumerable.Range(0, n).Select(i => (int)Math.Round(i * (count - 1.0) / (n - 1)))];
    }

    static void DrawBox(SvgCanvas svg, Panel panel, View view, Extent x, Extent y, Extent z)
    {
        var grid = new SvgPath();
        Tick[] xs = Ticks.Linear(x.Min, x.Max, 5), ys = Ticks.Linear(y.Min, y.Max, 5), zs = Ticks.Linear(z.Min, z.Max, 5);
        foreach (var tick in xs) Segment(tick.Value, y.Min, z.Min, tick.Value, y.Max, z.Min, tick.Value, y.Max, z.Max);
        foreach (var tick in ys) Segment(x.Min, tick.Value, z.Min, x.Max, tick.Value, z.Min, x.Max, tick.Value, z.Max);
        foreach (var tick in zs) Segment(x.Min, y.Max, tick.Value, x.Max, y.Max, tick.Value, x.Max, y.Min, tick.Value);
        svg.Path(grid, "stroke=\"currentColor\" stroke-opacity=\".15\" fill=\"none\"");
        var edges = new SvgPath()
            .Polyline([view.Place(x.Min, y.Max, z.Max), view.Place(x.Min, y.Max, z.Min), view.Place(x.Min, y.Min, z.Min),
            view.Place(x.Max, y.Min, z.Min)]);
        svg.Path(edges, "stroke=\"currentColor\" stroke-opacity=\".55\" fill=\"none\"");

        foreach (var tick in xs) Label(tick.Label, view.Place(tick.Value, y.Min, z.Min), 6, 14, Anchor.Start);
        foreach (var tick in ys) Label(tick.Label, view.Place(x.Min, tick.Value, z.Min), -6, 14, Anchor.End);
        foreach (var tick in zs) Label(tick.Label, view.Place(x.Min, y.Max, tick.Value), -6, 4, Anchor.End);
        if (panel.X.Title is { } titleX) Label(titleX, view.Place(x.Min + 0.5 * x.Length, y.Min, z.Min), 34, 34, Anchor.Start, 13);
        if (panel.Y.Title is { } titleY) Label(titleY, view.Place(x.Min, y.Min + 0.5 * y.Length, z.Min), -34, 34, Anchor.End, 13);
        if (panel.Z.Title is { } titleZ) Label(titleZ, view.Place(x.Min, y.Max, z.Max), 0, -10, Anchor.Middle, 13);

        void Segment(double x1, double y1, double z1, double x2, double y2, double z2, double x3, double y3, double z3)
            => grid.Polyline([view.Place(x1, y1, z1), view.Place(x2, y2, z2), view.Place(x3, y3, z3)]);

        void Label(string text, (double X, double Y) at, double dx, double dy, Anchor anchor, double size = 11)
            => svg.Text(at.X + dx, at.Y + dy, text, size, anchor);
    }

    static double Fraction(this Extent extent, double value) => extent.Length > 0 ? (value - extent.Min) / extent.Length : 0.5;

    /// <summary>Parallel projection of the unit box into the panel.</summary>
    readonly struct View(Box box, Extent x, Extent y, Extent z)
    {
        public (double X, double Y) Place(double px, double py, double pz)
        {
            double u = x.Fraction(px) - 0.5, v = y.Fraction(py) - 0.5, w = z.Fraction(pz) - 0.5;
            double across = u * Math.Cos(Turn) - v * Math.Sin(Turn), away = Away(u, v);
            double size = Math.Min(box.Width / 2.3, box.Height / 1.48);
            return (box.CenterX + size * across * 1.3,
                box.CenterY - size * (away * Math.Sin(Tilt) * 1.1 + w * Flat * Math.Cos(Tilt) * 1.25) - 4);
        }

        public static double Depth(double u, double v) => Away(u, v);

        static double Away(double u, double v) => u * Math.Sin(Turn) + v * Math.Cos(Turn);
    }
}
