namespace Spikebook.Figures;

/// <summary>
/// Thins long series for drawing without losing an extreme: of each pixel column the first, lowest, highest and last point stay.
/// </summary>
public static class Decimation
{
    /// <summary>Series with more points than this are thinned.</summary>
    public const int Limit = 4000;

    const int Columns = 1000, HiddenColumns = 100;

    /// <summary>Indices of the points that stay, ascending; all of them up to <see cref="Limit"/> points.</summary>
    /// <param name="x">Horizontal places; where they do not ascend, points that fall into the pixel of the one before are left out.</param>
    /// <param name="y">Vertical places; points that are not finite stay where they interrupt the line.</param>
    /// <param name="logX">Whether pixel columns are equally wide in the logarithm of x.</param>
    /// <param name="from">Where the part that is seen begins: it alone gets the fine columns; by default the whole.</param>
    /// <param name="to">Where the part that is seen ends.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static int[] Indices(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool logX = false, double? from = null, double? to = null)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} x values but {y.Length} y values; give as many of both.");
        if (x.Length <= Limit)
        {
            var all = new int[x.Length];
            for (int i = 0; i < all.Length; i++) all[i] = i;
            return all;
        }
        return Ascends(x) ? PerColumn(x, y, logX, from, to) : PerPixel(x, y, from, to);
    }

    static int[] PerColumn(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool logX, double? from, double? to)
    {
        var extent = Extent.Empty;
        foreach (double value in x)
            if (!logX || value > 0) extent = extent.With(value);
        double left = Place(from ?? extent.Min), right = Place(to ?? extent.Max), width = right - left;
        double coarse = Math.Max(Place(extent.Max) - Place(extent.Min), width) / HiddenColumns;
        var kept = new List<int>();
        int column = -1, first = -1, low = -1, high = -1, last = -1;
        for (int i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]) || (logX && x[i] <= 0))
            {
                Flush();
                if (kept.Count == 0 || IsPoint(kept[^1], x, y)) kept.Add(i);
                continue;
            }
            int own = Column(Place(x[i]));
            if (own != column || first < 0)
            {
                Flush();
                (column, first, low, high) = (own, i, i, i);
            }
            if (y[i] < y[low]) low = i;
            if (y[i] > y[high]) high = i;
            last = i;
        }
        Flush();
        return [.. kept];

        double Place(double value) => logX ? Math.Log(value) : value;

        // what is outside is seen only when a reader zooms out
        int Column(double place) => !(width > 0) ? 0
            : place < left ? -1 - (int)((left - place) / coarse)
            : place > right ? Columns + 1 + (int)((place - right) / coarse)
            : (int)((place - left) / width * Columns);

        void Flush()
        {
            if (first < 0) return;
            kept.Add(first);
            int before = Math.Min(low, high), after = Math.Max(low, high);
            if (before > first) kept.Add(before);
            if (after > Math.Max(before, first)) kept.Add(after);
            if (last > after) kept.Add(last);
            first = -1;
        }
    }

    static int[] PerPixel(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double? from, double? to)
    {
        Extent across = Extent.Empty, up = Extent.Empty;
        for (int i = 0; i < x.Length; i++)
        {
            if (!IsPoint(i, x, y)) continue;
            across = across.With(x[i]);
            up = up.With(y[i]);
        }
        across = new(Math.Max(across.Min, from ?? across.Min), Math.Min(across.Max, to ?? across.Max));
        var kept = new List<int>();
        (int, int) pixel = (-1, -1);
        for (int i = 0; i < x.Length; i++)
        {
            if (!IsPoint(i, x, y))
            {
                if (kept.Count == 0 || IsPoint(kept[^1], x, y)) kept.Add(i);
                pixel = (-1, -1);
                continue;
            }
            var own = (Pixel(x[i], across), Pixel(y[i], up));
            bool extreme = x[i] == across.Min || x[i] == across.Max || y[i] == up.Min || y[i] == up.Max;
            if (own == pixel && !extreme && i != x.Length - 1) continue;
            kept.Add(i);
            pixel = own;
        }
        return [.. kept];

        static int Pixel(double value, Extent extent)
            => extent.Length > 0 ? (int)Math.Clamp((value - extent.Min) / extent.Length * 2 * Columns, -1, 2 * Columns + 1) : 0;
    }

    static bool IsPoint(int i, ReadOnlySpan<double> x, ReadOnlySpan<double> y) => double.IsFinite(x[i]) && double.IsFinite(y[i]);

    static bool Ascends(ReadOnlySpan<double> x)
    {
        double before = double.NegativeInfinity;
        foreach (double value in x)
        {
            if (value < before) return false;
            if (double.IsFinite(value)) before = value;
        }
        return true;
    }
}
