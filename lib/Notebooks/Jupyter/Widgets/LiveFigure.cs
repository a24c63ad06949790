using System.Reflection;
using System.Text.Json;

namespace Spikebook.Notebooks.Jupyter.Widgets;

/// <summary>
/// A value that a reader can change: known by its shape, <c>string DescribeControls()</c> and <c>object Redraw(string)</c>, as values'
/// formatters are, so that the library it comes from needs no reference to this one.
/// </summary>
/// <param name="Controls">What can be moved.</param>
/// <param name="Arrangement">Where the controls stand: <c>above</c> each other and the value, in a <c>row</c> above it, or <c>beside</c>
/// it.</param>
/// <param name="InArea">Whether the value, and what is printed while it is made, goes into an output area.</param>
/// <param name="Redraw">The value to show at given places of the controls, a JSON array.</param>
sealed record LiveFigure(IReadOnlyList<ControlDescription> Controls, string Arrangement, bool InArea, Func<string, object?> Redraw)
{
    /// <summary>The value as a live one; null where it has not that shape.</summary>
    public static LiveFigure? Bind(object value)
    {
        var type = value.GetType();
        if (type.GetMethod("DescribeControls", BindingFlags.Public | BindingFlags.Instance, []) is not { } describe
            || describe.ReturnType != typeof(string)) return null;
        if (type.GetMethod("Redraw", BindingFlags.Public | BindingFlags.Instance, [typeof(string)]) is not { } redraw) return null;
        using var described = JsonDocument.Parse((string)describe.Invoke(value, null)!);
        return new LiveFigure([.. described.RootElement.GetProperty("controls").EnumerateArray().Select(c => new ControlDescription(
                c.GetProperty("kind").GetString()!, c.GetProperty("name").GetString()!, c.Clone()))],
            described.RootElement.GetProperty("arrangement").GetString()!, described.RootElement.GetProperty("area").GetBoolean(),
            redraw.CreateDelegate<Func<string, object?>>(value));
    }
}

/// <summary>One control: its kind, its name and the rest of its description.</summary>
sealed record ControlDescription(string Kind, string Name, JsonElement About);
