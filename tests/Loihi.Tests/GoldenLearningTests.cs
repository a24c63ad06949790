using System.Text.Json;

namespace Spikebook.Loihi.Tests;

/// <summary>
/// Traces and learned weights against Brian2Loihi, with its stochastic draws replayed. Index k of a reference is the state after step k.
/// </summary>
public sealed class GoldenLearningTests
{
    static readonly (string Name, RuleVariable Variable)[] Traces =
        [("x1", RuleVariable.X1), ("x2", RuleVariable.X2), ("y1", RuleVariable.Y1), ("y2", RuleVariable.Y2), ("y3", RuleVariable.Y3)];

    static Network Build(JsonElement item, string rule, Synapse synapse, int weight, int copies, out Connection plastic)
    {
        var network = new Network(Conventions.Brian2Loihi);
        var pre = network.Source("pre", copies);
        var teacher = network.Source("teacher", 1);
        var post = network.Neurons("post", copies, new Compartment { Threshold = 100, VoltageDecay = Decay.Full });
        network.Connect(teacher, post, Wiring.AllToAll(254), new Synapse { Exponent = 2 });
        var parameters = item.GetProperty("params");
        plastic = network.Connect(pre, post, Wiring.OneToOne(weight), synapse with
        {
            Plasticity = new Plasticity(rule) { X1 = Of("x1"), X2 = Of("x2"), Y1 = Of("y1"), Y2 = Of("y2"), Y3 = Of("y3") },
        });
        return network;

        SpikeTrace Of(string name) => parameters.TryGetProperty("imp_" + name, out var impulse)
            ? new SpikeTrace(impulse.GetInt32(), parameters.Int("tau_" + name)) : SpikeTrace.None;
    }

    static LoihiRun Start(JsonElement item, Network network)
    {
        var run = network.Compile().Start(seed: 7);
        var (pre, teacher) = ((SpikeSource)network.Populations[0], (SpikeSource)network.Populations[1]);
        for (int copy = 0; copy < pre.Count; copy++) run.SendTrain(pre, copy, item.Longs("pre_spike_times"));
        run.SendTrain(teacher, 0, item.Longs("post_neuron_spike_times"));
        return run;
    }

    static int FirstFallBelow118(int[] trace) => Enumerable.Range(0, trace.Length - 1).First(k => trace[k] == 120 && trace[k + 1] == 117);

    static int[] AfterStep0(int first, int[] recorded) => [first, .. recorded];

    [Fact]
    public void Traces_agree_in_every_step_when_the_draws_are_replayed()
    {
        foreach (var item in Reference.Load("traces").GetProperty("cases").EnumerateArray())
        {
            var run = Start(item, Build(item, "x0*y0", new Synapse(), 0, 1, out var plastic));
            foreach (var (name, variable) in Traces)
            {
                if (!item.GetProperty("trace").TryGetProperty(name, out _)) continue;
                var draws = item.GetProperty("round_up").Ints(name);
                // 120 · (1 - 1/60) is 118, but the reference's floating point fell just below it once: a draw of -1.
                if (item.Text("name") == "saturation" && name == "y1") draws[FirstFallBelow118(item.GetProperty("trace").Ints(name))]--;
                run.Machine.LearningOf(plastic)!.Inputs.TraceOf(variable).Replay = (step, _) => draws[step - 1];
            }
            var probes = Traces.Where(trace => item.GetProperty("trace").TryGetProperty(trace.Name, out _))
                .Select(trace => (trace.Name, Probe: run.RecordTraces(plastic, trace.Variable))).ToArray();
            run.Run(99);
            foreach (var (name, probe) in probes)
            {
                var expected = item.GetProperty("trace").Ints(name);
                var actual = AfterStep0(0, probe.Of(0));
                int mismatches = expected.Zip(actual).Count(pair => pair.First != pair.Second);
                Assert.True(mismatches == 0,
                    $"{item.Text("name")} {name}: {mismatches} of 100 steps differ\n{string.Join(",", expected)}\n{string.Join(",", actual)}");
            }
        }
    }

    // The rounding is unbiased, so the mean follows keep · mean + impulse exactly as long as nothing saturates.
    // (The means that the reference file records over 4000 synapses do not: from 127 with keep 0.9 they give 114.14 … 114.59 instead of
    // 114.3.)
    [Theory]
    [InlineData(16, 20, TraceDecay.Linear)]
    [InlineData(40, 4, TraceDecay.Linear)]
    [InlineData(100, 10, TraceDecay.Exponential)]
    public void Random_traces_have_the_mean_of_the_exact_decay(int impulse, int tau, TraceDecay decay)
    {
        const int copies = 20_000;
        var network = new Network(new Conventions { TraceDecay = decay });
        var pre = network.Source("pre", copies);
        var post = network.Neurons("post", copies, new Compartment());
        var plastic = network.Connect(pre, post, Wiring.OneToOne(0),
            new Synapse { Plasticity = new("x1*y0") { X1 = new SpikeTrace(impulse, tau) } });
        var run = network.Compile().Start(seed: 3);
        var probe = run.RecordTraces(plastic, RuleVariable.X1);
        for (int copy = 0; copy < copies; copy++) run.Send(pre, 1, copy);
        run.Run(40);
        var sums = new double[41];
        foreach (var sample in probe.Samples()) sums[sample.Step] += sample.Value;
        double keep = decay == TraceDecay.Linear ? 1 - 1.0 / tau : Math.Exp(-1.0 / tau), mean = impulse, variance = 0;
        for (int step = 2; step <= 40; step++)
        {
            mean *= keep;
            variance = variance * keep * keep + 0.25; // one Bernoulli draw has a variance of at most 1/4
            Assert.InRange(sums[step] / copies - mean, -5 * Math.Sqrt(variance / copies), 5 * Math.Sqrt(variance / copies));
        }
    }

    [Fact]
    public void Learned_weights_agree_in_every_step_when_the_draws_are_replayed()
    {
        int rules = 0;
        foreach (var item in Reference.Load("learning").GetProperty("cases").EnumerateArray())
        {
            if (item.TryGetProperty("error", out _)) continue;
            var synapse = new Synapse
            {
                Sign = item.Sign(),
                WeightBits = item.Int("num_weight_bits"),
                Exponent = item.Int("weight_exponent")
            };
            var run = Start(item, Build(item, item.Text("rule"), synapse, item.Int("initial_weight"), 1, out var plastic));
            var learning = run.Machine.LearningOf(plastic)!.Inputs;
            var (x1, y1, weights) = (item.Ints("x1_round_up"), item.Ints("y1_round_up"), item.Ints("weight_round_extra"));
            learning.X1.Replay = (step, _) => x1[step - 1];
            learning.Y1.Replay = (step, _) => y1[step - 1];
            learning.Replay = (step, _) => Math.Abs(weights[step]);
            var probe = run.RecordWeights(plastic);
            run.Run(99);
            Assert.Equal(item.Ints("w"), AfterStep0(item.Int("initial_weight"), probe.Of(0)));
            rules++;
        }
        Assert.Equal(9, rules);
    }
}
