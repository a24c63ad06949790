using BenchmarkDotNet.Attributes;
using Spikebook.Loihi;

namespace Spikebook.Benchmarks;

/// <summary>
/// The network on which published emulators were measured: 1,000 sources to 1,000 neurons, 100 targets each, 10 % activity,
/// 1,000 steps, about ten million synaptic events. What the others took on one machine, in turns with this library, is in
/// data/reference/loihi-speed.json; notebook 27 shows it.
/// </summary>
[MemoryDiagnoser, WarmupCount(3), IterationCount(10)]
public class LoihiPublishedNetwork
{
    const int Steps = 1000;
    LoihiRun _run = null!;
    SpikeSource _input = null!;
    LoihiProgram _program = null!;

    [Params("constant", "plastic")]
    public string Synapses { get; set; } = "";

    [GlobalSetup]
    public void Describe()
    {
        var network = new Network();
        _input = network.Source("input", 1000);
        var layer = network.Neurons("layer", 1000, new Compartment { Threshold = 2000, CurrentDecay = 1024, VoltageDecay = 512, Refractory = 2 });
        var stdp = new Loihi.Plasticity("2^-2*x1*y0 - 2^-2*y1*x0") { X1 = new(127, 10), Y1 = new(127, 10) };
        network.Connect(_input, layer, Wiring.FanOut(100, stream => 2 * (stream.NextInt(255) - 127), seed: 2), new Synapse { Plasticity = Synapses == "plastic" ? stdp : null });
        _program = network.Compile();
    }

    [IterationSetup]
    public void Start()
    {
        _run = _program.Start(seed: 1);
        _run.SendPoisson(_input, 0.1, Steps);
    }

    [Benchmark]
    public long Run()
    {
        _run.Run(Steps);
        return _run.SynapticEvents;
    }
}

/// <summary>
/// A full chip: 128 x 1,024 compartments, 8 million synapses. Time per step against activity (cost grows with events, not with size),
/// beside the floor: the bytes that the events must touch, one synapse word and one input word each, read in the same random order.
/// </summary>
[WarmupCount(2), IterationCount(5)]
public class LoihiFullChip
{
    const int Neurons = 128 * 1024, FanOut = 61, Steps = 50;
    LoihiRun _run = null!;
    SpikeSource _input = null!;
    readonly int[] _synapses = new int[Neurons * FanOut], _inputs = new int[Neurons];
    int[] _rows = [];

    [Params(0.0, 0.0001, 0.001, 0.01)]
    public double Activity { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Describe()
    {
        var network = new Network();
        _input = network.Source("input", Neurons);
        var chip = network.Neurons("chip", Neurons, new Compartment { Threshold = 20_000, CurrentDecay = 2048, VoltageDecay = 1024 });
        network.Connect(_input, chip, Wiring.FanOut(FanOut, stream => 2 * (stream.NextInt(255) - 127), seed: 2));
        _run = network.Compile().Start(seed: 1, Threads);
        var random = new Random(3);
        for (int k = 0; k < _synapses.Length; k++) _synapses[k] = random.Next(Neurons);
        _rows = [.. Enumerable.Range(0, (int)(Neurons * Activity * Steps)).Select(_ => random.Next(Neurons))];
    }

    [IterationSetup]
    public void Send() => _run.SendPoisson(_input, Activity, Steps);

    [Benchmark(OperationsPerInvoke = Steps)]
    public long Step()
    {
        _run.Run(Steps);
        return _run.SynapticEvents;
    }

    [Benchmark(OperationsPerInvoke = Steps, Baseline = true)]
    public int MemoryFloor()
    {
        foreach (int row in _rows)
            foreach (int post in _synapses.AsSpan(row * FanOut, FanOut)) _inputs[post]++;
        return _inputs[0];
    }
}
