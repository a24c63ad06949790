namespace Spikebook.Figures;

/// <summary>Bins of equal width; each holds its left end, the last one both ends.</summary>
static class Bins
{
    const int Most = 2000;

    public static (double[] Centers, double[] Heights, double[] Widths) Of(DataCheck data, double[] values, int bins, double? from,
        double? to, bool density)
    {
        if (bins is < 0 or > Most) throw data.Error($"bins = {bins}; use 1 … {Most}, or 0 to choose by the data");
        double left = from ?? values.Min(), right = to ?? values.Max();
        if (!(left <= right) || !double.IsFinite(right - left)) throw data.Error($"from = {left:g6} to = {right:g6} is no interval");
        if (left == right) (left, right) = (left - 0.5, right + 0.5);
        double[] inside = [.. values.Where(value => value >= left && value <= right)];
        int count = bins > 0 ? bins : Suggested(inside, right - left);
        double width = (right - left) / count;
        var heights = new double[count];
        foreach (double value in inside) heights[Math.Min((int)((value - left) / width), count - 1)]++;
        if (density)
            for (int i = 0; i < count; i++) heights[i] /= values.Length * width;
        double[] centers = [.. Enumerable.Range(0, count).Select(i => left + (i + 0.5) * width)];
        return (centers, heights, [.. centers.Select(_ => width)]);
    }

    // width = 2 IQR n^(-1/3)  (Freedman, Diaconis 1981); Sturges' rule where the quartiles coincide
    static int Suggested(double[] values, double range)
    {
        if (values.Length < 2) return 1;
        double[] sorted = [.. values.Order()];
        double quartiles = sorted[3 * (sorted.Length - 1) / 4] - sorted[(sorted.Length - 1) / 4];
        double count = quartiles > 0
            ? range / (2 * quartiles / Math.Cbrt(values.Length))
            : Math.Log2(values.Length) + 1;
        return (int)Math.Clamp(Math.Ceiling(count), 1, 200);
    }
}
