using BenchmarkDotNet.Attributes;
using Spikebook.MeanField;

namespace Spikebook.Benchmarks;

/// <summary>
/// Time over the number of populations: a ring of K populations with 120 cells each, through the events that travel round it, to t = 1.
/// From K = 10 on all of them take the same steps, so that the times are those of a step. A sparse ring has two couplings a population;
/// in the dense one everybody kicks everybody at once besides, too weakly to change what happens.
/// </summary>
public class NetworkSizes
{
    PopulationNetwork _sparse = null!, _dense = null!;
    InitialDensity[] _starts = [];

    /// <summary>Number of populations.</summary>
    [Params(1, 10, 30, 100)]
    public int Populations { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var own = new double[Populations, Populations];
        var next = new double[Populations, Populations];
        var all = new double[Populations, Populations];
        for (int a = 0; a < Populations; a++)
        {
            (own[a, a], next[a, (a + Populations - 1) % Populations]) = (2, Populations > 1 ? 0.6 : 0);
            for (int b = 0; b < Populations; b++) all[a, b] = own[a, b] + 0.01 / Populations;
        }
        _sparse = new PopulationNetwork
        {
            Populations = [.. Enumerable.Repeat(new Nnlif { A = 0.5, Mu = 0.5 }, Populations)],
            Excitation = own,
            Delayed = [new DelayedCoupling(0.1, next)],
        };
        _dense = _sparse with { Excitation = all };
        _starts = [InitialDensity.Gaussian(1.5, 0.1), .. Enumerable.Repeat(InitialDensity.Gaussian(0.3, 0.25), Populations - 1)];
        Console.WriteLine($"// steps: sparse {Sparse().Steps}, dense {Dense().Steps}");
    }

    [Benchmark(Baseline = true)]
    public NetworkResult Sparse() => Run(_sparse);

    [Benchmark]
    public NetworkResult Dense() => Run(_dense);

    NetworkResult Run(PopulationNetwork ring) => new ManyPopulations { Cells = 120 }.Run(ring, _starts, 1);
}
