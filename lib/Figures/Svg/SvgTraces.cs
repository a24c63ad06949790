using System.Globalization;

namespace Spikebook.Figures;

/// <summary>Draws the data of a panel.</summary>
sealed class SvgTraces(SvgCanvas svg, Panel panel, SvgScale x, SvgScale y, SvgScale right, Box box)
{
    const double Tolerance = 0.3;
    const int ManyPoints = 2000;

    readonly Dictionary<(bool OnRight, double Place, bool Negative), double> _stacks = [];

    public void Draw()
    {
        string[] colors = panel.Colors();
        for (int i = 0; i < colors.Length; i++)
        {
            var scale = panel.Traces[i].OnRight ? right : y;
            switch (panel.Traces[i])
            {
                case XyTrace xy: DrawXy(xy, scale, colors[i]); break;
                case BandTrace band: DrawBand(band, scale, colors[i]); break;
                case BarTrace bars: DrawBars(bars, scale, colors[i]); break;
                case RasterTrace raster: DrawRaster(raster, colors[i]); break;
                case HeatTrace { Count: > 0 } heat: SvgHeat.Draw(svg, heat, panel, x, y, box); break;
            }
        }
    }

    public static string Stroke(string color, double width, Dash dash)
    {
        string pattern = dash switch
        {
            Dash.Dash => " stroke-dasharray=\"7 4\"",
            Dash.Dot => " stroke-dasharray=\"1.5 4\" stroke-linecap=\"round\"",
            Dash.DashDot => " stroke-dasharray=\"8 4 1.5 4\"",
            _ => "",
        };
        return $"fill=\"none\" stroke=\"{color}\" stroke-width=\"{width.ToString("0.##", CultureInfo.InvariantCulture)}\" stroke-linejoin=\"round\"{pattern}";
    }

    public static void Markers(SvgCanvas svg, IEnumerable<(double X, double Y)> points, Symbol symbol, double size, string color)
    {
        var path = new SvgPath();
        double half = size / 2;
        foreach (var (px, py) in points)
            _ = symbol switch
            {
                Symbol.Circle => path.Dot(px, py),
                Symbol.OpenCircle => path.Circle(px, py, half),
                Symbol.Square => path.MoveTo(px - half, py - half).LineTo(px + half, py - half).LineTo(px + half, py + half)
                .LineTo(px - half, py + half).Close(),
                Symbol.Diamond => path.MoveTo(px, py - 1.3 * half).LineTo(px + 1.3 * half, py).LineTo(px, py + 1.3 * half)
                .LineTo(px - 1.3 * half, py).Close(),
                Symbol.Triangle => path.MoveTo(px, py - 1.2 * half).LineTo(px + 1.1 * half, py + 0.8 * half)
                .LineTo(px - 1.1 * half, py + 0.8 * half).Close(),
                _ => path.MoveTo(px - half, py - half).LineTo(px + half, py + half).MoveTo(px + half, py - half)
                .LineTo(px - half, py + half),
            };
        string width = SvgCanvas.N(size);
        svg.Path(path, symbol switch
        {
            Symbol.Circle => $"fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-linecap=\"round\"",
            Symbol.OpenCircle or Symbol.Cross => $"fill=\"none\" stroke=\"{color}\" stroke-width=\"1.8\"",
            _ => $"fill=\"{color}\"",
        });
    }

    void DrawXy(XyTrace trace, SvgScale scale, string color)
    {
        if (trace.Filled || trace.Lines)
        {
            var line = new SvgPath();
            var area = new SvgPath();
            double ground = scale[Math.Clamp(0, scale.Min, scale.Max)];
            if (double.IsNaN(ground)) ground = box.Bottom;
            foreach (var piece in Pieces(trace, scale))
            {
                var thin = LineSimplification.Simplify(piece, Tolerance);
                line.Polyline(thin);
                if (trace.Filled) area.MoveTo(thin[0].X, ground).LineTo(thin[0].X, thin[0].Y).Polyline(thin[1..], goOn: true)
                    .LineTo(thin[^1].X, ground).Close();
            }
            svg.Path(area, $"fill=\"{color}\" fill-opacity=\".18\"");
            svg.Path(line, Stroke(color, trace.Width, trace.Dash));
        }
        DrawErrors(trace.X, trace.Y, trace.ErrorX, trace.ErrorY, scale, color);
        if (trace.Markers) Markers(svg, Points(trace, scale), trace.Symbol, trace.Size, color);
    }

