using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Figures.Tests;

public class DecimationTests
{
    static readonly Arbitrary<(double[] X, double[] Y)> Series = Arb.From(
        from seed in Gen.Choose(0, 1_000_000)
        from count in Gen.Choose(Decimation.Limit + 1, 30_000)
        from sorted in Gen.Elements(true, false)
        select Random(seed, count, sorted));

    static (double[], double[]) Random(int seed, int count, bool ascending)
    {
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, count).Select(i => ascending ? i + random.NextDouble() : 1000 * random.NextDouble())];
        double[] y = [.. x.Select(_ => random.NextDouble() < 0.001 ? double.NaN : Math.Pow(random.NextDouble(), -0.5))];
        return (x, y);
    }

    [Fact]
    public void Extremes_ends_and_order_stay()
        => Prop.ForAll(Series, series =>
        {
            var (x, y) = series;
            int[] kept = Decimation.Indices(x, y);
            for (int i = 1; i < kept.Length; i++) Assert.True(kept[i] > kept[i - 1]);
            double[] before = [.. y.Where(double.IsFinite)], after = [.. kept.Select(i => y[i]).Where(double.IsFinite)];
            Assert.Equal(before.Max(), after.Max());
            Assert.Equal(before.Min(), after.Min());
            Assert.Contains(Array.FindIndex(y, double.IsFinite), kept);
            Assert.Contains(Array.FindLastIndex(y, double.IsFinite), kept);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_pixel_column_keeps_its_own_extremes_and_long_series_become_short()
    {
        var random = new Random(7);
        const int Count = 200_000;
        double[] x = [.. Enumerable.Range(0, Count).Select(i => (double)i)], y = [.. x.Select(_ => random.NextDouble())];
        int[] kept = Decimation.Indices(x, y);
        Assert.InRange(kept.Length, 2000, Decimation.Limit + 4);
        var own = kept.ToHashSet();
        foreach (var column in Enumerable.Range(0, Count).GroupBy(i => (int)(i / (Count - 1.0) * 1000)))
        {
            Assert.Contains(column.MinBy(i => y[i]), own);
            Assert.Contains(column.MaxBy(i => y[i]), own);
            Assert.Contains(column.First(), own);
            Assert.Contains(column.Last(), own);
        }
    }

    [Fact]
    public void Gaps_stay_gaps()
    {
        double[] x = [.. Enumerable.Range(0, 10_000).Select(i => (double)i)],
            y = [.. x.Select(v => v is > 4000 and < 4010 ? double.NaN : v)];
        Assert.Single(Decimation.Indices(x, y), i => double.IsNaN(y[i]));
    }

    [Fact]
    public void Only_the_part_that_is_seen_gets_the_fine_columns()
    {
        // A wave of 20 points a period, of which a hundredth is in view: there every point counts.
        double[] x = [.. Enumerable.Range(0, 100_000).Select(i => i / 1000.0)], y = [.. x.Select(at => Math.Sin(at * Math.Tau / 0.02))];
        int[] kept = Decimation.Indices(x, y, from: 50, to: 51);
        Assert.InRange(kept.Count(i => x[i] is >= 50 and <= 51), 999, 1001);
        Assert.InRange(kept.Length, 1001, 2000);
        Assert.Equal((0, x.Length - 1), (kept[0], kept[^1]));
        string path = Figure.New("f").Line(x, y).RangeX(50, 51).ToSvg(), whole = Figure.New("f").Line(x[50_000..51_001], y[50_000..51_001])
            .RangeX(50, 51).ToSvg();
        Assert.InRange(path.Length, 0.8 * whole.Length, 1.6 * whole.Length);
    }

    [Fact]
    public void Short_series_stay_whole() => Assert.Equal([0, 1, 2], Decimation.Indices([1, 2, 3], [3, 2, 1]));

    [Fact]
    public void Json_holds_the_thinned_series_or_all_of_it()
    {
        double[] x = [.. Enumerable.Range(0, 50_000).Select(i => (double)i)];
        int Count(Figure figure) => System.Text.Json.Nodes.JsonNode.Parse(figure.ToJson())!["data"]![0]!["x"]!.AsArray().Count;
        var figure = Figure.New("f").Line(x, x.Select(v => Math.Sin(v / 100)));
        Assert.InRange(Count(figure), 1000, Decimation.Limit + 200);
        Assert.Equal(50_000, Count(figure.KeepAllPoints()));
    }
}
