using System.Text.Json;

namespace Spikebook.Loihi.Tests;

/// <summary>Currents, voltages and spikes against Brian2Loihi, integer by integer. Index k of a reference is step k + 1.</summary>
public sealed class GoldenNeuronTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (file, list) in new[] { ("neurons", "cases"), ("biases", "cases"), ("delays", "generator_cases") })
            foreach (var item in Reference.Load(file).GetProperty(list).EnumerateArray()) cases.Add(file, item.Text("name"));
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Currents_voltages_and_spikes_agree_in_every_step(string file, string name)
    {
        var reference = Reference.Load(file);
        int steps = reference.Int("steps");
        var item = reference.GetProperty(file == "delays" ? "generator_cases" : "cases").EnumerateArray()
            .Single(item => item.Text("name") == name);
        var run = Build(item, Conventions.Brian2Loihi, out var neuron);
        var u = run.RecordCurrents(neuron);
        var v = run.RecordVoltages(neuron);
        var spikes = run.RecordSpikes(neuron);
        run.Run(steps);

        Assert.Equal(item.Ints("u"), u.Of(0));
        Assert.Equal(item.Ints("v"), v.Of(0));
        var fired = item.Ints("spike");
        Assert.Equal(Enumerable.Range(0, steps).Where(k => fired[k] == 1).Select(k => k + 1L), spikes.Spikes.Select(spike => spike.Step));
    }

    [Fact]
    public void Chip_limits_change_nothing_where_no_limit_is_reached()
    {
        foreach (var item in Reference.Load("neurons").GetProperty("cases").EnumerateArray()
            .Where(item => item.Text("name") is not ("A6_big" or "A9_no_overflow_model")))
        {
            var run = Build(item, Conventions.Default with { LostBits = LostBits.TowardZero }, out var neuron);
            var v = run.RecordVoltages(neuron);
            run.Run(100);
            Assert.Equal(item.Ints("v"), v.Of(0));
        }
    }

    static LoihiRun Build(JsonElement item, Conventions conventions, out NeuronGroup neuron)
    {
        var network = new Network(conventions);
        int bias = item.Int("bias"), exponent = 0;
        while (bias >> exponent is < -4096 or > 4095) exponent++;
        neuron = network.Neurons("neuron", 1, new Compartment
        {
            Threshold = item.Int("vth_mant"),
            CurrentDecay = item.Int("decay_u"),
            VoltageDecay = item.Int("decay_v"),
            Refractory = item.Int("refractory"),
            BiasMantissa = bias >> exponent,
            BiasExponent = exponent,
        });
        Assert.Equal(bias, neuron.Compartment.Bias);
        var trains = new List<(SpikeSource, long[])>();
        foreach (var input in item.GetProperty("inputs").EnumerateArray())
        {
            var source = network.Source($"input {trains.Count}", 1);
            var synapse = new Synapse
            {
                Exponent = input.Int("weight_exponent"),
                Sign = input.Sign(),
                WeightBits = input.Int("num_weight_bits"),
                Delay = input.Int("delay")
            };
            var connection = network.Connect(source, neuron, Wiring.OneToOne(input.Int("weight_mantissa")), synapse);
            Assert.Equal(input.Int("actual_weight"),
                64 * synapse.Effective(synapse.Store(input.Int("weight_mantissa"), LostBits.TowardZero)));
            trains.Add((source, input.Longs("times")));
        }
        var run = network.Compile().Start();
        foreach (var (source, times) in trains) run.SendTrain(source, 0, times);
        return run;
    }

    [Fact]
    public void A_neuron_spike_acts_one_step_and_its_delay_later()
    {
        foreach (var item in Reference.Load("delays").GetProperty("neuron_to_neuron").EnumerateArray())
        {
            var network = new Network();
            var source = network.Source("source", 1);
            var relay = new Compartment { Threshold = 100, VoltageDecay = Decay.Full };
            var a = network.Neurons("a", 1, relay);
            var b = network.Neurons("b", 1, relay);
            network.Connect(source, a, Wiring.OneToOne(254));
            network.Connect(a, b, Wiring.OneToOne(254), new Synapse { Delay = item.Int("delay") });
            var run = network.Compile().Start();
            var (spikesA, spikesB) = (run.RecordSpikes(a), run.RecordSpikes(b));
            run.SendTrain(source, 0, item.Longs("generator_times"));
            run.Run(100);
            Assert.Equal(item.Longs("a_spikes").Select(k => k + 1), spikesA.Spikes.Select(spike => spike.Step));
            Assert.Equal(item.Longs("b_spikes").Select(k => k + 1), spikesB.Spikes.Select(spike => spike.Step));
        }
    }

    // Register 0 of the current is an effective decay of 1: it still leaks 1/4096 per step.
    [Theory]
    [InlineData(2048, 0, new[] { 8192, 4096, 2048, 1024, 512, 256, 128, 64 }, null)]
    [InlineData(1, 2048, null, new[] { 8192, 12286, 14331, 15351, 15859, 16111, 16235, 16295 })]
    public void Known_decays(int decayU, int decayV, int[]? currents, int[]? voltages)
    {
        var network = new Network();
        var source = network.Source("source", 1);
        var neuron = network.Neurons("neuron", 1, new Compartment { Threshold = 131071, CurrentDecay = decayU, VoltageDecay = decayV });
        network.Connect(source, neuron, Wiring.OneToOne(128));
        var run = network.Compile().Start();
        var (u, v) = (run.RecordCurrents(neuron), run.RecordVoltages(neuron));
        run.SendTrain(source, 0, 0);
        run.Run(8);
        if (currents is not null) Assert.Equal(currents, u.Of(0));
        if (voltages is not null) Assert.Equal(voltages, v.Of(0));
    }
}
