using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests.TemporalCode;

public class FirstSpikeTests
{
    static readonly TemporalSettings Settings = new() { Window = new StdpWindow(), Fields = new(8, .02), Threshold = 4 };

    [Fact]
    public void A_PSP_of_unit_weight_peaks_at_1_15470_after_3_2958_ms()
    {
        var neuron = Settings.Neuron;
        Assert.Equal(3.2958, neuron.PspPeakMs, 4);
        Assert.Equal(1.15470, TemporalSettings.CurrentPerWeight * neuron.PspPeak, 5);
        Assert.Equal(6 * Math.Pow(2.0 / 6, 6.0 / (6 - 2)), TemporalSettings.CurrentPerWeight * neuron.PspPeak, 12);
    }

    [Fact]
    public void From_event_to_event_is_what_small_steps_do()
    {
        var random = Streams.For(2, "first-spike");
        int fired = 0;
        for (int trial = 0; trial < 60; trial++)
        {
            var settings = Settings with { Threshold = 2 + 10 * random.NextDouble() };
            double[] weights = new double[3 * 16];
            random.Fill(weights);
            var ticks = new int[16];
            settings.Fields.Encode([random.NextDouble(), random.NextDouble()], ticks);
            var times = SpikeTimes.Of(ticks, 16, settings.Fields.TickMs);
            var decision = new FirstSpike(settings, weights, 3).Decide(times, 0);
            var (winner, ms) = SmallSteps(settings, weights, ticks);
            Assert.Equal(winner, decision.Class);
            Assert.Equal(ms is not null, decision.Fired);
            if (ms is { } when)
            {
                fired++;
                Assert.InRange(decision.TimeMs, when - .0021, when + 1e-9);
                int[] before = [.. ticks.Where(tick => tick * .01 <= decision.TimeMs)];
                Assert.Equal((before.Length, before.Distinct().Count()), (decision.InputSpikes, decision.Instants));
            }
        }
        Assert.InRange(fired, 20, 55);
    }

    // dV/dt = -V / 6 + I, dI/dt = -I / 2 in steps of 0.001 ms, each exact for a current that is held.
    static (int Winner, double? Ms) SmallSteps(TemporalSettings settings, double[] weights, int[] ticks)
    {
        const double h = .001;
        int inputs = ticks.Length, classes = weights.Length / inputs;
        double[] v = new double[classes], i = new double[classes], highest = new double[classes];
        for (int step = 0; step < 15_000; step++)
        {
            for (int j = 0; j < inputs; j++)
                if (ticks[j] * 10 == step)
                    for (int c = 0; c < classes; c++) i[c] += weights[c * inputs + j];
            int winner = -1;
            for (int c = 0; c < classes; c++)
            {
                double middle = i[c] * Math.Exp(-h / 4);
                v[c] = v[c] * Math.Exp(-h / 6) + middle * 6 * (1 - Math.Exp(-h / 6));
                i[c] *= Math.Exp(-h / 2);
                highest[c] = Math.Max(highest[c], v[c]);
                if (v[c] >= settings.Threshold && (winner < 0 || v[c] > v[winner])) winner = c;
            }
            if (winner >= 0) return (winner, (step + 1) * h);
        }
        return (Array.IndexOf(highest, highest.Max()), null);
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var method = new TemporalMethod(TemporalTasks.Iris[0]);
        var (_, times, weights) = method.Learn(FeatureTable.Iris(), Streams.For(1, "order"));
        var layer = new FirstSpike(method.Settings, weights, 3);
        var silent = new FirstSpike(method.Settings with { Threshold = 1000 }, weights, 3);
        int sum = layer.Decide(times, 0).Class + silent.Decide(times, 0).Class;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int row = 0; row < times.Count; row++) sum += layer.Decide(times, row).Class + silent.Decide(times, row).Class;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void Weights_and_patterns_that_do_not_fit_are_refused()
    {
        Assert.Contains("5 weights do not divide among 3 classes",
            Assert.Throws<ArgumentException>(() => new FirstSpike(Settings, new double[5], 3)).Message);
        Assert.Contains("is NaN", Assert.Throws<ArgumentException>(() => new FirstSpike(Settings, [1, double.NaN], 2)).Message);
        var layer = new FirstSpike(Settings, [1, 1], 1);
        Assert.Contains("a pattern of 1 inputs for a layer of 2",
            Assert.Throws<ArgumentException>(() => layer.Decide(SpikeTimes.Of([0], 1, .01), 0)).Message);
        Assert.Contains("fields of this layer end at",
            Assert.Throws<ArgumentException>(() => layer.Decide(SpikeTimes.Of([0, 9999], 2, .01), 0)).Message);
    }
}
