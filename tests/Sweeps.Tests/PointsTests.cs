using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Sweeps.Tests;

public class PointsTests
{
    [Fact]
    public void A_latin_hypercube_has_one_point_in_each_stratum()
        => Prop.ForAll(Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), (count, seed) =>
        {
            var points = LatinHypercube.Of(count, (ulong)seed, (0, 1), (-5, 5));
            for (int d = 0; d < 2; d++)
            {
                (double min, double width) = d == 0 ? (0, 1.0) : (-5, 10.0);
                var strata = points.Select(p => (int)((p[d] - min) / width * count)).Order();
                if (!strata.SequenceEqual(Enumerable.Range(0, count))) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Axes_reach_both_ends()
    {
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], Axis.Linear(0, 1, 5));
        Assert.Equal([3.0], Axis.Linear(3, 9, 1));
        double[] decades = Axis.Logarithmic(0.1, 100, 4);
        Assert.Equal(0.1, decades[0]);
        Assert.Equal(100, decades[^1]);
        Assert.Equal(10, decades[2], 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Logarithmic(0, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Linear(0, double.NaN, 3));
    }

    [Theory]
    [InlineData("3/8", 3, 8)]
    [InlineData("1/1", 1, 1)]
    public void Parts_are_read(string text, int number, int count) => Assert.Equal(new SweepPart(number, count), SweepPart.TryParse(text));

    [Theory]
    [InlineData("0/8")]
    [InlineData("9/8")]
    [InlineData("8")]
    [InlineData("-1/2")]
    [InlineData("a/b")]
    public void What_is_no_part_is_none(string text) => Assert.Null(SweepPart.TryParse(text));

    [Fact]
    public void Parts_share_all_points_and_none_twice()
    {
        for (int count = 1; count < 9; count++)
            Assert.All(Enumerable.Range(0, 50), index
            => Assert.Single(Enumerable.Range(1, count), number => new SweepPart(number, count).Has(index)));
    }

    [Fact]
    public void A_plan_keeps_tasks_at_work_and_within_what_the_cluster_takes()
    {
        PointCost quick = new(1, 0.01, 100 << 20), slow = new(61, 60, 3L << 30);
        Assert.Equal(new SlurmPlan(1, 2, 256), SlurmPlan.For(200, quick, 1000));
        Assert.Equal(16, SlurmPlan.For(100_000, quick, 1000).Tasks);
        Assert.Equal(200, SlurmPlan.For(200, slow, 1000).Tasks);
        Assert.Equal(50, SlurmPlan.For(200, slow, 50).Tasks);
        Assert.Equal(6144, SlurmPlan.For(200, slow, 50).Megabytes);
        Assert.Equal((int)Math.Ceiling(3 * (61 + 4 * 60) / 60.0), SlurmPlan.For(200, slow, 50).Minutes);
    }
}
