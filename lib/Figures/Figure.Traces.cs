namespace Spikebook.Figures;

public sealed partial record Figure
{
    /// <summary>A line through the rows, in their order. Where x or y is not finite the line is interrupted.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="x">Horizontal place of a row.</param>
    /// <param name="y">Vertical place of a row.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="color">For instance <see cref="Palette.Blue"/> or <c>#336699</c>; by default the next of the palette.</param>
    /// <param name="dash">How it is drawn.</param>
    /// <param name="width">Width in px.</param>
    /// <param name="markers">Whether each point carries a disc.</param>
    /// <param name="steps">Whether y holds until the next x, as a rate in bins does.</param>
    /// <param name="filled">Whether the region down to y = 0 is shaded.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">There are no rows, no finite point, or the colour is none.</exception>
    public Figure Line<T>(IEnumerable<T> rows, Func<T, double> x, Func<T, double> y, string? name = null, string? color = null,
        Dash dash = Dash.Solid, double width = 2, bool markers = false, bool steps = false, bool filled = false, bool onRight = false)
    {
        T[] list = [.. rows];
        return Line(list.Select(x), list.Select(y), name, color, dash, width, markers, steps, filled, onRight);
    }

    /// <summary>A line through the points (x, y).</summary>
    /// <param name="x">Horizontal places.</param>
    /// <param name="y">Vertical places.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="color">For instance <see cref="Palette.Blue"/> or <c>#336699</c>; by default the next of the palette.</param>
    /// <param name="dash">How it is drawn.</param>
    /// <param name="width">Width in px.</param>
    /// <param name="markers">Whether each point carries a disc.</param>
    /// <param name="steps">Whether y holds until the next x, as a rate in bins does.</param>
    /// <param name="filled">Whether the region down to y = 0 is shaded.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no finite point, or the colour is none.</exception>
    public Figure Line(IEnumerable<double> x, IEnumerable<double> y, string? name = null, string? color = null,
        Dash dash = Dash.Solid, double width = 2, bool markers = false, bool steps = false, bool filled = false, bool onRight = false)
    {
        var data = new DataCheck(Name, "Line", name);
        double[] xs = [.. x], ys = [.. y];
        data.Points(xs, ys);
        return Add(new XyTrace(xs, ys, name, data.Color(color), onRight)
        {
            Lines = true,
            Markers = markers,
            Steps = steps,
            Filled = filled,
            Dash = dash,
            Width = data.Positive(width, "width"),
            Size = 6,
        });
    }

    /// <summary>Points, with error bars where they are given.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="x">Horizontal place of a row.</param>
    /// <param name="y">Vertical place of a row.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="errorY">Half length of the vertical error bar.</param>
    /// <param name="errorX">Half length of the horizontal error bar.</param>
    /// <param name="label">What is shown over a point under the pointer.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="symbol">What a point is drawn as.</param>
    /// <param name="size">Size in px.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">There are no rows, no finite point, or the colour is none.</exception>
    public Figure Scatter<T>(IEnumerable<T> rows, Func<T, double> x, Func<T, double> y, string? name = null,
        Func<T, double>? errorY = null, Func<T, double>? errorX = null, Func<T, string>? label = null,
        string? color = null, Symbol symbol = Symbol.Circle, double size = 7, bool onRight = false)
    {
        T[] list = [.. rows];
        return Scatter(list.Select(x), list.Select(y), name, errorY is null ? null : list.Select(errorY), errorX is null ? null
            : list.Select(errorX),
            label is null ? null : list.Select(label), color, symbol, size, onRight);
    }

