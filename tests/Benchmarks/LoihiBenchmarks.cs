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
        var layer = network.Neurons("layer", 1000, new Compartment
        {
            Threshold = 2000,
            CurrentDecay = 1024,
            VoltageDecay = 512,
            Refractory = 2
        });
        var stdp = new Loihi.Plasticity("2^-2*x1*y0 - 2^-2*y1*x0") { X1 = new(127, 10), Y1 = new(127, 10) };
        network.Connect(_input, layer, Wiring.FanOut(100, stream => 2 * (stream.NextInt(255) - 127), seed: 2),
            new Synapse { Plasticity = Synapses == "plastic" ? stdp : null });
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

/// <summary>
/// The five ways in which spikes go over synapses, each on a network for which the engine takes it: 500 steps, about half of the rows in
/// each.
/// </summary>
[WarmupCount(3), IterationCount(10)]
public class LoihiDeliveries
{
    const int Steps = 500;
    LoihiRun _run = null!;
    SpikeSource _input = null!;
    LoihiProgram _program = null!;

    [Params("bytes", "dense", "packed", "sparse", "delayed")]
    public string Way { get; set; } = "";

    [GlobalSetup]
    public void Describe()
    {
        var network = new Network();
        _input = network.Source("input", 400);
        var layer = network.Neurons("layer", 1000, new Compartment { Threshold = 100_000, CurrentDecay = 1024, VoltageDecay = 512 });
        var never = new Loihi.Plasticity("2*x0*y0*u9");
        var delays = new Loihi.Plasticity(LearningRule.Parse("dd = x0*y0*u9"));
        var (wiring, synapse) = Way switch
        {
            "bytes" => (Wiring.Random(.5, stream => 2 * (stream.NextInt(255) - 127), seed: 2), new Synapse()),
            "dense" => (Wiring.Random(1, stream => stream.NextInt(256), seed: 2), new Synapse { Sign = SignMode.Excitatory }),
            "packed" => (Wiring.FanOut(45, stream => 2 * (stream.NextInt(255) - 127), seed: 2), new Synapse()),
            "sparse" => (Wiring.FanOut(45, stream => 2 * (stream.NextInt(255) - 127), seed: 2), new Synapse { Plasticity = never }),
            _ => (Wiring.FanOut(45, stream => 2 * (stream.NextInt(255) - 127), seed: 2), new Synapse { Plasticity = delays }),
        };
        network.Connect(_input, layer, wiring, synapse);
        _program = network.Compile();
    }

    [IterationSetup]
    public void Start()
    {
        _run = _program.Start(seed: 1, overflow: OverflowResponse.Count);
        _run.SendPoisson(_input, .5, Steps);
    }

    [Benchmark]
    public long Run()
    {
        _run.Run(Steps);
        return _run.SynapticEvents;
    }
}

/// <summary>
/// Time of a step against synaptic events and size; neurons that forget at once, 16 targets each. "Busy" is the same size with every
/// neuron changing in every step. A recorded run is in data/reference/loihi-step-time.json; notebook 27 shows it.
/// </summary>
[WarmupCount(4), IterationCount(8)]
public class LoihiStepTime
{
    const int FanOut = 16, Steps = 50;
    LoihiRun _run = null!;
    SpikeSource? _drive;

    [Params(1 << 13, 1 << 15, 1 << 17)]
    public int Neurons { get; set; }

    /// <summary>Ports that spike in each step; -1: none, and all neurons busy.</summary>
    [Params(-1, 0, 1, 4, 16, 64, 256, 1024, 4096)]
    public int Spikes { get; set; }

    [GlobalSetup]
    public void Describe()
    {
        var network = new Network();
        if (Spikes < 0) network.Neurons("busy", Neurons, new Compartment { Threshold = 131071, BiasMantissa = 1 });
        else
        {
            _drive = network.Source("drive", Neurons);
            network.Connect(_drive, network.Neurons("cells", Neurons, new Compartment { VoltageDecay = Decay.Full }),
                Wiring.FanOut(FanOut, _ => 2, seed: 1));
        }
        _run = network.Compile().Start();
    }

    // different ports, spread over the source by an odd stride
    [IterationSetup]
    public void Send()
    {
        for (long tag = _run.Step + 1; tag <= _run.Step + Steps; tag++)
            for (int k = 0; k < Spikes; k++) _run.Send(_drive!, tag, (int)((tag * 911 + k * 7919L) % Neurons));
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public void Step() => _run.Run(Steps);
}
