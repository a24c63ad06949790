using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>
/// The pictures of all frames of a figure, so that a page can show any of them without a plotting library: JSON with <c>name</c> (what the
/// slider changes), <c>labels</c>, <c>start</c>, <c>pieces</c> and <c>frames</c>. A frame is a list of places in <c>pieces</c>, which
/// together are its SVG: frames share their axes, and each element that they share is written once.
/// </summary>
static class FigureFrames
{
    /// <summary>The JSON text; null where there is nothing to move.</summary>
    public static string? Write(Figure figure)
    {
        if (figure.FrameList.Length < 2) return null;
        List<string> pieces = [];
        Dictionary<string, int> places = [];
        var frames = new int[figure.FrameList.Length][];
        for (int f = 0; f < frames.Length; f++)
            // The slider stands beside the picture, not in it.
            frames[f] = [.. Elements(SvgPicture.Draw(figure.AtFrame(f) with { FrameList = [] }, "fig", page: false)).Select(Place)];
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["name"] = figure.SliderLabel,
            ["labels"] = figure.FrameList.Select(frame => frame.Label),
            ["start"] = figure.StartFrame,
            ["pieces"] = pieces,
            ["frames"] = frames,
        });

        int Place(string piece)
        {
            if (places.TryGetValue(piece, out int known)) return known;
            pieces.Add(piece);
            return places[piece] = pieces.Count - 1;
        }
    }

    // A picture cut before each of its tags.
    static IEnumerable<string> Elements(string svg)
    {
        for (int from = 0, to; from < svg.Length; from = to)
        {
            int next = svg.IndexOf('<', from + 1);
            to = next < 0 ? svg.Length : next;
            yield return svg[from..to];
        }
    }
}
