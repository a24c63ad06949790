using FsCheck;
using FsCheck.Fluent;
using Spikebook.Randomness;

namespace Spikebook.Loihi.Tests;

/// <summary>The engine against the dense reference, against itself on several threads, and against itself with everything connected in another order.</summary>
public sealed class EngineTests
{
    static readonly string[] Rules =
    [
        "y0*x0*r1*4 - y0*x0*2", "x0*2", "y0*4 - x0*2", "2*x1*y0 - 2*y1*x0", "2*x0*r0 - 2*y0*u1", "2*u2 - 2*x0", "2*w*x0*y0", "(w - 4)*2*y0", "-2*x1*(y1 + 3)",
    ];

    // Everything random: sizes, registers, wiring from one synapse to all, exponents, delays, sign modes, rules, epochs.
    static Network RandomNetwork(int seed, bool stochastic, Func<List<Action>, IEnumerable<Action>> order, out SpikeSource[] sources)
    {
        var random = Streams.For((ulong)seed, "network");
        int Pick(int low, int high) => low + random.NextInt(high - low + 1);
        var network = new Network();
        sources = [network.Source("in", Pick(1, 40)), network.Source("reward", 2)];
        var populations = new List<Population> { sources[0] };
        var groups = new List<NeuronGroup>();
        for (int g = Pick(1, 4); g > 0; g--)
        {
            var compartment = new Compartment
            {
                Threshold = Pick(0, 300),
                CurrentDecay = Pick(0, 2) == 0 ? Decay.Full : Pick(0, 4096),
                VoltageDecay = Pick(0, 2) == 0 ? Decay.Full : Pick(0, 4096),
                BiasMantissa = Pick(0, 2) == 0 ? Pick(-4096, 4095) : 0,
                BiasExponent = Pick(0, 7),
                Refractory = Pick(1, 6),
                FloorExponent = Pick(12, 23),
                CeilingExponent = Pick(3, 7),
                Noise = stochastic && Pick(0, 3) == 0 ? new Noise(Pick(0, 12), Pick(-2, 2), Pick(0, 1) == 0) : null,
            };
            int count = Pick(1, 150);
            var biases = Pick(0, 3) == 0 ? Enumerable.Range(0, count).Select(_ => Pick(-4000, 4000)).ToArray() : null;
            groups.Add(network.Neurons($"g{g}", count, compartment, biases));
        }
        populations.AddRange(groups);
        var connecting = new List<Action>();
        var reward = sources[1];
        for (int c = Pick(1, 6); c > 0; c--)
        {
            var (from, to) = (populations[Pick(0, populations.Count - 1)], groups[Pick(0, groups.Count - 1)]);
            var sign = (SignMode)Pick(0, 2);
            var synapse = new Synapse { Sign = sign, Exponent = Pick(-3, 7), Delay = Pick(0, 2) == 0 ? Pick(0, 62) : Pick(0, 4), Plasticity = PickRule() };
            double density = Pick(0, 3) == 0 ? 1 : random.NextDouble() * random.NextDouble();
            var wiring = Wiring.Random(density, s => sign switch
            {
                SignMode.Mixed => 2 * (s.NextInt(256) - 128),
                SignMode.Excitatory => s.NextInt(256),
                _ => -s.NextInt(256),
            }, random.NextUInt64());
            string name = $"c{c}";
            connecting.Add(() => network.Connect(from, to, wiring, synapse, name));

            Plasticity? PickRule()
            {
                if (Pick(0, 1) == 0) return null;
                if (!stochastic)
                    return new Plasticity(Rules[Pick(0, Rules.Length - 1)]) { Reward = reward, Epoch = Pick(0, 2) == 0 ? Pick(1, 4) : 1, X1 = new(Pick(1, 40), 0), Y1 = new(Pick(1, 40), 0) };
                string[] rules = [.. Rules, "2^-2*x1*y0 - 2^-2*y1*x0", "2^-3*x1*y0 - 2^-5*x0*w", "2^-9*x2*y2*(y3 - 7)", "2^-1*sgn(w)*x1*y0"];
                return new Plasticity(rules[Pick(0, rules.Length - 1)])
                {
                    Reward = reward,
                    Epoch = Pick(1, 3),
                    R1 = new(Pick(1, 127), Pick(1, 9)),
                    X1 = new(Pick(1, 127), Pick(1, 20)),
                    X2 = new(Pick(1, 127), Pick(1, 20)),
                    Y1 = new(Pick(1, 127), Pick(1, 20)),
                    Y2 = new(Pick(1, 127), Pick(1, 20)),
                    Y3 = new(Pick(1, 127), Pick(1, 20)),
                };
            }
        }
        foreach (var connect in order(connecting)) connect();
        return network;
    }

