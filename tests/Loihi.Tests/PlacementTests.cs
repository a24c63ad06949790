namespace Spikebook.Loihi.Tests;

public sealed class PlacementTests
{
    static readonly Compartment Neuron = new() { Threshold = 100, VoltageDecay = Decay.Full };

    [Fact]
    public void Every_limit_has_a_value_and_a_source()
    {
        Assert.All(ChipLimits.Loihi1.All, limit => Assert.True(limit.Value > 0 && limit.Source.Length > 10, limit.Name));
        Assert.Equal(128, ChipLimits.Loihi1.CoresPerChip);
        Assert.Equal(128 * 1024 * 8, ChipLimits.Loihi1.SynapticBits);
    }

    [Fact]
    public void Groups_fill_cores_in_order_and_every_neuron_has_one()
    {
        var network = new Network();
        var a = network.Neurons("a", 1500, Neuron);
        var b = network.Neurons("b", 600, Neuron with { Threshold = 7 });
        var place = network.Compile().Place();
        Assert.Equal([1024, 1024, 52], place.Cores.Select(core => core.Compartments));
        Assert.Equal("a[1024..1499], b[0..547]", place.Cores[1].Groups);
        Assert.Equal([1, 2, 1], place.Cores.Select(core => core.ThresholdProfiles));
        Assert.Equal(1, place.Cores[0].CompartmentProfiles);
        Assert.Equal(1, place.CoreOf(a, 1024));
        Assert.Equal(2, place.CoreOf(b, 599));
        Assert.Equal(1, place.Tiles);
    }

    // 100 axons with 79 mixed 8-bit weights on a core: dense 64 * 8 + 10 = 522 -> 576 bits and 15 * 8 + 10 = 130 -> 192 bits.
    [Fact]
    public void Memory_and_axons_are_those_counted_by_hand()
    {
        var network = new Network();
        var from = network.Neurons("from", 100, Neuron);
        var to = network.Neurons("to", 158, Neuron);
        var weights = network.Connect(from, to, Wiring.AllToAll(2));
        var place = network.Compile().Place(new PlacementOptions
        {
            NeuronsPerCore = new Dictionary<NeuronGroup, int> { [to] = 79 },
            ShareCores = false
        });
        Assert.Equal(SynapseFormat.Dense, place.Formats[weights]);
        Assert.Equal([0L, 100 * (576 + 192), 100 * (576 + 192)], place.Cores.Select(core => core.SynapticBits));
        Assert.Equal([0, 100, 100], place.Cores.Select(core => core.AxonsIn));
        Assert.Equal([200, 0, 0], place.Cores.Select(core => core.AxonsOut));
    }

    [Fact]
    public void Sparse_axons_carry_indices_and_long_runs_need_none()
    {
        var network = new Network();
        var from = network.Neurons("from", 1, Neuron);
        var to = network.Neurons("to", 1000, Neuron);
        var far = network.Connect(from, to, Wiring.List([new(0, 0, 2), new(0, 999, 2)]));
        var near = network.Connect(from, to, Wiring.List(Enumerable.Range(500, 50).Select(post => new Link(0, post, 2))), name: "near");
        var place = network.Compile().Place();
        Assert.Equal(SynapseFormat.Sparse, place.Formats[far]);
        Assert.Equal(SynapseFormat.Dense, place.Formats[near]);
        Assert.Equal(64 + 448, place.Cores[0].SynapticBits); // 2 (8 + 10) + 10 = 46 -> 64 bits; 50 * 8 + 10 = 410 -> 448 bits
    }

    [Fact]
    public void A_core_takes_fewer_neurons_when_memory_runs_out()
    {
        var network = new Network();
        var from = network.Neurons("from", 1000, Neuron);
        var to = network.Neurons("to", 1000, Neuron);
        network.Connect(from, to, Wiring.AllToAll(2));
        var place = network.Compile().Place(new PlacementOptions { ShareCores = false });
        Assert.All(place.Cores, core => Assert.InRange(core.SynapticBits, 0, ChipLimits.Loihi1.SynapticBits));
        var stretches = place.Stretches.Where(stretch => stretch.Group == to).ToArray();
        Assert.Equal(1000, stretches.Sum(stretch => stretch.Count));
        // A full core could not take one more neuron: 64 k + r synapses per axon, 1000 axons.
        int most = stretches[0].Count;
        Assert.True(1000 * AxonBits(most) <= 1048576 && 1000 * AxonBits(most + 1) > 1048576, $"{most} neurons");

        static long AxonBits(int synapses) => synapses / 64 * 576L + (synapses % 64 == 0 ? 0 : (synapses % 64 * 8 + 10 + 63) / 64 * 64);
    }

