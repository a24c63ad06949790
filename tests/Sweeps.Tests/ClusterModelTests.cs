namespace Spikebook.Sweeps.Tests;

public class ClusterModelTests
{
    static readonly ClusterModel Model = new(new SweepOverheads(0.001, 1.5, 10, 5000));

    [Fact]
    public void Long_points_on_few_workers_are_bound_by_their_computation()
    {
        var (seconds, bound) = Model.Time(1000, new PointCost(11, 10, 1), 10);
        Assert.Equal(SweepBound.Computation, bound);
        Assert.Equal(1000 * 10.001 / 10 + Math.Ceiling(166 / 10.0) * 1.5, seconds, 1e-9);
    }

    [Fact]
    public void Many_tasks_are_bound_by_the_scheduler_and_many_short_points_by_the_folder()
    {
        Assert.Equal(SweepBound.Scheduler, Model.Time(100_000, new PointCost(11, 0.6, 1), 100_000).Bound);
        Assert.Equal((2000.0, SweepBound.Folder), Model.Time(10_000_000, new PointCost(1, 1e-4, 1), 1000));
    }

    [Fact]
    public void More_workers_never_take_longer()
    {
        double last = double.PositiveInfinity;
        for (int workers = 1; workers < 5000; workers *= 2)
        {
            double now = Model.Time(20_000, new PointCost(2, 1, 1), workers).Seconds;
            Assert.True(now <= last);
            last = now;
        }
    }
}
