namespace Spikebook.Figures;

/// <summary>Checks the data of one trace; each fault is one line that names figure, trace, value and remedy.</summary>
readonly record struct DataCheck(string Figure, string Method, string? Trace)
{
    public ArgumentException Error(string fault)
        => new($"Figure '{Figure}', {Method}{(Trace is null ? "" : $" '{Trace}'")}: {fault}.");

    public void Points(double[] x, double[] y)
    {
        if (x.Length != y.Length) throw Error($"{x.Length} x values but {y.Length} y values; give as many of both");
        if (x.Length == 0) throw Error("there are no data; give at least one point");
        for (int i = 0; i < x.Length; i++)
            if (double.IsFinite(x[i]) && double.IsFinite(y[i])) return;
        throw Error($"none of the {x.Length} points is finite; look for NaN in x or y");
    }

    public (double[] X, double[] Y, double[] Z) Field(double[,] z, IEnumerable<double>? x, IEnumerable<double>? y)
    {
        int height = z.GetLength(0), width = z.GetLength(1);
        if (width == 0 || height == 0) throw Error("there are no data; give at least one row and column");
        double[] xs = Centers(x, width, "x", "columns"), ys = Centers(y, height, "y", "rows");
        double[] flat = [.. z.Cast<double>()];
        if (!flat.Any(double.IsFinite)) throw Error($"none of the {height} x {width} values is finite; look for NaN in z");
        return (xs, ys, flat);
    }

    double[] Centers(IEnumerable<double>? given, int count, string axis, string what)
    {
        if (given is null) return [.. Enumerable.Range(0, count).Select(i => (double)i)];
        double[] places = [.. given];
        if (places.Length != count) throw Error($"{places.Length} {axis} values but z has {count} {what} (z[iy, ix]); give one for each");
        for (int i = 0; i < count; i++)
            if (!double.IsFinite(places[i]) || (i > 0 && places[i] <= places[i - 1]))
                throw Error($"{axis}[{i}] = {places[i]:g6} is not above the one before; give them ascending");
        return places;
    }

    public T[]? SameLength<T>(IEnumerable<T>? values, int count, string what)
    {
        if (values is null) return null;
        T[] array = [.. values];
        return array.Length == count ? array : throw Error($"{array.Length} values of {what} for {count} points; give as many of both");
    }

    public string? Color(string? color)
        => color is null || Palette.IsColor(color) ? color
            : throw Error($"'{color}' is no colour; use one of Palette or #rrggbb");

    public double Positive(double value, string what)
        => value > 0 && double.IsFinite(value) ? value : throw Error($"{what} = {value:g6} is not positive");
}