    [Fact]
    public void What_does_not_fit_is_named_with_its_limit_and_by_how_much()
    {
        var big = new Network();
        big.Neurons("big", 140_000, Neuron);
        Assert.Contains("137 cores, 9 more than the 128 of 1 chip(s); set PlacementOptions.Chips = 2", Refused(big));
        Assert.Equal(2, big.Compile().Place(new PlacementOptions { Chips = 2 }).Chips);

        var fanIn = new Network();
        var many = fanIn.Source("many", 5000);
        var one = fanIn.Neurons("one", 1, Neuron);
        fanIn.Connect(many, one, Wiring.AllToAll(2));
        Assert.Contains("one: neuron 0 does not fit an empty core: 5000 input axons, 904 more than the 4096", Refused(fanIn));

        var fanOut = new Network();
        var hub = fanOut.Neurons("hub", 1, Neuron);
        for (int k = 0; k < 40; k++) fanOut.Connect(hub, fanOut.Neurons($"leaf {k}", 110, Neuron), Wiring.AllToAll(2));
        Assert.Contains("hub: a neuron needs", Assert.Throws<LoihiException>(()
            => fanOut.Compile().Place(limits: ChipLimits.Loihi1.With("axonsOutPerCore", 39))).Message);

        static string Refused(Network network) => Assert.Throws<LoihiException>(() => network.Compile().Place()).Message;
    }

    [Fact]
    public void Joined_compartments_lie_on_one_core_neuron_by_neuron()
    {
        var network = new Network();
        var before = network.Neurons("before", 100, Neuron);
        var tip = network.Neurons("tip", 700, Neuron);
        var between = network.Neurons("between", 300, Neuron);
        var dendrite = network.Neurons("dendrite", 700, Neuron, dendrite: new Dendrite(tip));
        var soma = network.Neurons("soma", 700, Neuron, dendrite: new Dendrite(dendrite, JoinOperation.Max));
        var place = network.Compile().Place();
        for (int i = 0; i < 700; i++)
        {
            Assert.Equal(place.CoreOf(soma, i), place.CoreOf(dendrite, i));
            Assert.Equal(place.CoreOf(soma, i), place.CoreOf(tip, i));
        }
        // 924 compartments are left on the first core: 308 neurons of three; then 341; the rest of 51 leaves room for "between".
        Assert.Equal([100 + 3 * 308, 3 * 341, 3 * 51 + 300], place.Cores.Select(core => core.Compartments));
        Assert.Equal(0, place.CoreOf(before, 99));
        Assert.Equal(2, place.CoreOf(between, 0));

        // The limit of one group holds for the neurons of which it is a part.
        var few = network.Compile().Place(new PlacementOptions { NeuronsPerCore = new Dictionary<NeuronGroup, int> { [dendrite] = 100 } });
        Assert.Equal([100, 100, 100, 100, 100, 100, 100],
            few.Stretches.Where(stretch => stretch.Group == soma).Select(stretch => stretch.Count));
    }

    [Fact]
    public void Joins_that_no_core_can_hold_are_refused_with_group_and_limit()
    {
        var network = new Network();
        var many = network.Source("many", 3000);
        var dendrite = network.Neurons("dendrite", 2, Neuron);
        var soma = network.Neurons("soma", 2, Neuron, dendrite: new Dendrite(dendrite));
        network.Connect(many, dendrite, Wiring.AllToAll(2));
        network.Connect(many, soma, Wiring.AllToAll(2));
        Assert.Contains("soma: neuron 0 with the compartments that it is joined to (dendrite) does not fit an empty core: 6000 "
            + "input axons, 1904 more than the 4096 of a core; reduce the fan-in",
            Assert.Throws<LoihiException>(() => network.Compile().Place()).Message);
        Assert.Contains("soma: neuron 0 with the compartments that it is joined to (dendrite) does not fit an empty core: 2 "
            + "compartments, 1 more than the 1 of a core",
            Assert.Throws<LoihiException>(() => network.Compile()
                .Place(limits: ChipLimits.Loihi1.With("compartmentsPerCore", 1).With("axonsInPerCore", 9000))).Message);

        network.Neurons("second", 2, Neuron, dendrite: new Dendrite(dendrite));
        Assert.Contains("dendrite: it is the dendrite of 2 groups (soma, second), but a compartment has one parent",
            Assert.Throws<LoihiException>(() => network.Compile().Place()).Message);
    }

    [Theory]
    [InlineData("2^-7*x1*y0", true)]
    [InlineData("7*2^8*x1*y0", true)]
    [InlineData("-8*2^8*x1*y0", true)]
    [InlineData("2^-8*x1*y0", false)]
    [InlineData("9*x1*y0", false)]
    [InlineData("8*2^8*x1*y0", false)]
    public void Constants_of_rules_fit_the_microcode(string rule, bool fits)
    {
        var network = new Network();
        var pre = network.Source("pre", 1);
        var post = network.Neurons("post", 1, Neuron);
        network.Connect(pre, post, Wiring.OneToOne(0), new Synapse { Plasticity = new(rule) { X1 = new(2, 2) } });
        var program = network.Compile();
        program.Start().Run(3); // it runs in any case
        if (fits) Assert.Single(program.Place().Cores);
        else
            Assert.Contains($"of rule '{rule}' is outside -8 … 7 · 2^-7 … 2^8",
                Assert.Throws<LoihiException>(() => program.Place()).Message);
    }

