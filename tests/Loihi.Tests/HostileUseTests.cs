namespace Spikebook.Loihi.Tests;

/// <summary>What a careless or malicious user may try: networks beyond all memory, runs within runs, rules without end.</summary>
public sealed class HostileUseTests
{
    static string Refused(Action act)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<LoihiException>(act).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void Synapses_beyond_memory_are_refused_before_any_is_made()
    {
        var network = new Network();
        var many = network.Source("many", 65_536);
        var most = network.Source("most", 1 << 22);
        var layer = network.Neurons("layer", 65_536, new Compartment());
        Assert.Contains("many->layer: 4,294,967,296 synapses are more than the",
            Refused(() => network.Connect(many, layer, Wiring.AllToAll(2))));
        Assert.Contains("4,194,304,000 synapses", Refused(() => network.Connect(most, layer, Wiring.FanOut(1000, _ => 2, seed: 1))));
        Assert.Contains("a chip holds at most 16,777,216)",
            Refused(() => network.Connect(many, layer, Wiring.Random(.99, 2, seed: 1))));
        Assert.Empty(network.Connections);
        network.Connect(many, layer, Wiring.OneToOne(2)); // the same groups, few of their pairs
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_receiver_of_steps_cannot_run_the_run(int threads)
    {
        var network = new Network();
        network.Neurons("group", 3, new Compartment { Threshold = 4, BiasMantissa = 100 });
        var run = network.Compile().Start(threads: threads);
        run.OnStep(now => now.Run(1), new Window(3, 3));
        Assert.Contains("Run was called in step 3 while the run is running", Assert.Throws<LoihiException>(() => run.Run(10)).Message);
        Assert.Equal(3, run.Step);
        run.Run(7); // the refusal was the receiver's failure, not the run's end
        Assert.Equal(10, run.Step);
    }

    [Fact]
    public void A_receiver_of_steps_may_add_a_probe_that_begins_with_the_next_step()
    {
        var network = new Network();
        var group = network.Neurons("group", 1, new Compartment { Threshold = 4, BiasMantissa = 100 });
        var run = network.Compile().Start();
        StateProbe? late = null;
        run.OnStep(now => late = now.RecordVoltages(group), new Window(3, 3));
        run.Run(6);
        Assert.Equal([4L, 5, 6], late!.Steps);
    }

    [Fact]
    public void A_receiver_of_steps_may_save()
    {
        var network = new Network();
        var group = network.Neurons("group", 3, new Compartment { Threshold = 4, BiasMantissa = 100 });
        var program = network.Compile();
        var run = program.Start(threads: 2);
        var saved = new MemoryStream();
        run.OnStep(now => now.Save(saved), new Window(5, 5));
        run.Run(20);
        saved.Position = 0;
        var resumed = program.Restore(saved);
        Assert.Equal(5, resumed.Step);
        resumed.Run(15);
        Assert.Equal(run.Voltages(group).ToArray(), resumed.Voltages(group).ToArray());
    }

    [Theory]
    [InlineData("sgn(")]
    [InlineData("(")]
    [InlineData("2^")]
    [InlineData("-")]
    [InlineData("u")]
    [InlineData("1*")]
    public void Endless_rules_are_refused_and_need_no_stack(string part)
    {
        foreach (int times in new[] { 100, 1000, 100_000 })
        {
            string rule = string.Concat(Enumerable.Repeat(part, times));
            string message = Assert.Throws<RuleSyntaxException>(() => LearningRule.Parse(rule)).Message;
            Assert.InRange(message.Length, 1, 3 * LearningRule.MaxLength);
        }
    }

    // Four factors of 2^20 are 2^80, which 64 bits take for 0; so was the rule.
    [Theory]
    [InlineData("1048576*1048576*1048576*1048576*x0")]
    [InlineData("99999*99999*99999*99999*x0")]
    public void Constants_that_overflow_are_refused(string rule)
        => Assert.Contains("outside ±127", Assert.Throws<RuleSyntaxException>(() => LearningRule.Parse(rule)).Message);

    [Fact]
    public void Large_powers_that_cancel_are_what_they_are()
    {
        var product = Assert.Single(LearningRule.Parse("2^20*2^-21*3*4*x0").Products);
        Assert.Equal((3, 1), (product.Mantissa, product.Exponent));
    }
}
