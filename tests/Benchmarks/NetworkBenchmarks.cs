using BenchmarkDotNet.Attributes;
using Spikebook.MeanField;

namespace Spikebook.Benchmarks;

/// <summary>
/// A ring of K populations, each of which can fire as one by itself and kicks the next a delay later, through the events that travel round
/// it, to t = 1. From K = 10 on all rings take the same steps, so that the times are those of a step.
/// </summary>
static class TravellingRing
{
    /// <summary>A ring.</summary>
    /// <param name="populations">Number of populations.</param>
    /// <param name="toAll">What everybody kicks everybody at once besides: a dense matrix, too weak to change what happens.</param>
    public static PopulationNetwork Of(int populations, double toAll = 0)
    {
        var atOnce = new double[populations, populations];
        var next = new double[populations, populations];
        for (var a = 0; a < populations; a++)
        {
            for (var b = 0; b < populations; b++) atOnce[a, b] = toAll / populations;
            atOnce[a, a] += 2;
            next[a, (a + populations - 1) % populations] = populations > 1 ? 0.6 : 0;
        }
        return new PopulationNetwork
        {
            Populations = [.. Enumerable.Repeat(new Nnlif { A = 0.5, Mu = 0.5 }, populations)],
            Excitation = atOnce,
            Delayed = [new DelayedCoupling(0.1, next)],
        };
    }

    /// <summary>Runs it; the first population is about to fire.</summary>
    public static NetworkResult Run(PopulationNetwork ring, int cells) => new ManyPopulations { Cells = cells }.Run(ring,
        [InitialDensity.Gaussian(1.5, 0.1), .. Enumerable.Repeat(InitialDensity.Gaussian(0.3, 0.25), ring.Count - 1)], 1);
}

/// <summary>Time over the number of populations, of 120 cells each, with two couplings a population and with all.</summary>
public class NetworkSizes
{
    PopulationNetwork _sparse = null!, _dense = null!;

    /// <summary>Number of populations.</summary>
    [Params(1, 10, 30, 100)]
    public int Populations { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_sparse, _dense) = (TravellingRing.Of(Populations), TravellingRing.Of(Populations, toAll: 0.01));
        Console.WriteLine($"// steps: sparse {Sparse().Steps}, dense {Dense().Steps}");
    }

    [Benchmark(Baseline = true)]
    public NetworkResult Sparse() => TravellingRing.Run(_sparse, 120);

    [Benchmark]
    public NetworkResult Dense() => TravellingRing.Run(_dense, 120);
}

/// <summary>Time over the cells of each mesh, 30 populations.</summary>
public class NetworkCells
{
    readonly PopulationNetwork _ring = TravellingRing.Of(30);

    /// <summary>Cells of each mesh.</summary>
    [Params(120, 240, 480)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Setup() => Console.WriteLine($"// steps: {Ring().Steps}");

    [Benchmark]
    public NetworkResult Ring() => TravellingRing.Run(_ring, Cells);
}
