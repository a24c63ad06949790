using System.Xml.Linq;

namespace Spikebook.Figures.Tests;

public class ProgressBarTests
{
    static readonly ProgressBar Bar = ProgressBar.Start("training", 60_000, "images");

    [Fact]
    public void Rate_and_time_left_follow_from_the_clock()
    {
        var bar = Bar.At(0.4, TimeSpan.FromSeconds(20));
        Assert.Equal(1200, bar.Rate, 9);
        Assert.Equal(30, bar.Remaining!.Value.TotalSeconds, 6);
        Assert.Equal("training ██████████░░░░░░░░░░░░░░  40 %, 1\u202f200 images/s, 0:30 left", bar.ToString());
        Assert.Equal(0, Bar.Fraction);
    }

    [Fact]
    public void Nothing_is_claimed_before_anything_is_known()
    {
        Assert.Null(Bar.Remaining);
        Assert.Equal("training ░░░░░░░░░░░░░░░░░░░░░░░░   0 %", Bar.ToString());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 0)]
    public void Fractions_are_clamped(double fraction, double shown) => Assert.Equal(shown, Bar.At(fraction, TimeSpan.Zero).Fraction);

    [Fact]
    public void Html_says_its_value_to_screen_readers()
    {
        var html = XElement.Parse(Bar.Labelled("a < b").At(0.25, TimeSpan.FromSeconds(1)).ToHtml());
        Assert.Equal("progressbar", (string?)html.Attribute("role"));
        Assert.Equal("25", (string?)html.Attribute("aria-valuenow"));
        Assert.Equal("a < b", (string?)html.Attribute("aria-label"));
    }

    [Fact]
    public void A_total_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => ProgressBar.Start("x", 0));
}
