using BenchmarkDotNet.Attributes;
using Spikebook.Spiking;

namespace Spikebook.Benchmarks;

/// <summary>
/// Balanced networks of 400 neurons over 10,000 bins, one thread, whole runs with targets, read-outs and spikes kept: divide by 4 million
/// for the time of a neuron and bin. The same networks in compiled Python: tests/Peers/balanced_networks.py.
/// </summary>
[MemoryDiagnoser]
public class BalanceBenchmarks
{
    readonly Stimulus _stimulus = Stimulus.Pulses(1, 1e-4, (0.25, 0.45, 25), (0.65, 0.85, -50));
    readonly ReadoutWeights _signed = ReadoutWeights.Signed(400, 0.1, 0.01), _pairs = ReadoutWeights.MirrorPairs(400, 0.1, 0.01);

    /// <summary>At most 100 spikes/s: one uniform number in a hundred is small enough to ask for a rate.</summary>
    [Benchmark]
    public BalancedRun Local() => new LocalNetwork { Weights = _signed, MinRate = 1 }.Run(_stimulus);

    /// <summary>
    /// At most 5,000 spikes/s: sharp as it is, this network ping-pongs, so that in many bins an exponential is computed for every neuron.
    /// </summary>
    [Benchmark]
    public BalancedRun LocalWithoutThinning() => new LocalNetwork { Weights = _signed, MaxRate = 5000, MinRate = 1 }.Run(_stimulus);

    /// <summary>From 1,000 to 5,000 spikes/s: hardly a group of sixteen random numbers without one that asks for a rate.</summary>
    [Benchmark]
    public BalancedRun LocalBusy() => new LocalNetwork { Weights = _signed, MaxRate = 5000, MinRate = 1000 }.Run(_stimulus);

    /// <summary>The population form.</summary>
    [Benchmark]
    public BalancedRun Population() => new PoissonPopulation { Weights = _pairs }.Run(_stimulus);

    /// <summary>A hard threshold, one neuron a bin.</summary>
    [Benchmark]
    public BalancedRun HardOne() => new HardNetwork { Weights = _signed, Rule = FiringRule.One }.Run(_stimulus);
}
