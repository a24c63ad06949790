using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>
/// A figure, or another value, and the controls that it follows. A kernel with widgets finds <see cref="DescribeControls"/> and
/// <see cref="Redraw"/> by their names and passes JSON text, so that neither side needs a reference to the other.
/// </summary>
[TypeFormatterSource(typeof(InteractionFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class Interaction
{
    readonly AnyControl[] _controls;
    readonly Func<object[], object?> _draw;
    readonly string _arrangement;
    readonly Lazy<Figure> _frames;
    readonly Lazy<PlaceGrid> _grid;

    internal Interaction(AnyControl[] controls, Func<object[], object?> draw, bool inArea, string arrangement = "above")
    {
        _controls = controls;
        _draw = draw;
        InArea = inArea;
        _arrangement = arrangement;
        _frames = new Lazy<Figure>(ComputeFrames);
        _grid = new Lazy<PlaceGrid>(() => PlaceGrid.Of(_controls, _draw));
    }

    /// <summary>The name of the figure; of another value, the name of its first control.</summary>
    public string Name => InArea ? First.Name : _controls.Length > 1 ? ((Figure)Grid.Start!).Name : Frames.Name;

    /// <summary>
    /// The figure with one frame for each place of the first control, the others at their start; a page without a kernel shows it where
    /// there is one control.
    /// </summary>
    /// <exception cref="InvalidOperationException">The value is not a figure.</exception>
    public Figure Frames => InArea
        ? throw new InvalidOperationException("What Interact.Output shows is not one figure; only Interact.With has frames.")
        : _frames.Value;

    /// <summary>Whether the value stands in an output area.</summary>
    internal bool InArea { get; }

    /// <summary>Whether the value is a figure whose frames Plotly steps through: one control, one slider.</summary>
    internal bool HasFrames => !InArea && _controls.Length == 1;

    AnyControl First => _controls[0];

    /// <summary>The values at all places that a page without a kernel can move the controls to.</summary>
    internal PlaceGrid Grid => _grid.Value;

    /// <summary>The same with its controls side by side above it, where a kernel shows them.</summary>
    public Interaction InRow() => new(_controls, _draw, InArea, "row");

    /// <summary>The same with its controls to its left, where a kernel shows them.</summary>
    public Interaction Beside() => new(_controls, _draw, InArea, "beside");

    /// <summary>
    /// A JSON object: <c>arrangement</c> (<c>above</c>, <c>row</c> or <c>beside</c>), <c>area</c> (whether all output goes into an
    /// area), and
    /// <c>controls</c>, each with <c>kind</c>, <c>name</c>, <c>value</c>, and <c>min</c>, <c>max</c>, <c>step</c> or <c>options</c>.
    /// </summary>
    public string DescribeControls()
        => JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["arrangement"] = _arrangement,
            ["area"] = InArea,
            ["controls"] = _controls.Select(c =>
            {
                var described = new Dictionary<string,
                    object>
                { ["kind"] = c.Kind, ["name"] = c.Name, ["value"] = c.ToWire(c.Places[c.StartIndex]) };
                if (c.Kind == "dropdown") described["options"] = c.Limits;
                else if (c.Limits is [var min, var max, var step]) (described["min"], described["max"], described["step"]) =
                    (min, max, step);
                return described;
            }),
        });

    /// <summary>The value at given places of the controls.</summary>
    /// <param name="values">A JSON array with one value for each control, as <see cref="DescribeControls"/> writes them.</param>
    public object? Redraw(string values)
    {
        using var json = JsonDocument.Parse(values);
        return _draw([.. _controls.Select((c, i) => c.FromWire(json.RootElement[i]))]);
    }

    /// <summary>The value at a place of the first control, the others at their start.</summary>
    object? At(object place) => _draw([place, .. _controls.Skip(1).Select(c => c.Places[c.StartIndex])]);

    Figure ComputeFrames()
    {
        var start = (Figure)At(First.Places[First.StartIndex])!;
        // Each frame keeps its own title, which may name the place, and says where the others stand.
        return Figure.Frames(start.Name, "", First.Name, First.Places, place
            => Standing(ReferenceEquals(place, First.Places[First.StartIndex]) ? start : (Figure)At(place)!),
            First.Label, First.StartIndex);
    }

    Figure Standing(Figure figure)
        => Others.Length == 0 ? figure : figure.Titled(figure.Title.Length == 0 ? Others : $"{figure.Title} ({Others})");

    /// <summary>Where the controls stand that a page without a kernel cannot move; empty where there are none.</summary>
    string Others => string.Join(", ", _controls.Skip(1).Select(c => $"{c.Name} = {c.Label(c.Places[c.StartIndex])}"));
}

/// <summary>
/// Shows an interaction on a page without a kernel: a figure of one control by its frames, all else one at a time under sliders.
/// </summary>
sealed class InteractionFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter<Interaction>(MimeTypes.Html, interaction
            => interaction.HasFrames ? interaction.Frames.ToHtml() : InteractionHtml.Write(interaction.Grid)),
        new Formatter<Interaction>(MimeTypes.Plotly, interaction => interaction.HasFrames ? interaction.Frames.ToJson() : null),
        new Formatter<Interaction>(MimeTypes.Svg, interaction
            => interaction.HasFrames ? interaction.Frames.ToSvg() : interaction.InArea ? null : ((Figure)interaction.Grid.Start!).ToSvg()),
        new Formatter<Interaction>(MimeTypes.Frames, interaction => interaction.HasFrames ? FigureFrames.Write(interaction.Frames) : null),
        new Formatter<Interaction>(MimeTypes.Text, interaction
            => interaction.HasFrames ? interaction.Frames.ToString() : $"{interaction.Grid.Start}"),
    ];
}
