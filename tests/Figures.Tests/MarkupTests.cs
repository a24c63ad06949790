namespace Spikebook.Figures.Tests;

public class MarkupTests
{
    [Theory]
    [InlineData("V<sub>F</sub>", "VF")]
    [InlineData("a < b", "a < b")]
    [InlineData("one<br>two", "one two")]
    [InlineData("<b>x</b> &lt; y", "x < y")]
    [InlineData("<script>", "<script>")]
    public void Plain_text_drops_the_marks(string text, string plain) => Assert.Equal(plain, Markup.Plain(text));

    [Fact]
    public void Runs_know_their_style()
    {
        var runs = Markup.Runs("b<sub>c</sub><sup>2</sup>");
        Assert.Equal(["b", "c", "2"], runs.Select(run => run.Text));
        Assert.Equal([false, true, false], runs.Select(run => run.Sub));
        Assert.Equal([false, false, true], runs.Select(run => run.Sup));
    }

    [Theory]
    [InlineData(1.0 / 3, 7, 0.3333333)]
    [InlineData(123456.789, 3, 123000.0)]
    [InlineData(-9.9999999, 4, -10)]
    [InlineData(1e-310, 3, 1e-310)]
    [InlineData(200_001, 3, 200_001)]
    public void Rounding_keeps_significant_digits_and_integers(double value, int digits, double rounded)
        => Assert.Equal(rounded, Rounding.Significant(value, digits));
}
