namespace Spikebook.Figures;

/// <summary>Takes a value on an axis to its place in px.</summary>
readonly struct SvgScale
{
    readonly double _from, _slope, _start;
    readonly bool _log;

    public SvgScale(Axis axis, Extent extent, double start, double end)
    {
        var (min, max) = (axis.Min ?? extent.Min, axis.Max ?? extent.Max);
        if (!(min < max)) (min, max) = axis.Log ? (0.1, 10) : (0, 1);
        (Min, Max, _log) = (min, max, axis.Log);
        if (axis.Reversed) (start, end) = (end, start);
        (_from, double to) = _log ? (Math.Log10(min), Math.Log10(max)) : (min, max);
        _start = start;
        _slope = (end - start) / (to - _from);
    }

    public double Min { get; }
    public double Max { get; }

    /// <summary>NaN where a logarithmic axis has no place for the value.</summary>
    public double this[double value] => _start + _slope * ((_log ? value > 0 ? Math.Log10(value) : double.NaN : value) - _from);

    public double Inverse(double place)
    {
        double value = _from + (place - _start) / _slope;
        return _log ? Math.Pow(10, value) : value;
    }

    public static Tick[] TicksOf(Axis axis, SvgScale scale, int wanted)
    {
        if (axis.Categories is { } labels) return [.. labels.Select((label, i) => new Tick(i, label))];
        if (axis.TickValues is { } values)
            return [.. values.Select((value, i) => new Tick(value, axis.TickLabels?[i] ?? Ticks.Label(value, Spacing(values))))
                .Where(tick => tick.Value >= scale.Min && tick.Value <= scale.Max)];
        return axis.Log ? Ticks.Logarithmic(scale.Min, scale.Max, wanted) : Ticks.Linear(scale.Min, scale.Max, wanted);
    }

    // the digits that tell chosen ticks apart
    static double Spacing(double[] values)
    {
        double smallest = values.Length == 0 ? 1 : values.Select(Math.Abs).Where(size => size > 0).DefaultIfEmpty(1).Min();
        for (double step = Ticks.Step(smallest); step > smallest * 1e-6; step /= 10)
            if (values.All(value => Math.Abs(value / step - Math.Round(value / step)) < 1e-6)) return step;
        return smallest * 1e-3;
    }
}
