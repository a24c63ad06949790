namespace Spikebook.Figures;

public sealed partial record Figure
{
    /// <summary>Titles of the axes; those left out stay as they are.</summary>
    /// <param name="x">Below.</param>
    /// <param name="y">At the left.</param>
    /// <param name="right">At the right, for traces with <c>onRight: true</c>.</param>
    /// <param name="z">Upright, for a surface.</param>
    public Figure Axes(string? x = null, string? y = null, string? right = null, string? z = null) => On(panel => panel with
    {
        X = panel.X with { Title = x ?? panel.X.Title },
        Y = panel.Y with { Title = y ?? panel.Y.Title },
        Right = panel.Right with { Title = right ?? panel.Right.Title },
        Z = panel.Z with { Title = z ?? panel.Z.Title },
    });

    /// <summary>Makes the x axis logarithmic.</summary>
    public Figure LogX() => On(panel => panel with { X = Logarithmic(panel.X, "x") });

    /// <summary>Makes the y axis logarithmic.</summary>
    public Figure LogY() => On(panel => panel with { Y = Logarithmic(panel.Y, "y") });

    /// <summary>Makes the right axis logarithmic.</summary>
    public Figure LogRight() => On(panel => panel with { Right = Logarithmic(panel.Right, "right") });

    /// <summary>Limits of the x axis, in data units also where it is logarithmic.</summary>
    /// <param name="min">Left end.</param>
    /// <param name="max">Right end.</param>
    /// <exception cref="ArgumentException">The ends are no interval.</exception>
    public Figure RangeX(double min, double max) => On(panel => panel with { X = Limited(panel.X, min, max, "x") });

    /// <summary>Limits of the y axis, in data units also where it is logarithmic.</summary>
    /// <param name="min">Lower end.</param>
    /// <param name="max">Upper end.</param>
    /// <exception cref="ArgumentException">The ends are no interval.</exception>
    public Figure RangeY(double min, double max) => On(panel => panel with { Y = Limited(panel.Y, min, max, "y") });

    /// <summary>Limits of the right axis, in data units also where it is logarithmic.</summary>
    /// <param name="min">Lower end.</param>
    /// <param name="max">Upper end.</param>
    /// <exception cref="ArgumentException">The ends are no interval.</exception>
    public Figure RangeRight(double min, double max) => On(panel => panel with { Right = Limited(panel.Right, min, max, "right") });

    /// <summary>Limits of the upright axis of a surface.</summary>
    /// <param name="min">Lower end.</param>
    /// <param name="max">Upper end.</param>
    /// <exception cref="ArgumentException">The ends are no interval.</exception>
    public Figure RangeZ(double min, double max) => On(panel => panel with { Z = Limited(panel.Z, min, max, "z") });

    /// <summary>Ticks of the x axis at chosen places.</summary>
    /// <param name="values">Where.</param>
    /// <param name="labels">What is written there; by default the numbers.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Figure TicksX(IEnumerable<double> values, IEnumerable<string>? labels = null)
        => On(panel => panel with { X = Ticked(panel.X, values, labels, "x") });

    /// <summary>Ticks of the y axis at chosen places.</summary>
    /// <param name="values">Where.</param>
    /// <param name="labels">What is written there; by default the numbers.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Figure TicksY(IEnumerable<double> values, IEnumerable<string>? labels = null)
        => On(panel => panel with { Y = Ticked(panel.Y, values, labels, "y") });

    /// <summary>Lets the y axis run downwards, as in an image.</summary>
    public Figure ReverseY() => On(panel => panel with { Y = panel.Y with { Reversed = true } });

    /// <summary>Gives one unit the same length on both axes.</summary>
    public Figure EqualAspect() => On(panel => panel with { EqualAspect = true });

    /// <summary>Puts bars of one category on each other instead of side by side.</summary>
    public Figure Stacked() => On(panel => panel with { Stacked = true });

