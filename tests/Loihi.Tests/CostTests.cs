namespace Spikebook.Loihi.Tests;

public sealed class CostTests
{
    // One spike crosses from core 0 to a core seven tiles east and three south; all counts and prices by hand.
    [Fact]
    public void A_spike_across_the_chip_costs_what_its_events_cost()
    {
        var network = new Network();
        var neuron = new Compartment { Threshold = 100, VoltageDecay = Decay.Full };
        var source = network.Source("source", 1);
        var from = network.Neurons("from", 1, neuron);
        var idle = network.Neurons("idle", 126, neuron);
        var to = network.Neurons("to", 1, neuron);
        network.Connect(source, from, Wiring.OneToOne(254));
        network.Connect(from, to, Wiring.OneToOne(2));
        var program = network.Compile();
        var place = program.Place(new PlacementOptions
        {
            ShareCores = false,
            NeuronsPerCore = new Dictionary<NeuronGroup,
            int>
            { [idle] = 1 }
        });
        Assert.Equal((7, 3), (place.Cores[^1].TileX, place.Cores[^1].TileY));
        var run = program.Start();
        var cost = run.RecordCost(place);
        run.Send(source, 1, 0);
        run.Run(10);
        var report = cost.Report();

        var count = report.Rows.ToDictionary(row => row.Event, row => row.Count);
        Assert.Equal(128 * 10, count["compartment visited"]);
        // Step 2: from fires. Step 3: to has a current and a voltage of 128, which are gone in step 4.
        Assert.Equal(2, count["compartment updated"]);
        Assert.Equal(1, count["compartment fires"]);
        Assert.Equal(1, count["axon out"]);
        Assert.Equal(2, count["axon in"]);
        Assert.Equal(2, count["synapse dense"] + count["synapse sparse"]);
        Assert.Equal(7, count["hop east-west"]);
        Assert.Equal(3, count["hop north-south"]);
        double synapses = report.Rows.Where(row => row.Phase == "synapses").Sum(row => row.EnergyJ);
        Assert.Equal(1e-12 * (1280 * 51.2 + 2 * 21.6 + 69.3 + 111 + 7 * 3.0 + 3 * 4.2) + synapses, report.EnergyJ, 1e-18);
        Assert.InRange(synapses, 2 * 33.6e-12, 2 * 35.5e-12);
        Assert.Equal(1, report.Rows.Sum(row => row.Share), 1e-12);
        // Ten steps with a barrier over 32 tiles and a visit; in step 2 an update, a spike, a message and its way on top.
        Assert.InRange(report.TimeS, 1e-9 * 10 * (1800 + 6), 1e-9 * (10 * (1800 + 6) + 150));
    }

    [Fact]
    public void Learning_is_priced_per_synapse_and_dominates_a_network_that_only_learns()
    {
        var network = new Network();
        var pre = network.Source("pre", 100);
        var post = network.Neurons("post", 100, new Compartment { Threshold = 100 });
        network.Connect(pre, post, Wiring.AllToAll(0), new Synapse { Plasticity = new("2^-2*x0*y1") { Y1 = new(10, 5) } });
        var program = network.Compile();
        var run = program.Start();
        var cost = run.RecordCost(program.Place());
        for (long tag = 1; tag <= 20; tag++) run.Send(pre, tag, [.. Enumerable.Range(0, 100)]);
        run.Run(20);
        var report = cost.Report();
        var learning = report.Rows.Single(row => row.Phase == "learning");
        Assert.Equal(20 * 100 * 100, learning.Count);
        Assert.True(learning.Share > 0.5, $"{learning.Share}");
        Assert.Equal(20 * 100 * 100, report.Cores.Sum(core => core.SynapticEvents));
    }

    [Fact]
    public void Energy_of_the_cores_and_of_the_ways_between_them_is_the_whole_energy()
    {
        var network = new Network();
        var pre = network.Source("pre", 40);
        var post = network.Neurons("post", 90, new Compartment { Threshold = 900, VoltageDecay = 256 });
        Plasticity Rule(string text) => new(text) { X1 = new(60, 8), Y1 = new(60, 8) };
        var all = network.Connect(pre, post, Wiring.AllToAll(40), new Synapse { Plasticity = Rule("2^-4*x1*y0 - 2^-4*x0*y1") });
        var some = network.Connect(post, post, Wiring.FanOut(20, s => 2 * s.NextInt(20), seed: 3),
            new Synapse { Plasticity = Rule("x0*y0*2 - 2^-6*u3*w") });
        var program = network.Compile();
        var place = program.Place(new PlacementOptions { NeuronsPerCore = new Dictionary<NeuronGroup, int> { [post] = 17 } });
        foreach (int threads in new[] { 1, 2 })
        {
            var run = program.Start(seed: 4, threads);
            run.SendPoisson(pre, 0.1, 100);
            run.Run(20);
            long before = run.LearningEvents;
            var cost = run.RecordCost(place);
            run.Run(80);
            var report = cost.Report();
            Assert.True(report.Cores.Count == 6 && report.Cores.All(core => core.LearningEvents > 0));
            Assert.Equal(run.LearningEvents - before, report.Cores.Sum(core => core.LearningEvents));
            Assert.Equal(report.EnergyJ, report.Cores.Sum(core => core.EnergyJ)
                + report.Rows.Where(row => row.Event.StartsWith("hop", StringComparison.Ordinal)).Sum(row => row.EnergyJ), 1e-15);
        }
    }

    [Theory]
    [InlineData(1, 600)]
    [InlineData(3, 1200)]
    [InlineData(29, 1800)]
    [InlineData(128, 1800)]
    public void The_barrier_is_linear_between_published_points(int tiles, double nanoseconds)
        => Assert.Equal(nanoseconds, CostModel.Loihi1.BarrierNs(tiles), 1e-9);
}
