namespace Spikebook.Figures.Tests;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0.9, "0:00")]
    [InlineData(247, "4:07")]
    [InlineData(3_847, "1:04:07")]
    [InlineData(36_000, "10:00:00")]
    [InlineData(176_647, "2 d 1:04:07")]
    public void A_time_is_shown_as_a_clock_does(double seconds, string expected)
        => Assert.Equal(expected, Durations.Clock(TimeSpan.FromSeconds(seconds)));
}
