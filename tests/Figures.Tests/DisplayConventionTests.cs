using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;

namespace Spikebook.Figures.Tests;

/// <summary>Finds the formatters as a notebook host does: by names alone, without a reference to any type of the convention.</summary>
public class DisplayConventionTests
{
    static readonly Figure Chart = Figure.New("chart", "A chart").Line([0.0, 1], [0, 1], "line");

    static Dictionary<string, string> Bundle(object value, out string[] preferred)
    {
        var attribute = value.GetType().GetCustomAttributes(inherit: true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        Type attributeType = attribute.GetType();
        var source = (Type)attributeType.GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        preferred = (string[])attributeType.GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
        Assert.NotNull(source.GetConstructor(Type.EmptyTypes));
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source), null)!;
        var bundle = new Dictionary<string, string>();
        foreach (object formatter in formatters)
        {
            var format = formatter.GetType()
                .GetMethod("Format", BindingFlags.Public | BindingFlags.Instance, [typeof(object), typeof(TextWriter)])!;
            Assert.Equal(typeof(bool), format.ReturnType);
            using var writer = new StringWriter();
            Assert.False((bool)format.Invoke(formatter, ["something else", TextWriter.Null])!);
            if ((bool)format.Invoke(formatter, [value, writer])!) bundle.Add((string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!, writer.ToString());
        }
        return bundle;
    }

    [Fact]
    public void A_figure_has_four_faces()
    {
        var bundle = Bundle(Chart, out string[] preferred);
        Assert.Equal(["text/html"], preferred);
        Assert.Equal(["text/html", "application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"], bundle.Keys);
        JsonDocument.Parse(bundle["application/vnd.plotly.v1+json"]).Dispose();
        XDocument.Parse(bundle["image/svg+xml"]);
        Assert.Equal("Figure chart: A chart [line 'line' (2); x 0 … 1; y -0.05 … 1.05]", bundle["text/plain"]);
    }

    [Fact]
    public void Frames_come_as_pictures_whose_shared_pieces_are_written_once()
    {
        var moving = Figure.Frames("moving", "", "b", [1.0, 2, 3], b => Figure.New("f", $"b is {b}").Line([0.0, 1], [0, b], "line"),
            b => $"{b}", start: 1);
        var bundle = Bundle(moving, out _);
        Assert.Equal("application/vnd.spikebook.frames+json", bundle.Keys.ElementAt(3));
        using var json = JsonDocument.Parse(bundle["application/vnd.spikebook.frames+json"]);
        var root = json.RootElement;
        Assert.Equal(("b", 1), (root.GetProperty("name").GetString(), root.GetProperty("start").GetInt32()));
        Assert.Equal(["1", "2", "3"], root.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!));
        string[] pieces = [.. root.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString()!)];
        Assert.Equal(pieces.Length, pieces.Distinct().Count());
        var frames = root.GetProperty("frames").EnumerateArray()
            .Select(frame => string.Concat(frame.EnumerateArray().Select(place => pieces[place.GetInt32()]))).ToList();
        Assert.Equal(3, frames.Distinct().Count());
        foreach (var (frame, b) in frames.Zip([1, 2, 3]))
        {
            XDocument.Parse(frame);
            Assert.Contains($"b is {b}", frame); // its own title
            Assert.DoesNotContain($"b = {b}", frame); // and no slider, which the page has beside it
        }
    }

    [Fact]
    public void Html_stands_alone()
    {
        string html = Chart.ToHtml();
        Assert.Contains("https://cdn.plot.ly/plotly-", html);
        Assert.Contains("<svg", html);
        Assert.Contains("aria-label=\"A chart\"", html);
        // between the script tags is a program, so the rest has to be well formed without it
        int start = html.IndexOf("<script>", StringComparison.Ordinal), end = html.IndexOf("</script>", StringComparison.Ordinal);
        Assert.Equal(start, html.LastIndexOf("<script>", StringComparison.Ordinal));
        XDocument.Parse(html[..start] + html[(end + "</script>".Length)..]);
    }

    [Fact]
    public void A_table_has_three_faces()
        => Assert.Equal(["text/html", "text/csv", "text/plain"], Bundle(Table.Of([1.0, 2.0], "numbers"), out _).Keys);

    [Fact]
    public void A_progress_bar_has_two_faces()
        => Assert.Equal(["text/html", "text/plain"], Bundle(ProgressBar.Start("work"), out _).Keys);
}
