namespace Spikebook.Figures;

/// <summary>Draws a heatmap as an embedded image, and the numbers of a matrix.</summary>
static class SvgHeat
{
    const int Levels = 120, MostBytes = 26_000;

    public static void Draw(SvgCanvas svg, HeatTrace heat, Panel panel, SvgScale x, SvgScale y, Box box)
    {
        var (spanX, spanY) = (Extents.Edges(heat.X, panel.X.Log), Extents.Edges(heat.Y, panel.Y.Log));
        double left = Math.Max(Math.Min(x[spanX.Min], x[spanX.Max]), box.Left),
            right = Math.Min(Math.Max(x[spanX.Min], x[spanX.Max]), box.Right);
        double top = Math.Max(Math.Min(y[spanY.Min], y[spanY.Max]), box.Top),
            bottom = Math.Min(Math.Max(y[spanY.Min], y[spanY.Max]), box.Bottom);
        if (!(right > left) || !(bottom > top)) return;
        var area = new Box(left, top, right - left, bottom - top);

        bool whole = x[spanX.Min] >= box.Left - 0.5 && x[spanX.Max] <= box.Right + 0.5
            && Math.Min(y[spanY.Min], y[spanY.Max]) >= box.Top - 0.5
            && Math.Max(y[spanY.Min], y[spanY.Max]) <= box.Bottom + 0.5 && !panel.X.Reversed;
        bool cells = whole && !panel.X.Log && !panel.Y.Log && Even(heat.X) && Even(heat.Y) && heat.X.Length <= 400 && heat.Y.Length <= 300;
        int width = cells ? heat.X.Length : (int)Math.Clamp(area.Width, 1, 420), height = cells ? heat.Y.Length
            : (int)Math.Clamp(area.Height, 1, 280);
        byte[] png = Image(heat, x, y, area, width, height);
        while (png.Length > MostBytes && width > 60)
            png = Image(heat, x, y, area, width = (int)(width * 0.85), height = Math.Max((int)(height * 0.85), 1));
        // few wide or few high cells are seen one by one: between them nothing is smooth
        bool sharp = area.Width / heat.X.Length > 3 || area.Height / heat.Y.Length > 3;
        Embed(svg, area, png, sharp ? " style=\"image-rendering:pixelated\"" : "");
        if (heat.ShowValues) DrawValues(svg, heat, x, y, box);
    }

    /// <summary>A raster of many spikes as an image: one pixel for each place in time and row.</summary>
    public static void DrawSpikes(SvgCanvas svg, RasterTrace raster, SvgScale x, SvgScale y, Box box, string color)
    {
        int width = (int)Math.Clamp(1.5 * box.Width, 1, 1000), height = (int)Math.Clamp(1.5 * box.Height, 1, 600);
        byte[] png;
        do
        {
            var pixels = new byte[width * height];
            for (int i = 0; i < raster.Count; i++)
            {
                var (from, to) = Stroke(raster, y, raster.Rows[i]);
                double across = (x[raster.Times[i]] - box.Left) / box.Width * width, low = (from - box.Top) / box.Height * height,
                    high = (to - box.Top) / box.Height * height;
                if (!(across >= 0 && across <= width) || !double.IsFinite(low) || !double.IsFinite(high)) continue;
                int column = Math.Min((int)across, width - 1), first = Math.Max((int)Math.Min(low, high), 0),
                    last = Math.Min((int)Math.Max(low, high), height);
                for (int row = first; row < Math.Max(last, Math.Min(first + 1, height)); row++) pixels[row * width + column] = 1;
            }
            png = Png.Write(pixels, width, height, [(0, 0, 0), Palette.Parse(color)], transparentFirst: true);
            (width, height) = ((int)(0.85 * width), (int)(0.85 * height));
        }
        while (png.Length > MostBytes && width > 200);
        Embed(svg, box, png, "");
    }

    /// <summary>Where the stroke of a row begins and ends, in px.</summary>
    public static (double Low, double High) Stroke(RasterTrace raster, SvgScale y, double row)
        => raster.Size is { } size ? (y[row] + size / 2, y[row] - size / 2) : (y[row - RasterStrokes.Half], y[row + RasterStrokes.Half]);

