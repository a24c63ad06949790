using FsCheck;
using FsCheck.Fluent;
using Spikebook.Randomness;

namespace Spikebook.Loihi.Tests;

/// <summary>
/// The engine against the dense reference, against itself on several threads, and against itself with everything connected in another
/// order.
/// </summary>
public sealed class EngineTests
{
    static readonly string[] Rules =
    [
        "y0*x0*r1*4 - y0*x0*2", "x0*2", "y0*4 - x0*2", "2*x1*y0 - 2*y1*x0", "2*x0*r0 - 2*y0*u1", "2*u2 - 2*x0", "2*w*x0*y0",
            "(w - 4)*2*y0", "-2*x1*(y1 + 3)",
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
            if (Pick(0, 3) == 0) compartment = compartment with { SoftReset = true, Refractory = 1 };
            else if (Pick(0, 3) == 0) compartment = compartment with { AtThreshold = ThresholdBehavior.PassAboveThreshold };
            var dendrite = groups.Count > 0 && Pick(0, 2) == 0
                ? new Dendrite(groups[Pick(0, groups.Count - 1)], (JoinOperation)Pick(0, 6), Pick(0, 1) == 0) : null;
            int count = dendrite?.Group.Count ?? Pick(1, 150);
            var biases = Pick(0, 3) == 0 ? Enumerable.Range(0, count).Select(_ => Pick(-4000, 4000)).ToArray() : null;
            groups.Add(network.Neurons($"g{g}", count, compartment, biases, dendrite));
        }
        populations.AddRange(groups);
        var connecting = new List<Action>();
        var reward = sources[1];
        for (int c = Pick(1, 6); c > 0; c--)
        {
            var (from, to) = (populations[Pick(0, populations.Count - 1)], groups[Pick(0, groups.Count - 1)]);
            var sign = (SignMode)Pick(0, 2);
            var synapse = new Synapse
            {
                Sign = sign,
                Exponent = Pick(-3, 7),
                Delay = Pick(0, 2) == 0 ? Pick(0, 62) : Pick(0, 4),
                Plasticity = PickRule()
            };
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
                    return new Plasticity(Rules[Pick(0, Rules.Length - 1)])
                    {
                        Reward = reward,
                        Epoch = Pick(0, 2) == 0 ? Pick(1, 4) : 1,
                        X1 = new(Pick(1, 40), 0),
                        Y1 = new(Pick(1, 40), 0)
                    };
                string[] rules = [.. Rules, "2^-2*x1*y0 - 2^-2*y1*x0", "2^-3*x1*y0 - 2^-5*x0*w", "2^-9*x2*y2*(y3 - 7)",
                    "2^-1*sgn(w)*x1*y0"];
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
        long spikes = 0, learned = 0, overflows = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var network = RandomNetwork(seed.Get, stochastic: false, connecting => connecting, out var sources);
            var run = network.Compile().Start(overflow: OverflowResponse.Count);
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
                foreach (var population in network.Populations)
                    Assert.Equal(reference.FiredBy(population), run.FiredBy(population).ToArray());
                foreach (var group in network.Populations.OfType<NeuronGroup>())
                {
                    Assert.Equal(reference.U[group], run.Currents(group).ToArray().Select(u => (long)u));
                    Assert.Equal(reference.V[group], run.Voltages(group).ToArray().Select(v => (long)v));
                }
                foreach (var connection in network.Connections)
                    Assert.Equal(reference.Weights[connection], run.StoredWeights(connection).ToArray().Select(w => (int)w));
                foreach (var group in network.Populations.OfType<NeuronGroup>()) spikes += run.FiredBy(group).Length;
            }
            foreach (var group in network.Populations.OfType<NeuronGroup>())
                Assert.Equal(reference.Overflows[group], run.OverflowsOf(group));
            learned += network.Connections.Count(connection =>
                !reference.Weights[connection].SequenceEqual(connection.Links.Weight.Select(w => (int)w)));
            overflows += network.Populations.OfType<NeuronGroup>().Count(group => run.OverflowsOf(group).Any);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        // The property says little unless neurons fired, weights changed and limits were reached.
        Assert.True(spikes > 10_000 && learned > 20 && overflows > 10, $"{spikes} spikes, {learned} connections learned, "
            + $"{overflows} groups overflowed");
    }

    static string Digest(Network network, LoihiRun run, SpikeProbe[] probes)
    {
        var text = new System.Text.StringBuilder();
        foreach (var probe in probes) text.AppendJoin(' ', probe.Spikes.Select(spike => $"{spike.Step}:{spike.Neuron}")).AppendLine();
        foreach (var group in network.Populations.OfType<NeuronGroup>())
            text.AppendJoin(' ', run.Currents(group).ToArray()).AppendLine().AppendJoin(' ', run.Voltages(group).ToArray())
                .Append(run.OverflowsOf(group)).AppendLine();
        foreach (var connection in network.Connections.OrderBy(connection => connection.Name))
            text.AppendJoin(' ', run.StoredWeights(connection).ToArray()).AppendLine();
        return text.Append(run.SynapticEvents).ToString();
    }

    static string RunAndDigest(int seed, int threads, Func<List<Action>, IEnumerable<Action>> order)
    {
        var network = RandomNetwork(seed, stochastic: true, order, out var sources);
        var run = network.Compile().Start((ulong)seed, threads, OverflowResponse.Count);
        var probes = network.Populations.Select(population => run.RecordSpikes(population)).ToArray();
        foreach (var (tag, source, port) in RandomInput(seed, sources, 60)) run.Send(sources[source], tag, port);
        run.Run(25);
        run.Run(35);
        return Digest(network, run, probes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2^-2*x1*y0 - 2^-2*y1*x0")]
    [InlineData("y0*x0*2")]
    public void Steps_allocate_nothing(string? rule)
    {
        var network = new Network();
        var input = network.Source("input", 200);
        var layer = network.Neurons("layer", 300, new Compartment { Threshold = 500, CurrentDecay = 1000, VoltageDecay = 500 });
        var plasticity = rule is null ? null : new Plasticity(rule) { X1 = new(100, 8), Y1 = new(100, 8) };
        network.Connect(input, layer, Wiring.Random(0.3, 40, seed: 1), new Synapse { Plasticity = plasticity });
        network.Connect(layer, layer, Wiring.FanOut(5, s => 2 * s.NextInt(20), seed: 2), new Synapse { Delay = 3 });
        var run = network.Compile().Start();
        run.SendPoisson(input, 0.1, 3000);
        var activity = run.RecordActivity(layer, bin: 10_000);
        run.Run(1000); // everything is compiled and grown by now
        // The least of three: a collection on another thread charges this one the rest of its allocation buffer.
        long few = Enumerable.Range(0, 3).Min(_ => Allocated(10)), many = Enumerable.Range(0, 3).Min(_ => Allocated(500));
        Assert.True(activity.Total > 1000);
        Assert.Equal(few, many);

        long Allocated(int steps)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run.Run(steps);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Overflow_is_counted_never_silent()
    {
        var network = new Network();
        var input = network.Source("input", 20);
        var wraps = network.Neurons("wraps", 1, new Compartment { Threshold = 131071, CurrentDecay = 1, VoltageDecay = Decay.Full });
        network.Connect(input, wraps, Wiring.AllToAll(254), new Synapse { Exponent = 6 });
        var clips = network.Neurons("clips", 1, new Compartment { Threshold = 131071, CeilingExponent = 2, BiasMantissa = 4000 });
        var run = network.Compile().Start(overflow: OverflowResponse.Count);
        run.Send(input, 0, 0, 1, 2);                        // 3 * 254 * 2^12 = 3121152 is beyond 2^21
        run.Run(3);
        Assert.Equal(new Overflows(0, 1, 0), run.OverflowsOf(wraps));
        Assert.Equal(-1072628, run.Currents(wraps)[0]);      // 3121152 - 2^22 = -1073152, leaked twice by 1/4096
        for (long tag = 4; tag < 20; tag++) run.Send(input, tag, 0);
        run.Run(20);
        Assert.True(run.OverflowsOf(wraps).Currents > 0);
        Assert.True(run.OverflowsOf(clips).Voltages > 0);
        Assert.Equal((1 << 13) - 1, run.Voltages(clips)[0]);
        Assert.Equal(21, run.OverflowsOf(clips).Voltages);   // 4000, 8000, then clipped in each of 21 steps
    }

    [Fact]
    public void Cancelled_runs_stop_after_a_whole_step_and_go_on()
    {
        var network = RandomNetwork(5, stochastic: true, connecting => connecting, out var sources);
        var run = network.Compile().Start(3, threads: 2);
        using var cancel = new CancellationTokenSource();
        run.OnStep(_ => cancel.Cancel(), new Window(17, 17));
        Assert.Throws<OperationCanceledException>(() => run.Run(40, cancel.Token));
        Assert.Equal(17, run.Step);
        run.Run(23);
        var whole = network.Compile().Start(3);
        whole.Run(40);
        foreach (var group in network.Populations.OfType<NeuronGroup>())
            Assert.Equal(whole.Voltages(group).ToArray(), run.Voltages(group).ToArray());
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
            Assert.Equal(RunAndDigest(seed.Get, 1, connecting => connecting),
                RunAndDigest(seed.Get, 1, connecting => connecting.AsEnumerable().Reverse())))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
}
