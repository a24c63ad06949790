using Spikebook.Randomness;

namespace Spikebook.Loihi.Tests;

/// <summary>A network with a name, what is fed into it, and for how long it runs.</summary>
/// <param name="Network">The network.</param>
/// <param name="Steps">How long it runs.</param>
/// <param name="Feed">Sends its input before the first step.</param>
sealed record GoldenNetwork(Network Network, int Steps, Action<LoihiRun> Feed);

/// <summary>
/// Networks that between them take every way through the engine: each form of synapses, each kind of neuron, each convention.
/// </summary>
static class GoldenNetworks
{
    static readonly Compartment Leaky = new() { Threshold = 700, CurrentDecay = 1100, VoltageDecay = 400, Refractory = 2 };

    static readonly Plasticity Stdp = new("2^-2*x1*y0 - 2^-2*y1*x0") { X1 = new(127, 10), Y1 = new(120, 7) };

    public static IReadOnlyDictionary<string, Func<GoldenNetwork>> All { get; } = new Dictionary<string, Func<GoldenNetwork>>
    {
        ["constant, few targets of many"] = () => Feedforward(3000, 20_000, Wiring.FanOut(3, Even, seed: 1), new(), rate: .01, steps: 60),
        ["constant, one target in twenty-five"] = () => Feedforward(800, 1000, Wiring.FanOut(40, Even, seed: 2), new() { Exponent = -1 }),
        ["constant, one target in three"] = () => Feedforward(500, 300, Wiring.Random(.3, Even, seed: 3), new() { Exponent = -2 },
            rate: .6),
        ["constant, full matrix of bytes, many rows at once"] = ()
            => Feedforward(700, 130, Wiring.Random(1, Even, seed: 4), new() { Exponent = -3 }, rate: .9),
        ["constant, full matrix beyond bytes"] = () => Feedforward(400, 333, Wiring.Random(1, Any, seed: 5),
            new() { Sign = SignMode.Excitatory }, rate: .8),
        ["constant, full matrix beyond bytes, inhibitory"] = ()
            => Feedforward(40, 70, Wiring.Random(1, s => -Any(s), seed: 6), new() { Sign = SignMode.Inhibitory, Exponent = 2 }),
        ["constant, too wide to pack, clipped"] = () => Feedforward(200, 70_000,
            Wiring.FanOut(40, s => 2 * (s.NextInt(256) - 128), seed: 7), new() { Exponent = 7 }, rate: .05, steps: 40),
        ["constant, pairs connected twice"] = () => Feedforward(30, 20,
            Wiring.List([.. Enumerable.Range(0, 600).Select(k => new Link(k % 30, k * 7 % 20, k % 100 * 2 - 90))]), new() { Delay = 1 },
                rate: .2),
        ["fewer weight bits"] = () => Feedforward(100, 100, Wiring.Random(.2, s => 32 * (s.NextInt(15) - 7), seed: 8),
            new() { WeightBits = 4, Delay = 5 }),
        ["plastic, full matrix"] = () => Feedforward(150, 170, Wiring.Random(1, Even, seed: 9),
            new() { Plasticity = Stdp, Delay = 2, Exponent = -3 }, rate: .9),
        ["plastic, full matrix, clipped"] = () => Feedforward(60, 50, Wiring.Random(1, Even, seed: 10),
            new() { Plasticity = Stdp, Exponent = 7 }),
        ["plastic, sparse"] = () => Feedforward(300, 400, Wiring.FanOut(60, Even, seed: 11), new() { Plasticity = Stdp }),
        ["plastic, excitatory, both rows and columns at the end of long epochs"] = ()
            => Feedforward(90, 110, Wiring.Random(.5, Any, seed: 12), new()
            {
                Sign = SignMode.Excitatory,
                Plasticity = new("2^-4*x1*y0 - 2^-5*y2*x0*u1 + 2^-3*x2*y3*x0*y0")
                {
                    X1 = new(60, 20),
                    X2 = new(30, 5),
                    Y2 = new(50, 9),
                    Y3 = new(33, 4),
                    Epoch = 4
                },
            }, rate: .15),
        ["coincidences only"] = () => Feedforward(80, 90, Wiring.Random(1, Even, seed: 13),
            new() { Plasticity = new("4*x0*y0 - 2*x0*y0*u2") }, rate: .1),
        ["every synapse in every epoch"] = () => Feedforward(50, 40, Wiring.Random(.4, Even, seed: 14),
            new() { Plasticity = new("2^-6*(w - 20)*u3 + 2^-4*sgn(w)*x1") { X1 = new(40, 12), Epoch = 2 } }, rate: .2),
        ["delays and tags learn"] = DelaysAndTags,
        ["noise on voltage and current"] = Noisy,
        ["joined compartments"] = Joined,
        ["soft reset and own biases"] = Biased,
        ["delays through layers"] = Layers,
        ["recurrent, excitation and inhibition"] = Recurrent,
        ["reward, Brian2Loihi"] = () => Rewarded(Conventions.Brian2Loihi, 1),
        ["reward, nengo-loihi"] = () => Rewarded(Conventions.NengoLoihi, 2),
        ["reward, Lava"] = () => Rewarded(Conventions.Lava, 1),
        ["overflow, default"] = () => Overflowing(Conventions.Default),
        ["overflow, Brian2Loihi"] = () => Overflowing(Conventions.Brian2Loihi),
        ["overflow, Lava"] = () => Overflowing(Conventions.Lava),
    };