    [Fact]
    public void Output_axons_spread_a_group_over_cores()
    {
        var network = new Network();
        var from = network.Neurons("from", 1000, Neuron);
        for (int k = 0; k < 6; k++)
            network.Connect(from, network.Neurons($"to {k}", 900, Neuron), Wiring.FanOut(1, _ => 2, seed: (ulong)k));
        var place = network.Compile().Place(new PlacementOptions { ShareCores = false });
        Assert.All(place.Cores, core => Assert.InRange(core.AxonsOut, 0, 4096));
        Assert.Equal(6000, place.Cores.Sum(core => core.AxonsOut));
        Assert.True(place.Stretches.Count(stretch => stretch.Group == from) >= 2);
    }

    [Fact]
    public void Given_places_are_kept_and_the_rest_follows_on_further_cores()
    {
        var network = new Network();
        var (a, b, c) = (network.Neurons("a", 10, new Compartment()), network.Neurons("b", 5, new Compartment()),
            network.Neurons("c", 3, new Compartment()));
        network.Connect(a, b, Wiring.AllToAll(2));
        var placement = network.Compile().Place(new PlacementOptions
        {
            Places = new Dictionary<NeuronGroup,
            CoreRange>
            { [a] = new(4, 3), [b] = new(6, 2) }
        });
        Assert.Equal([4, 4, 4, 5, 5, 5, 6, 6, 6, 7], Enumerable.Range(0, 10).Select(i => placement.CoreOf(a, i)));
        Assert.Equal([6, 6, 7, 7, 8], Enumerable.Range(0, 5).Select(i => placement.CoreOf(b, i)));
        Assert.Equal([8, 8, 8], Enumerable.Range(0, 3).Select(i => placement.CoreOf(c, i)));
        // cores 0 to 3 are empty, and so is their tile
        Assert.Equal((9, 5, 2), (placement.Cores.Count, placement.CoresInUse, placement.Tiles));
        Assert.Equal(5, placement.Cores[6].Compartments);
        Assert.Equal(10, placement.Cores[6].AxonsIn); // the ten neurons of a excite b there
    }

    [Fact]
    public void Given_places_that_do_not_fit_are_errors()
    {
        var network = new Network();
        var (b, a) = (network.Neurons("b", 500, new Compartment()), network.Neurons("a", 3000, new Compartment()));
        var program = network.Compile();
        Assert.Contains("a: its given place on core 3 needs 1500 compartments, 476 more than the 1024",
            Assert.Throws<LoihiException>(() => Place((b, new(3, 500)), (a, new(3, 1000)))).Message);
        Assert.Contains("the network needs 3100 cores", Assert.Throws<LoihiException>(() => Place((a, new(100, 1)))).Message);
        Assert.Contains("first core", Assert.Throws<ArgumentOutOfRangeException>(() => Place((a, new(128, 1)))).Message);
        Assert.Contains("neurons per core", Assert.Throws<ArgumentOutOfRangeException>(() => Place((a, new(0, 1025)))).Message);
        var stranger = new Network().Neurons("stranger", 1, new Compartment());
        Assert.Contains("stranger", Assert.Throws<ArgumentException>(() => Place((stranger, new(0, 1)))).Message);

        Placement Place(params (NeuronGroup Group, CoreRange Range)[] places)
            => program.Place(new PlacementOptions { Places = places.ToDictionary(p => p.Group, p => p.Range) });
    }

    [Fact]
    public void Joined_groups_take_one_place()
    {
        var network = new Network();
        var dendrite = network.Neurons("dendrite", 8, new Compartment());
        var soma = network.Neurons("soma", 8, new Compartment(), dendrite: new Dendrite(dendrite));
        var program = network.Compile();
        string problem = Assert.Throws<LoihiException>(() => program.Place(new PlacementOptions
        {
            Places = new Dictionary<NeuronGroup,
            CoreRange>
            { [dendrite] = new(0, 4), [soma] = new(5, 4) }
        })).Message;
        Assert.Contains("dendrite", problem);
        Assert.Contains("soma", problem);
        Assert.Contains("the same place", problem);
        Assert.Throws<LoihiException>(() => program.Place(new PlacementOptions
        {
            Places = new Dictionary<NeuronGroup,
            CoreRange>
            { [soma] = new(5, 4) }
        }));
        var placement = program.Place(new PlacementOptions
        {
            Places = new Dictionary<NeuronGroup,
            CoreRange>
            { [dendrite] = new(3, 4), [soma] = new(3, 4) }
        });
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal((3 + i / 4, 3 + i / 4),
            (placement.CoreOf(dendrite, i), placement.CoreOf(soma, i))));
    }
}
