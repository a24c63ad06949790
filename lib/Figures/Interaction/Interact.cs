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

    /// <summary>
    /// Anything that follows one control: a table, a number, several figures, a text. What <paramref name="show"/> returns, and under a
    /// kernel also what it displays and prints, stands in an output area.
    /// </summary>
    public static Interaction Output<A>(Control<A> a, Func<A, object?> show)
        => new([a.Erased()], values => show((A)values[0]), inArea: true);

    /// <summary>Anything that follows two controls.</summary>
    /// <inheritdoc cref="Output{A}(Control{A}, Func{A, object})"/>
    public static Interaction Output<A, B>(Control<A> a, Control<B> b, Func<A, B, object?> show)
        => new([a.Erased(), b.Erased()], values => show((A)values[0], (B)values[1]), inArea: true);

    /// <summary>Anything that follows three controls.</summary>
    /// <inheritdoc cref="Output{A}(Control{A}, Func{A, object})"/>
    public static Interaction Output<A, B, C>(Control<A> a, Control<B> b, Control<C> c, Func<A, B, C, object?> show)
        => new([a.Erased(), b.Erased(), c.Erased()], values => show((A)values[0], (B)values[1], (C)values[2]), inArea: true);

    /// <summary>Anything that follows four controls.</summary>
    /// <inheritdoc cref="Output{A}(Control{A}, Func{A, object})"/>
    public static Interaction Output<A, B, C, D>(Control<A> a, Control<B> b, Control<C> c, Control<D> d, Func<A, B, C, D, object?> show)
        => new([a.Erased(), b.Erased(), c.Erased(), d.Erased()], values
            => show((A)values[0], (B)values[1], (C)values[2], (D)values[3]), inArea: true);

    static Interaction Of(AnyControl[] controls, Func<object[], Figure> draw) => new(controls, draw, inArea: false);

    static AnyControl Erased<T>(this Control<T> control)
        => new(control.Kind, control.Name, [.. control.Places.Select(object (p) => p!)], control.StartIndex, control.Limits,
        value => control.ToWire((T)value), json => control.FromWire(json)!, value => control.Label((T)value));
}

/// <summary>A control whose type is known to the drawing alone.</summary>
sealed record AnyControl(
    string Kind, string Name, IReadOnlyList<object> Places, int StartIndex, object[] Limits, Func<object, object> ToWire, Func<JsonElement,
    object> FromWire, Func<object, string> Label);

