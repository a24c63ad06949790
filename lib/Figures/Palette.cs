namespace Spikebook.Figures;

/// <summary>
/// Colours that stay apart for colour-blind readers and on light and dark pages.
/// Source: M. Okabe, K. Ito, "Color universal design", 2008, without its yellow and black.
/// </summary>
public static class Palette
{
    /// <summary>First colour of a figure.</summary>
    public const string Blue = "#0072B2";
    /// <summary>Second colour of a figure.</summary>
    public const string Vermilion = "#D55E00";
    /// <summary>Third colour of a figure.</summary>
    public const string Green = "#009E73";
    /// <summary>Fourth colour of a figure.</summary>
    public const string Orange = "#E69F00";
    /// <summary>Fifth colour of a figure.</summary>
    public const string Purple = "#CC79A7";
    /// <summary>Sixth colour of a figure.</summary>
    public const string Sky = "#56B4E9";
    /// <summary>Seventh colour of a figure; also the colour of marker lines.</summary>
    public const string Grey = "#7A7F87";

    /// <summary>The colours in the order in which traces take them.</summary>
    public static IReadOnlyList<string> Colors { get; } = [Blue, Vermilion, Green, Orange, Purple, Sky, Grey];

    /// <summary>The colour of trace number <paramref name="index"/>; after the last colour the first follows again.</summary>
    /// <param name="index">Number of the trace, from 0.</param>
    public static string At(int index) => Colors[index % Colors.Count];

    internal static (byte R, byte G, byte B) Parse(string color)
        => (Convert.ToByte(color[1..3], 16), Convert.ToByte(color[3..5], 16), Convert.ToByte(color[5..7], 16));

    internal static string WithOpacity(string color, double opacity)
    {
        var (r, g, b) = Parse(color);
        return FormattableString.Invariant($"rgba({r},{g},{b},{opacity})");
    }

    internal static bool IsColor(string color)
        => color.Length == 7 && color[0] == '#' && color.AsSpan(1).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
}
