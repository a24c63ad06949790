namespace Spikebook.Loihi.Tests;

public sealed class ProbeTests
{
    // Fires in every third step: bias 100 on a threshold of 4 (256), steps 3, 6, 9, …
    static LoihiRun Start(out NeuronGroup group)
    {
        var network = new Network();
        group = network.Neurons("group", 3, new Compartment { Threshold = 4, BiasMantissa = 100 }, [100, 0, 100]);
        return network.Compile().Start();
    }

    [Fact]
    public void Windows_and_strides()
    {
        var run = Start(out var group);
        var all = run.RecordSpikes(group);
        var some = run.RecordSpikes(group, new Window(4, 9));
        var v = run.RecordVoltages(group, Window.Every(5), [2, 0]);
        run.Run(12);
        Assert.Equal(new[] { 3L, 6, 9, 12 }.SelectMany(step => new[] { new Spike(step, 0), new Spike(step, 2) }), all.Spikes);
        Assert.Equal([6L, 6, 9, 9], some.Spikes.Select(spike => spike.Step));
        Assert.Equal([5L, 10], v.Steps);
        Assert.Equal([200, 100], v.Of(2));
        Assert.Equal([new Sample(5, 2, 200), new Sample(5, 0, 200), new Sample(10, 2, 100), new Sample(10, 0, 100)], v.Samples());
        Assert.Contains("neuron 1 was not recorded", Assert.Throws<ArgumentOutOfRangeException>(() => v.Of(1)).Message);
    }

    [Fact]
    public void Activity_is_counted_by_stretch_and_by_neuron()
    {
        var run = Start(out var group);
        var activity = run.RecordActivity(group, bin: 4);
        run.Run(14);
        Assert.Equal([new Activity(4, 2), new Activity(8, 2), new Activity(12, 4)], activity.Activity);
        Assert.Equal([4, 0, 4], activity.OfNeuron);
        Assert.Equal(8.0 / 14 / 3, activity.Rate, 1e-12);
    }

    [Fact]
    public void Spikes_are_streamed_and_a_receiver_may_answer()
    {
        var network = new Network();
        var input = network.Source("input", 1);
        var neuron = network.Neurons("neuron", 1, new Compartment { Threshold = 100, VoltageDecay = Decay.Full });
        network.Connect(input, neuron, Wiring.OneToOne(254));
        var run = network.Compile().Start(threads: 2);
        var streamed = new List<Spike>();
        run.StreamSpikes(neuron, streamed.Add);
        // sent after 4, 8, 12; fires one step after its tag
        run.OnStep(running => running.Send(input, running.Step + 2, 0), Window.Every(4));
        run.Run(14);
        Assert.Equal([new Spike(7, 0), new Spike(11, 0)], streamed);
    }

    [Fact]
    public void Refractory_neurons_are_told_from_idle_ones()
    {
        var network = new Network();
        var group = network.Neurons("group", 2, new Compartment { Threshold = 1, BiasMantissa = 100, Refractory = 3 }, [100, 0]);
        var run = network.Compile().Start();
        var held = run.RecordRefractorySteps(group);
        run.Run(7); // fires in steps 1, 4, 7 and is held in between
        Assert.Equal([2, 1, 0, 2, 1, 0, 2], held.Of(0));
        Assert.Equal([2, 0], run.RefractorySteps(group).ToArray());
        Assert.Equal((FunctionalState.Refractory, FunctionalState.Idle), (run.StateOf(group, 0), run.StateOf(group, 1)));
    }

    [Fact]
    public void Learned_delays_and_tags_can_be_read_and_recorded()
    {
        var network = new Network();
        var pre = network.Source("pre", 1);
        var post = network.Neurons("post", 2, new Compartment());
        var learns = network.Connect(pre, post, Wiring.AllToAll(4),
            new Synapse { Delay = 2, Plasticity = new(LearningRule.Parse("dd = x0*3"), LearningRule.Parse("dt = -5*x0")) });
        var constant = network.Connect(pre, post, Wiring.AllToAll(4));
        var run = network.Compile().Start();
        var (delays, tags) = (run.RecordWeights(learns, variable: RuleTarget.Delay),
            run.RecordWeights(learns, Window.Every(2), RuleTarget.Tag));
        run.SendTrain(pre, 0, 1, 3);
        run.Run(4);
        Assert.Equal([5, 5, 8, 8], delays.Of(0));
        Assert.Equal([-5, -10], tags.Of(1));
        Assert.Equal([8, 8], run.Delays(learns).ToArray());
        Assert.Equal([-10, -10], run.Tags(learns).ToArray());
        Assert.Contains("no rule changes the delay, which is 0 for all",
            Assert.Throws<LoihiException>(() => run.Delays(constant).ToArray()).Message);
        Assert.Contains("no rule reads or changes the tag",
            Assert.Throws<LoihiException>(() => run.RecordWeights(constant, variable: RuleTarget.Tag)).Message);
    }

    [Fact]
    public void What_a_cell_shows_is_a_summary()
    {
        var network = new Network();
        var pre = network.Source("pre", 3);
        var post = network.Neurons("post", 1200, new Compartment());
        network.Connect(pre, post, Wiring.AllToAll(4));
        string parts = string.Join(Environment.NewLine, ": 1,200 neurons in 1 groups, 3,600 synapses in 1 connections",
            "  source pre (3)", "  group post (1200)", "  connection pre->post (pre -> post, 3600 synapses)");
        Assert.Equal("network" + parts, network.ToString());
        var program = network.Compile();
        var run = program.Start(seed: 5);
        var v = run.RecordVoltages(post, neurons: [3, 4]);
        run.Send(pre, 1, 0);
        run.Run(7);
        Assert.Equal("run: step 7, seed 5, 1,200 synaptic and 0 learning events" + Environment.NewLine + "program" + parts, run.ToString());
        Assert.Equal("StateProbe post.v: 2 neurons in 7 steps", v.ToString());
        Assert.Equal("placement: 2 cores of 1 chip(s)" + Environment.NewLine + "  core 0: post[0..1023]" + Environment.NewLine
            + "  core 1: post[1024..1199]", program.Place().ToString());
    }

    [Fact]
    public void Weights_as_a_histogram()
    {
        var network = new Network();
        var from = network.Source("from", 1);
        var to = network.Neurons("to", 5, new Compartment());
        var connection = network.Connect(from, to, Wiring.Matrix(new[,] { { -18, -16, -2, 0, 20 } }));
        var run = network.Compile().Start();
        Assert.Equal([new(-32, -17, 1), new(-16, -1, 2), new(0, 15, 1), new(16, 31, 1)], run.WeightHistogram(connection));
        Assert.Equal(new[,] { { -18, -16, -2, 0, 20 } }, run.Weights(connection));
    }
}
