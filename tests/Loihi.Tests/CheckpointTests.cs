namespace Spikebook.Loihi.Tests;

public sealed class CheckpointTests
{
    static Network Describe(out SpikeSource input, out NeuronGroup layer, out Connection plastic, int threshold = 500)
    {
        var network = new Network();
        input = network.Source("input", 60);
        var reward = network.Source("reward", 1);
        layer = network.Neurons("layer", 90, new Compartment
        {
            Threshold = threshold,
            CurrentDecay = 700,
            VoltageDecay = 300,
            Refractory = 3,
            Noise = new Noise(9)
        });
        plastic = network.Connect(input, layer, Wiring.Random(0.4, s => 2 * (s.NextInt(200) - 80), seed: 4), new Synapse
        {
            Delay = 3,
            Plasticity = new Plasticity(LearningRule.Parse("2^-2*x1*y0 - 2^-3*y1*x0 + 2*r0*x0*sgn(t)"),
                LearningRule.Parse("dt = 2^-3*x1*y0 - 2^-2*t*u2"), LearningRule.Parse("dd = 2^-1*y0*(d - 9)"))
            {
                X1 = new(100, 9),
                Y1 = new(80, 5),
                Reward = reward,
                Epoch = 3,
            },
        });
        network.Connect(layer, layer, Wiring.FanOut(12, s => -2 * s.NextInt(30), seed: 5), new Synapse { Delay = 11, Exponent = 1 });
        return network;
    }

    static void Feed(LoihiRun run, SpikeSource input)
    {
        run.SendPoisson(input, 0.08, 300);
        run.SendTrain((SpikeSource)run.Program.Populations[1], 0, 10, 50, 51, 120, 121, 200);
    }

    static string State(LoihiRun run, NeuronGroup layer, Connection plastic)
        => string.Join(' ', run.Currents(layer).ToArray()) + string.Join(' ', run.Voltages(layer).ToArray())
            + string.Join(' ', run.StoredWeights(plastic).ToArray())
            + run.OverflowsOf(layer) + run.SynapticEvents + " " + run.LearningEvents;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(155, 3)]
    public void A_checkpoint_in_the_middle_equals_an_uninterrupted_run(int pause, int threads)
    {
        var program = Describe(out var input, out var layer, out var plastic).Compile();
        var whole = program.Start(seed: 9);
        Feed(whole, input);
        whole.Run(pause);
        var stream = new MemoryStream();
        whole.Save(stream);
        var after = whole.RecordSpikes(layer);
        whole.Run(300 - pause);

        stream.Position = 0;
        var resumed = program.Restore(stream, threads);
        Assert.Equal(pause, resumed.Step);
        var resumedSpikes = resumed.RecordSpikes(layer);
        resumed.Run(300 - pause);
        Assert.NotEmpty(after.Spikes);
        Assert.Equal(after.Spikes, resumedSpikes.Spikes);
        Assert.Equal(State(whole, layer, plastic), State(resumed, layer, plastic));
    }

    [Fact]
    public void A_file_appears_complete_and_restores()
    {
        var program = Describe(out var input, out var layer, out var plastic).Compile();
        var run = program.Start(seed: 2);
        Feed(run, input);
        run.Run(40);
        string path = Path.Combine(Path.GetTempPath(), $"spikebook-{Guid.NewGuid():N}.run");
        try
        {
            run.Save(path);
            Assert.False(File.Exists(path + ".partial"));
            Assert.Equal(State(run, layer, plastic), State(program.Restore(path), layer, plastic));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Another_program_or_a_damaged_file_is_refused()
    {
        var run = Describe(out _, out _, out _).Compile().Start();
        var stream = new MemoryStream();
        run.Save(stream);
        Assert.Contains("another program", Refused(Describe(out _, out _, out _, threshold: 501), stream.ToArray()));
        Assert.Contains("ends too early", Refused(Describe(out _, out _, out _), stream.ToArray()[..^7]));
        Assert.Contains("no saved run", Refused(Describe(out _, out _, out _), [1, 2, 3]));

        static string Refused(Network network, byte[] bytes)
            => Assert.Throws<LoihiException>(() => network.Compile().Restore(new MemoryStream(bytes))).Message;
    }
}
