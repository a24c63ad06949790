namespace Spikebook.Figures;

/// <summary>Puts labels at the upper edge of a panel into rows, so that neighbours do not cover each other.</summary>
static class MarkLabels
{
    public const double RowHeight = 15;

    /// <summary>Row of each mark's label, counted from the upper edge; 0 for labels that stand elsewhere.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="width">About how wide it is, in px.</param>
    public static int[] Rows(Panel panel, double width)
    {
        var x = new SvgScale(panel.X, Extents.Of(panel).X, 0, width);
        var ends = new List<double>();
        var rows = new int[panel.Marks.Length];
        foreach (var (index, left, right) in Enumerable.Range(0, rows.Length).Select(i => Place(panel.Marks[i], i, x, width))
            .OfType<(int, double, double)>().OrderBy(place => place.Item2))
        {
            int row = ends.FindIndex(end => end < left);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }
            ends[row] = right + 6;
            rows[index] = row;
        }
        return rows;
    }

    /// <summary>Whether a line's label stands on its left, since there is no room on its right.</summary>
    /// <param name="label">The label.</param>
    /// <param name="at">Where the line is, in px from the panel's left.</param>
    /// <param name="width">How wide the panel is, in px.</param>
    public static bool IsTurned(string label, double at, double width) => at + 6 + SvgText.Width(label) > width;

    static (int Index, double Left, double Right)? Place(Mark mark, int index, SvgScale x, double width)
    {
        if (mark.Label is null) return null;
        double length = SvgText.Width(mark.Label), at = mark switch
        {
            LineMark { Direction: Direction.Vertical } line => x[line.At] + 5,
            BandMark { Direction: Direction.Vertical } band => (x[band.From] + x[band.To] - length) / 2,
            _ => double.NaN,
        };
        if (!double.IsFinite(at)) return null;
        at = Math.Clamp(at, 0, Math.Max(width - length, 0));
        return (index, at, at + length);
    }
}
