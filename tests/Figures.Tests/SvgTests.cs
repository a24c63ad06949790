using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Spikebook.Figures.Tests;

public partial class SvgTests
{
    static double[] Span(double from, double to, int count)
        => [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];

    static double[,] Field(int height, int width)
    {
        var z = new double[height, width];
        for (int i = 0; i < height; i++)
            for (int j = 0; j < width; j++) z[i, j] =
            Math.Exp(-Math.Pow((double)i / height - 0.5 * Math.Sin(6.0 * j / width) - 0.5, 2) * 20);
        return z;
    }

    public static TheoryData<string> Names => [.. All.Keys];

    static readonly Dictionary<string, Figure> All = Figures().ToDictionary(figure => figure.Name);

    static IEnumerable<Figure> Figures()
    {
        double[] x = Span(0, 10, 400);
        var line = Figure.New("line", "A < B & \"C\" ‘τ’").Axes(x: "V<sub>F</sub>", y: "10<sup>3</sup> × N", right: "R")
            .Line(x, x.Select(Math.Sin), "sine").Line(x, x.Select(v => v < 5 ? double.NaN : v), "gap", dash: Dash.DashDot, onRight: true)
            .Scatter([1.0, 2], [0.5, 0.2], "dots", errorY: [0.1, 0.2], errorX: [0.3, double.NaN], symbol: Symbol.Triangle)
            .VerticalLine(3, "at 3").VerticalBand(4, 20, "wide").HorizontalLine(-0.5, "low").HorizontalBand(-2, -0.9)
            .Note(9.9, 0.9, "a note");
        yield return line;
        yield return Figure.New("log").LogX().LogY().Line([0, 1e-3, 1, 1e4], [-1, 1e-9, 1e3, 1e12]).Scatter([1.0], [10.0], errorY: [20.0])
            .VerticalBand(0, 1);
        yield return Figure.New("heat").Heatmap(Field(60, 80), name: "p");
        yield return Figure.New("heat-log").Heatmap(Field(90, 70), Span(1, 100, 70), Span(-1, 1, 90), log: true, scale: ColorScale.Magma)
            .LogX();
        yield return Figure.New("matrix")
            .Matrix(new[,] { { 1, 20 }, { 300, 0 } }, ["a", "b"], ["a long label", "another long label"], log: true);
        yield return Figure.New("bars").Bars(new[] { ("x", 1.0), ("y", -2.0) }, r => r.Item1, r => r.Item2, "u", error: _ => 0.1)
            .Bars(new[] { ("x", 3.0) }, r => r.Item1, r => r.Item2, "v").Stacked();
        yield return Figure.New("histogram").Histogram(x, bins: 20).LogY();
        yield return Figure.New("raster").Raster(x, Enumerable.Range(0, 400).Select(i => i % 20));
        yield return Figure.New("raster-many")
            .Raster(Enumerable.Range(0, 20_000).Select(i => i * 0.37 % 100), Enumerable.Range(0, 20_000).Select(i => i % 300));
        yield return Figure.New("silent").Raster([], []);
        yield return Figure.New("surface").Axes(x: "x", y: "y", z: "z").Surface(Field(40, 50));
        yield return Figure.New("flat").Surface(new double[3, 3]);
        yield return Figure.New("one-point").Scatter([3.0], [0.0]);
        yield return Figure.New("huge").Line([0, 1, 2.0], [1e300, -1e300, 1e-300]);
        yield return Figure.New("band").Band(x, v => v, v => Math.Sin(v) - 1, v => v > 5 ? double.NaN : Math.Sin(v) + 1)
            .Line(x, x, steps: true, filled: true);
        yield return Figure.New("digit").Heatmap(Field(8, 8), scale: ColorScale.Ink, colorBar: false).ReverseY().EqualAspect();
        yield return Figure.Grid("grid", "Grid", 2, line, Figure.New("h", "heat").Heatmap(Field(9, 9)),
            Figure.New("s", "surface").Surface(Field(9, 9)));
        yield return Figure.Frames("frames", "Frames", "b", [0.5, 1.0], b
            => Figure.New("f").Line(x, x.Select(v => Math.Sin(b * v)), "y"), start: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_well_formed_named_and_has_no_undefined_number(string name)
    {
        var figure = All[name];
        foreach (string svg in (string[])[figure.ToSvg(), SvgPicture.Draw(figure, "other", page: true)])
        {
            var root = XDocument.Parse(svg).Root!;
            Assert.Equal("svg", root.Name.LocalName);
            Assert.False(string.IsNullOrWhiteSpace((string?)root.Attribute("aria-label")));
            Assert.StartsWith("Figure " + name, root.Elements().First(element => element.Name.LocalName == "title").Value);
            foreach (var attribute in root.Descendants().Attributes().Where(attribute => attribute.Name != "href"))
                Assert.DoesNotMatch("NaN|Infinity|∞", attribute.Value);
            foreach (var path in root.Descendants().Where(element => element.Name.LocalName == "path"))
                Assert.Matches(PathData(), (string)path.Attribute("d")!);
            string[] ids = [.. root.Descendants().Attributes("id").Select(id => id.Value)];
            Assert.Equal(ids.Length, ids.Distinct().Count());
        }
    }

    [GeneratedRegex(@"^M[-0-9.MlhvazA ]+$", RegexOptions.None, 10_000)]
    private static partial Regex PathData();

    [Theory]
    [InlineData("line", 15_000)]
    [InlineData("heat", 40_000)]
    [InlineData("heat-log", 40_000)]
    [InlineData("raster-many", 45_000)]
    [InlineData("frames", 15_000)]
    public void Is_compact(string name, int bytes) => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(All[name].ToSvg()), 500, bytes);

    [Fact]
    public void A_noisy_line_of_many_points_stays_compact_and_keeps_its_peak()
    {
        var random = new Random(1);
        double[] x = Span(0, 1, 100_000), y = [.. x.Select(_ => random.NextDouble())];
        y[54_321] = 50;
        string svg = Figure.New("noise").Line(x, y).RangeY(0, 50).ToSvg();
        Assert.InRange(svg.Length, 1000, 60_000);
        // the peak reaches the upper edge of the panel, where the clip box starts one pixel above
        double top = (double)XDocument.Parse(svg).Descendants().First(e => e.Name.LocalName == "clipPath").Elements().Single()
            .Attribute("y")! + 1;
        double highest = XDocument.Parse(svg).Descendants()
            .Where(e => e.Name.LocalName == "path" && ((string?)e.Attribute("stroke"))?.StartsWith('#') == true)
            .SelectMany(e => Heights((string)e.Attribute("d")!)).Min();
        Assert.Equal(top, highest, 0.2);
    }

    static IEnumerable<double> Heights(string data)
    {
        double y = 0;
        foreach (Match step in Regex.Matches(data, @"(?<kind>[Mlhv])(?<rest>[^Mlhv]*)", RegexOptions.NonBacktracking))
        {
            double[] numbers = [.. Regex.Matches(step.Groups["rest"].Value, @"-?\d*\.?\d+", RegexOptions.NonBacktracking)
                .Select(number => double.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture))];
            y = step.Groups["kind"].Value switch { "M" => numbers[1], "l" => y + numbers[1], "v" => y + numbers[0], _ => y };
            yield return y;
        }
    }

