namespace Spikebook.Figures;

/// <summary>A closed interval; empty where Min > Max.</summary>
readonly record struct Extent(double Min, double Max)
{
    public static Extent Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);
    public bool IsEmpty => !(Min <= Max);
    public double Length => Max - Min;
    public Extent With(double value) => double.IsFinite(value) ? new(Math.Min(Min, value), Math.Max(Max, value)) : this;
    public Extent With(Extent other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));
}

/// <summary>What the axes of a panel have to span: the data with some air, unless a heatmap or bars end the axis.</summary>
static class Extents
{
    const double Air = 0.05;

    public static (Extent X, Extent Y, Extent Right, Extent Z) Of(Panel panel)
    {
        Extent x = Extent.Empty, y = Extent.Empty, right = Extent.Empty, z = Extent.Empty;
        bool tightX = true, tightY = false, zeroY = false, zeroRight = false;
        foreach (var trace in panel.Traces)
        {
            Extent traceX = Extent.Empty, traceY = Extent.Empty;
            switch (trace)
            {
                case XyTrace xy:
                    for (int i = 0; i < xy.X.Length; i++)
                    {
                        if (!double.IsFinite(xy.X[i]) || !double.IsFinite(xy.Y[i])) continue;
                        if ((panel.X.Log && xy.X[i] <= 0) || ((xy.OnRight ? panel.Right : panel.Y).Log && xy.Y[i] <= 0)) continue;
                        double ex = xy.ErrorX?[i] ?? 0, ey = xy.ErrorY?[i] ?? 0;
                        traceX = traceX.With(xy.X[i]).With(Positive(panel.X, xy.X[i] - ex)).With(xy.X[i] + ex);
                        traceY = traceY.With(xy.Y[i]).With(Positive(xy.OnRight ? panel.Right : panel.Y, xy.Y[i] - ey)).With(xy.Y[i] + ey);
                    }
                    tightX &= xy.Lines && !xy.Markers;
                    if (xy.Filled) (zeroY, zeroRight) = (zeroY | !xy.OnRight, zeroRight | xy.OnRight);
                    break;
                case BandTrace band:
                    for (int i = 0; i < band.X.Length; i++)
                    {
                        traceX = traceX.With(Positive(panel.X, band.X[i]));
                        var axis = band.OnRight ? panel.Right : panel.Y;
                        traceY = traceY.With(Positive(axis, band.Low[i])).With(Positive(axis, band.High[i]));
                    }
                    break;
                case BarTrace bars:
                    for (int i = 0; i < bars.X.Length; i++)
                    {
                        double error = bars.Error?[i] ?? 0;
                        if (!double.IsFinite(bars.Y[i])) continue;
                        traceX = traceX.With(Positive(panel.X, bars.X[i] - bars.Widths[i] / 2)).With(bars.X[i] + bars.Widths[i] / 2);
                        var axis = bars.OnRight ? panel.Right : panel.Y;
                        traceY = traceY.With(Positive(axis, bars.Y[i])).With(bars.Y[i] + error).With(Positive(axis, bars.Y[i] - error));
                    }
                    if (bars.OnRight) zeroRight = true;
                    else zeroY = true;
                    break;
                case RasterTrace raster:
                    foreach (double time in raster.Times) traceX = traceX.With(Positive(panel.X, time));
                    foreach (double row in raster.Rows) traceY = traceY.With(row - 0.5).With(row + 0.5);
                    break;
                case HeatTrace { Count: > 0 } heat:
                    traceX = Edges(heat.X, panel.X.Log);
                    traceY = Edges(heat.Y, panel.Y.Log);
                    tightY = true;
                    break;
                case SurfaceTrace { Count: > 0 } surface:
                    traceX = new(surface.X[0], surface.X[^1]);
                    traceY = new(surface.Y[0], surface.Y[^1]);
                    foreach (double value in surface.Z) z = z.With(value);
                    tightY = true;
                    break;
            }
            x = x.With(traceX);
            if (trace.OnRight) right = right.With(traceY);
            else y = y.With(traceY);
        }
        if (panel.Stacked) (y, right) = (WithStacks(panel, y, false), WithStacks(panel, right, true));
        foreach (var mark in panel.Marks)
        {
            if (mark is LineMark { Direction: Direction.Horizontal } line) y = y.With(Positive(panel.Y, line.At));
            if (mark is LineMark { Direction: Direction.Vertical } upright) x = x.With(Positive(panel.X, upright.At));
            if (mark is NoteMark note) (x, y) = (x.With(Positive(panel.X, note.X)), y.With(Positive(panel.Y, note.Y)));
        }
        return (Padded(x, panel.X, tightX, false), Padded(y, panel.Y, tightY, zeroY), Padded(right, panel.Right, false, zeroRight), z);
    }

    public static Extent Union(IEnumerable<Extent> extents) => extents.Aggregate(Extent.Empty, (all, one) => all.With(one));

    /// <summary>Smallest and largest value that get a colour.</summary>
    public static Extent OfColors(HeatTrace heat)
    {
        var extent = Extent.Empty;
        foreach (double value in heat.Z)
            if (!heat.Log || value > 0) extent = extent.With(value);
        if (extent.IsEmpty) extent = new(0, 1);
        extent = new(heat.Min ?? extent.Min, heat.Max ?? extent.Max);
        return extent.Length > 0 ? extent
            : heat.Log ? new(extent.Min / 2, extent.Min * 2) : new(extent.Min - 0.5, extent.Min + 0.5);
    }

    /// <summary>Outer edges of cells with the given middles.</summary>
    public static Extent Edges(double[] centers, bool log = false)
    {
        if (centers.Length == 1) return log ? new(centers[0] / 2, centers[0] * 2) : new(centers[0] - 0.5, centers[0] + 0.5);
        double first = centers[0] - (centers[1] - centers[0]) / 2, last = centers[^1] + (centers[^1] - centers[^2]) / 2;
        return new(log && first <= 0 ? centers[0] : first, last);
    }

    static double Positive(Axis axis, double value) => axis.Log && value <= 0 ? double.NaN : value;

    static Extent WithStacks(Panel panel, Extent extent, bool right)
    {
        foreach (var sum in panel.Traces.OfType<BarTrace>().Where(bars => bars.OnRight == right)
            .SelectMany(bars => bars.X.Zip(bars.Y)).GroupBy(bar => (bar.First, bar.Second < 0), bar => bar.Second))
            extent = extent.With(sum.Where(double.IsFinite).Sum());
        return extent;
    }

    static Extent Padded(Extent extent, Axis axis, bool tight, bool zero)
    {
        if (extent.IsEmpty) return extent;
        if (axis.Categories is { } labels) return new(-0.5, labels.Length - 0.5);
        if (axis.Log)
        {
            double low = Math.Log10(extent.Min), high = Math.Log10(extent.Max);
            double room = tight && high > low ? 0 : high > low ? Air * (high - low) : 0.5;
            return new(Math.Pow(10, low - room), Math.Pow(10, high + room));
        }
        if (zero) extent = extent.With(0);
        double air = tight && extent.Length > 0 ? 0 : extent.Length > 0 ? Air * extent.Length : extent.Min == 0 ? 1
            : Math.Abs(extent.Min) * 0.1;
        return new(zero && extent.Min == 0 ? 0 : extent.Min - air, zero && extent.Max == 0 ? 0 : extent.Max + air);
    }
}
