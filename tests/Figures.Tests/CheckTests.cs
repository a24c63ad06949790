namespace Spikebook.Figures.Tests;

public sealed class CheckTests
{
    [Fact]
    public void A_claim_that_fails_says_which()
    {
        Check.That(true, "it holds");
        Assert.Contains("no steady state", Assert.Throws<InvalidOperationException>(() => Check.That(false, "no steady state")).Message);
    }

    [Theory]
    [InlineData(3.4181, 3.4174, 1e-3, true)]
    [InlineData(3.4185, 3.4174, 1e-3, false)]
    [InlineData(2, 2, 0, true)]
    [InlineData(double.NaN, 2, 1, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 1, false)]
    public void A_number_is_compared_within_its_tolerance(double actual, double expected, double tolerance, bool holds)
    {
        var thrown = Record.Exception(() => Check.That(actual, expected, tolerance, "time"));
        Assert.Equal(holds, thrown is null);
        if (thrown is not null) Assert.Contains("time is", Assert.IsType<InvalidOperationException>(thrown).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_tolerance_that_makes_no_sense_is_refused(double tolerance)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Check.That(1, 1, tolerance, "time"));

    [Fact]
    public void A_claim_that_cannot_be_checked_says_which_and_why()
    {
        var was = Console.Out;
        using StringWriter said = new();
        try
        {
            Console.SetOut(said);
            Check.NotMade("grey values do better", "MNIST's grey values are not here;\nfetch them with data mnist");
        }
        finally { Console.SetOut(was); }
        Assert.Equal("not checked: grey values do better (MNIST's grey values are not here; fetch them with data mnist)",
            said.ToString().Trim().ReplaceLineEndings(" "));
        Assert.Throws<ArgumentException>(() => Check.NotMade(" ", "x"));
        Assert.Throws<ArgumentException>(() => Check.NotMade("x", ""));
    }
}
