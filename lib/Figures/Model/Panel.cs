using System.Collections.Immutable;

namespace Spikebook.Figures;

/// <summary>One set of axes with what is drawn on them.</summary>
sealed record Panel
{
    public string? Title { get; init; }
    public ImmutableArray<Trace> Traces { get; init; } = [];
    public ImmutableArray<Mark> Marks { get; init; } = [];
    public Axis X { get; init; } = new();
    public Axis Y { get; init; } = new();
    public Axis Right { get; init; } = new();
    public Axis Z { get; init; } = new();
    public bool EqualAspect { get; init; }
    public bool Stacked { get; init; }
    public bool IsSurface => Traces.Any(trace => trace is SurfaceTrace);
    /// <summary>Whether a mark lies over the data: lines do; over a heatmap bands too, or they would not show.</summary>
    public bool MarksOver(Mark mark) => mark is LineMark || Traces.Any(trace => trace is HeatTrace);

    public bool HasRight => Traces.Any(trace => trace.OnRight);

    /// <summary>The colour of each trace: its own, or the next of the palette.</summary>
    public string[] Colors()
    {
        var colors = new string[Traces.Length];
        int next = 0;
        for (int i = 0; i < colors.Length; i++)
            colors[i] = Traces[i].Color ?? (Traces[i].TakesColor ? Palette.At(next++) : Palette.Blue);
        return colors;
    }
}

/// <summary>The panels at one place of the slider.</summary>
sealed record Frame(string Label, string Title, ImmutableArray<Panel> Panels);
