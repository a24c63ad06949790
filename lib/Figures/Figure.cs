using System.Collections.Immutable;

namespace Spikebook.Figures;

/// <summary>
/// A figure, built up by methods that each return a new one; nothing is ever changed, so that a figure may be a base for several others.
/// It is shown by a notebook as a live Plotly chart, and by <see cref="ToJson"/>, <see cref="ToSvg"/>, <see cref="ToHtml"/> anywhere else.
/// Texts may hold Plotly's marks <c>&lt;sub&gt;</c>, <c>&lt;sup&gt;</c>, <c>&lt;b&gt;</c>, <c>&lt;i&gt;</c> and <c>&lt;br&gt;</c>.
/// </summary>
/// <example><code>
/// Figure.New("steady-rates", "Steady rates")
///     .Axes(x: "connectivity b", y: "rate N")
///     .Line(rows, r => r.B, r => r.Rate, "lower branch")
///     .Scatter(points, p => p.B, p => p.N, "published table")
/// </code></example>
[TypeFormatterSource(typeof(FigureFormatters), PreferredMimeTypes = ["text/html"])]
public sealed partial record Figure
{
    Figure(string name, string title)
    {
        Name = Names.Validated(name, "figure");
        Title = title;
    }

    /// <summary>File-safe name of the figure; a runner saves it as <c>NAME.plotly.json</c>.</summary>
    public string Name { get; private init; }

    /// <summary>The line above the figure.</summary>
    public string Title { get; private init; }

    internal ImmutableArray<Panel> Panels { get; init; } = [new Panel()];
    internal int Columns { get; private init; } = 1;
    internal bool SharedX { get; private init; }
    internal bool IsGrid { get; private init; }
    internal ImmutableArray<Frame> FrameList { get; init; } = [];
    internal string SliderLabel { get; private init; } = "";
    internal int StartFrame { get; private init; }
    internal int Digits { get; private init; } = 7;
    internal bool KeepsAllPoints { get; private init; }
    internal bool? LegendWanted { get; private init; }
    internal double Width { get; private init; } = 720;
    internal double? OwnHeight { get; private init; }
    internal double Height => OwnHeight ?? DefaultHeight();

    internal int Rows => (Panels.Length + Columns - 1) / Columns;

    /// <summary>An empty figure.</summary>
    /// <param name="name">Lower-case letters, digits and hyphens, for instance <c>steady-rates</c>: the name of its files.</param>
    /// <param name="title">The line above the figure.</param>
    /// <exception cref="ArgumentException">The name is no file-safe name.</exception>
    public static Figure New(string name, string title = "") => new(name, title);

    /// <summary>Several figures as panels of one; their titles become the titles of the panels.</summary>
    /// <param name="name">Name of the whole; see <see cref="New"/>.</param>
    /// <param name="title">The line above the whole.</param>
    /// <param name="columns">How many panels stand side by side.</param>
    /// <param name="panels">The panels, row by row.</param>
    /// <exception cref="ArgumentException">There are no panels, or one of them is itself a grid or has frames.</exception>
    public static Figure Grid(string name, string title, int columns, params IEnumerable<Figure> panels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        Figure[] parts = [.. panels];
        if (parts.Length == 0) throw new ArgumentException($"Figure '{name}': a grid needs at least one panel.", nameof(panels));
        if (parts.FirstOrDefault(part => part.IsGrid || part.FrameList.Length > 0) is { } whole)
            throw new ArgumentException($"Figure '{name}': panel '{whole.Name}' is a grid or has frames; a panel must be a plain figure.",
            nameof(panels));
        return new Figure(name, title)
        {
            Panels = [.. parts.Select(part => part.Panels[0] with { Title = part.Title })],
            Columns = Math.Min(columns, parts.Length),
            IsGrid = true,
            KeepsAllPoints = parts.Any(part => part.KeepsAllPoints),
            Digits = parts.Max(part => part.Digits),
            LegendWanted = parts.All(part => part.LegendWanted == false) ? false : null,
        };
    }

    /// <summary>
    /// A figure with a slider: one frame for each value, computed now, so that it also moves on a page without a kernel.
    /// Axes span all frames. Traces are matched by kind and name; one that a frame lacks is empty there.
    /// </summary>
    /// <param name="name">Name of the whole; see <see cref="New"/>.</param>
    /// <param name="title">The line above the whole; a frame's own title follows it.</param>
    /// <param name="slider">What the slider changes, for instance <c>b</c>.</param>
    /// <param name="values">The places of the slider.</param>
    /// <param name="draw">Draws the figure at a place.</param>
    /// <param name="label">Writes a place; by default the number itself.</param>
    /// <param name="start">Which place is shown first, counted from 0.</param>
    /// <exception cref="ArgumentException">There are no values, or frames differ in their panels.</exception>
    /// <exception cref="OperationCanceledException">The running cell was stopped between two frames.</exception>
    public static Figure Frames<T>(string name, string title, string slider, IEnumerable<T> values, Func<T, Figure> draw,
        Func<T, string>? label = null, int start = 0)
    {
        label ??= value => FormattableString.Invariant($"{value}");
        var frames = new List<(string Label, Figure Figure)>();
        foreach (var value in values)
        {
            Cell.Token.ThrowIfCancellationRequested();
            frames.Add((label(value), draw(value)));
        }
        if (frames.Count == 0) throw new ArgumentException($"Figure '{name}': the slider '{slider}' has no values.", nameof(values));
        if (start < 0 || start >= frames.Count)
            throw new ArgumentOutOfRangeException(nameof(start),
            $"Figure '{name}': start = {start} is no frame; use 0 … {frames.Count - 1}.");
        var aligned = FrameAlignment.Align(name, title, frames);
        var first = frames[start].Figure;
        return first with
        {
            Name = Names.Validated(name, "figure"),
            Title = FrameAlignment.TitleOf(title, first),
            FrameList = aligned,
            Panels = aligned[start].Panels,
            SliderLabel = slider,
            StartFrame = start,
        };
    }

