namespace Spikebook.Figures.Tests;

public sealed class FromJsonTests
{
    [Fact]
    public void A_figure_read_from_its_own_JSON_is_the_same_JSON()
    {
        var figure = Figure.New("rates", "Rates").Axes("b", "N").LogY().RangeX(0, 3)
            .Line([0, 1, 2.5], [1, 2, 4], "lower", dash: Dash.Dot)
            .Scatter([0.5, 2], [3, 5], "table")
            .Bars([("a", 1.0)], bar => bar.Item2, bar => bar.Item2, "bars");
        var read = Figure.FromJson(figure.ToJson(), "rates");
        Assert.Equal(figure.ToJson(), read.ToJson());
        Assert.Contains("<svg", read.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_heatmap_comes_back_with_its_values()
    {
        var figure = Figure.New("map").Heatmap(new double[,] { { 1, 2 }, { 3, 4 } }, [0, 1], [5, 6]);
        Assert.Contains("[[1,2],[3,4]]", Figure.FromJson(figure.ToJson(), "map").ToJson().Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_of_Plotly_NET_is_read()
    {
        // The shape of Plotly.NET 5's GenericChart.toJson for Chart.Line and Chart.Column.
        var read = Figure.FromJson("""
            {"data":[{"type":"scatter","mode":"lines","x":[1,2,3],"y":[2,null,4],"name":"steady","line":{"color":"#1f77b4","dash":"dash"},
              "marker":{}},{"type":"bar","x":["E","I"],"y":[3,1],"marker":{"pattern":{}}}],
             "layout":{"xaxis":{"title":{"text":"drive"}},
             "yaxis":{"title":{"text":"rate"},"type":"log","range":[0,2]},"title":{"text":"T"}},
             "config":{"responsive":true}}
            """, "chart");
        string json = read.ToJson();
        Assert.Contains("steady", json, StringComparison.Ordinal);
        Assert.Contains("\"drive\"", json, StringComparison.Ordinal);
        Assert.Contains("#1f77b4", json, StringComparison.Ordinal);
        Assert.Equal("T", read.Title);
    }

    [Theory]
    [InlineData("nothing", "no JSON")]
    [InlineData("{}", "no array \"data\"")]
    [InlineData("{\"data\":[{\"type\":\"violin\",\"y\":[1]}]}", "violin cannot be read")]
    [InlineData("{\"data\":[{\"y\":[1,\"x\"]}]}", "which is no number")]
    [InlineData("{\"data\":[{\"y\":[1],\"yaxis\":\"y2\"}]}", "the axis y2")]
    public void What_cannot_be_read_is_named(string json, string what)
        => Assert.Contains(what, Assert.Throws<ArgumentException>(() => Figure.FromJson(json, "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_hidden_is_not_read()
    {
        var read = Figure.FromJson("""
            {"data":[{"y":[1,2],"name":"seen"},{"y":[3,4],"name":"hidden","visible":false},{"type":"pie","visible":false}],"layout":{}}
            """, "x");
        Assert.Contains("seen", read.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", read.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_of_another_tool_stands_on_a_page_with_a_picture_or_with_the_reason_why_not()
    {
        string line = Figure.HtmlOf("""{"data":[{"type":"scatter","y":[1,2],"showlegend":true}],"layout":{"title":"T<b>"}}""", "chart");
        Assert.Contains("<svg", line, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"trace 0\"", line, StringComparison.Ordinal); // the script of figures measures names
        Assert.Contains("\"modebar\"", line, StringComparison.Ordinal);
        Assert.Contains("\"margin\"", line, StringComparison.Ordinal);
        string pie = Figure.HtmlOf("""{"data":[{"type":"pie","values":[1,2]}],"layout":{"margin":{"t":7}}}""", "chart");
        Assert.Contains("a trace of type pie cannot be read", pie, StringComparison.Ordinal);
        Assert.Contains("\"t\":7", pie, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", pie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void A_page_s_chart_needs_data(string json)
        => Assert.Contains("no Plotly figure", Assert.Throws<ArgumentException>(() => Figure.HtmlOf(json, "x")).Message,
            StringComparison.Ordinal);

    sealed record Row(double B, string Kind);

    [Fact]
    public void The_columns_of_a_table_can_be_taken_over()
    {
        var table = Table.Of([new Row(1.5, "E"), new Row(2, "I")], "rows")
            .Column(r => r.B * 2, "twice", unit: "Hz").Column(r => r.Kind, "kind");
        Assert.Equal([("twice", "Hz", typeof(double)), ("kind", null, typeof(string))],
            table.Columns.Select(c => (c.Name, c.Unit, c.Type)));
        Assert.Equal([3.0, 4.0], table.Rows.Select(table.Columns[0].Value));
    }
}
