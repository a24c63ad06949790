namespace Spikebook.Loihi.Tests;

/// <summary>The points on which published emulators differ: each named option does what the emulator of its name does.</summary>
public sealed class ConventionTests
{
    // 2^20 chip units arrive in each of 9 steps and stay: 2^23 is reached in the eighth.
    [Theory]
    [InlineData("default", -(1 << 23), -(1 << 23) + (1 << 20))]
    [InlineData("nengo", -(1 << 23), -(1 << 23) + (1 << 20))]
    [InlineData("lava", 1 << 23, -(1 << 23) + (1 << 20))]
    [InlineData("brian", 1 << 23, (1 << 23) + (1 << 20))]
    public void Currents_beyond_24_bits(string emulator, int eighth, int ninth)
    {
        var network = new Network(Of(emulator));
        var input = network.Source("input", 1);
        var neuron = network.Neurons("neuron", 1, new Compartment { Threshold = 131071, CurrentDecay = 0, VoltageDecay = Decay.Full });
        network.Connect(input, neuron, Wiring.OneToOne(128), new Synapse { Exponent = 7 });
        var run = network.Compile().Start(overflow: OverflowResponse.Count);
        for (long tag = 0; tag < 9; tag++) run.Send(input, tag, 0);
        var u = run.RecordCurrents(neuron);
        run.Run(9);
        Assert.Equal([eighth, ninth], u.Of(0)[7..]);
    }

    [Theory]
    [InlineData("default", -(1 << 21))]
    [InlineData("nengo", -(1 << 21))]
    [InlineData("lava", 1 << 21)]
    [InlineData("brian", 1 << 21)]
    public void Summed_input_beyond_22_bits(string emulator, int expected)
    {
        var network = new Network(Of(emulator));
        var input = network.Source("input", 2);
        var neuron = network.Neurons("neuron", 1, new Compartment { Threshold = 131071, VoltageDecay = Decay.Full });
        network.Connect(input, neuron, Wiring.AllToAll(128), new Synapse { Exponent = 7 });
        var run = network.Compile().Start(overflow: OverflowResponse.Count);
        run.Send(input, 0, 0, 1);
        run.Run(1);
        Assert.Equal(expected, run.Currents(neuron)[0]);
    }

    [Theory]
    [InlineData("default", 8_388_607)]
    [InlineData("lava", 8_388_607)]
    [InlineData("brian", 20 * 524_160)]
    public void Voltages_out_of_range(string emulator, int expected)
    {
        var network = new Network(Of(emulator));
        var neuron = network.Neurons("neuron", 1, new Compartment { Threshold = 131071, BiasMantissa = 4095, BiasExponent = 7 });
        var far = network.Neurons("negative", 1, new Compartment { Threshold = 131071, BiasMantissa = -4095, BiasExponent = 7 });
        var run = network.Compile().Start(overflow: OverflowResponse.Count);
        run.Run(20);
        Assert.Equal(-expected, run.Voltages(far)[0]);
        Assert.Equal(0, run.Voltages(neuron)[0] % 524_160); // fires at 131071 * 64, long before any limit
    }

    [Theory]
    [InlineData(LostBits.TowardZero, -3, -2)]
    [InlineData(LostBits.TowardZero, 3, 2)]
    [InlineData(LostBits.Floor, -3, -4)]
    [InlineData(LostBits.Floor, 3, 2)]
    [InlineData(LostBits.Nearest, 255, 254)]
    [InlineData(LostBits.Nearest, -3, -4)]
    public void Odd_weights_in_mixed_mode(LostBits lost, int given, int stored)
        => Assert.Equal(stored, new Synapse().Store(given, lost));

