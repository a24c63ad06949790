using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// What a terminal would show of a text: colours and weights as spans, progress lines at their last state, all else removed.
/// </summary>
static partial class AnsiText
{
    public static string ToHtml(string text)
    {
        text = LastStates(text);
        if (!text.Contains('\u001b', StringComparison.Ordinal)) return Html.Text(text);
        StringBuilder html = new(text.Length + 64);
        Style style = default;
        int at = 0;
        foreach (Match escape in Escape().Matches(text))
        {
            style.Append(html, text[at..escape.Index]);
            at = escape.Index + escape.Length;
            if (escape.Groups["sgr"] is { Success: true } sgr) style = style.After(sgr.Value);
        }
        style.Append(html, text[at..]);
        return html.ToString();
    }

    /// <summary>The text without any escape sequence.</summary>
    public static string Strip(string text) => Escape().Replace(LastStates(text), "");

    // A carriage return goes back to the start of its line, as progress bars do; the last state stays.
    static string LastStates(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!text.Contains('\r', StringComparison.Ordinal)) return text;
        return string.Join('\n', text.Split('\n').Select(line =>
        {
            string trimmed = line.TrimEnd('\r');
            return trimmed[(trimmed.LastIndexOf('\r') + 1)..];
        }));
    }

    // CSI sequences (colours among them), OSC sequences (titles, links), and two-character escapes.
    [GeneratedRegex(
        @"\u001b(?:\[(?<sgr>[0-9;:]*)m|\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_]|[ -/]+[0-~])|\u001b",
        RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Escape();

    record struct Style(bool Bold, bool Faint, bool Italic, bool Underline, string? Colour, string? Background)
    {
        public readonly void Append(StringBuilder html, string text)
        {
            if (text.Length == 0) return;
            if (this == default)
            {
                html.Append(Html.Text(text));
                return;
            }
            List<string> classes = [], rules = [];
            if (Bold) classes.Add("ansi-bold");
            if (Faint) classes.Add("ansi-faint");
            if (Italic) classes.Add("ansi-italic");
            if (Underline) classes.Add("ansi-underline");
            Place(Colour, "ansi-", "color:", classes, rules);
            Place(Background, "ansi-on-", "background:", classes, rules);
            html.Append("<span");
            if (classes.Count > 0) html.Append(" class=\"").AppendJoin(' ', classes).Append('"');
            if (rules.Count > 0) html.Append(" style=\"").AppendJoin(';', rules).Append('"');
            html.Append('>').Append(Html.Text(text)).Append("</span>");
        }

        public readonly Style After(string codes)
        {
            Style style = this;
            int[] numbers = [.. codes.Split(';', ':')
                .Select(code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0)];
            for (int i = 0; i < numbers.Length; i++)
            {
                int n = numbers[i];
                switch (n)
                {
                    case 0: style = default; break;
                    case 1: style.Bold = true; break;
                    case 2: style.Faint = true; break;
                    case 3: style.Italic = true; break;
                    case 4: style.Underline = true; break;
                    case 22: (style.Bold, style.Faint) = (false, false); break;
                    case 23: style.Italic = false; break;
                    case 24: style.Underline = false; break;
                    case 38: style.Colour = Extended(numbers, ref i); break;
                    case 39: style.Colour = null; break;
                    case 48: style.Background = Extended(numbers, ref i); break;
                    case 49: style.Background = null; break;
                    case >= 30 and <= 37: style.Colour = Index(n - 30); break;
                    case >= 40 and <= 47: style.Background = Index(n - 40); break;
                    case >= 90 and <= 97: style.Colour = Index(n - 82); break;
                    case >= 100 and <= 107: style.Background = Index(n - 92); break;
                }
            }
            return style;
        }

        static void Place(string? colour, string className, string rule, List<string> classes, List<string> rules)
        {
            if (colour is null) return;
            if (colour[0] == '#') rules.Add(rule + colour);
            else classes.Add(className + colour);
        }

        static string Index(int n) => n.ToString(CultureInfo.InvariantCulture);

        static string? Extended(int[] numbers, ref int i)
        {
            if (i + 2 < numbers.Length && numbers[i + 1] == 5)
            {
                int n = Math.Clamp(numbers[i + 2], 0, 255);
                i += 2;
                if (n < 16) return Index(n);
                if (n >= 232) return Rgb(8 + 10 * (n - 232), 8 + 10 * (n - 232), 8 + 10 * (n - 232));
                return Rgb(Level((n - 16) / 36), Level((n - 16) / 6 % 6), Level((n - 16) % 6));
            }
            if (i + 4 < numbers.Length && numbers[i + 1] == 2)
            {
                string colour = Rgb(numbers[i + 2], numbers[i + 3], numbers[i + 4]);
                i += 4;
                return colour;
            }
            i = numbers.Length;
            return null;
        }

        static int Level(int step) => step == 0 ? 0 : 55 + 40 * step;

        static string Rgb(int r, int g, int b) =>
            string.Create(CultureInfo.InvariantCulture, $"#{Math.Clamp(r, 0, 255):x2}{Math.Clamp(g, 0, 255):x2}{Math.Clamp(b, 0, 255):x2}");
    }
}
