using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>
/// Figures that follow controls: <c>Interact.With(Slider.Double("b", 0, 3, step: .05), b =&gt; Draw(b))</c> as a cell's last expression.
/// Under a kernel with widgets the figure is redrawn as the control moves. Everywhere else (another kernel, a headless run, a page) it
/// is a figure with one frame for each place of the first control, the other controls at their start.
/// </summary>
public static class Interact
{
    /// <summary>A figure that follows one control.</summary>
    public static Interaction With<A>(Control<A> a, Func<A, Figure> draw)
        => Of([a.Erased()], values => draw((A)values[0]));

    /// <summary>A figure that follows two controls.</summary>
    public static Interaction With<A, B>(Control<A> a, Control<B> b, Func<A, B, Figure> draw)
        => Of([a.Erased(), b.Erased()], values => draw((A)values[0], (B)values[1]));

    /// <summary>A figure that follows three controls.</summary>
    public static Interaction With<A, B, C>(Control<A> a, Control<B> b, Control<C> c, Func<A, B, C, Figure> draw)
        => Of([a.Erased(), b.Erased(), c.Erased()], values => draw((A)values[0], (B)values[1], (C)values[2]));

    /// <summary>A figure that follows four controls.</summary>
    public static Interaction With<A, B, C, D>(Control<A> a, Control<B> b, Control<C> c, Control<D> d, Func<A, B, C, D, Figure> draw)
        => Of([a.Erased(), b.Erased(), c.Erased(), d.Erased()], values => draw((A)values[0], (B)values[1], (C)values[2], (D)values[3]));

    static Interaction Of(AnyControl[] controls, Func<object[], Figure> draw) => new(controls, draw);

    static AnyControl Erased<T>(this Control<T> control) => new(control.Kind, control.Name, [.. control.Places.Select(object (p) => p!)], control.StartIndex, control.Limits,
        value => control.ToWire((T)value), json => control.FromWire(json)!, value => control.Label((T)value));
}

/// <summary>A control whose type is known to the drawing alone.</summary>
sealed record AnyControl(
    string Kind, string Name, IReadOnlyList<object> Places, int StartIndex, object[] Limits, Func<object, object> ToWire, Func<JsonElement, object> FromWire, Func<object, string> Label);

/// <summary>
/// A figure and the controls that it follows. A kernel with widgets finds <see cref="DescribeControls"/> and <see cref="Redraw"/> by
/// their names and passes JSON text, so that neither side needs a reference to the other.
/// </summary>
[TypeFormatterSource(typeof(InteractionFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class Interaction
{
    readonly AnyControl[] _controls;
    readonly Func<object[], Figure> _draw;
    readonly Lazy<Figure> _frames;

    internal Interaction(AnyControl[] controls, Func<object[], Figure> draw)
    {
        _controls = controls;
        _draw = draw;
        _frames = new Lazy<Figure>(ComputeFrames);
    }

    /// <summary>The name of the figure.</summary>
    public string Name => Frames.Name;

    /// <summary>The figure for a page without a kernel: one frame for each place of the first control.</summary>
    public Figure Frames => _frames.Value;

    /// <summary>The controls as a JSON array of objects: <c>kind</c>, <c>name</c>, <c>value</c>, and <c>min</c>, <c>max</c>, <c>step</c> or <c>options</c>.</summary>
    public string DescribeControls()
        => JsonSerializer.Serialize(_controls.Select(c =>
        {
            var described = new Dictionary<string, object> { ["kind"] = c.Kind, ["name"] = c.Name, ["value"] = c.ToWire(c.Places[c.StartIndex]) };
            if (c.Kind == "dropdown") described["options"] = c.Limits;
            else if (c.Limits is [var min, var max, var step]) (described["min"], described["max"], described["step"]) = (min, max, step);
            return described;
        }));

    /// <summary>The figure at given values of the controls.</summary>
    /// <param name="values">A JSON array with one value for each control, as <see cref="DescribeControls"/> writes them.</param>
    public object Redraw(string values)
    {
        using var json = JsonDocument.Parse(values);
        return _draw([.. _controls.Select((c, i) => c.FromWire(json.RootElement[i]))]);
    }

    Figure ComputeFrames()
    {
        var first = _controls[0];
        object[] values = [.. _controls.Select(c => c.Places[c.StartIndex])];
        var start = _draw(values);
        string others = string.Join(", ", _controls.Skip(1).Select(c => $"{c.Name} = {c.Label(c.Places[c.StartIndex])}"));
        string title = others.Length == 0 ? "" : start.Title.Length == 0 ? others : $"{start.Title} ({others})";
        return Figure.Frames(start.Name, title, first.Name, first.Places, place => ReferenceEquals(place, values[0]) ? start : _draw([place, .. values.Skip(1)]), first.Label, first.StartIndex);
    }
}

/// <summary>Shows an interaction by its frames.</summary>
sealed class InteractionFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter<Interaction>(MimeTypes.Html, interaction => interaction.Frames.ToHtml()),
        new Formatter<Interaction>(MimeTypes.Plotly, interaction => interaction.Frames.ToJson()),
        new Formatter<Interaction>(MimeTypes.Svg, interaction => interaction.Frames.ToSvg()),
        new Formatter<Interaction>(MimeTypes.Text, interaction => interaction.Frames.ToString()),
    ];
}
