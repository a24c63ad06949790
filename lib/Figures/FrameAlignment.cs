using System.Collections.Immutable;

namespace Spikebook.Figures;

/// <summary>Gives all frames the same traces in the same order and the same axes, as a slider needs them.</summary>
static class FrameAlignment
{
    public static ImmutableArray<Frame> Align(string name, string title, IReadOnlyList<(string Label, Figure Figure)> frames)
    {
        int panels = frames[0].Figure.Panels.Length;
        foreach (var (label, figure) in frames)
        {
            if (figure.FrameList.Length > 0) throw new ArgumentException($"Figure '{name}': frame '{label}' has frames itself.");
            if (figure.Panels.Length != panels)
                throw new ArgumentException(
                $"Figure '{name}': frame '{label}' has {figure.Panels.Length} panels, the first has {panels}; draw the same panels in all.");
        }
        var aligned = frames.Select(_ => new Panel[panels]).ToArray();
        for (int p = 0; p < panels; p++)
        {
            Panel[] column = [.. frames.Select(frame => frame.Figure.Panels[p])];
            var union = Union(column);
            for (int f = 0; f < frames.Count; f++)
                aligned[f][p] = WithTraces(column[f], union);
            Span(aligned, p);
        }
        return [.. frames.Select((frame, f) => new Frame(frame.Label, TitleOf(title, frame.Figure), [.. aligned[f]]))];
    }

    /// <summary>The title of a whole and that of one of its frames, neither of which hides the other.</summary>
    public static string TitleOf(string title, Figure frame)
        => title.Length == 0 || frame.Title == title ? frame.Title : frame.Title.Length == 0 ? title : $"{title}: {frame.Title}";

    static (string Kind, string? Name, int Nth) Key(ImmutableArray<Trace> traces, int index)
    {
        var trace = traces[index];
        int nth = 0;
        for (int i = 0; i < index; i++)
            if (traces[i].Kind == trace.Kind && traces[i].Name == trace.Name) nth++;
        return (trace.Kind, trace.Name, nth);
    }

    // every trace that some frame has, with the colour it has there
    static List<((string, string?, int) Key, Trace Trace)> Union(Panel[] column)
    {
        var union = new List<((string, string?, int) Key, Trace Trace)>();
        foreach (var panel in column)
            for (int i = 0; i < panel.Traces.Length; i++)
            {
                var key = Key(panel.Traces, i);
                if (union.All(known => known.Key != key)) union.Add((key, panel.Traces[i]));
            }
        return union;
    }

    static Panel WithTraces(Panel panel, List<((string, string?, int) Key, Trace Trace)> union)
    {
        var own = Enumerable.Range(0, panel.Traces.Length).ToDictionary(i => Key(panel.Traces, i), i => panel.Traces[i]);
        return panel with
        {
            Traces = [.. union.Select(entry => own.TryGetValue(entry.Key, out var trace) ? trace : entry.Trace.Emptied())],
        };
    }

    // axes that the user left free span the data of all frames, so that they stand still while the slider moves
    static void Span(Panel[][] frames, int p)
    {
        var extents = frames.Select(frame => Extents.Of(frame[p])).ToArray();
        var x = Extents.Union(extents.Select(extent => extent.X));
        var y = Extents.Union(extents.Select(extent => extent.Y));
        var right = Extents.Union(extents.Select(extent => extent.Right));
        var z = Extents.Union(extents.Select(extent => extent.Z));
        var color = Extents.Union(frames.SelectMany(frame
            => frame[p].Traces.OfType<HeatTrace>().Where(t => t.Count > 0).Select(Extents.OfColors)));
        foreach (var frame in frames)
        {
            var panel = frame[p];
            frame[p] = panel with
            {
                X = Fixed(panel.X, x),
                Y = Fixed(panel.Y, y),
                Right = Fixed(panel.Right, right),
                Z = Fixed(panel.Z, z),
                Traces = [.. panel.Traces.Select(trace => trace is HeatTrace heat
                    ? heat with { Min = heat.Min ?? color.Min, Max = heat.Max ?? color.Max } : trace)],
            };
        }
    }

    static Axis Fixed(Axis axis, Extent extent)
        => axis.Categories is not null || extent.IsEmpty || axis.Min is not null ? axis : axis with { Min = extent.Min, Max = extent.Max };
}
