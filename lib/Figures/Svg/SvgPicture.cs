using System.Globalization;
using System.Security;
using System.Text;

namespace Spikebook.Figures;

/// <summary>Draws a figure as a static picture.</summary>
static class SvgPicture
{
    /// <summary>The whole picture.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="id">Prefix of ids, so that two pictures on a page do not share them.</param>
    /// <param name="page">Whether it stands in a page and takes its text colour; otherwise it has a white ground.</param>
    public static string Draw(Figure figure, string id, bool page)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {figure.Width} {figure.Height}\" role=\"img\" aria-label=\"{SecurityElement.Escape(Markup.Plain(figure.Title))}\"><title>{SecurityElement.Escape(figure.ToString())}</title></svg>");
        return svg.ToString();
    }
}