    /// <summary>
    /// A figure from Plotly's JSON, of this library or of another tool, for instance Plotly.NET's: lines, points, bars, heatmaps, surfaces
    /// and histograms on one pair of axes. Hidden traces (<c>"visible": false</c>) and the layout's own sliders are not taken over.
    /// </summary>
    /// <param name="json">The JSON: an object with <c>data</c> and <c>layout</c>.</param>
    /// <param name="name">See <see cref="New"/>.</param>
    /// <exception cref="ArgumentException">It is no such JSON, or holds what a figure cannot; the message names it.</exception>
    public static Figure FromJson(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PlotlyReader.Read(json, name);
    }

    /// <summary>
    /// Plotly's JSON of another tool as a piece of a page, of any kind of trace: live as it stands, with a static picture where
    /// <see cref="FromJson"/> can read it, and one line that says why where it cannot.
    /// </summary>
    /// <param name="json">The JSON: an object with <c>data</c> and <c>layout</c>.</param>
    /// <param name="name">See <see cref="New"/>.</param>
    /// <exception cref="ArgumentException">It is no such JSON, or the name is no file-safe name.</exception>
    public static string HtmlOf(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ForeignChart.Write(json, Names.Validated(name, "figure"));
    }

    /// <summary>The same figure under another name.</summary>
    /// <param name="name">See <see cref="New"/>.</param>
    public Figure Named(string name) => this with { Name = Names.Validated(name, "figure") };

    /// <summary>The same figure with another title.</summary>
    /// <param name="title">The line above the figure.</param>
    public Figure Titled(string title) => this with { Title = title };

    /// <summary>Sets the size; a live chart takes the height and the width that its page gives it.</summary>
    /// <param name="width">Width of the static picture in px.</param>
    /// <param name="height">Height in px.</param>
    public Figure Size(double width, double height)
        => width is >= 120 and <= 4000 && height is >= 80 and <= 4000
            ? this with { Width = width, OwnHeight = height }
            : throw new ArgumentOutOfRangeException(nameof(width),
                $"Figure '{Name}': size {width} x {height} px; use 120 … 4000 by 80 … 4000.");

    /// <summary>How many significant digits arrays keep in JSON (7 by default); 17 keeps every bit.</summary>
    /// <param name="digits">3 … 17.</param>
    public Figure SignificantDigits(int digits)
        => digits is >= 3 and <= 17
            ? this with { Digits = digits }
            : throw new ArgumentOutOfRangeException(nameof(digits), $"Figure '{Name}': {digits} significant digits; use 3 … 17.");

    /// <summary>Draws every point of long lines and rasters; otherwise those with more than <see cref="Decimation.Limit"/> points are
    /// thinned
    /// to the extremes of each pixel column.</summary>
    public Figure KeepAllPoints() => this with { KeepsAllPoints = true };

    /// <summary>Shows or hides the legend; by default it is shown when more than one trace has a name.</summary>
    /// <param name="shown">Whether there is one.</param>
    public Figure Legend(bool shown = true) => this with { LegendWanted = shown };

    /// <summary>Panels of a grid share their x axis: zooming one zooms all.</summary>
    public Figure ShareX() => this with { SharedX = true };

    /// <summary>Plotly's JSON: <c>data</c>, <c>layout</c> and, with a slider, <c>frames</c>; <c>layout.meta</c> holds the name.</summary>
    public string ToJson() => PlotlyJson.Write(Drawable());

    /// <summary>A static picture.</summary>
    /// <param name="frame">Which frame, counted from 0; by default the one that is shown first.</param>
    public string ToSvg(int? frame = null) => SvgPicture.Draw(Drawable().AtFrame(frame), "fig", page: false);

    /// <summary>A piece of a page: the live chart where Plotly is at hand, the static picture where it is not.</summary>
    public string ToHtml() => FigureHtml.Write(Drawable());

    /// <summary>One line: title, traces and ranges.</summary>
    public override string ToString() => FigureText.Write(this);

    internal Figure AtFrame(int? frame) => frame switch
    {
        null => this,
        { } index when index >= 0 && index < FrameList.Length
            => this with { Panels = FrameList[index].Panels, Title = FrameList[index].Title, StartFrame = index },
        _ => throw new ArgumentOutOfRangeException(nameof(frame),
        $"Figure '{Name}': there is no frame {frame}; it has {FrameList.Length}."),
    };

    internal bool ShowsLegend => LegendWanted
        ?? Panels.Sum(panel => panel.Traces.Count(trace => trace.Name is not null && trace.TakesColor)) > 1;

    Figure Drawable()
        => Panels.All(panel => panel.Traces.Length == 0)
            ? throw new InvalidOperationException(
            $"Figure '{Name}' has nothing to draw; add a trace such as Line(rows, r => r.X, r => r.Y).")
            : this;

    double DefaultHeight() => IsGrid ? Math.Max(360, 60 + Rows * (Columns == 1 ? 220 : 270)) : Panels[0].IsSurface ? 480 : 420;

    Figure On(Func<Panel, Panel> change)
        => IsGrid || FrameList.Length > 0
            ? throw new InvalidOperationException(
            $"Figure '{Name}' is a {(IsGrid ? "grid" : "set of frames")}; change its parts before they are put together.")
            : this with { Panels = [change(Panels[0])] };

    Figure Add(Trace trace) => On(panel => panel with { Traces = panel.Traces.Add(trace) });

    Figure Add(Mark mark) => On(panel => panel with { Marks = panel.Marks.Add(mark) });
}