    IEnumerable<(double X, double Y)> Points(XyTrace trace, SvgScale scale)
    {
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < trace.X.Length; i++)
        {
            double px = x[trace.X[i]], py = scale[trace.Y[i]];
            if (!double.IsFinite(px) || !double.IsFinite(py) || px < box.Left - 1 || px > box.Right + 1 || py < box.Top - 1
                || py > box.Bottom + 1) continue;
            if (trace.X.Length > ManyPoints && !seen.Add(((int)px, (int)py))) continue;
            yield return (px, py);
        }
    }

    // the line between interruptions, in px; steps become corners
    IEnumerable<List<(double X, double Y)>> Pieces(XyTrace trace, SvgScale scale)
    {
        var piece = new List<(double X, double Y)>();
        foreach (int i in Decimation.Indices(trace.X, trace.Y, panel.X.Log, panel.X.Min, panel.X.Max))
        {
            double px = x[trace.X[i]], py = scale[trace.Y[i]];
            if (!double.IsFinite(px) || !double.IsFinite(py))
            {
                if (piece.Count > 0) yield return piece;
                piece = [];
                continue;
            }
            // a line that leaves far beyond the panel keeps its direction but not its length
            py = Math.Clamp(py, box.Top - 20 * box.Height, box.Bottom + 20 * box.Height);
            if (trace.Steps && piece.Count > 0) piece.Add((px, piece[^1].Y));
            piece.Add((px, py));
        }
        if (piece.Count > 0) yield return piece;
    }

    void DrawErrors(double[] xs, double[] ys, double[]? errorX, double[]? errorY, SvgScale scale, string color)
    {
        if (errorX is null && errorY is null) return;
        var path = new SvgPath();
        for (int i = 0; i < xs.Length; i++)
        {
            double px = x[xs[i]], py = scale[ys[i]];
            if (!double.IsFinite(px) || !double.IsFinite(py)) continue;
            if (errorY is not null && double.IsFinite(errorY[i]))
            {
                double low = Within(scale[ys[i] - errorY[i]], box.Bottom), high = Within(scale[ys[i] + errorY[i]], box.Top);
                path.MoveTo(px, low).LineTo(px, high).MoveTo(px - 3, low).LineTo(px + 3, low).MoveTo(px - 3, high).LineTo(px + 3, high);
            }
            if (errorX is not null && double.IsFinite(errorX[i]))
            {
                double low = Within(x[xs[i] - errorX[i]], box.Left), high = Within(x[xs[i] + errorX[i]], box.Right);
                path.MoveTo(low, py).LineTo(high, py).MoveTo(low, py - 3).LineTo(low, py + 3).MoveTo(high, py - 3).LineTo(high, py + 3);
            }
        }
        svg.Path(path, Stroke(color, 1.4, Dash.Solid));

        static double Within(double place, double otherwise) => double.IsFinite(place) ? place : otherwise;
    }

    void DrawBand(BandTrace band, SvgScale scale, string color)
    {
        if (band.Count == 0) return;
        var (outlineX, outlineY) = BandOutline.Of(band, keepAll: false, panel.X.Log);
        var points = outlineX.Zip(outlineY, (px, py) => (X: x[px], Y: double.IsNaN(scale[py]) ? box.Bottom : scale[py]))
            .Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        svg.Path(new SvgPath().Polyline(LineSimplification.Simplify(points, Tolerance)).Close(), $"fill=\"{color}\" fill-opacity=\".2\"");
    }

    void DrawBars(BarTrace bars, SvgScale scale, string color)
    {
        BarTrace[] group = [.. panel.Traces.OfType<BarTrace>().Where(other => !other.Histogram)];
        bool together = bars.Histogram || panel.Stacked;
        int slots = together ? 1 : group.Length, slot = together ? 0 : Array.IndexOf(group, bars);
        double share = bars.Histogram ? 1 : 0.78 / slots;
        var path = new SvgPath();
        var tops = new double[bars.X.Length];
        var middles = new double[bars.X.Length];
        for (int i = 0; i < bars.X.Length; i++)
        {
            double width = bars.Widths[i] * share, middle = bars.X[i] + (slot - (slots - 1) / 2.0) * width, from = 0;
            if (panel.Stacked && !bars.Histogram && double.IsFinite(bars.Y[i]))
            {
                var key = (bars.OnRight, bars.X[i], bars.Y[i] < 0);
                from = _stacks.GetValueOrDefault(key);
                _stacks[key] = from + bars.Y[i];
            }
            (middles[i], tops[i]) = (middle, from + bars.Y[i]);
            double left = x[middle - width / 2], end = x[middle + width / 2];
            if (!double.IsFinite(left)) left = box.Left;
            double ground = scale[from], top = scale[tops[i]];
            if (!double.IsFinite(ground)) ground = box.Bottom;
            if (!double.IsFinite(top) || !double.IsFinite(end)) continue;
            path.MoveTo(left, ground).LineTo(left, top).LineTo(end, top).LineTo(end, ground).Close();
        }
        string opacity = bars.Histogram && panel.Traces.Length > 1 ? ".6" : ".85";
        svg.Path(path, $"fill=\"{color}\" fill-opacity=\"{opacity}\"" + (bars.Histogram ? $" stroke=\"{color}\" stroke-width=\".5\"" : ""));
        DrawErrors(middles, tops, null, bars.Error, scale, "currentColor");
    }

    void DrawRaster(RasterTrace raster, string color)
    {
        if (raster.Count > Decimation.Limit)
        {
            SvgHeat.DrawSpikes(svg, raster, x, y, box, color);
            return;
        }
        var path = new SvgPath();
        var seen = new HashSet<(int, double)>();
        foreach (int i in RasterStrokes.Of(raster, keepAll: false))
        {
            double px = x[raster.Times[i]];
            var (low, high) = SvgHeat.Stroke(raster, y, raster.Rows[i]);
            if (!double.IsFinite(px) || px < box.Left || px > box.Right || !double.IsFinite(low) || !double.IsFinite(high)) continue;
            if (!seen.Add(((int)(2 * px), raster.Rows[i]))) continue;
            // rows thinner than a pixel still show
            if (Math.Abs(high - low) < 1) high = low - 1;
            path.MoveTo(px, low).LineTo(px, high);
        }
        svg.Path(path, Stroke(color, 1.2, Dash.Solid));
    }
}