    static void Embed(SvgCanvas svg, Box area, byte[] png, string style)
        => svg.Raw($"<image x=\"{SvgCanvas.N(area.Left)}\" y=\"{SvgCanvas.N(area.Top)}\" width=\"{SvgCanvas.N(area.Width)}\" height=\"{SvgCanvas.N(area.Height)}\" preserveAspectRatio=\"none\"{style} href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    // each pixel shows the mean of the cells whose middles it covers, or the cell that it lies in
    static byte[] Image(HeatTrace heat, SvgScale x, SvgScale y, Box area, int width, int height)
    {
        (int First, int Last)[] columns = Cells(heat.X, width, i => x.Inverse(area.Left + i * area.Width / width));
        (int First, int Last)[] rows = Cells(heat.Y, height, i => y.Inverse(area.Top + i * area.Height / height));
        var extent = Extents.OfColors(heat);
        double low = heat.ColorValue(extent.Min, extent), range = heat.ColorValue(extent.Max, extent) - low;
        var pixels = new byte[width * height];
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
            {
                double sum = 0;
                int count = 0;
                for (int iy = rows[row].First; iy <= rows[row].Last; iy++)
                    for (int ix = columns[column].First; ix <= columns[column].Last; ix++)
                    {
                        double z = heat.ColorValue(heat.Z[iy * heat.X.Length + ix], extent);
                        if (!double.IsFinite(z)) continue;
                        sum += z;
                        count++;
                    }
                if (count > 0) pixels[row * width + column] =
                    (byte)(1 + Math.Round(Math.Clamp((sum / count - low) / range, 0, 1) * (Levels - 1)));
            }
        return Png.Write(pixels, width, height,
            [(0, 0, 0), .. Enumerable.Range(0, Levels).Select(level => heat.Scale.At(level / (Levels - 1.0)))], transparentFirst: true);
    }

    static (int First, int Last)[] Cells(double[] centers, int pixels, Func<int, double> edge)
    {
        double[] borders = [.. centers.Skip(1).Zip(centers, (b, a) => (a + b) / 2)];
        return [.. Enumerable.Range(0, pixels).Select(i =>
        {
            double a = edge(i), b = edge(i + 1);
            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            int first = Below(centers, a), last = Below(centers, b) - 1;
            if (first <= last) return (first, last);
            int inside = Below(borders, (a + b) / 2);
            return (inside, inside);
        })];

        static int Below(double[] sorted, double value)
        {
            int index = Array.BinarySearch(sorted, value);
            return index >= 0 ? index : ~index;
        }
    }

    static bool Even(double[] places)
    {
        double step = places.Length < 2 ? 1 : (places[^1] - places[0]) / (places.Length - 1);
        for (int i = 1; i < places.Length; i++)
            if (Math.Abs(places[i] - places[i - 1] - step) > 1e-3 * step) return false;
        return true;
    }

    static void DrawValues(SvgCanvas svg, HeatTrace heat, SvgScale x, SvgScale y, Box box)
    {
        var extent = Extents.OfColors(heat);
        double low = heat.ColorValue(extent.Min, extent), range = heat.ColorValue(extent.Max, extent) - low;
        double size = Math.Clamp(Math.Min(box.Width / heat.X.Length / 3.2, box.Height / heat.Y.Length / 1.7), 5, 12);
        for (int row = 0; row < heat.Y.Length; row++)
            for (int column = 0; column < heat.X.Length; column++)
            {
                double z = heat.Z[row * heat.X.Length + column];
                if (double.IsNaN(z)) continue;
                double place = (heat.ColorValue(z, extent) - low) / range;
                var (r, g, b) = heat.Scale.At(double.IsNaN(place) ? 0 : place);
                string? ink = double.IsNaN(place) ? null : 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff";
                svg.Text(x[heat.X[column]], y[heat.Y[row]] + 0.36 * size, CellText.Of(z), size, Anchor.Middle, color: ink);
            }
    }
}