    /// <summary>A line across the panel at x.</summary>
    /// <param name="x">Where.</param>
    /// <param name="label">What is written beside it.</param>
    /// <param name="color">Colour; by default grey.</param>
    /// <param name="dash">How it is drawn.</param>
    public Figure VerticalLine(double x, string? label = null, string? color = null, Dash dash = Dash.Dash)
        => Add(new LineMark(Direction.Vertical, Finite(x, nameof(VerticalLine)), dash, label, MarkColor(color, nameof(VerticalLine))));

    /// <summary>A line across the panel at y.</summary>
    /// <param name="y">Where, on the left axis.</param>
    /// <param name="label">What is written above it.</param>
    /// <param name="color">Colour; by default grey.</param>
    /// <param name="dash">How it is drawn.</param>
    public Figure HorizontalLine(double y, string? label = null, string? color = null, Dash dash = Dash.Dash)
        => Add(new LineMark(Direction.Horizontal, Finite(y, nameof(HorizontalLine)), dash, label,
            MarkColor(color, nameof(HorizontalLine))));

    /// <summary>Shades the panel between two places on the x axis.</summary>
    /// <param name="from">Left end.</param>
    /// <param name="to">Right end.</param>
    /// <param name="label">What is written at its top.</param>
    /// <param name="color">Colour; by default grey.</param>
    public Figure VerticalBand(double from, double to, string? label = null, string? color = null)
        => Add(new BandMark(Direction.Vertical, Finite(from, nameof(VerticalBand)), Finite(to, nameof(VerticalBand)), label,
            MarkColor(color, nameof(VerticalBand))));

    /// <summary>Shades the panel between two places on the left y axis.</summary>
    /// <param name="from">Lower end.</param>
    /// <param name="to">Upper end.</param>
    /// <param name="label">What is written in it.</param>
    /// <param name="color">Colour; by default grey.</param>
    public Figure HorizontalBand(double from, double to, string? label = null, string? color = null)
        => Add(new BandMark(Direction.Horizontal, Finite(from, nameof(HorizontalBand)), Finite(to, nameof(HorizontalBand)), label,
            MarkColor(color, nameof(HorizontalBand))));

    /// <summary>Writes a note at a point, on the left axis.</summary>
    /// <param name="x">Horizontal place.</param>
    /// <param name="y">Vertical place.</param>
    /// <param name="text">The note.</param>
    /// <param name="arrow">Whether the note stands aside and points there.</param>
    public Figure Note(double x, double y, string text, bool arrow = true)
        => Add(new NoteMark(Finite(x, nameof(Note)), Finite(y, nameof(Note)), arrow, text, Palette.Grey));

    double Finite(double value, string method)
        => double.IsFinite(value) ? value : throw new DataCheck(Name, method, null).Error($"{value} is no place on an axis");

    string MarkColor(string? color, string method) => new DataCheck(Name, method, null).Color(color) ?? Palette.Grey;

    Axis Limited(Axis axis, double min, double max, string which)
        => min < max && double.IsFinite(max - min) && (!axis.Log || min > 0)
            ? axis with { Min = min, Max = max }
            : throw new ArgumentException(
                $"Figure '{Name}': range {min:g6} … {max:g6} of axis {which} is no {(axis.Log ? "positive " : "")}interval; give min < max.");

    Axis Logarithmic(Axis axis, string which)
        => axis.Min <= 0
            ? throw new ArgumentException(
            $"Figure '{Name}': axis {which} is logarithmic but starts at {axis.Min:g6}; give a positive range.")
            : axis with { Log = true };

    Axis Ticked(Axis axis, IEnumerable<double> values, IEnumerable<string>? labels, string which)
    {
        double[] places = [.. values];
        string[]? texts = labels is null ? null : [.. labels];
        return texts is null || texts.Length == places.Length
            ? axis with { TickValues = places, TickLabels = texts }
            : throw new ArgumentException(
                $"Figure '{Name}': {places.Length} ticks on axis {which} but {texts.Length} labels; give as many of both.");
    }
}
