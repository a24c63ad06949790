namespace Spikebook.Spiking.Tests;

public sealed class SpikeBatchTests
{
    [Fact]
    public void Samples_come_back_sorted_by_time()
    {
        var batch = SpikeBatch.From(3, [[(2.5, 0), (1.0, 2), (1.0, 1)], [], [(0.5, 1)]]);
        Assert.Equal(3, batch.Count);
        Assert.Equal([1.0, 1.0, 2.5], batch[0].TimesMs.ToArray());
        Assert.Equal([2, 1, 0], batch[0].Sources.ToArray());
        Assert.Equal(0, batch[1].Count);
        Assert.Equal(3, batch.LongestSample);
        Assert.Equal(4, batch.SpikeCount);
        Assert.Equal([0, 3, 3, 4], batch.Offsets.ToArray());
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        Assert.Contains("without samples", Thrown(2, [0], [], []));
        Assert.Contains("source 2", Thrown(2, [0, 1], [1], [2]));
        Assert.Contains("sort by time", Thrown(2, [0, 2], [2, 1], [0, 0]));
        Assert.Contains("not finite", Thrown(2, [0, 1], [double.NaN], [0]));
        Assert.Contains("2 times but 1 sources", Thrown(2, [0, 2], [1, 2], [0]));
        Assert.Contains("offsets go from", Thrown(2, [0, 1], [1, 2], [0, 0]));
        Assert.Contains("goes from spike", Thrown(2, [0, 2, 1, 2], [1, 2], [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeBatch.From(1, [[]])[1].Count);

        static string Thrown(int count, int[] offsets, double[] times, int[] sources)
            => Assert.Throws<ArgumentException>(() => new SpikeBatch(count, offsets, times, sources)).Message;
    }

    [Fact]
    public void Operations_add_up()
    {
        var twice = 2 * OperationCount.SynapticEvents(10) + OperationCount.DenseSynapses(5);
        Assert.Equal(new OperationCount(20, 5, 25, 25), twice);
        Assert.Equal(twice, twice + OperationCount.None);
    }

    [Fact]
    public void Lists_are_what_a_batch_is_made_from()
    {
        (double, int)[][] samples = [[(0.5, 1), (2, 0)], [], [(1, 2)]];
        Assert.Equal(samples, SpikeBatch.From(3, samples).ToLists());
    }
}
