namespace Spikebook.Figures;

/// <summary>
/// Names the class that shows values of a type. Notebook hosts find it by its name and members alone, so that this library needs
/// no reference to any of them (.NET Interactive's convention).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[]? PreferredMimeTypes { get; set; }
}

/// <summary>Writes values of one type as one mime type; hosts call it through reflection.</summary>
sealed class Formatter<T>(string mimeType, Func<T, string?> write)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T value || write(value) is not { } text) return false;
        writer.Write(text);
        return true;
    }
}

static class MimeTypes
{
    public const string Html = "text/html", Text = "text/plain", Csv = "text/csv", Svg = "image/svg+xml",
        Plotly = "application/vnd.plotly.v1+json", Frames = "application/vnd.spikebook.frames+json";
}

sealed class FigureFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter<Figure>(MimeTypes.Html, figure => figure.ToHtml()),
        new Formatter<Figure>(MimeTypes.Plotly, figure => figure.ToJson()),
        new Formatter<Figure>(MimeTypes.Svg, figure => figure.ToSvg()),
        new Formatter<Figure>(MimeTypes.Frames, FigureFrames.Write),
        new Formatter<Figure>(MimeTypes.Text, figure => figure.ToString()),
    ];
}

sealed class TableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter<Table>(MimeTypes.Html, table => table.ToHtml()),
        new Formatter<Table>(MimeTypes.Csv, table => table.ToCsv()),
        new Formatter<Table>(MimeTypes.Text, table => table.ToString()),
    ];
}

sealed class ProgressBarFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter<ProgressBar>(MimeTypes.Html, bar => bar.ToHtml()),
        new Formatter<ProgressBar>(MimeTypes.Text, bar => bar.ToString()),
    ];
}
