namespace Spikebook.Loihi.Tests;

/// <summary>What a synfire-gated learning circuit needs: gated thresholds, biases, refractory steps, delays, reward.</summary>
public sealed class SynfireTests
{
    static readonly Compartment Gated = new()
    {
        Threshold = 1024,
        CurrentDecay = Decay.Full,
        VoltageDecay = Decay.Full,
        BiasMantissa = -4096,
        BiasExponent = 7,
        Refractory = 2
    };
    static readonly Compartment Gate = Gated with { BiasMantissa = 0, Refractory = 1 };

    [Fact]
    public void A_ring_of_gates_turns_forever_and_opens_one_layer_at_a_time()
    {
        var network = new Network();
        var start = network.Source("start", 1);
        var input = network.Source("input", 3);
        var ring = Enumerable.Range(0, 4).Select(k => network.Neurons($"g{k}", 1, Gate)).ToArray();
        var layer = network.Neurons("layer", 3, Gated);
        network.Connect(start, ring[0], Wiring.AllToAll(145 * 1 + 1), new Synapse { Exponent = 6 });
        for (int k = 0; k < 4; k++) network.Connect(ring[k], ring[(k + 1) % 4], Wiring.AllToAll(146), new Synapse { Exponent = 6 });
        network.Connect(ring[1], layer, Wiring.AllToAll(136), new Synapse { Exponent = 6 });
        network.Connect(input, layer, Wiring.OneToOne(130), new Synapse { Exponent = 2 });
        var run = network.Compile().Start();
        var (gates, fired) = (run.RecordSpikes(ring[1]), run.RecordSpikes(layer));
        run.Send(start, 3, 0);
        for (long tag = 1; tag <= 40; tag++) run.Send(input, tag, 0, 2); // always there, heard only when the gate is open
        run.Run(41);
        Assert.Equal([5L, 9, 13, 17, 21, 25, 29, 33, 37, 41], gates.Spikes.Select(spike => spike.Step));
        Assert.Equal(
            new[] { 6L, 10, 14, 18, 22, 26, 30, 34, 38 }.SelectMany(step => new[] { new Spike(step, 0), new Spike(step, 2) }),
                fired.Spikes);
    }

    [Fact]
    public void Rewarded_coincidences_add_two_and_others_subtract_two()
    {
        var network = new Network();
        var pre = network.Source("pre", 2);
        var teacher = network.Source("teacher", 3);
        var reward = network.Source("reward", 1);
        var post = network.Neurons("post", 3, Gate);
        network.Connect(teacher, post, Wiring.OneToOne(146), new Synapse { Exponent = 6 });
        var plastic = network.Connect(pre, post, Wiring.Matrix(new[,] { { 0, 254, -256 }, { 10, 20, 30 } }),
            new Synapse { Plasticity = new("y0*x0*r1*4 - y0*x0*2") { Reward = reward } });
        var run = network.Compile().Start();
        var weights = run.RecordWeights(plastic);

        // The teacher's tag t - 1 makes post fire in step t; pre and reward carry tag t.
        run.Send(teacher, 2, 0, 1); run.Send(pre, 3, 0); run.Send(reward, 3, 0);       // + 2 on [0,0]; [0,1] is at its highest
        run.Send(teacher, 4, 0, 2); run.Send(pre, 5, 0, 1);                            // - 2 on [0,0], [1,0], [1,2]; [0,2] is at its lowest
        run.Send(teacher, 6, 1); run.Send(pre, 8, 1); run.Send(reward, 7, 0);          // no coincidence
        run.Run(10);

        Assert.Equal([0, 254, -256, 10, 20, 30], weights.Snapshots[1].Weights.Select(w => (int)w));
        Assert.Equal([2, 254, -256, 10, 20, 30], weights.Snapshots[2].Weights.Select(w => (int)w));
        Assert.Equal([0, 254, -256, 8, 20, 28], weights.Snapshots[4].Weights.Select(w => (int)w));
        Assert.Equal([0, 254, -256, 8, 20, 28], weights.Snapshots[9].Weights.Select(w => (int)w));
    }

    [Fact]
    public void A_spike_carries_the_weight_read_before_the_learning_of_its_step()
    {
        var network = new Network();
        var pre = network.Source("pre", 1);
        var teacher = network.Source("teacher", 1);
        var post = network.Neurons("post", 1, Gate);
        network.Connect(teacher, post, Wiring.OneToOne(146), new Synapse { Exponent = 6 });
        network.Connect(pre, post, Wiring.OneToOne(20), new Synapse { Plasticity = new("y0*x0*2^3") });
        var run = network.Compile().Start();
        var u = run.RecordCurrents(post);
        run.Send(teacher, 1, 0);
        run.Send(pre, 2, 0);
        run.Send(pre, 4, 0);
        run.Run(6);
        Assert.Equal([0, 64 * 146 * 64, 64 * 20, 0, 64 * 28, 0], u.Of(0));
    }

    [Fact]
    public void Delays_and_tags_are_learned_too()
    {
        var network = new Network();
        var pre = network.Source("pre", 1);
        var post = network.Neurons("post", 1, Gate);
        var plastic = network.Connect(pre, post, Wiring.OneToOne(20), new Synapse
        {
            Delay = 1,
            Plasticity = new(LearningRule.Parse("dd = x0*3"), LearningRule.Parse("dt = x0*5 - t*u2"), LearningRule.Parse("dw = x0*t*2")),
        });
        var run = network.Compile().Start();
        var (u, w) = (run.RecordCurrents(post), run.RecordWeights(plastic));
        run.SendTrain(pre, 0, 1, 2, 10);
        run.Run(20);
        // Tag 1: delay 1, acts in 3. Then delay 4 and (rules are applied in the order given) tag 5, weight 20 + 10.
        // Tag 2: acts in 2 + 1 + 4 = 7 with weight 30; then delay 7, tag 10, weight 50; u2 empties the tag after step 4.
        // Tag 10: acts in 10 + 1 + 7 = 18 with weight 50; then delay 10, tag 5, weight 60.
        Assert.Equal([(3, 20 * 64), (7, 30 * 64), (18, 50 * 64)],
            u.Of(0).Select((value, k) => (k + 1, value)).Where(pair => pair.value != 0));
        Assert.Equal([30, 50, 50, 60], new[] { 1, 2, 9, 10 }.Select(step => w.Of(0)[step - 1]));
    }
}
