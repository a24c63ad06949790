namespace Spikebook.Figures;

/// <summary>A colour for each number on [0, 1]: the scale of a heatmap or surface, linear between equally spaced colours.</summary>
public sealed class ColorScale
{
    readonly (byte R, byte G, byte B)[] _stops;

    ColorScale(string name, params string[] colors)
    {
        Name = name;
        Colors = colors;
        _stops = [.. colors.Select(Palette.Parse)];
    }

    /// <summary>Perceptually uniform, blue to yellow: the default.</summary>
    public static ColorScale Viridis { get; } = new("Viridis",
        "#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725");
    /// <summary>Perceptually uniform, black over violet to cream: densities with a dark ground.</summary>
    public static ColorScale Magma { get; } = new("Magma",
        "#000004", "#140e36", "#3b0f70", "#641a80", "#8c2981", "#b73779", "#de4968", "#f7705c", "#fe9f6d", "#fecf92", "#fcfdbf");
    /// <summary>White to dark blue: counts, confusion matrices.</summary>
    public static ColorScale Blues { get; } = new("Blues",
        "#f7fbff", "#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b");
    /// <summary>Blue over white to red, for numbers with a sign; give symmetric limits.</summary>
    public static ColorScale BlueRed { get; } = new("BlueRed",
        "#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f");
    /// <summary>White to black: ink on paper, as of a written digit.</summary>
    public static ColorScale Ink { get; } = new("Ink", "#ffffff", "#000000");

    /// <summary>What the scale is called.</summary>
    public string Name { get; }

    /// <summary>The colours at equal distances from 0 to 1.</summary>
    public IReadOnlyList<string> Colors { get; }

    /// <summary>The colour at <paramref name="fraction"/>, which is clamped to [0, 1].</summary>
    /// <param name="fraction">Place on the scale.</param>
    public (byte R, byte G, byte B) At(double fraction)
    {
        double place = Math.Clamp(fraction, 0, 1) * (_stops.Length - 1);
        int left = Math.Min((int)place, _stops.Length - 2);
        double t = place - left;
        var (a, b) = (_stops[left], _stops[left + 1]);
        return (Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + t * (to - from));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
