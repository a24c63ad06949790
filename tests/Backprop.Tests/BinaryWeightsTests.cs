namespace Spikebook.Backprop.Tests;

public sealed class BinaryWeightsTests
{
    [Theory]
    [InlineData(WeightScale.Glorot, 0)]
    [InlineData(WeightScale.He, 0)]
    public void Random_weights_have_the_asked_spread_and_are_even_and_limited(WeightScale scale, int m)
    {
        var layers = LayerSizes.Parse("400-300-10");
        var weights = BinaryWeights.Random(layers, 5, scale);
        weights.Validate();
        double sigma = 1024 * Math.Sqrt(2.0 / (scale == WeightScale.He ? layers[m] : layers[m] + layers[m + 1]));
        short[] w = weights.Forward(m).ToArray();
        Assert.All(w, v => Assert.InRange(v, -240, 240));
        Assert.Equal(0, w.Average(v => (double)v), 4 * sigma / Math.Sqrt(w.Length));
        // Rounding the magnitude down to even takes 1 off it on average: P(|w| >= sigma) is that of |N| >= 1 with even cells.
        int cut = 2 * (int)Math.Ceiling(sigma / 2);
        double expected = 2 * (1 - Normal(cut / sigma));
        double seen = w.Count(v => Math.Abs(v) >= cut) / (double)w.Length;
        Assert.Equal(expected, seen, 4 * Math.Sqrt(expected * (1 - expected) / w.Length));
        Assert.Equal(0, weights.Differences(BinaryWeights.Random(layers, 5, scale)));
        Assert.NotEqual(0, weights.Differences(BinaryWeights.Random(layers, 6, scale)));
        Assert.Equal(0, weights.Drifted());
    }

    // Normal distribution function (Abramowitz, Stegun 26.2.17, error below 7.5e-8).
    static double Normal(double x)
    {
        double t = 1 / (1 + 0.2316419 * x);
        double tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * tail;
    }

    [Theory]
    [InlineData("400-10", "at least three")]
    [InlineData("400-0-10", "layer 1 has 0")]
    [InlineData("400-400-256", "layer 2 has 256")]
    [InlineData("400-x-10", "not numbers")]
    [InlineData("400--10", "not numbers")]
    [InlineData("65536-65536-10", "weights; at most")]
    [InlineData("99999999999-4-10", "not numbers")]
    public void Sizes_out_of_range_are_errors(string text, string expected)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => LayerSizes.Parse(text)).Message);
}