    [Fact]
    public void Places_follow_the_axis()
    {
        var linear = new SvgScale(new Axis(), new Extent(10, 20), 100, 300);
        Assert.Equal(200, linear[15], 9);
        var log = new SvgScale(new Axis { Log = true, Reversed = true }, new Extent(1, 100), 100, 300);
        Assert.Equal(200, log[10], 9);
        Assert.Equal(300, log[1], 9);
        Assert.Equal(10, log.Inverse(200), 9);
        Assert.True(double.IsNaN(log[0]));
    }

    [Fact]
    public void Simplified_lines_stay_within_the_tolerance()
    {
        List<(double X, double Y)> points = [.. Span(0, 600, 2000).Select(x => (x, 100 * Math.Sin(x / 40)))];
        var thin = LineSimplification.Simplify(points, 0.3);
        Assert.InRange(thin.Count, 10, 300);
        foreach (var (x, y) in points)
        {
            int right = thin.FindIndex(1, point => point.X >= x);
            var (a, b) = (thin[right - 1], thin[right]);
            Assert.InRange(Math.Abs(a.Y + (b.Y - a.Y) * (x - a.X) / (b.X - a.X) - y), 0, 1);
        }
    }

    [Fact]
    public void A_surface_is_a_small_picture()
        => Assert.InRange(Figure.New("surface").Axes(x: "x", y: "y", z: "z").Surface(Field(200, 200)).ToSvg().Length, 10_000, 30_000);

    [Fact]
    public void The_strokes_of_a_raster_have_the_size_asked_for()
    {
        Figure Raster(double? size) => Figure.New("f").Raster([1.0, 2], [0, 40], size: size);
        Assert.Equal(3, System.Text.Json.JsonDocument.Parse(Raster(3).ToJson()).RootElement.GetProperty("data")[0].GetProperty("marker")
            .GetProperty("size").GetDouble());
        Assert.Contains("v-3\"", Raster(3).ToSvg());
        Assert.Contains("size = 0 px", Assert.Throws<ArgumentException>(() => Raster(0)).Message);
    }

    [Fact]
    public void A_frame_can_be_chosen()
    {
        Assert.Contains("b = 0.5", All["frames"].ToSvg(0));
        Assert.Contains("b = 1", All["frames"].ToSvg());
        Assert.Throws<ArgumentOutOfRangeException>(() => All["frames"].ToSvg(2));
    }
}
