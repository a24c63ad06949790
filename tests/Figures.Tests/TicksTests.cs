using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Figures.Tests;

public class TicksTests
{
    static readonly Arbitrary<(double Min, double Max)> Intervals = Arb.From(
        from exponent in Gen.Choose(-12, 12)
        from middle in Gen.Choose(-1000, 1000)
        from length in Gen.Choose(1, 5000)
        let unit = Math.Pow(10, exponent)
        select ((middle - length / 2.0) * unit, (middle + length / 2.0) * unit));

    [Theory]
    [InlineData(1, 100, 7, 7)] // 1 2 5 10 20 50 100
    [InlineData(1, 100, 5, 5)] // 1 3 10 30 100
    [InlineData(1, 100, 3, 3)] // 1 10 100
    [InlineData(2, 19, 2, 2)] // 3 10: whole decades alone would be one tick
    public void A_short_logarithmic_axis_has_no_more_ticks_than_room(double min, double max, int wanted, int ticks)
        => Assert.Equal(ticks, Ticks.Logarithmic(min, max, wanted).Length);

    [Fact]
    public void Linear_ticks_are_round_even_inside_and_neither_few_nor_many()
        => Prop.ForAll(Intervals, interval =>
        {
            var (min, max) = interval;
            var ticks = Ticks.Linear(min, max, 6);
            double step = Ticks.Step((max - min) / 6);
            Assert.InRange(ticks.Length, 3, 10);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, min, max));
            for (int i = 1; i < ticks.Length; i++) Assert.Equal(1, (ticks[i].Value - ticks[i - 1].Value) / step, 1e-6);
            Assert.All(ticks[1..^1], tick => Assert.Equal(Math.Round(tick.Value / step), tick.Value / step, 1e-6));
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Label).Distinct().Count());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Steps_are_1_2_or_5_times_a_power_of_ten()
        => Prop.ForAll(Gen.Choose(-300, 300).Zip(Gen.Choose(1000, 9999)).ToArbitrary(), pair =>
        {
            double rough = pair.Item2 / 1000.0 * Math.Pow(10, pair.Item1), step = Ticks.Step(rough);
            double mantissa = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
            Assert.Contains(Math.Round(mantissa, 6), new[] { 1.0, 2, 5 });
            Assert.InRange(step / rough, 0.6, 1.7);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Logarithmic_ticks_are_inside_and_ascend()
        => Prop.ForAll(Gen.Choose(-200, 200).Zip(Gen.Choose(1, 300)).ToArbitrary(), pair =>
        {
            double min = 1.3 * Math.Pow(10, pair.Item1), max = min * Math.Pow(10, pair.Item2 / 10.0);
            if (!double.IsFinite(max)) return;
            var ticks = Ticks.Logarithmic(min, max, 6);
            Assert.InRange(ticks.Length, 2, 12);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, min * (1 - 1e-8), max * (1 + 1e-8)));
            for (int i = 1; i < ticks.Length; i++) Assert.True(ticks[i].Value > ticks[i - 1].Value);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.30000000000000004, 0.1, "0.3")]
    [InlineData(-2, 1, "−2")]
    [InlineData(200000, 100000, "2×10<sup>5</sup>")]
    [InlineData(100000, 100000, "10<sup>5</sup>")]
    [InlineData(-2.5e-7, 5e-8, "−2.5×10<sup>−7</sup>")]
    [InlineData(1e-18, 1, "0")]
    [InlineData(1500, 500, "1500")]
    public void Numbers_are_written_as_in_print(double value, double step, string label) => Assert.Equal(label, Ticks.Label(value, step));

    [Fact]
    public void Decades_are_powers_of_ten()
        => Assert.Equal(["10<sup>−3</sup>", "10<sup>−2</sup>", "10<sup>−1</sup>", "1", "10"],
            Ticks.Logarithmic(1e-3, 10, 6).Select(tick => tick.Label));
}
