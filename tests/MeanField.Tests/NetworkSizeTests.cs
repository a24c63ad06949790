namespace Spikebook.MeanField.Tests;

/// <summary>What a run costs over the number of populations, counted; tests/Benchmarks measures the time.</summary>
public sealed class NetworkSizeTests
{
    // Each fires as one by itself and kicks the next a delay later; the first is about to fire.
    static NetworkResult Ring(int populations)
    {
        var own = new double[populations, populations];
        var next = new double[populations, populations];
        for (var a = 0; a < populations; a++) (own[a, a], next[a, (a + populations - 1) % populations]) = (2, 0.6);
        var network = new PopulationNetwork
        {
            Populations = [.. Enumerable.Repeat(new Nnlif { A = 0.5, Mu = 0.5 }, populations)],
            Excitation = own,
            Delayed = [new DelayedCoupling(0.1, next)],
        };
        return new ManyPopulations { Cells = 120 }.Run(network,
            [InitialDensity.Gaussian(1.5, 0.1), .. Enumerable.Repeat(InitialDensity.Gaussian(0.3, 0.25), populations - 1)], 0.45);
    }

    [Fact]
    public void The_work_grows_with_the_populations_alone()
    {
        NetworkResult small = Ring(8), large = Ring(40);
        Assert.True(small.Events.Count >= 3);
        Assert.Equal(small.Events.Count, large.Events.Count);
        Assert.Equal(small.Steps, large.Steps);
        // The same steps, the same trials in each: five times the tridiagonal systems for five times the populations.
        Assert.InRange(large.Solves / (double)small.Solves, 4.9, 5.1);
    }
}