    /// <summary>The points (x, y), with error bars where they are given.</summary>
    /// <param name="x">Horizontal places.</param>
    /// <param name="y">Vertical places.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="errorY">Half lengths of the vertical error bars.</param>
    /// <param name="errorX">Half lengths of the horizontal error bars.</param>
    /// <param name="label">What is shown over the points under the pointer.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="symbol">What a point is drawn as.</param>
    /// <param name="size">Size in px.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no finite point, or the colour is none.</exception>
    public Figure Scatter(IEnumerable<double> x, IEnumerable<double> y, string? name = null,
        IEnumerable<double>? errorY = null, IEnumerable<double>? errorX = null, IEnumerable<string>? label = null,
        string? color = null, Symbol symbol = Symbol.Circle, double size = 7, bool onRight = false)
    {
        var data = new DataCheck(Name, "Scatter", name);
        double[] xs = [.. x], ys = [.. y];
        data.Points(xs, ys);
        return Add(new XyTrace(xs, ys, name, data.Color(color), onRight)
        {
            Markers = true,
            Symbol = symbol,
            Size = data.Positive(size, "size"),
            ErrorX = data.SameLength(errorX, xs.Length, "errorX"),
            ErrorY = data.SameLength(errorY, xs.Length, "errorY"),
            Labels = data.SameLength(label, xs.Length, "label"),
        });
    }

    /// <summary>The region between two curves, for instance a confidence interval.</summary>
    /// <param name="rows">The records, with x ascending.</param>
    /// <param name="x">Horizontal place of a row.</param>
    /// <param name="low">Lower edge.</param>
    /// <param name="high">Upper edge.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">There are no rows, or no finite row.</exception>
    public Figure Band<T>(IEnumerable<T> rows, Func<T, double> x, Func<T, double> low, Func<T, double> high,
        string? name = null, string? color = null, bool onRight = false)
    {
        T[] list = [.. rows];
        var data = new DataCheck(Name, "Band", name);
        double[] xs = [.. list.Select(x)], lows = [.. list.Select(low)], highs = [.. list.Select(high)];
        data.Points(xs, lows);
        data.Points(xs, highs);
        return Add(new BandTrace(xs, lows, highs, name, data.Color(color), onRight));
    }

    /// <summary>One bar for each category; several calls stand side by side (or on each other, see <see cref="Stacked"/>).</summary>
    /// <param name="rows">The records.</param>
    /// <param name="category">Label of a bar.</param>
    /// <param name="value">Height of a bar.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="error">Half length of the error bar.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">There are no rows, or no finite value.</exception>
    public Figure Bars<T>(IEnumerable<T> rows, Func<T, string> category, Func<T, double> value, string? name = null,
        Func<T, double>? error = null, string? color = null, bool onRight = false)
    {
        T[] list = [.. rows];
        var data = new DataCheck(Name, "Bars", name);
        double[] places = [.. Enumerable.Range(0, list.Length).Select(i => (double)i)], values = [.. list.Select(value)];
        data.Points(places, values);
        string[] labels = [.. list.Select(category)];
        string[] known = Panels[0].X.Categories ?? [];
        string[] all = [.. known.Union(labels)];
        var bars = new BarTrace([.. labels.Select(label => (double)Array.IndexOf(all, label))], values,
            [.. places.Select(_ => 1.0)], name, data.Color(color), onRight)
        {
            Categories = labels,
            Error = data.SameLength(error is null ? null : list.Select(error), list.Length, "error"),
        };
        return On(panel => panel with { X = panel.X with { Categories = all }, Traces = panel.Traces.Add(bars) });
    }

    /// <summary>Bars at places on a numeric axis.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="x">Middle of a bar.</param>
    /// <param name="value">Height of a bar.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="error">Half length of the error bar.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="onRight">Whether y is read on the right axis.</param>
    /// <exception cref="ArgumentException">There are no rows, or no finite value.</exception>
    public Figure Bars<T>(IEnumerable<T> rows, Func<T, double> x, Func<T, double> value, string? name = null,
        Func<T, double>? error = null, string? color = null, bool onRight = false)
    {
        T[] list = [.. rows];
        var data = new DataCheck(Name, "Bars", name);
        double[] places = [.. list.Select(x)], values = [.. list.Select(value)];
        data.Points(places, values);
        double[] order = [.. places.Where(double.IsFinite).Distinct().Order()];
        double step = order.Length < 2 ? 1 : order.Zip(order.Skip(1), (a, b) => b - a).Min();
        return Add(new BarTrace(places, values, [.. places.Select(_ => step)], name, data.Color(color), onRight)
        {
            Error = data.SameLength(error is null ? null : list.Select(error), list.Length, "error"),
        });
    }

