using System.Text.Json;
using Spikebook.Backprop;
using Spikebook.Loihi;

namespace Spikebook.Exchange.Tests;

/// <summary>What is written is read with h5py and numpy, and a chip's network is simulated there from its file alone.</summary>
public sealed class ExchangeTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-exchange-").FullName;

    string Place(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_checksum_is_that_of_its_author()
    {
        // Known answers of lookup3.c's own driver: hashlittle("", 0) and hashlittle("Four score and seven years ago", 0).
        Assert.Equal(0xDEADBEEFu, Hdf5Checksum.Of([]));
        Assert.Equal(0x17770551u, Hdf5Checksum.Of("Four score and seven years ago"u8));
    }

    [SkippableFact]
    public void Groups_numbers_and_texts_are_read_by_h5py()
    {
        NirGraph graph = new(
            [new("in", NirNodes.Input(3)), new("lif", NirNodes.Lif(2, 8, [0.5, -0.5], 64)),
                new("w", NirNodes.Linear(2, 3, (pre, post) => 1 + pre + 3 * post))],
            [("in", "w"), ("w", "lif")]);
        graph.Save(Place("a.nir"));
        var read = Python.Read("nir", Place("a.nir"));
        Assert.Equal("NIRGraph", read.GetProperty("type").GetString());
        Assert.Equal("[[\"in\", \"w\"], [\"w\", \"lif\"]]", read.GetProperty("edges").GetRawText());
        var weight = read.GetProperty("nodes").GetProperty("w").GetProperty("weight");
        Assert.Equal("float32", weight.GetProperty("dtype").GetString());
        Assert.Equal([2, 3], weight.GetProperty("shape").Deserialize<int[]>()!);
        Assert.Equal([1, 2, 3, 4, 5, 6], weight.GetProperty("values").Deserialize<float[]>()!);
        var lif = read.GetProperty("nodes").GetProperty("lif");
        Assert.Equal("LIF", lif.GetProperty("type").GetString());
        Assert.Equal([0.5f, -0.5f], lif.GetProperty("v_leak").GetProperty("values").Deserialize<float[]>()!);
        Assert.Equal("int64", read.GetProperty("nodes").GetProperty("in").GetProperty("shape").GetProperty("dtype").GetString());
    }

    [SkippableFact]
    public void A_group_of_many_members_is_read()
    {
        var nodes = Enumerable.Range(0, 300).Select(k => KeyValuePair.Create($"node{k}", NirNodes.Input(k + 1))).ToList();
        new NirGraph(nodes, []).Save(Place("many.nir"));
        Assert.Equal(300, Python.Read("nir", Place("many.nir")).GetProperty("nodes").EnumerateObject().Count());
    }

    [SkippableFact]
    public void The_one_bit_network_keeps_its_integers()
    {
        var weights = BinaryWeights.Random(LayerSizes.Parse("12-7-3"), seed: 5);
        OneBitNir.Of(weights).Save(Place("net.nir"));
        var nodes = Python.Read("nir", Place("net.nir")).GetProperty("nodes");
        float[] first = nodes.GetProperty("w1").GetProperty("weight").GetProperty("values").Deserialize<float[]>()!;
        for (int pre = 0; pre < 12; pre++)
            for (int post = 0; post < 7; post++) Assert.Equal(weights[0, pre, post], first[post * 12 + pre]);
        float[] thresholds = nodes.GetProperty("h1").GetProperty("threshold").GetProperty("values").Deserialize<float[]>()!;
        Assert.All(thresholds, threshold => Assert.Equal(513, threshold));
    }

    [SkippableTheory]
    [InlineData(4096, 0, 0, 0)] // IF: exact
    [InlineData(4096, 512, 0, 40)] // LIF with a bias
    [InlineData(1024, 512, 3, 0)] // CubaLIF, and a delay
    public void A_chips_network_does_the_same_when_simulated_from_its_file(int currentDecay, int voltageDecay, int delay, int bias)
    {
        Network network = new();
        var input = network.Source("input", 3);
        var cells = network.Neurons("cells", 4, new Compartment
        {
            Threshold = 900,
            CurrentDecay = currentDecay,
            VoltageDecay = voltageDecay,
            BiasMantissa = bias,
            BiasExponent = 6,
        });
        var last = network.Neurons("last", 2,
            new Compartment { Threshold = 120, CurrentDecay = currentDecay, VoltageDecay = voltageDecay });
        network.Connect(input, cells, Wiring.Matrix(new[,] { { 120, 80, 60, 200 }, { 40, 100, 150, -60 }, { 90, -20, 30, 50 } }),
            new Synapse { Delay = delay }, "first");
        network.Connect(cells, last, Wiring.Matrix(new[,] { { 150, 90 }, { -40, 200 }, { 100, 100 }, { 60, -80 } }), name: "second");
        var run = network.Compile().Start(seed: 1);
        const int Steps = 400;
        for (int step = 1; step < Steps; step++)
            for (int port = 0; port < 3; port++)
                if (step % (2 + port) == 0) run.Send(input, step, port);
        var (first, second) = (run.RecordSpikes(cells), run.RecordSpikes(last));
        ChipNir.Of(run).Save(Place("chip.nir"));
        run.Run(Steps);

        var found = Python.Read("run", Place("chip.nir"), $"{Steps}").EnumerateArray().ToList();
        foreach (var probe in new[] { first, second })
        {
            string name = probe == first ? "cells" : "last";
            var there = found.Where(spike => spike[2].GetString() == name)
                .Select(spike => (spike[0].GetInt64(), spike[1].GetInt32())).ToList();
            var here = probe.Spikes.Select(spike => (spike.Step, spike.Neuron)).ToList();
            Assert.True(here.Count > 20, $"{name}: {here.Count} spikes say little");
            if (voltageDecay == 0) Assert.Equal(here, there);
            // rounding moves a few
            else Assert.InRange(there.Count, here.Count - (here.Count / 20) - 2, here.Count + (here.Count / 20) + 2);
        }
    }

    [SkippableTheory]
    [InlineData(4096, 0)]
    [InlineData(1024, 512)]
    public void A_network_that_went_out_and_came_back_fires_the_same_spikes(int currentDecay, int voltageDecay)
    {
        Python.Read("--help"); // skips where there is no Python
        Compartment cell = new() { Threshold = 900, CurrentDecay = currentDecay, VoltageDecay = voltageDecay };
        if (voltageDecay > 0) cell = cell with { BiasMantissa = 30, BiasExponent = 6 };
        Network network = new();
        var cells = network.Neurons("cells", 4, cell);
        network.Connect(network.Source("input", 3), cells,
            Wiring.Matrix(new[,] { { 120, 80, 60, 200 }, { 40, 100, 150, -60 }, { 90, -20, 30, 50 } }), new Synapse { Delay = 2 });
        ChipNir.Of(network.Compile().Start(seed: 1)).Save(Place("there.nir"));
        var back = ChipNetworkOfNir.Of(NirFile.Read(Place("there.nir")));
        Assert.Equal(Fired(network), Fired(back));
        Assert.True(Fired(back).Count > 20);

        static List<Spike> Fired(Network network)
        {
            var run = network.Compile().Start(seed: 1);
            var input = (SpikeSource)network.Populations.Single(p => p.Name == "input");
            for (int step = 1; step < 300; step++) run.Send(input, step, step % 3);
            var probe = run.RecordSpikes(network.Populations.Single(p => p.Name == "cells"));
            run.Run(300);
            return [.. probe.Spikes];
        }
    }

    [SkippableFact]
    public void A_file_of_h5py_is_read_with_its_compression_and_its_own_texts()
    {
        Python.Read("write", Place("other.nir")); // as NIR's own writer does it: variable texts, gzip
        var graph = NirFile.Read(Place("other.nir"));
        Assert.Equal(["input", "w", "lif", "output"], graph.Nodes.Select(node => node.Key).OrderBy(name => Array.IndexOf(
            ["input", "w", "lif", "output"], name)));
        var network = ChipNetworkOfNir.Of(graph);
        Assert.Equal(3, network.Populations.Single(p => p.Name == "input").Count);
        var lif = (NeuronGroup)network.Populations.Single(p => p.Name == "lif");
        Assert.Equal((4096 / 16, 4096), (lif.Compartment.VoltageDecay, lif.Compartment.CurrentDecay));
        // weights 0.5, -1, ... with a threshold of 2: the largest weight becomes 254, the threshold as many of it
        Assert.Equal(2 * 254, lif.Compartment.Threshold);
    }

    [SkippableFact]
    public void A_file_that_is_no_NIR_graph_is_told_in_one_line()
    {
        Python.Read("--help");
        File.WriteAllText(Place("none.nir"), "no HDF5");
        var error = Assert.Throws<ExchangeException>(() => NirFile.Read(Place("none.nir")));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("there is no file", Assert.Throws<ExchangeException>(() => NirFile.Read(Place("nowhere.nir"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_NIR_cannot_say_is_named()
    {
        Network network = new();
        network.Neurons("noisy", 2, new Compartment { VoltageDecay = 100, Noise = new Noise(7) });
        var error = Assert.Throws<ExchangeException>(() => ChipNir.Of(network.Compile().Start(seed: 1)));
        Assert.Contains("the group noisy has noise", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_with_a_loose_edge_is_refused()
    {
        NirGraph graph = new([new("a", NirNodes.Input(1))], [("a", "b")]);
        Assert.Contains("\"b\"", Assert.Throws<ExchangeException>(() => graph.Save(Place("x.nir"))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Place("x.nir")));
    }

    [SkippableFact]
    public void Spikes_are_read_by_numpy()
    {
        SpikeArchive.Save(Place("s.npz"), [new Spike(1, 0), new Spike(5, 3)], units: 4, steps: 10, stepSeconds: 1e-3);
        var read = Python.Read("npz", Place("s.npz"));
        Assert.Equal([0.001, 0.005], read.GetProperty("times").Deserialize<double[]>()!);
        Assert.Equal([0, 3], read.GetProperty("unit").Deserialize<int[]>()!);
        Assert.Equal(0.01, read.GetProperty("t_stop")[0].GetDouble());
        Assert.Throws<ArgumentException>(() => SpikeArchive.Save(Place("t.npz"), [new Spike(1, 9)], 4, 10, 1e-3));
    }
}
