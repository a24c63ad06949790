using System.Globalization;
using System.Security;
using System.Text;

namespace Spikebook.Figures;

enum Anchor { Start, Middle, End }

/// <summary>A rectangle in px, y downwards.</summary>
readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;
    public double Bottom => Top + Height;
    public double CenterX => Left + Width / 2;
    public double CenterY => Top + Height / 2;
}

/// <summary>Writes elements of a picture; coordinates have one decimal.</summary>
sealed class SvgCanvas
{
    readonly StringBuilder _svg = new();

    public SvgCanvas Raw(string markup)
    {
        _svg.Append(markup);
        return this;
    }

    public void Line(double x1, double y1, double x2, double y2, string attributes)
        => Path(new SvgPath().MoveTo(x1, y1).LineTo(x2, y2), attributes);

    public void Path(SvgPath path, string attributes)
    {
        if (!path.IsEmpty) _svg.Append("<path d=\"").Append(path).Append("\" ").Append(attributes).Append("/>");
    }

    public void Rectangle(Box box, string attributes)
        => _svg.Append($"<rect x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(Math.Max(box.Width, 0))}\" height=\"{N(Math.Max(box.Height, 0))}\" {attributes}/>");

    /// <summary>A text whose base line starts, is centred or ends at a point.</summary>
    public void Text(double x, double y, string text, double size = 12, Anchor anchor = Anchor.Start, bool bold = false, double rotate = 0,
        string? color = null, bool halo = false)
    {
        _svg.Append($"<text x=\"{N(x)}\" y=\"{N(y)}\"");
        if (size != SvgText.Size) _svg.Append($" font-size=\"{N(size)}\"");
        if (anchor != Anchor.Start) _svg.Append($" text-anchor=\"{(anchor == Anchor.Middle ? "middle" : "end")}\"");
        if (bold) _svg.Append(" font-weight=\"600\"");
        if (rotate != 0) _svg.Append($" transform=\"rotate({N(rotate)} {N(x)} {N(y)})\"");
        if (color is not null) _svg.Append($" fill=\"{color}\"");
        if (halo) _svg.Append(" class=\"h\"");
        _svg.Append('>');
        SvgText.Append(_svg, text, x, size);
        _svg.Append("</text>");
    }

    public override string ToString() => _svg.ToString();

    public static string Escaped(string text) => SecurityElement.Escape(string.Concat(text.Where(c => c >= ' ' || c is '\t' or '\n')));

    /// <summary>A coordinate with at most one decimal; far outside and undefined places are cut to a large number.</summary>
    public static string N(double value)
    {
        double tenth = Math.Round(double.IsNaN(value) ? 0 : Math.Clamp(value, -9999, 9999) * 10) / 10 + 0.0;
        return tenth.ToString("0.#", CultureInfo.InvariantCulture);
    }
}
