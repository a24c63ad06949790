namespace Spikebook.MeanField.Tests;

public sealed class SampleMeanTests
{
    [Fact]
    public void Interval_of_a_textbook_sample()
    {
        // 1, 2, 3, 4, 5: mean 3, s = 1.58114, t(0.975; 4) = 2.77645, half width 1.96324
        var mean = SampleMean.Of([1, 2, 3, 4, 5]);
        Assert.Equal((3, 5), (mean.Mean, mean.Count));
        Assert.Equal(1.58114, mean.Deviation, 5);
        Assert.Equal(1.96324, mean.Half95, 4);
        Assert.True(mean.Holds(4.9) && !mean.Holds(5));
    }

    [Fact]
    public void Nothing_and_not_a_number_are_refused()
    {
        Assert.Contains("no values", Assert.Throws<ArgumentException>(() => SampleMean.Of([])).Message);
        Assert.Contains("value 1 is NaN", Assert.Throws<ArgumentException>(() => SampleMean.Of([1, double.NaN])).Message);
    }
}