    static IEnumerable<(long Tag, int Source, int Port)> RandomInput(int seed, SpikeSource[] sources, int steps)
    {
        var random = Streams.For((ulong)seed, "input");
        for (long tag = 0; tag <= steps; tag++)
        {
            // Half of the time silence, so that blocks fall asleep and wake again.
            double rate = tag / 20 % 2 == 0 ? 0.15 : 0;
            for (int source = 0; source < sources.Length; source++)
                for (int port = 0; port < sources[source].Count; port++)
                    if (random.NextDouble() < rate) yield return (tag, source, port);
        }
    }

    [Fact]
    public void Event_driven_equals_dense_in_every_bit_of_every_step()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var network = RandomNetwork(seed.Get, stochastic: false, connecting => connecting, out var sources);
            var run = network.Compile().Start();
            var reference = new DenseReference(network);
            foreach (var (tag, source, port) in RandomInput(seed.Get, sources, 80))
            {
                run.Send(sources[source], tag, port);
                reference.Send(sources[source], tag, port);
            }
            reference.Begin();
            for (int step = 1; step <= 80; step++)
            {
                run.Run(1);
                reference.Tick();
                foreach (var population in network.Populations) Assert.Equal(reference.FiredBy(population), run.FiredBy(population).ToArray());
                foreach (var group in network.Populations.OfType<NeuronGroup>())
                {
                    Assert.Equal(reference.U[group], run.Currents(group).ToArray().Select(u => (long)u));
                    Assert.Equal(reference.V[group], run.Voltages(group).ToArray().Select(v => (long)v));
                }
                foreach (var connection in network.Connections) Assert.Equal(reference.Weights[connection], run.StoredWeights(connection).ToArray().Select(w => (int)w));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    static string Digest(Network network, LoihiRun run, SpikeProbe[] probes)
    {
        var text = new System.Text.StringBuilder();
        foreach (var probe in probes) text.AppendJoin(' ', probe.Spikes.Select(spike => $"{spike.Step}:{spike.Neuron}")).AppendLine();
        foreach (var group in network.Populations.OfType<NeuronGroup>())
            text.AppendJoin(' ', run.Currents(group).ToArray()).AppendLine().AppendJoin(' ', run.Voltages(group).ToArray()).Append(run.OverflowsOf(group)).AppendLine();
        foreach (var connection in network.Connections.OrderBy(connection => connection.Name))
            text.AppendJoin(' ', run.StoredWeights(connection).ToArray()).AppendLine();
        return text.Append(run.SynapticEvents).ToString();
    }

    static string RunAndDigest(int seed, int threads, Func<List<Action>, IEnumerable<Action>> order)
    {
        var network = RandomNetwork(seed, stochastic: true, order, out var sources);
        var run = network.Compile().Start((ulong)seed, threads);
        var probes = network.Populations.Select(population => run.RecordSpikes(population)).ToArray();
        foreach (var (tag, source, port) in RandomInput(seed, sources, 60)) run.Send(sources[source], tag, port);
        run.Run(25);
        run.Run(35);
        return Digest(network, run, probes);
    }

    [Fact]
    public void Results_are_the_same_bits_on_any_number_of_threads()
        => Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            string alone = RunAndDigest(seed.Get, 1, connecting => connecting);
            Assert.Equal(alone, RunAndDigest(seed.Get, 2, connecting => connecting));
            Assert.Equal(alone, RunAndDigest(seed.Get, 3, connecting => connecting));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Fact]
    public void The_order_of_connections_does_not_matter()
        => Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
            Assert.Equal(RunAndDigest(seed.Get, 1, connecting => connecting), RunAndDigest(seed.Get, 1, connecting => connecting.AsEnumerable().Reverse())))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
}
