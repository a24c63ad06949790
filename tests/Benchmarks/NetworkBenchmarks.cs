using BenchmarkDotNet.Attributes;
using Spikebook.MeanField;

namespace Spikebook.Benchmarks;

/// <summary>
/// A ring of K populations with 120 cells each through the first event that goes round it, to t = 1: the curve over K, which is that of
/// K times the steps.
/// </summary>
public class NetworkSizes
{
    PopulationNetwork _ring = null!;
    InitialDensity[] _starts = [];

    /// <summary>Number of populations.</summary>
    [Params(1, 10, 30, 100)]
    public int Populations { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var own = new double[Populations, Populations];
        var next = new double[Populations, Populations];
        for (int k = 0; k < Populations; k++)
            (own[k, k], next[k, (k + Populations - 1) % Populations]) = (2, Populations > 1 ? 0.6 : 0);
        _ring = new PopulationNetwork
        {
            Populations = [.. Enumerable.Repeat(new Nnlif { A = 0.5, Mu = 0.5 }, Populations)],
            Excitation = own,
            Delayed = [new DelayedCoupling(0.1, next)],
        };
        _starts = [InitialDensity.Gaussian(1.5, 0.1), .. Enumerable.Repeat(InitialDensity.Gaussian(0.3, 0.25), Populations - 1)];
    }

    [Benchmark]
    public NetworkResult Ring() => new ManyPopulations { Cells = 120 }.Run(_ring, _starts, 1);
}
