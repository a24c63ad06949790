using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests.TemporalCode;

public class TrainingTests
{
    /// <summary>Every spike of every input and output in one list, sorted; each takes its partner as it comes. Shares nothing with the
    /// library's form.</summary>
    static double[] SpikeBySpike(TemporalSettings settings, SpikeTimes times, int[] labels, int classes, int[] order)
    {
        var events = new List<(double Ms, int Kind, int Index)>(); // inputs (0) before outputs (1) at the same instant
        for (int n = 0; n < order.Length; n++)
        {
            int[] pattern = times.Pattern(order[n]).ToArray();
            for (int j = 0; j < pattern.Length; j++) events.Add((Tick(n * settings.PeriodMs + pattern[j] * times.TickMs), 0, j));
            events.Add((Tick(n * settings.PeriodMs + pattern.Min() * times.TickMs + settings.DelayMs), 1, labels[order[n]]));
        }
        double[,] weights = new double[classes, times.Inputs];
        for (int c = 0; c < classes; c++)
            for (int j = 0; j < times.Inputs; j++) weights[c, j] = settings.InitialWeight;
        var (lastIn, lastOut) = (new double?[times.Inputs], new double?[classes]);
        foreach (var (ms, kind, index) in events.Order())
        {
            if (kind == 0)
            {
                for (int c = 0; c < classes; c++) if (lastOut[c] is { } fired) Change(c, index, fired - ms);
                lastIn[index] = ms;
            }
            else
            {
                for (int j = 0; j < times.Inputs; j++) if (lastIn[j] is { } fired) Change(index, j, ms - fired);
                lastOut[index] = ms;
            }
        }
        return [.. weights.Cast<double>()];

        double Tick(double ms) => Math.Round(ms / times.TickMs) * times.TickMs;

        void Change(int c, int j, double delta)
        {
            if (Math.Abs(delta) > times.TickMs / 2)
                weights[c, j] = Math.Clamp(weights[c, j] + settings.Window.Change(weights[c, j], delta), 0, 1);
        }
    }

    [Theory]
    [InlineData("STDP", 1, 25, 1, 1)]
    [InlineData("STDP", .1, 25, .3, .5)]
    [InlineData("STDP", 1, 2000, 1, .5)]
    [InlineData("NC", 1, 25, 1, .5)]
    [InlineData("NC", .1, 100, .5, .5)]
    [InlineData("PPX", .03, 50, 2, .5)]
    public void Closed_form_training_is_the_walk_from_spike_to_spike(string name, double rate, double periodMs, double delayMs,
        double start)
    {
        double stretch = name == "PPX" ? 2 : 1;
        var settings = new TemporalSettings
        {
            Window = PlasticityWindow.Parse(name).Times(rate),
            Fields = new(6, .02, stretch),
            PeriodMs = periodMs,
            DelayMs = delayMs,
            InitialWeight = start,
        };
        var random = Streams.For(3, name);
        var ticks = new int[40 * 12];
        for (int row = 0; row < 40; row++) settings.Fields.Encode([random.NextDouble(), random.NextDouble()], ticks.AsSpan(row * 12, 12));
        var times = SpikeTimes.Of(ticks, 12, settings.Fields.TickMs);
        int[] labels = [.. Enumerable.Range(0, 40).Select(_ => random.NextInt(3))];
        int[] order = [.. random.Permutation(40), .. random.Permutation(40)];

        double[] fast = new TeacherTraining(settings).Train(times, labels, 3, order);
        double[] plain = SpikeBySpike(settings, times, labels, 3, order);
        Assert.True(plain.Distinct().Count() > 10, "the weights differ");
        for (int i = 0; i < plain.Length; i++) Assert.Equal(plain[i], fast[i], 11);
    }

    [Fact]
    public void Labels_and_patterns_that_do_not_fit_are_refused()
    {
        var settings = TemporalTasks.Iris[0];
        var training = new TeacherTraining(settings);
        var times = SpikeTimes.Of([0, 600], 2, .01);
        Assert.Contains("pattern 0 has label 3; labels are 0 … 2",
            Assert.Throws<ArgumentException>(() => training.Train(times, [3], 3, [0])).Message);
        Assert.Contains("2 labels for 1 patterns", Assert.Throws<ArgumentException>(() => training.Train(times, [0, 0], 3, [0])).Message);
        Assert.Contains("encode them with the same fields",
            Assert.Throws<ArgumentException>(() => training.Train(SpikeTimes.Of([0, 601], 2, .01), [0], 3, [0])).Message);
    }

    [Theory]
    [InlineData(5, 1, "PeriodMs is 5; use at least 7")]
    [InlineData(25, .001, "DelayMs is 0.001; use a multiple of the tick of 0.01 ms")]
    [InlineData(double.NaN, 1, "PeriodMs is NaN")]
    public void Settings_outside_their_bounds_are_refused(double periodMs, double delayMs, string words)
    {
        var settings = TemporalTasks.Iris[0] with { PeriodMs = periodMs, DelayMs = delayMs };
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => new TeacherTraining(settings)).Message);
    }
}
