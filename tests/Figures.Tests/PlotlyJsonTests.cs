using System.Text.Json.Nodes;

namespace Spikebook.Figures.Tests;

/// <summary>What Plotly's schema expects of the parts that figures use, written out by hand.</summary>
public class PlotlyJsonTests
{
    record Row(double B, double Rate, double Sd);

    static readonly Row[] Rows = [new(-1, 0.1002, 0.01), new(0, 0.11998, 0.02), new(0.5, double.NaN, 0.03), new(1.5, 0.19236, 0.04)];

    static JsonNode Json(Figure figure) => JsonNode.Parse(figure.ToJson())!;

    [Fact]
    public void Line_and_scatter_keep_every_point_and_write_NaN_as_null()
    {
        var json = Json(Figure.New("steady-rates", "Steady rates").Axes(x: "b", y: "N")
            .Line(Rows, r => r.B, r => r.Rate, "branch", dash: Dash.Dot).Scatter(Rows, r => r.B, r => r.Rate, "table", errorY: r
            => r.Sd, symbol: Symbol.Diamond));
        var (line, scatter) = (json["data"]![0]!, json["data"]![1]!);
        Assert.Equal("scatter", (string?)line["type"]);
        Assert.Equal("lines", (string?)line["mode"]);
        Assert.Equal("dot", (string?)line["line"]!["dash"]);
        Assert.Equal("[0.1002,0.11998,null,0.19236]", line["y"]!.ToJsonString());
        Assert.Equal("markers", (string?)scatter["mode"]);
        Assert.Equal("diamond", (string?)scatter["marker"]!["symbol"]);
        Assert.Equal("data", (string?)scatter["error_y"]!["type"]);
        Assert.Equal("[0.01,0.02,0.03,0.04]", scatter["error_y"]!["array"]!.ToJsonString());
        Assert.NotEqual((string?)line["line"]!["color"], (string?)scatter["marker"]!["color"]);
        Assert.Equal("steady-rates", (string?)json["layout"]!["meta"]!["name"]);
        Assert.Equal("Steady rates", (string?)json["layout"]!["title"]!["text"]);
        Assert.Equal("b", (string?)json["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.True((bool)json["layout"]!["showlegend"]!);
    }

    [Fact]
    public void Logarithmic_ranges_are_exponents_and_decades_are_labelled()
    {
        var axis = Json(Figure.New("f").LogX().RangeX(1e-4, 10).Line([1e-4, 1], [1, 2]))["layout"]!["xaxis"]!;
        Assert.Equal("log", (string?)axis["type"]);
        Assert.Equal(-4, (double)axis["range"]![0]!, 12);
        Assert.Equal(1, (double)axis["range"]![1]!, 12);
        Assert.Equal(1, (double)axis["dtick"]!);
    }

    [Fact]
    public void The_right_axis_overlays_the_left_one()
    {
        var json = Json(Figure.New("f").Axes(right: "N").Line([0.0, 1], [0, 1]).Line([0.0, 1], [5, 6], onRight: true));
        Assert.Equal("y2", (string?)json["data"]![1]!["yaxis"]);
        Assert.Equal("y", (string?)json["layout"]!["yaxis2"]!["overlaying"]);
        Assert.Equal("right", (string?)json["layout"]!["yaxis2"]!["side"]);
    }

    [Fact]
    public void A_heatmap_is_written_row_by_row_with_its_own_colours()
    {
        var trace = Json(Figure.New("f").Heatmap(new double[,] { { 1, 2, 3 }, { 4, double.PositiveInfinity, 6 } }, name: "p"))["data"]![0]!;
        Assert.Equal("heatmap", (string?)trace["type"]);
        Assert.Equal("[[1,2,3],[4,null,6]]", trace["z"]!.ToJsonString());
        Assert.Equal((1.0, 6.0), ((double)trace["zmin"]!, (double)trace["zmax"]!));
        Assert.Equal("[0,\"#440154\"]", trace["colorscale"]![0]!.ToJsonString());
        Assert.Equal("p", (string?)trace["colorbar"]!["title"]!["text"]);
    }

    [Fact]
    public void Records_on_a_grid_fill_the_heatmap_in_any_order()
    {
        (double X, double Y, double Z)[] rows = [(1, 0, 10), (0, 1, 20), (0, 0, 30)];
        var trace = Json(Figure.New("f").Heatmap(rows, r => r.X, r => r.Y, r => r.Z))["data"]![0]!;
        Assert.Equal("[[30,10],[20,null]]", trace["z"]!.ToJsonString());
    }

    [Fact]
    public void Logarithmic_colours_write_the_exponents()
    {
        var trace = Json(Figure.New("f").Heatmap(new double[,] { { 0.01, 0, 100 } }, log: true))["data"]![0]!;
        Assert.Equal("[[-2,null,2]]", trace["z"]!.ToJsonString());
        Assert.Equal((-2.0, 2.0), ((double)trace["zmin"]!, (double)trace["zmax"]!));
    }

    [Fact]
    public void A_matrix_has_its_first_row_on_top_and_its_numbers_in_the_cells()
    {
        var json = Json(Figure.New("f").Matrix(new[,] { { 5, 1 }, { 0, 7 } }, ["a", "b"], ["c", "d"]));
        Assert.Equal("reversed", (string?)json["layout"]!["yaxis"]!["autorange"]);
        Assert.Equal("""[["5","1"],["0","7"]]""", json["data"]![0]!["text"]!.ToJsonString());
        Assert.Equal("""["c","d"]""", json["data"]![0]!["x"]!.ToJsonString());
    }

    [Fact]
    public void A_histogram_counts_each_value_once()
    {
        double[] values = [0, 0.1, 0.9, 1, 1, 2, double.NaN];
        var trace = Json(Figure.New("f").Histogram(values, bins: 2))["data"]![0]!;
        Assert.Equal("bar", (string?)trace["type"]);
        Assert.Equal("[3,3]", trace["y"]!.ToJsonString());
        Assert.Equal("[0.5,1.5]", trace["x"]!.ToJsonString());
        var density = Json(Figure.New("f").Histogram(values, bins: 4, density: true))["data"]![0]!;
        Assert.Equal(1, density["y"]!.AsArray().Sum(y => (double)y!) * 0.5, 12 - 6);
    }

    [Fact]
    public void Bars_of_categories_keep_their_order()
    {
        var json = Json(Figure.New("f").Bars(new[] { ("z", 1.0), ("a", 2.0) }, r => r.Item1, r => r.Item2)
            .Bars(new[] { ("a", 3.0), ("m", 4.0) }, r => r.Item1, r => r.Item2));
        Assert.Equal("""["z","a","m"]""", json["layout"]!["xaxis"]!["categoryarray"]!.ToJsonString());
        Assert.Equal("group", (string?)json["layout"]!["barmode"]);
    }

    [Fact]
    public void A_raster_is_strokes_and_may_be_empty()
    {
        var small = Json(Figure.New("f").Raster([1.0, 2], [3, 4]))["data"]![0]!;
        Assert.Equal("line-ns-open", (string?)small["marker"]!["symbol"]);
        var many = Json(Figure.New("f")
            .Raster(Enumerable.Range(0, 9000).Select(i => (double)i), Enumerable.Range(0, 9000).Select(i => i % 50)))["data"]![0]!;
        Assert.Equal("lines", (string?)many["mode"]);
        Assert.Null(many["x"]![2]);
        Assert.Equal("[null]", Json(Figure.New("f").Raster([], [])).Root["data"]![0]!["x"]!.ToJsonString());
    }

    [Fact]
    public void Panels_of_a_grid_have_their_own_axes_within_the_figure()
    {
        var part = Figure.New("p", "part").Axes(right: "r").Line([0.0, 1], [0, 1]).Line([0.0, 1], [0, 1], onRight: true);
        var json = Json(Figure.Grid("grid", "whole", 2, part, part, part.Titled("last")));
        Assert.Equal(["y", "y4", "y2", "y5", "y3", "y6"], json["data"]!.AsArray().Select(trace => (string?)trace!["yaxis"] ?? "y"));
        foreach (var key in (string[])["xaxis", "xaxis2", "xaxis3", "yaxis", "yaxis2", "yaxis3"])
        {
            var domain = json["layout"]![key]!["domain"]!;
            Assert.True((double)domain[0]! >= 0 && (double)domain[0]! < (double)domain[1]! && (double)domain[1]! <= 1, key);
        }
        Assert.True((double)json["layout"]!["yaxis3"]!["domain"]![1]! < (double)json["layout"]!["yaxis"]!["domain"]![0]!);
        Assert.Contains("<b>last</b>", json["layout"]!["annotations"]!.AsArray().Select(note => (string?)note!["text"]));
    }

    [Fact]
    public void Long_labels_of_a_panel_have_room_beside_its_neighbour_and_turned_ones_below()
    {
        Figure Of(params string[] names) => Figure.New("m", "m").Axes(x: "said", y: "is").Matrix(new double[3, 3], names, names);
        Assert.Equal(70, GapAcross(Of("a", "b", "c")), 0.01);
        Assert.True(GapAcross(Of("setosa", "versicolor", "virginica")) > 39 + 10 * 6.5);
        Assert.True(GapDown(Of("setosa", "versicolor", "virginica")) > GapDown(Of("a", "b", "c")) + 20);

        // Of 720 px 630 are left for the panels.
        double GapAcross(Figure part) => 630 * Between(Figure.Grid("g", "", 3, part, part, part), "xaxis", "xaxis2");
        double GapDown(Figure part) => 620 * Between(Figure.Grid("g", "", 3, part, part, part, part).Size(720, 620), "yaxis4", "yaxis");
        static double Between(Figure figure, string lower, string upper)
        {
            var layout = Json(figure)["layout"]!;
            return (double)layout[upper]!["domain"]![0]! - (double)layout[lower]!["domain"]![1]!;
        }
    }

    [Theory]
    [InlineData(1, "left")]
    [InlineData(2, "right")]
    public void Label_of_a_line_stands_on_the_side_that_has_room(double at, string anchor)
        => Assert.Equal(anchor, (string?)Json(Figure.New("f").RangeX(0, 2).Line([0.0, 2], [0, 1]).VerticalLine(at, "V_F"))
            ["layout"]!["annotations"]![0]!["xanchor"]);

    [Fact]
    public void Frames_share_traces_and_axes()
    {
        var figure = Figure.Frames("moving", "", "b", [1, 2, 4], b =>
        {
            var plain = Figure.New("frame", $"b is {b}").Line([0.0, b], [0, b], "line");
            return b == 2 ? plain.Scatter([1.0], [1.0], "event") : plain;
        }, start: 1);
        var json = Json(figure);
        Assert.Equal(3, json["frames"]!.AsArray().Count);
        foreach (var frame in json["frames"]!.AsArray())
        {
            Assert.Equal(2, frame!["data"]!.AsArray().Count);
            Assert.Equal("[0,1]", frame["traces"]!.ToJsonString());
        }
        Assert.Equal("[null]", json["frames"]![0]!["data"]![1]!["x"]!.ToJsonString());
        Assert.Equal("b is 4", (string?)json["frames"]![2]!["layout"]!["title"]!["text"]);
        Assert.True((double)json["layout"]!["xaxis"]!["range"]![1]! >= 4);
        var slider = json["layout"]!["sliders"]![0]!;
        Assert.Equal(1, (int)slider["active"]!);
        Assert.Equal(["1", "2", "4"], slider["steps"]!.AsArray().Select(step => (string?)step!["label"]));
        Assert.Equal((string?)json["frames"]![2]!["name"], (string?)slider["steps"]![2]!["args"]![0]![0]);
    }

    [Fact]
    public void Marks_are_shapes_in_values_and_labels_in_exponents_on_a_log_axis()
    {
        var layout = Json(Figure.New("f").LogX().Line([1.0, 1000], [0, 1]).VerticalLine(100, "limit").HorizontalBand(0, 0.5)
            .Note(10, 0.5, "here"))["layout"]!;
        Assert.Equal(100, (double)layout["shapes"]![0]!["x0"]!);
        Assert.Equal("y domain", (string?)layout["shapes"]![0]!["yref"]);
        Assert.Equal("rect", (string?)layout["shapes"]![1]!["type"]);
        Assert.Equal(2, (double)layout["annotations"]![0]!["x"]!);
        Assert.Equal(1, (double)layout["annotations"]![1]!["x"]!);
    }

    [Fact]
    public void Arrays_are_rounded_and_with_17_digits_they_are_not()
    {
        double third = 1.0 / 3;
        double Read(Figure figure) => (double)Json(figure)["data"]![0]!["y"]![0]!;
        var figure = Figure.New("f").Line([0.0, 1], [third, 1]);
        Assert.Equal(0.3333333, Read(figure));
        Assert.Equal(third, Read(figure.SignificantDigits(17)));
    }

    [Fact]
    public void A_script_tag_in_a_text_cannot_end_the_script()
        => Assert.DoesNotContain("</script>", Figure.New("f", "</script><b>x").Line([0.0, 1], [0, 1]).ToJson());

    [Fact]
    public void The_same_figure_gives_the_same_text()
    {
        Figure Draw() => Figure.New("f", "t").Line([0.0, 1], [0, 1], "a");
        Assert.Equal(Draw().ToHtml(), Draw().ToHtml());
    }
}
