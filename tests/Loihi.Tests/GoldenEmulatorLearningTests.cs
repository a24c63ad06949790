using System.Text.Json;

namespace Spikebook.Loihi.Tests;

/// <summary>Traces and learned weights of Lava and nengo-loihi, step by step, with their stochastic draws replayed.</summary>
public sealed class GoldenEmulatorLearningTests
{
    static SpikeTrace Trace(JsonElement item, string name)
    {
        int[] values = item.Ints("trace_" + name);
        return values[0] == 0 ? SpikeTrace.None : new SpikeTrace(values[0], values[1]);
    }

    static long[][] Trains(JsonElement item, string name)
        => [.. item.GetProperty(name).EnumerateArray().Select(train => train.EnumerateArray().Select(tag => tag.GetInt64()).ToArray())];

    // Two neurons before, two after, which fire when told; Lava's weights are [post, pre].
    static LoihiRun Start(JsonElement item, string rule, out Connection plastic)
    {
        var network = new Network(Conventions.Lava);
        var (pre, teacher) = (network.Source("pre", 2), network.Source("teacher", 2));
        var post = network.Neurons("post", 2, new Compartment { Threshold = 30000, VoltageDecay = Decay.Full });
        network.Connect(teacher, post, Wiring.OneToOne(254), new Synapse { Exponent = 7, Sign = SignMode.Excitatory });
        int[] w = item.Ints("w0");
        plastic = network.Connect(pre, post, Wiring.Matrix(new[,] { { w[0], w[2] }, { w[1], w[3] } }), new Synapse
        {
            Sign = item.Sign(),
            Exponent = -8, // so that only the teacher is heard
            Plasticity = new Plasticity(rule)
            {
                X1 = Trace(item, "x1"),
                X2 = Trace(item, "x2"),
                Y1 = Trace(item, "y1"),
                Y2 = Trace(item, "y2"),
                Epoch = item.Int("epoch")
            },
        });
        var run = network.Compile().Start(overflow: OverflowResponse.Throw);
        var (pres, posts) = (Trains(item, "pre"), Trains(item, "post"));
        for (int k = 0; k < 2; k++)
        {
            run.SendTrain(pre, k, pres[k]);
            run.SendTrain(teacher, k, [.. posts[k].Select(step => step - 1)]);
        }
        return run;
    }

    static int[] Transposed(int[] w) => [w[0], w[2], w[1], w[3]];

    [Fact]
    public void Traces_and_weights_of_Lava_agree_in_every_step()
    {
        var rules = new HashSet<string>();
        int compared = 0, saturated = 0;
        foreach (var item in Reference.Load("lava").GetProperty("learning").EnumerateArray())
        {
            // A rule with products of several factors is written here as Lava computes it: see Conventions.
            string rule = item.Text("rule");
            rules.Add(rule);
            var run = Start(item, rule, out var plastic);
            var learning = run.Machine.LearningOf(plastic)!.Inputs;
            foreach (var (name, state) in new[] { ("x1", learning.X1), ("x2", learning.X2), ("y1", learning.Y1), ("y2", learning.Y2) })
                if (item.TryGetProperty(name + "_up", out _))
                {
                    var ups = item.Rows(name + "_up");
                    state.Replay = (step, i) => step < 1 ? 0 : ups[step - 1][i];
                }
            var weightUps = item.Rows("w_up");
            learning.Replay = (step, synapse) => Transposed(weightUps[step - 1])[synapse];
            var weights = run.RecordWeights(plastic);
            var probes = new[] { ("x1", RuleVariable.X1), ("x2", RuleVariable.X2), ("y1", RuleVariable.Y1), ("y2", RuleVariable.Y2) }
                .Where(trace => item.TryGetProperty(trace.Item1, out _) && learning.TraceOf(trace.Item2).Values.Length > 0)
                .Select(trace => (trace.Item1, Probe: run.RecordTraces(plastic, trace.Item2))).ToArray();
            run.Run(weightUps.Length);
            foreach (var (name, probe) in probes)
                Assert.Equal(item.Rows(name).SelectMany(values => values), probe.Samples().Select(sample => sample.Value));
            var expected = item.Rows("w");
            for (int step = 1; step <= expected.Length; step++, compared++)
            {
                int[] theirs = Transposed(expected[step - 1]), ours = [.. weights.Snapshots[step - 1].Weights];
                int apart = Enumerable.Range(0, 4).FirstOrDefault(k => theirs[k] != ours[k], -1);
                if (apart < 0) continue;
                // Lava's sum saturates after every product, here only the weight does: they part where two products act near a limit.
                int before = weights.Snapshots[step - 2].Weights[apart];
                Assert.True(rule.Contains(" - 2^") && (before >= 255 - 64 || Math.Abs(before) <= 64
                    && item.Text("sign_mode") != "mixed" || before <= -256 + 64),
                    $"{rule} {item.Text("sign_mode")} step {step}: {string.Join(' ', theirs)}, here {string.Join(' ', ours)}");
                saturated++;
                break;
            }
        }
        Assert.Equal(7, rules.Count);
        Assert.True(compared > 1400 && saturated is > 0 and < 6, $"{compared} of 1680 steps, {saturated} cases left at a limit");
    }

