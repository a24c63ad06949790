using System.Globalization;

namespace Spikebook.Figures;

/// <summary>The closed outline of a band: along the lower curve and back along the upper one.</summary>
static class BandOutline
{
    public static (double[] X, double[] Y) Of(BandTrace band, bool keepAll, bool logX)
    {
        int[] rows = [.. Enumerable.Range(0, band.X.Length)
            .Where(i => double.IsFinite(band.X[i]) && double.IsFinite(band.Low[i]) && double.IsFinite(band.High[i]))];
        double[] x = [.. rows.Select(i => band.X[i])], low = [.. rows.Select(i => band.Low[i])], high = [.. rows.Select(i => band.High[i])];
        int[] below = keepAll ? [.. Enumerable.Range(0, x.Length)] : Decimation.Indices(x, low, logX);
        int[] above = keepAll ? below : Decimation.Indices(x, high, logX);
        return ([.. below.Select(i => x[i]), .. above.Reverse().Select(i => x[i])],
            [.. below.Select(i => low[i]), .. above.Reverse().Select(i => high[i])]);
    }
}

/// <summary>The strokes of a raster: of those that fall onto the same pixel of the same row, one stays.</summary>
static class RasterStrokes
{
    /// <summary>Half the length of a stroke, in rows.</summary>
    public const double Half = 0.42;
    const int Columns = 2000;

    public static int[] Of(RasterTrace raster, bool keepAll)
    {
        int[] finite = [.. Enumerable.Range(0, raster.Times.Length).Where(i => double.IsFinite(raster.Times[i]))];
        if (keepAll || finite.Length <= Decimation.Limit) return finite;
        var extent = Extent.Empty;
        foreach (int i in finite) extent = extent.With(raster.Times[i]);
        double width = Math.Max(extent.Length, double.Epsilon);
        var seen = new HashSet<(int, double)>();
        return [.. finite.Where(i => seen.Add(((int)((raster.Times[i] - extent.Min) / width * Columns), raster.Rows[i])))];
    }

    /// <summary>Half the length of a stroke of given px, in rows.</summary>
    public static double HalfOf(RasterTrace raster, Figure figure, Panel panel)
        => raster.Size is { } size && Extents.Of(panel).Y is { IsEmpty: false, Length: > 0 } rows
            ? 0.5 * size * rows.Length / Math.Max(figure.Height / figure.Rows - 110, 50) : Half;

    /// <summary>How long a stroke is in px; where it is not given, so that rows do not touch.</summary>
    public static double Length(RasterTrace raster, Figure figure, Panel panel)
    {
        if (raster.Size is { } size) return size;
        var rows = Extents.Of(panel).Y;
        double height = figure.Height / figure.Rows - 110;
        return rows.IsEmpty ? 10 : Math.Round(Math.Clamp(2 * Half * height / Math.Max(rows.Length, 1), 2, 22), 1);
    }
}

/// <summary>The number written into the cell of a matrix.</summary>
static class CellText
{
    public static string Of(double value)
        => double.IsNaN(value) ? ""
            : value == Math.Truncate(value) && Math.Abs(value) < 1e7 ? value.ToString("0", CultureInfo.InvariantCulture)
            : value.ToString("0.###", CultureInfo.InvariantCulture);
}
