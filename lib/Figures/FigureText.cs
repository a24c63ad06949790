using System.Globalization;

namespace Spikebook.Figures;

/// <summary>A figure in one line of plain text.</summary>
static class FigureText
{
    public static string Write(Figure figure)
    {
        var traces = figure.Panels.SelectMany(panel
            => panel.Traces.Select(trace => $"{trace.Kind}{(trace.Name is null ? "" : $" '{trace.Name}'")} ({trace.Count})")).ToArray();
        var ranges = figure.Panels.Length == 1 && traces.Length > 0 ? Ranges(figure.Panels[0]) : $"; {figure.Panels.Length} panels";
        string frames = figure.FrameList.Length > 0 ? $"; {figure.FrameList.Length} frames over {figure.SliderLabel}" : "";
        string what = traces.Length == 0 ? "empty"
            : string.Join(", ", traces.Take(6)) + (traces.Length > 6 ? $", … {traces.Length - 6} more" : "");
        return $"Figure {figure.Name}{(figure.Title.Length > 0 ? $": {Markup.Plain(figure.Title)}" : "")} [{Markup.Plain(what)}{ranges}{frames}]";
    }

    static string Ranges(Panel panel)
    {
        var extents = Extents.Of(panel);
        return Range("x", panel.X, extents.X) + Range("y", panel.Y, extents.Y);
    }

    static string Range(string letter, Axis axis, Extent extent)
        => extent.IsEmpty || axis.Categories is not null ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {letter} {axis.Min ?? extent.Min:g4} … {axis.Max ?? extent.Max:g4}");
}