    // Lava reads x1 and y1 within an epoch as they were at the spike; this library reads them at its end. The weights part company
    // in the first epoch in which a spike and a trace meet.
    [Fact]
    public void Lava_reads_traces_of_a_longer_epoch_at_the_spike()
    {
        foreach (var item in Reference.Load("lava").GetProperty("epochs").EnumerateArray())
        {
            var run = Start(item, item.Text("rule"), out var plastic);
            var weights = run.RecordWeights(plastic);
            run.Run(40);
            var theirs = item.Rows("w").Select(Transposed).ToArray();
            int epoch = item.Int("epoch");
            // The first that happens: post neuron 0 fires in step 2, pre neuron 0 in step 3. Step 4 ends an epoch, with x1 = 115 or 114 and
            // y1 = 104 or 103. Lava reads y1 at the spike of step 3, 115 or 114, and x1 at that of step 2, 0: the weight of 120 loses
            // about 28.5. Here an epoch of 2 takes 104 / 4 off, and one of 4, to which both spikes belong, adds 115 / 4 as well.
            Assert.All(theirs.Take(3), w => Assert.Equal(Transposed(item.Ints("w0")), w));
            Assert.InRange(theirs[3][0], 91, 92);
            Assert.InRange(weights.Snapshots[3].Weights[0], epoch == 2 ? 94 : 122, epoch == 2 ? 95 : 123);
        }
    }

    // A PES synapse: x1 by epochs of two steps, rules in every second epoch, errors written by the host into y1 (positive) and y2
    // (negative). The rate 2^-7 of nengo-loihi loses two bits of its product, hence 2^-9.
    [Fact]
    public void Traces_and_weights_of_nengo_loihi_agree_in_every_step()
    {
        int clipped = 0;
        foreach (var item in Reference.Load("nengo").GetProperty("learning").EnumerateArray())
        {
            int axons = item.Int("axons");
            var network = new Network(Conventions.NengoLoihi);
            var pre = network.Source("pre", axons);
            var post = network.Neurons("post", 2, new Compartment { Threshold = 131071 });
            int[] w0 = item.Ints("w0"), errors = item.Ints("error");
            var matrix = new int[axons, 2];
            for (int k = 0; k < w0.Length; k++) matrix[k / 2, k % 2] = w0[k];
            var plastic = network.Connect(pre, post, Wiring.Matrix(matrix), new Synapse
            {
                Exponent = item.Int("weight_exponent"),
                Plasticity = new Plasticity("2^-9*u1*x1*y1 - 2^-9*u1*x1*y2")
                {
                    Epoch = 2,
                    X1 = new SpikeTrace(item.Int("impulse"), item.Int("tau")),
                    Y1 = SpikeTrace.Written,
                    Y2 = SpikeTrace.Written,
                },
            });
            var run = network.Compile().Start(overflow: OverflowResponse.Count);
            // What is sent with tag t reaches the synapses of nengo-loihi, and their traces, in step t + 1.
            var trains = Trains(item, "pre");
            for (int axon = 0; axon < axons; axon++) run.SendTrain(pre, axon, [.. trains[axon].Select(tag => tag + 1)]);
            var learning = run.Machine.LearningOf(plastic)!.Inputs;
            int[][] traceUps = item.Rows("x1_up"), weightUps = item.Rows("w_up"), traces = item.Rows("x1"), weights = item.Rows("w");
            learning.X1.Replay = (step, i) => step < 1 ? 0 : traceUps[step - 1][i];
            learning.Replay = (step, synapse) => weightUps[step - 1][synapse];
            for (int step = 1; step <= traces.Length; step++)
            {
                var (down, up) = ((byte)Math.Max(0, -errors[step - 1]), (byte)Math.Max(0, errors[step - 1]));
                run.SetTraces(plastic, RuleVariable.Y1, [down, up]);
                run.SetTraces(plastic, RuleVariable.Y2, [up, down]);
                run.Run(1);
                Assert.Equal(traces[step - 1], run.Traces(plastic, RuleVariable.X1).ToArray().Select(x => (int)x));
                Assert.Equal(weights[step - 1], run.StoredWeights(plastic).ToArray().Select(w => (int)w));
                clipped += weights[step - 1].Count(w => w == -254);
            }
        }
        Assert.True(clipped > 0, "no weight reached its lowest value");
    }

    [Fact]
    public void Traces_by_epoch_decay_at_once_and_count_a_neuron_once()
    {
        var network = new Network(new Conventions { TraceUpdate = TraceUpdate.EveryEpoch });
        var pre = network.Source("pre", 3);
        var post = network.Neurons("post", 3, new Compartment());
        var plastic = network.Connect(pre, post, Wiring.OneToOne(0),
            new Synapse { Plasticity = new("2^-3*x1*y0") { X1 = new(40, 2), Epoch = 4 } });
        var run = network.Compile().Start();
        run.Send(pre, 1, 0);
        run.SendTrain(pre, 1, 1, 2, 3, 4);
        run.Send(pre, 5, 2);
        var x1 = run.RecordTraces(plastic, RuleVariable.X1);
        run.Run(12);
        // 40 · (1/2)^4 = 2.5, rounded to 2 or 3
        Assert.Equal([0, 0, 0, 40, 40, 40, 40], x1.Of(0)[..7]);
        Assert.Equal(x1.Of(0)[..7], x1.Of(1)[..7]);
        Assert.InRange(x1.Of(0)[7], 2, 3);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 40, 40], x1.Of(2)[..9]);
    }
}
