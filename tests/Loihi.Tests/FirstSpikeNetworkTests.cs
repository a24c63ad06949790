namespace Spikebook.Loihi.Tests;

/// <summary>Layers that were trained in floating point, on the chip: against the neuron's own closed form.</summary>
public sealed class FirstSpikeNetworkTests
{
    // exp(-t / tau_m) - exp(-t / tau_s) times tau_s / (tau_m - tau_s): what one spike over weight 1 has caused after t
    static double Psp(double t, double tauM, double tauS) => tauS / (tauM - tauS) * (Math.Exp(-t / tauM) - Math.Exp(-t / tauS));

    static double Crossing(double weight)
    {
        double low = 0, high = 9.24; // 20 ln(4) / 3: the peak
        for (int n = 0; n < 60; n++)
            if (weight * Psp((low + high) / 2, 20, 5) > 1) high = (low + high) / 2;
            else low = (low + high) / 2;
        return high;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.25)]
    [InlineData(0.05)]
    public void A_neuron_fires_at_the_end_of_the_step_in_which_the_threshold_is_passed(double stepMs)
    {
        foreach (double weight in (double[])[7, 9, 12, 20])
        {
            // the second neuron only sets the scale: weights are parts of the largest
            var network = new FirstSpikeNetwork([new[,] { { weight, 40 } }, new[,] { { 40.0 }, { 0 } }], 20, 5, 1,
                new(stepMs) { Exponent = 2 });
            FirstSpikeAnswers answers = network.Answer([[(3, 0)]]);
            double second = Crossing(40), expected = 3 + Crossing(weight);
            // the output sees the first neuron's spike only, over weight 40
            double found = answers.Answers[0].Steps * stepMs;
            Assert.Equal([0], answers.Answers[0].First);
            // two ends of steps, and what eight bits and twelve do to a time: dt = t d ln(w) / d ln(t), weights known to 40/254
            double slope = (Crossing(weight) - Crossing(weight + 0.16)) + (Crossing(40 - 0.16) - second);
            Assert.InRange(found - (expected + second), -slope - 0.02 * expected, slope + 2 * stepMs + 0.02 * expected);
        }
    }

    [Fact]
    public void Registers_keep_the_shape_and_the_critical_weight()
    {
        var registers = LifRegisters.Of(20, 5, 0.25);
        Assert.Equal((200, 51), (registers.CurrentDecay, registers.VoltageDecay));
        Assert.Equal(5, registers.TauSynapseMs, 0.01);
        Assert.Equal(20, registers.TauMembraneMs, 0.05);
        double keepV = 1 - registers.VoltageDecay / 4096.0, keepU = 1 - registers.CurrentDecay / 4096.0, v = 0, u = 1;
        for (int n = 1; n < 400; n++)
        {
            v = keepV * v + u;
            u *= keepU;
            double exact = Psp(n * 0.25, registers.TauMembraneMs, registers.TauSynapseMs) * registers.Gain;
            Assert.Equal(exact, v, 2e-3 * registers.Gain * Psp(9.24, 20, 5));
        }
    }

    // Just above and just below the weight at which one spike reaches the threshold, r^(r / (r - 1)) = 6.3496 for r = 4.
    [Theory]
    [InlineData(6.5, 1)]
    [InlineData(6.2, 0)]
    public void The_critical_weight_is_that_of_the_neuron(double weight, int fires)
        => Assert.Equal(fires, new FirstSpikeNetwork([new[,] { { weight } }], 20, 5, 1, new(0.25) { Exponent = 3 })
            .Answer([[(0, 0)]]).Answers[0].First.Count);

    [Fact]
    public void Fewer_bits_err_more_and_every_sample_starts_at_rest_and_has_a_price()
    {
        double[,] first = new double[3, 8], second = new double[8, 2];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 8; j++) first[i, j] = 3 + Math.Sin(5 * i + 3 * j);
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 2; j++) second[i, j] = 2 + Math.Cos(7 * i + 4 * j);
        FirstSpikeNetwork fine = new([first, second], 20, 5, 1, new(0.5)), coarse = new([first, second], 20, 5, 1, new(0.5, WeightBits: 3));
        Assert.InRange(fine.WeightErrors[0], 1e-5, 0.01);
        Assert.InRange(coarse.WeightErrors[0], 5 * fine.WeightErrors[0], 0.3);
        List<(double, int)> sample = [(0, 0), (4, 1), (9, 2)];
        FirstSpikeAnswers answers = fine.Answer([sample, sample, []]);
        Assert.Equal((answers.Answers[0].Steps, answers.Answers[0].Spikes), (answers.Answers[1].Steps, answers.Answers[1].Spikes));
        Assert.Equal(answers.Answers[0].First, answers.Answers[1].First);
        Assert.Empty(answers.Answers[2].First);
        Assert.Equal(240, answers.Answers[2].Steps);
        Assert.True(answers.EnergyJ > 0 && answers.TimeS > 0 && answers.SynapticEvents > 0);
        int winner = answers.Answers[0].First[0];
        if (answers.Answers[0].First.Count == 1) Assert.Equal(2.0 / 3, answers.Accuracy([winner, winner, 0]), 1e-12);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        double[,] one = { { 9 } };
        Says("without layers", () => new FirstSpikeNetwork([], 20, 5, 1, new(0.25)));
        Says("a time of 0", () => new FirstSpikeNetwork([one], 20, 0, 1, new(0.25)));
        Says("a decay of 0", () => new FirstSpikeNetwork([one], 20, 5, 1, new(0.001)));
        Says("finite weights", () => new FirstSpikeNetwork([new[,] { { double.NaN } }], 20, 5, 1, new(0.25)));
        Says("2 inputs, but 1", () => new FirstSpikeNetwork([one, new[,] { { 1.0 }, { 1 } }], 20, 5, 1, new(0.25)));
        Says("smaller exponent", () => new FirstSpikeNetwork([one], 20, 5, 1, new(0.01) { Exponent = 7 }));
        var network = new FirstSpikeNetwork([one], 20, 5, 1, new(0.25));
        Says("at least one", () => network.Answer([]));
        Says("from 0 to 120", () => network.Answer([[(-1, 0)]]));
        Says("2 labels for 1", () => network.Answer([[(0, 0)]]).Accuracy([0, 0]));

        static void Says(string part, Action action)
            => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
