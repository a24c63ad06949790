using System.Text;
using System.Xml;
using System.Xml.Linq;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// The pictures of one page, each a file of its own under <c>media/</c>: pages stay small, and the front page shows the same files.
/// </summary>
sealed class MediaStore(string directory, string page)
{
    int _count;

    /// <summary>The first picture that an output showed; null while there is none.</summary>
    public string? First { get; private set; }

    /// <summary>Keeps a picture and gives its address relative to the page.</summary>
    public string Save(byte[] picture, string extension, bool isFigure = true)
    {
        string address = $"media/{page}-{++_count}.{extension}";
        AtomicFile.Write(Path.Combine(directory, address), stream => stream.Write(picture));
        if (isFigure) First ??= address;
        return address;
    }

    /// <summary>Keeps an SVG picture; null where it is not well-formed, which an <c>img</c> element would not show.</summary>
    public string? SaveSvg(string svg)
    {
        try
        {
            var picture = XDocument.Parse(svg);
            if (picture.Root is not { Name.LocalName: "svg" } root) return null;
            XNamespace svgNamespace = "http://www.w3.org/2000/svg";
            if (root.Name.Namespace == XNamespace.None)
                foreach (XElement element in root.DescendantsAndSelf().Where(element => element.Name.Namespace == XNamespace.None))
                    element.Name = svgNamespace + element.Name.LocalName;
            return Save(Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting)), "svg");
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Keeps a base64 picture; null where it is not base64.</summary>
    public string? SaveBase64(string base64, string extension)
    {
        try
        {
            return Save(Convert.FromBase64String(base64), extension);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