    /// <summary>How often values fall into bins of equal width.</summary>
    /// <param name="values">The values; those not finite are left out.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="bins">Number of bins; 0 chooses by the rule of Freedman and Diaconis (1981).</param>
    /// <param name="from">Left end of the first bin; by default the smallest value.</param>
    /// <param name="to">Right end of the last bin; by default the largest value.</param>
    /// <param name="density">Whether bars are divided by count and width, so that their area is 1 (when the bins hold all values).</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <exception cref="ArgumentException">There is no finite value, or the ends are no interval.</exception>
    public Figure Histogram(IEnumerable<double> values, string? name = null, int bins = 0, double? from = null, double? to = null,
        bool density = false, string? color = null)
    {
        var data = new DataCheck(Name, "Histogram", name);
        double[] all = [.. values];
        data.Points(all, all);
        var bin = Bins.Of(data, [.. all.Where(double.IsFinite)], bins, from, to, density);
        return Add(new BarTrace(bin.Centers, bin.Heights, bin.Widths, name, data.Color(color), false) { Histogram = true });
    }

    /// <summary>How often the values of rows fall into bins of equal width.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="value">The value of a row.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="bins">Number of bins; 0 chooses by the rule of Freedman and Diaconis (1981).</param>
    /// <param name="from">Left end of the first bin; by default the smallest value.</param>
    /// <param name="to">Right end of the last bin; by default the largest value.</param>
    /// <param name="density">Whether bars are divided by count and width, so that their area is 1 (when the bins hold all values).</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    public Figure Histogram<T>(IEnumerable<T> rows, Func<T, double> value, string? name = null, int bins = 0, double? from = null,
        double? to = null,
        bool density = false, string? color = null) => Histogram(rows.Select(value), name, bins, from, to, density, color);

    /// <summary>A spike raster: a stroke for each spike. A silent network is a result too, so it may be empty.</summary>
    /// <param name="spikes">The records.</param>
    /// <param name="time">When a spike was.</param>
    /// <param name="neuron">Number of the neuron: the row of the stroke.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="size">Length of a stroke in px; by default as long as the distance of the rows allows, up to 22 px.</param>
    /// <exception cref="ArgumentException">The size is not positive.</exception>
    public Figure Raster<T>(IEnumerable<T> spikes, Func<T, double> time, Func<T, int> neuron, string? name = null, string? color = null,
        double? size = null)
    {
        T[] list = [.. spikes];
        return Raster(list.Select(time), list.Select(neuron), name, color, size);
    }

    /// <summary>A spike raster of the spikes (time, neuron).</summary>
    /// <param name="times">When the spikes were.</param>
    /// <param name="neurons">Numbers of the neurons.</param>
    /// <param name="name">Entry in the legend.</param>
    /// <param name="color">Colour; by default the next of the palette.</param>
    /// <param name="size">Length of a stroke in px; by default as long as the distance of the rows allows, up to 22 px.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the size is not positive.</exception>
    public Figure Raster(IEnumerable<double> times, IEnumerable<int> neurons, string? name = null, string? color = null,
        double? size = null)
    {
        var data = new DataCheck(Name, "Raster", name);
        double[] when = [.. times], rows = [.. neurons.Select(neuron => (double)neuron)];
        if (when.Length != rows.Length) throw data.Error($"{when.Length} times but {rows.Length} neurons; give as many of both");
        if (size is not (null or > 0 and < 1000)) throw data.Error(
            $"size = {size:g6} px is no length of a stroke; use a positive number, for instance 4");
        return Add(new RasterTrace(when, rows, name, data.Color(color)) { Size = size });
    }
}
