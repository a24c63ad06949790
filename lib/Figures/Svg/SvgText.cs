using System.Text;

namespace Spikebook.Figures;

/// <summary>Texts in a picture: their marks, and how wide they are about.</summary>
static class SvgText
{
    /// <summary>Size of texts that say nothing else, in px.</summary>
    public const double Size = 12;
    const double Small = 0.72, BoldFactor = 1.13;

    public static void Append(StringBuilder svg, string text, double x, double size)
    {
        double shift = 0;
        foreach (var run in Markup.Runs(text))
        {
            if (run.Break)
            {
                svg.Append($"<tspan x=\"{SvgCanvas.N(x)}\" dy=\"{SvgCanvas.N(1.25 * size - shift)}\">&#8203;</tspan>");
                shift = 0;
                continue;
            }
            double wanted = run.Sub ? 0.28 * size : run.Sup ? -0.38 * size : 0;
            bool styled = wanted != 0 || run.Bold || run.Italic || shift != wanted;
            if (!styled)
            {
                svg.Append(SvgCanvas.Escaped(run.Text));
                continue;
            }
            svg.Append("<tspan");
            if (wanted != shift) svg.Append($" dy=\"{SvgCanvas.N(wanted - shift)}\"");
            if (wanted != 0) svg.Append($" font-size=\"{SvgCanvas.N(Small * size)}\"");
            if (run.Bold) svg.Append(" font-weight=\"600\"");
            if (run.Italic) svg.Append(" font-style=\"italic\"");
            svg.Append('>').Append(SvgCanvas.Escaped(run.Text)).Append("</tspan>");
            shift = wanted;
        }
    }

    /// <summary>About how wide a text is, for room and wrapping; generous, since fonts differ.</summary>
    public static double Width(string text, double size = Size)
    {
        double width = 0, longest = 0;
        foreach (var run in Markup.Runs(text))
        {
            if (run.Break)
            {
                (longest, width) = (Math.Max(longest, width), 0);
                continue;
            }
            double own = run.Sub || run.Sup ? Small : run.Bold ? BoldFactor : 1;
            foreach (char letter in run.Text) width += own * size * LetterWidth(letter);
        }
        return Math.Max(longest, width);
    }

    /// <summary>The text in lines no wider than <paramref name="room"/>, broken at spaces.</summary>
    public static string Wrapped(string text, double room, double size, bool bold = false)
    {
        if (bold) room /= BoldFactor;
        if (Width(text, size) <= room) return text;
        var lines = new StringBuilder();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Width(longer, size) > room)
            {
                lines.Append(line).Append("<br>");
                longer = word;
            }
            line = longer;
        }
        return lines.Append(line).ToString();
    }

    public static int LineCount(string text) => 1 + Markup.Runs(text).Count(run => run.Break);

    static double LetterWidth(char letter) => letter switch
    {
        'i' or 'j' or 'l' or '.' or ',' or ';' or ':' or '|' or '\'' or '!' => 0.29,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '[' or ']' or '/' or '-' or 'I' => 0.37,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.92,
        '−' or '×' or '=' or '+' or '<' or '>' => 0.84,
        >= '0' and <= '9' => 0.64,
        >= 'A' and <= 'Z' => 0.69,
        _ => 0.6,
    };
}
