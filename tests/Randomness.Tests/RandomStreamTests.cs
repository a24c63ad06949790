namespace Spikebook.Randomness.Tests;

public class RandomStreamTests
{
    [Fact]
    public void A_name_an_index_and_a_seed_each_change_the_stream()
    {
        var firsts = new[]
        {
            Streams.For(1, "noise").NextUInt64(), Streams.For(2, "noise").NextUInt64(),
            Streams.For(1, "noise", 1).NextUInt64(), Streams.For(1, "input").NextUInt64(),
        };
        Assert.Equal(4, firsts.Distinct().Count());
        Assert.Equal(firsts[0], Streams.For(1, "noise").NextUInt64());
    }

    [Fact]
    public void Setting_the_position_resumes_the_stream()
    {
        var whole = Streams.For(7, "resume");
        var drawn = Enumerable.Range(0, 41).Select(_ => whole.NextUInt32()).ToArray();
        for (uint start = 0; start < 40; start++)
        {
            var resumed = Streams.For(7, "resume");
            resumed.Position = start;
            Assert.Equal(drawn[start], resumed.NextUInt32());
            Assert.Equal(drawn[start + 1], resumed.NextUInt32());
        }
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        const int n = 200_000;
        double[] u = new double[n], g = new double[n];
        Streams.For(3, "uniform").Fill(u);
        Streams.For(3, "normal").FillGaussian(g);
        // Four standard errors of each mean.
        Assert.InRange(u.Average(), 0.5 - 4 * Math.Sqrt(1.0 / 12 / n), 0.5 + 4 * Math.Sqrt(1.0 / 12 / n));
        Assert.InRange(g.Average(), -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));
        Assert.InRange(g.Average(x => x * x), 1 - 4 * Math.Sqrt(2.0 / n), 1 + 4 * Math.Sqrt(2.0 / n));
        Assert.InRange(g.Average(x => x * x * x * x), 3 - 4 * Math.Sqrt(96.0 / n), 3 + 4 * Math.Sqrt(96.0 / n));
        Assert.All(u, x => Assert.InRange(x, 0, 1 - double.Epsilon));
    }

    [Fact]
    public void Bounded_integers_are_uniform()
    {
        const int n = 120_000, bound = 6;
        var counts = new int[bound];
        var stream = Streams.For(5, "dice");
        for (int i = 0; i < n; i++) counts[stream.NextInt(bound)]++;
        double chiSquare = counts.Sum(c => Math.Pow(c - n / (double)bound, 2) / (n / (double)bound));
        Assert.InRange(chiSquare, 0, 20.5); // 99.9 % point for 5 degrees of freedom
    }

    [Fact]
    public void A_permutation_holds_every_number_once()
        => Assert.Equal(Enumerable.Range(0, 1000), Streams.For(9, "order").Permutation(1000).Order());

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => Streams.For(1, "x").NextInt(0));
        Assert.Throws<ArgumentException>("name", () => Streams.For(1, ""));
    }
}