    static int Even(RandomStream stream) => 2 * (stream.NextInt(200) - 80);

    static int Any(RandomStream stream) => stream.NextInt(256);

    static GoldenNetwork Feedforward(int from, int to, Wiring wiring, Synapse synapse, double rate = .08, int steps = 120)
    {
        var network = new Network();
        var input = network.Source("input", from);
        network.Connect(input, network.Neurons("layer", to, Leaky), wiring, synapse);
        return new(network, steps, run => run.SendPoisson(input, rate, steps - 20));
    }

    static GoldenNetwork DelaysAndTags()
    {
        var network = new Network();
        var input = network.Source("input", 60);
        var reward = network.Source("reward", 1);
        var layer = network.Neurons("layer", 90, Leaky with { Refractory = 3 });
        network.Connect(input, layer, Wiring.Random(.4, Even, seed: 15), new Synapse
        {
            Delay = 3,
            Plasticity = new(LearningRule.Parse("2^-2*x1*y0 - 2^-3*y1*x0 + 2*r0*x0*sgn(t)"), LearningRule.Parse("dt = 2^-3*x1*y0 "
                + "- 2^-2*t*u2"),
                LearningRule.Parse("dd = 2^-1*y0*(d - 9)"))
            { X1 = new(100, 9), Y1 = new(80, 5), Reward = reward, Epoch = 3 },
        });
        return new(network, 200, run =>
        {
            run.SendPoisson(input, .08, 180);
            run.SendTrain(reward, 0, 10, 50, 51, 120, 121);
        });
    }

    static GoldenNetwork Noisy()
    {
        var network = new Network();
        var input = network.Source("input", 20);
        var onVoltage = network.Neurons("on voltage", 100, Leaky with { Threshold = 60, Noise = new(11, 3) });
        var onCurrent = network.Neurons("on current", 70, Leaky with { Threshold = 60, Noise = new(9, -1, OnVoltage: false) });
        network.Connect(input, onVoltage, Wiring.AllToAll(20));
        network.Connect(onVoltage, onCurrent, Wiring.FanOut(9, Even, seed: 16), new Synapse { Plasticity = Stdp });
        return new(network, 150, run => run.SendPoisson(input, .1, 100));
    }

