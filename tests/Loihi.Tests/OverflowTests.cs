namespace Spikebook.Loihi.Tests;

/// <summary>What wraps is told: once for each group and kind, by a line, an exception or a count; results do not depend on which.</summary>
public sealed class OverflowTests
{
    // "adds" gets 2^20 chip units in every step and keeps them: its current passes 2^23 in step 8. "sums" gets twice that at once.
    static Network Describe(out SpikeSource input, out NeuronGroup adds, out NeuronGroup sums, Conventions? conventions = null)
    {
        var network = new Network(conventions);
        input = network.Source("input", 2);
        var silent = new Compartment { Threshold = 131071, VoltageDecay = Decay.Full };
        adds = network.Neurons("adds", 3, silent with { CurrentDecay = 0 });
        sums = network.Neurons("sums", 3, silent);
        network.Connect(input, adds, Wiring.List([new(0, 1, 128)]), new Synapse { Exponent = 7 });
        network.Connect(input, sums, Wiring.List([new(0, 2, 128), new(1, 2, 128)]), new Synapse { Exponent = 7 });
        return network;
    }

    static LoihiRun Start(Network network, SpikeSource input, OverflowResponse response, int threads = 1)
    {
        var run = network.Compile().Start(threads: threads, overflow: response);
        run.SendTrain(input, 0, [.. Enumerable.Range(0, 20).Select(tag => (long)tag)]);
        run.SendTrain(input, 1, 11, 12);
        return run;
    }

    [Fact]
    public void A_wrap_is_told_once_with_group_limit_step_and_remedy()
    {
        var run = Start(Describe(out var input, out _, out _), input, OverflowResponse.Warn);
        var told = new List<string>();
        run.Warn = told.Add;
        run.Run(20);
        Assert.Equal(2, told.Count);
        Assert.StartsWith("adds: a current went beyond ±2^23 in step 8 and wrapped", told[0]);
        Assert.StartsWith("sums: a summed input went beyond ±2^21 in step 12 and wrapped", told[1]);
        Assert.All(told, line => Assert.Contains("or start with OverflowResponse.Count if that is meant", line));
    }

    [Fact]
    public void By_default_it_is_a_line_on_the_error_output()
    {
        var run = Start(Describe(out var input, out _, out _), input, default);
        Assert.Equal(Console.Error.WriteLine, run.Warn);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void On_request_the_run_stops_after_the_step_and_can_go_on(int threads)
    {
        var network = Describe(out var input, out var adds, out var sums);
        var run = Start(network, input, OverflowResponse.Throw, threads);
        Assert.Contains("adds: a current", Assert.Throws<LoihiException>(() => run.Run(20)).Message);
        Assert.Equal(8, run.Step);
        Assert.Contains("sums: a summed input", Assert.Throws<LoihiException>(() => run.Run(12)).Message);
        Assert.Equal(12, run.Step);
        run.Run(8);
        var counted = Start(network, input, OverflowResponse.Count);
        counted.Warn = line => Assert.Fail(line);
        counted.Run(20);
        Assert.Equal(counted.Currents(adds).ToArray(), run.Currents(adds).ToArray());
        Assert.Equal((1, 0), (counted.OverflowsOf(adds).Currents, counted.OverflowsOf(adds).Inputs));
        Assert.Equal(new Overflows(0, 2, 0), run.OverflowsOf(sums));
    }

    // 2000 synapses of 32512 weight units: 2^32 chip units and more, which a sum of 32 bits would take for little or nothing.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Not_even_a_sum_beyond_32_bits_goes_unnoticed(bool noisy)
    {
        foreach (var conventions in new[] { Conventions.Default, Conventions.Brian2Loihi })
        {
            var network = new Network(conventions);
            var many = network.Source("many", 2064);
            var one = network.Neurons("one", 1, new Compartment
            {
                Threshold = 131071,
                VoltageDecay = Decay.Full,
                Noise = noisy
                ? new Noise(0) : null
            });
            network.Connect(many, one, Wiring.AllToAll(254), new Synapse { Exponent = 7 });
            var run = network.Compile().Start(overflow: OverflowResponse.Count);
            run.Send(many, 0, [.. Enumerable.Range(0, 2064)]);
            run.Run(1);
            Assert.True(run.OverflowsOf(one).Inputs == 1, $"{conventions}");
        }
    }

    [Fact]
    public void A_save_that_fails_leaves_nothing_behind_and_the_earlier_file_as_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("spikebook-");
        try
        {
            var run = Start(Describe(out var input, out _, out _), input, OverflowResponse.Count);
            string taken = Path.Combine(folder.FullName, "taken");
            Directory.CreateDirectory(taken); // a file cannot take the place of a folder
            Assert.ThrowsAny<Exception>(() => run.Save(taken));
            Assert.Equal(["taken"], folder.EnumerateFileSystemInfos().Select(entry => entry.Name));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
