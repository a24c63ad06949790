namespace Spikebook.Figures.Tests;

/// <summary>Bad input gives one line that names figure, trace and value.</summary>
public class FigureValidationTests
{
    static void Fails<TException>(Func<Figure> draw, params string[] words) where TException : Exception
    {
        var error = Assert.ThrowsAny<TException>(draw);
        string message = error.Message.Split(" (Parameter")[0];
        Assert.DoesNotContain('\n', message);
        foreach (string word in words) Assert.Contains(word, message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Steady")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("nul")]
    [InlineData("com1.x")]
    [InlineData("é")]
    public void Bad_names_are_refused(string name) => Fails<ArgumentException>(() => Figure.New(name), $"'{name}'", "steady-rates");

    [Theory]
    [InlineData("a")]
    [InlineData("steady-rates-2")]
    [InlineData("11.fig_3")]
    public void Good_names_are_kept(string name) => Assert.Equal(name, Figure.New(name).Name);

    [Fact]
    public void No_data() => Fails<ArgumentException>(() => Figure.New("f").Line([], [], "x"), "'f'", "'x'", "no data");

    [Fact]
    public void Different_lengths() => Fails<ArgumentException>(() => Figure.New("f").Line([1, 2.0], [1.0]), "2 x values", "1 y values");

    [Fact]
    public void Only_NaN() => Fails<ArgumentException>(() => Figure.New("f").Scatter([1.0], [double.NaN]), "finite");

    [Fact]
    public void Error_bars_of_another_length()
        => Fails<ArgumentException>(() => Figure.New("f").Scatter([1.0], [1.0], errorY: [1, 2.0]), "2 values of errorY", "1 points");

    [Fact]
    public void Field_of_another_shape()
        => Fails<ArgumentException>(() => Figure.New("f").Heatmap(new double[2, 3], x: [1, 2]), "2 x values", "3 columns");

    [Fact]
    public void Places_that_do_not_ascend()
        => Fails<ArgumentException>(() => Figure.New("f").Heatmap(new double[1, 2], x: [2, 1]), "x[1] = 1");

    [Fact]
    public void Log_colours_of_nothing_positive()
        => Fails<ArgumentException>(() => Figure.New("f").Heatmap(new double[1, 2], log: true), "positive");

    [Fact]
    public void Unknown_colour()
        => Fails<ArgumentException>(() => Figure.New("f").Line([0.0, 1], [0, 1], color: "blueish"), "'blueish'", "#rrggbb");

    [Fact]
    public void Empty_range() => Fails<ArgumentException>(() => Figure.New("f").RangeX(1, 1), "1 … 1");

    [Fact]
    public void Logarithm_of_zero() => Fails<ArgumentException>(() => Figure.New("f").LogY().RangeY(0, 1), "positive");

    [Fact]
    public void Nothing_to_draw()
        => Assert.Contains("nothing to draw", Assert.Throws<InvalidOperationException>(() => Figure.New("f").ToJson()).Message);

    [Fact]
    public void A_surface_stands_alone()
        => Fails<ArgumentException>(() => Figure.New("f").Line([0.0, 1], [0, 1]).Surface(new double[2, 2]), "alone");

    [Fact]
    public void A_slider_without_places()
        => Fails<ArgumentException>(() => Figure.Frames<double>("f", "", "b", [], _ => Figure.New("x")), "'b' has no values");

    [Fact]
    public void A_grid_in_a_grid()
        => Fails<ArgumentException>(() => Figure.Grid("g", "", 1, Figure.Grid("h", "", 1, Figure.New("f").Line([0.0, 1], [0, 1]))), "'h'");

    [Fact]
    public void A_finished_grid_takes_no_traces()
        => Fails<InvalidOperationException>(()
            => Figure.Grid("g", "", 1, Figure.New("f").Line([0.0, 1], [0, 1])).Line([0.0, 1], [0, 1]), "grid");

    [Fact]
    public void Methods_leave_the_figure_as_it_was()
    {
        var plain = Figure.New("f").Line([0.0, 1], [0, 1]);
        string before = plain.ToJson();
        _ = plain.LogX().Line([1.0, 2], [1, 2]).VerticalLine(1).Titled("other");
        Assert.Equal(before, plain.ToJson());
    }

    [Fact]
    public void A_stopped_cell_stops_between_frames()
    {
        using var source = new CancellationTokenSource();
        var cell = new AsyncLocal<CancellationToken> { Value = source.Token }; // as a host does: other tests draw meanwhile
        AppContext.SetData(Cell.TokenKey, () => cell.Value);
        try
        {
            int drawn = 0;
            Assert.Throws<OperationCanceledException>(() => Figure.Frames("f", "", "b", [1, 2, 3], _ =>
            {
                drawn++;
                source.Cancel();
                return Figure.New("x").Line([0.0, 1], [0, 1]);
            }));
            Assert.Equal(1, drawn);
        }
        finally
        {
            AppContext.SetData(Cell.TokenKey, null);
        }
        Assert.Equal(CancellationToken.None, Cell.Token);
    }
}