    static GoldenNetwork Joined()
    {
        var network = new Network();
        var input = network.Source("input", 40);
        foreach (var operation in Enum.GetValues<JoinOperation>())
        {
            bool passes = operation is JoinOperation.Add or JoinOperation.Block;
            var dendrite = network.Neurons($"dendrite {operation}", 70,
                Leaky with { Threshold = 300, AtThreshold = passes ? ThresholdBehavior.PassAboveThreshold : default });
            var soma = network.Neurons($"soma {operation}", 70, Leaky with { Threshold = 250, Refractory = 4 },
                dendrite: new(dendrite, operation, OfCurrent: operation == JoinOperation.Max));
            network.Connect(input, dendrite, Wiring.Random(.3, Even, seed: 17), new Synapse { Delay = 1 });
            network.Connect(input, soma, Wiring.Random(.2, Even, seed: 18));
        }
        return new(network, 150, run => run.SendPoisson(input, .1, 90));
    }

    static GoldenNetwork Biased()
    {
        var network = new Network();
        var own = network.Neurons("own", 130, Leaky with { Threshold = 1000, BiasExponent = 3 },
            [.. Enumerable.Range(0, 130).Select(i => i % 11 * 90 - 200)]);
        var soft = network.Neurons("soft", 64, new Compartment
        {
            Threshold = 300,
            VoltageDecay = 200,
            SoftReset = true,
            BiasMantissa = 1500,
            BiasExponent = 1,
            FloorExponent = 14
        });
        network.Connect(own, soft, Wiring.Random(.1, Even, seed: 19), new Synapse { Delay = 7 });
        return new(network, 150, _ => { });
    }

    static GoldenNetwork Layers()
    {
        var network = new Network();
        var input = network.Source("input", 100);
        Population before = input;
        foreach (int delay in new[] { 0, 1, 13, 62 })
        {
            var layer = network.Neurons($"after {delay}", 100 + delay, Leaky);
            network.Connect(before, layer, Wiring.FanOut(30, s => 2 * s.NextInt(60), seed: 20), new Synapse { Delay = delay });
            before = layer;
        }
        return new(network, 200, run => run.SendPoisson(input, .1, 60));
    }

    static GoldenNetwork Recurrent()
    {
        var network = new Network();
        var input = network.Source("input", 100);
        var excites = network.Neurons("excites", 800, Leaky);
        var inhibits = network.Neurons("inhibits", 200, Leaky with { CurrentDecay = 800 });
        foreach (var to in new[] { excites, inhibits })
        {
            network.Connect(input, to, Wiring.Random(.2, s => 2 * s.NextInt(60), seed: 21));
            network.Connect(excites, to, Wiring.FanOut(20, s => 2 * s.NextInt(25), seed: 22), new Synapse { Delay = 2 });
            network.Connect(inhibits, to, Wiring.FanOut(20, s => -2 * s.NextInt(90), seed: 23), new Synapse { Delay = 1 });
        }
        return new(network, 200, run => run.SendPoisson(input, .1, 180));
    }

    static GoldenNetwork Rewarded(Conventions conventions, int epoch)
    {
        var network = new Network(conventions);
        var input = network.Source("input", 50);
        var reward = network.Source("reward", 1);
        var layer = network.Neurons("layer", 60, Leaky);
        var rule = new Plasticity("2^-3*x1*y0*r1 - 2^-4*y1*x0")
        {
            X1 = new(90, 11),
            Y1 = new(70, 6),
            R1 = new(2, 3),
            Reward = reward,
            Epoch = epoch
        };
        network.Connect(input, layer, Wiring.Random(.5, s => 2 * s.NextInt(60), seed: 24), new Synapse { Plasticity = rule });
        return new(network, 160, run =>
        {
            run.SendPoisson(input, .1, 140);
            run.SendTrain(reward, 0, [.. Enumerable.Range(0, 40).Select(k => (long)(4 * k + k % 3))]);
        });
    }

    static GoldenNetwork Overflowing(Conventions conventions)
    {
        var network = new Network(conventions);
        var input = network.Source("input", 20);
        var layer = network.Neurons("layer", 70, new Compartment
        {
            Threshold = 131071,
            CurrentDecay = 3,
            VoltageDecay = 100,
            CeilingExponent = 6,
            FloorExponent = 20
        });
        network.Connect(input, layer, Wiring.Random(.8, s => 2 * (s.NextInt(228) - 100), seed: 25), new Synapse { Exponent = 7 });
        return new(network, 100, run => run.SendPoisson(input, .3, 90));
    }
}
