using Spikebook.Data;

namespace Spikebook.Plasticity.Tests.TemporalCode;

public class FieldTests
{
    [Fact]
    public void Times_are_those_of_the_equation()
    {
        var fields = new GaussianFields(20, .005);
        double peak = 1 / Math.Sqrt(2 * Math.PI * .005);
        Assert.Equal(5.6419, peak, 4);
        Assert.Equal(600, fields.LastTick);
        for (int j = 0; j < 20; j++)
        {
            double distance = .3 - j / 19.0, g = peak * Math.Exp(-distance * distance / .01);
            Assert.Equal(6 - Math.Round(g, 2), fields.Tick(.3, j) * fields.TickMs, 9);
        }
    }

    [Theory]
    [InlineData(20, .005)]
    [InlineData(30, .02)]
    [InlineData(5, 1)]
    [InlineData(50, 1e-4)]
    public void A_field_that_is_passed_over_as_too_far_would_have_rounded_to_the_last_tick(int count, double variance)
    {
        var fields = new GaussianFields(count, variance);
        for (int k = -500; k <= 1500; k++)
            for (int j = 0; j < count; j++)
                Assert.Equal(fields.LastTick - (int)Math.Round(100 * fields.Response(k / 1000.0, j)), fields.Tick(k / 1000.0, j));
    }

    [Fact]
    public void Stretched_fields_fire_later_in_proportion()
    {
        var (plain, stretched) = (new GaussianFields(10, .02), new GaussianFields(10, .02, 2));
        Assert.Equal(plain.Tick(.7, 4), stretched.Tick(.7, 4));
        Assert.Equal(2 * plain.LastMs, stretched.LastMs, 12);
    }

    [Theory]
    [InlineData(.1)]  // g_max 1.26 rounds to 1
    [InlineData(.16)] // g_max 0.997
    [InlineData(1)]   // g_max 0.4 rounds to 0
    public void No_spike_comes_before_zero(double variance)
    {
        var fields = new GaussianFields(5, variance);
        Assert.All(Enumerable.Range(0, 5), j => Assert.InRange(fields.Tick(fields.Middle(j), j), 0, fields.LastTick));
    }

    [Fact]
    public void Features_that_are_no_numbers_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new GaussianFields(2, .02).Encode([.5, double.NaN], new int[4]));
        Assert.StartsWith("feature 1 is NaN; fields need finite numbers", error.Message);
    }

    [Theory]
    [InlineData(1, .02, 1, "fields: 1 of each feature; use 2 … 1000")]
    [InlineData(5, 0, 1, "the variance is 0")]
    [InlineData(5, .02, double.NaN, "the stretch is NaN")]
    public void Wrong_fields_are_refused(int count, double variance, double stretch, string words)
        => Assert.Contains(words, Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianFields(count, variance, stretch)).Message);

    [Fact]
    public void The_first_spike_of_a_pattern_is_its_earliest()
    {
        var times = SpikeTimes.Of([5, 0, 5, 2, 9, 9, 1, 9], 4, .01);
        Assert.Equal((0, 1, 2), (times.First(0), times.First(1), times.Count));
    }

    [Fact]
    public void Spikes_outside_are_refused()
    {
        Assert.Contains("tick -1", Assert.Throws<ArgumentException>(() => SpikeTimes.Of([0, -1], 2, .01)).Message);
        Assert.Contains("do not make patterns of 3", Assert.Throws<ArgumentException>(() => SpikeTimes.Of([0, 1], 3, .01)).Message);
    }

    [Fact]
    public void Jitter_of_zero_moves_nothing_and_of_a_ms_moves_by_a_ms()
    {
        var times = SpikeTimes.Of([.. Enumerable.Repeat(5000, 20_000), 10_000], 1, .01);
        var random = Randomness.Streams.For(1, "jitter");
        Assert.Equal(5000, times.Jittered(0, random).Pattern(3)[0]);
        var moved = times.Jittered(1, random);
        double squares = Enumerable.Range(0, 20_000).Average(k => Math.Pow((moved.Pattern(k)[0] - 5000) * .01, 2));
        Assert.InRange(Math.Sqrt(squares), .98, 1.02);
    }

    [Fact]
    public void Scales_are_fitted_to_the_training_rows_alone()
    {
        var rows = FeatureTable.Of("two", [[0, 10], [2, 20], [100, -50]], [0, 1, 0]);
        double[] scaled = new double[2];
        var scaler = new FeatureScaler(rows.Pick([0, 1]), FeatureScaling.MinMax);
        scaler.Scale([1, 15], scaled);
        Assert.Equal([.5, .5], scaled);
        scaler.Scale(rows.Row(2), scaled);
        Assert.Equal([1, 0], scaled); // clipped
        Assert.Contains("use MinMax",
            Assert.Throws<ArgumentException>(() => new FeatureScaler(rows, FeatureScaling.UnitRows).Scale(rows.Row(2), scaled)).Message);
    }
}