    [Theory]
    [InlineData("default", 254)]
    [InlineData("brian", 254)]
    [InlineData("nengo", 254)]
    [InlineData("lava", 255)]
    public void Largest_learned_mixed_weight(string emulator, int expected)
    {
        var (run, plastic) = Coincide(Of(emulator), new Synapse { Plasticity = new("x0*y0*7") }, weight: 240, pairs: 1, steps: 10);
        Assert.Equal(expected, run.StoredWeights(plastic)[0]);
    }

    [Fact]
    public void A_fraction_is_rounded_away_from_zero_or_up_with_its_probability()
    {
        const int pairs = 4000, steps = 20;
        var synapse = new Synapse { Sign = SignMode.Excitatory, Plasticity = new("2^-3*x0*y0") };
        var (away, awayWeights) = Coincide(Conventions.Brian2Loihi, synapse, 100, pairs, steps);
        Assert.All(away.StoredWeights(awayWeights).ToArray(), weight => Assert.Equal(100 + steps, weight));

        // Mean 20/8 with a variance of 20 · 1/8 · 7/8 (mixed: 20 · 1/16 · 15/16 · 2²); five standard errors.
        foreach (var sign in new[] { SignMode.Excitatory, SignMode.Mixed })
        {
            var (run, plastic) = Coincide(Conventions.Default, synapse with { Sign = sign }, 100, pairs, steps);
            var weights = run.StoredWeights(plastic).ToArray();
            double unit = sign == SignMode.Mixed ? 2 : 1, p = 1 / (8 * unit), error = 5 * unit * Math.Sqrt(steps * p * (1 - p) / pairs);
            Assert.InRange(weights.Average(weight => weight - 100.0), steps / 8.0 - error, steps / 8.0 + error);
            Assert.All(weights, weight => Assert.Equal(0, weight % (int)unit));
            Assert.True(weights.Distinct().Count() > 3);
        }
    }

    // All pairs coincide in every step: post neurons are driven by their bias.
    static (LoihiRun, Connection) Coincide(Conventions conventions, Synapse synapse, int weight, int pairs, int steps)
    {
        var network = new Network(conventions);
        var pre = network.Source("pre", pairs);
        var post = network.Neurons("post", pairs, new Compartment { Threshold = 0, BiasMantissa = 4095, BiasExponent = 7 });
        var plastic = network.Connect(pre, post, Wiring.OneToOne(weight), synapse);
        var run = network.Compile().Start(seed: 11);
        for (long tag = 1; tag <= steps; tag++) run.Send(pre, tag, [.. Enumerable.Range(0, pairs)]);
        run.Run(steps);
        return (run, plastic);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Noise_is_uniform_about_its_offset(bool onVoltage)
    {
        const int count = 20_000;
        var network = new Network();
        var quiet = new Compartment { Threshold = 131071, VoltageDecay = Decay.Full, Noise = new(Exponent: 9, Offset: -1, onVoltage) };
        var group = network.Neurons("group", count, quiet);
        var run = network.Compile().Start(seed: 5);
        run.Run(2);
        var noise = run.Voltages(group).ToArray();
        Assert.Equal(onVoltage ? new int[count] : noise, run.Currents(group).ToArray());
        // (x - 64) · 2² with x uniform on -127 … 127: mean -256, variance 16 (255² - 1) / 12.
        double sigma = 4 * Math.Sqrt((255 * 255 - 1) / 12.0), mean = noise.Average();
        Assert.InRange(mean, -256 - 5 * sigma / Math.Sqrt(count), -256 + 5 * sigma / Math.Sqrt(count));
        Assert.Equal((-127 - 64) * 4, noise.Min());
        Assert.Equal((127 - 64) * 4, noise.Max());
        double spread = Math.Sqrt(noise.Average(value => (value - mean) * (value - mean)));
        Assert.InRange(spread / sigma, 0.98, 1.02);
    }

    static Conventions Of(string emulator) => emulator switch
    {
        "brian" => Conventions.Brian2Loihi,
        "nengo" => Conventions.NengoLoihi,
        "lava" => Conventions.Lava,
        _ => Conventions.Default,
    };
}
