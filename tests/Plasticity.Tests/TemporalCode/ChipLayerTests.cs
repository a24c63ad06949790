namespace Spikebook.Plasticity.Tests.TemporalCode;

public class ChipLayerTests
{
    static readonly TemporalSettings Settings = TemporalTasks.Iris[0];

    [Theory]
    [InlineData(8, 255, 1)]
    [InlineData(4, 240, 16)]
    [InlineData(1, 128, 128)]
    public void Weights_are_multiples_of_the_grain_and_no_farther_off_than_half_of_it(int bits, int most, int grain)
    {
        double[] weights = [.. Enumerable.Range(0, 101).Select(k => k / 100.0)];
        var layer = ChipLayer.Of(Settings, weights, bits);
        Assert.Equal(most, layer.MostWeight);
        Assert.All(layer.Weights, weight => Assert.Equal(0, weight % grain));
        Assert.All(weights.Zip(layer.Real()), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, .5 * grain / most + 1e-12));
    }

    [Fact]
    public void A_PSP_in_integers_is_the_same_share_of_the_threshold()
    {
        var layer = ChipLayer.Of(Settings, [1.0], 8, .1);
        double v = 0, i = layer.MostWeight, highest = 0;
        for (int step = 0; step < 200; step++)
        {
            v = v * (4096 - layer.VoltageDecay) / 4096 + i;
            i = i * (4096 - layer.CurrentDecay) / 4096;
            highest = Math.Max(highest, v);
        }
        Assert.Equal(1.1547 / Settings.Threshold, highest / layer.Threshold, 4);
        Assert.Equal(4096 * (1 - Math.Exp(-.1 / 6)), layer.VoltageDecay, .5);
        Assert.Equal(4096 * (1 - Math.Exp(-.1 / 2)), layer.CurrentDecay, .5);
    }

    [Fact]
    public void What_the_chip_cannot_hold_is_refused()
    {
        Assert.Contains("9 bits; the chip has 1 … 8", Assert.Throws<ArgumentException>(() => ChipLayer.Of(Settings, [1.0], 9)).Message);
        Assert.Contains("use at most 1", Assert.Throws<ArgumentException>(() => ChipLayer.Of(Settings, [1.0], 8, 1.5)).Message);
        Assert.Contains("weight 0 is 1.5", Assert.Throws<ArgumentException>(() => ChipLayer.Of(Settings, [1.5])).Message);
    }

    [Fact]
    public void Times_become_steps()
        => Assert.Equal([0, 1, 60], ChipLayer.Of(Settings, [1.0], 8, .1).Steps(SpikeTimes.Of([3, 11, 600], 3, .01), 0));
}
