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
    readonly Lazy<IReadOnlyList<object?>> _values;

    internal Interaction(AnyControl[] controls, Func<object[], object?> draw, bool inArea, string arrangement = "above")
    {
        _controls = controls;
        _draw = draw;
        InArea = inArea;
        _arrangement = arrangement;
        _frames = new Lazy<Figure>(ComputeFrames);
        _values = new Lazy<IReadOnlyList<object?>>(() => [.. First.Places.Select(At)]);
    }

    /// <summary>The name of the figure; of another value, the name of its first control.</summary>
    public string Name => InArea ? First.Name : Frames.Name;

    /// <summary>The figure for a page without a kernel: one frame for each place of the first control.</summary>
    /// <exception cref="InvalidOperationException">The value is not a figure.</exception>
    public Figure Frames => InArea
        ? throw new InvalidOperationException("What Interact.Output shows is not one figure; only Interact.With has frames.")
        : _frames.Value;

    /// <summary>Whether the value stands in an output area.</summary>
    internal bool InArea { get; }

    /// <summary>The control that a page without a kernel moves.</summary>
    internal AnyControl First => _controls[0];

    /// <summary>The values at all places of the first control.</summary>
    internal IReadOnlyList<object?> Values => _values.Value;

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

    /// <summary>One line for a page without a kernel that says what moves there; empty where all does.</summary>
    internal string Note => Others.Length == 0 ? ""
        : $"Without a kernel that has widgets only {First.Name} moves; {Others} stay{(_controls.Length == 2 ? "s" : "")} as it is.";
}

/// <summary>Shows an interaction on a page without a kernel: a figure by its frames, other values one at a time under a slider.</summary>
sealed class InteractionFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter<Interaction>(MimeTypes.Html, interaction
            => (interaction.InArea ? InteractionHtml.Write(interaction) : interaction.Frames.ToHtml()) + Said(interaction)),
        new Formatter<Interaction>(MimeTypes.Plotly, interaction => interaction.InArea ? null : interaction.Frames.ToJson()),
        new Formatter<Interaction>(MimeTypes.Svg, interaction => interaction.InArea ? null : interaction.Frames.ToSvg()),
        new Formatter<Interaction>(MimeTypes.Frames, interaction => interaction.InArea ? null : FigureFrames.Write(interaction.Frames)),
        new Formatter<Interaction>(MimeTypes.Text, interaction
        => interaction.InArea ? $"{interaction.Values[interaction.First.StartIndex]}" : interaction.Frames.ToString()),
    ];

    static string Said(Interaction interaction)
        => interaction.Note.Length == 0 ? "" : $"<p class=\"spikebook-note\">{System.Net.WebUtility.HtmlEncode(interaction.Note)}</p>";
}
