namespace Spikebook.Figures;

public sealed partial record Figure
{
    /// <summary>A field over a rectangle as colours.</summary>
    /// <param name="z">The field, z[iy, ix].</param>
    /// <param name="x">Middles of the columns, ascending; by default 0, 1, 2 ….</param>
    /// <param name="y">Middles of the rows, ascending; by default 0, 1, 2 ….</param>
    /// <param name="name">Title of the colour bar.</param>
    /// <param name="scale">Colours; by default <see cref="ColorScale.Viridis"/>.</param>
    /// <param name="min">Value of the first colour; by default the smallest.</param>
    /// <param name="max">Value of the last colour; by default the largest.</param>
    /// <param name="log">Whether colours follow the logarithm; values that are not positive stay blank.</param>
    /// <param name="colorBar">Whether the colour bar is shown.</param>
    /// <exception cref="ArgumentException">Lengths do not match, or there is no finite value.</exception>
    public Figure Heatmap(double[,] z, IEnumerable<double>? x = null, IEnumerable<double>? y = null, string? name = null,
        ColorScale? scale = null,
        double? min = null, double? max = null, bool log = false, bool colorBar = true)
    {
        var data = new DataCheck(Name, "Heatmap", name);
        var (xs, ys, flat) = data.Field(z, x, y);
        if (log && !flat.Any(value => value > 0 && double.IsFinite(value))) throw data.Error("log colours need a positive value");
        if (log && (min <= 0 || max <= 0)) throw data.Error("log colours need positive limits");
        if (min >= max) throw data.Error($"min = {min:g6} is not below max = {max:g6}");
        return Add(new HeatTrace(xs, ys, flat, name, scale ?? ColorScale.Viridis)
        {
            Min = min,
            Max = max,
            Log = log,
            ShowScale = colorBar
        });
    }

    /// <summary>A field given by rows of (x, y, value) that lie on a grid; places without a row stay blank.</summary>
    /// <param name="rows">The records, in any order.</param>
    /// <param name="x">Horizontal place of a row.</param>
    /// <param name="y">Vertical place of a row.</param>
    /// <param name="value">Value of a row.</param>
    /// <param name="name">Title of the colour bar.</param>
    /// <param name="scale">Colours; by default <see cref="ColorScale.Viridis"/>.</param>
    /// <param name="min">Value of the first colour; by default the smallest.</param>
    /// <param name="max">Value of the last colour; by default the largest.</param>
    /// <param name="log">Whether colours follow the logarithm; values that are not positive stay blank.</param>
    /// <param name="colorBar">Whether the colour bar is shown.</param>
    public Figure Heatmap<T>(IEnumerable<T> rows, Func<T, double> x, Func<T, double> y, Func<T, double> value, string? name = null,
        ColorScale? scale = null, double? min = null, double? max = null, bool log = false, bool colorBar = true)
    {
        T[] list = [.. rows];
        double[] xs = [.. list.Select(x).Distinct().Order()], ys = [.. list.Select(y).Distinct().Order()];
        var z = new double[ys.Length, xs.Length];
        for (int iy = 0; iy < ys.Length; iy++)
            for (int ix = 0; ix < xs.Length; ix++) z[iy, ix] = double.NaN;
        foreach (var row in list) z[Array.BinarySearch(ys, y(row)), Array.BinarySearch(xs, x(row))] = value(row);
        return Heatmap(z, xs, ys, name, scale, min, max, log, colorBar);
    }

    /// <summary>A matrix with a number in each cell, first row on top: for instance a confusion matrix.</summary>
    /// <param name="z">The numbers, z[row, column].</param>
    /// <param name="rows">Labels of the rows.</param>
    /// <param name="columns">Labels of the columns.</param>
    /// <param name="name">Title of the colour bar.</param>
    /// <param name="scale">Colours; by default <see cref="ColorScale.Blues"/>.</param>
    /// <param name="showValues">Whether numbers are written into the cells.</param>
    /// <param name="log">Whether colours follow the logarithm, so that rare confusions show.</param>
    /// <exception cref="ArgumentException">Lengths do not match, or there is no finite value.</exception>
    public Figure Matrix(double[,] z, IEnumerable<string> rows, IEnumerable<string> columns, string? name = null, ColorScale? scale = null,
        bool showValues = true, bool log = false)
    {
        var data = new DataCheck(Name, "Matrix", name);
        string[] down = [.. rows], across = [.. columns];
        if (z.GetLength(0) != down.Length || z.GetLength(1) != across.Length)
            throw data.Error($"{z.GetLength(0)} x {z.GetLength(1)} numbers but {down.Length} row and {across.Length} column labels");
        var (xs, ys, flat) = data.Field(z, null, null);
        var trace = new HeatTrace(xs, ys, flat, name, scale ?? ColorScale.Blues)
        {
            ShowValues = showValues,
            Log = log,
            ShowScale = !showValues
        };
        return On(panel => panel with
        {
            Traces = panel.Traces.Add(trace),
            X = panel.X with { Categories = across },
            Y = panel.Y with { Categories = down, Reversed = true },
        });
    }

    /// <summary>A matrix of counts; see the other overload.</summary>
    /// <inheritdoc cref="Matrix(double[,], IEnumerable{string}, IEnumerable{string}, string?, ColorScale?, bool, bool)"/>
    public Figure Matrix(int[,] z, IEnumerable<string> rows, IEnumerable<string> columns, string? name = null, ColorScale? scale = null,
        bool showValues = true, bool log = false)
    {
        var numbers = new double[z.GetLength(0), z.GetLength(1)];
        for (int row = 0; row < z.GetLength(0); row++)
            for (int column = 0; column < z.GetLength(1); column++) numbers[row, column] = z[row, column];
        return Matrix(numbers, rows, columns, name, scale, showValues, log);
    }

    /// <summary>A field over a rectangle as a surface in space; name the vertical axis by <c>Axes(z: …)</c>.</summary>
    /// <param name="z">Heights, z[iy, ix].</param>
    /// <param name="x">Places of the columns, ascending; by default 0, 1, 2 ….</param>
    /// <param name="y">Places of the rows, ascending; by default 0, 1, 2 ….</param>
    /// <param name="name">Title of the colour bar.</param>
    /// <param name="scale">Colours; by default <see cref="ColorScale.Viridis"/>.</param>
    /// <exception cref="ArgumentException">Lengths do not match, or the panel holds other traces.</exception>
    public Figure Surface(double[,] z, IEnumerable<double>? x = null, IEnumerable<double>? y = null, string? name = null,
        ColorScale? scale = null)
    {
        var data = new DataCheck(Name, "Surface", name);
        var (xs, ys, flat) = data.Field(z, x, y);
        if (xs.Length < 2 || ys.Length < 2) throw data.Error($"{ys.Length} x {xs.Length} heights; a surface needs at least 2 x 2");
        if (Panels[0].Traces.Length > 0) throw data.Error("a surface stands alone in its panel; put it beside others by Figure.Grid");
        return Add(new SurfaceTrace(xs, ys, flat, name, scale ?? ColorScale.Viridis));
    }
}
