namespace Spikebook.MeanField.Tests;

/// <summary>A buffer that knows no event rule, beside the rule: the smallest fixed point of the cascade.</summary>
public sealed class BufferedExcitationTests
{
    const double UntilOne = 1;

    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);
    static readonly Nnlif Sudden = new() { A = 0.25, B = 1.5, Mu = 2.5, Reset = 0 };

    static IReadOnlyList<BufferedSample> Buffered(Nnlif model, double buffer) => new BufferedExcitation { Buffer = buffer }.Run(
        new PopulationNetwork { Populations = [model with { B = 0 }], Excitation = new[,] { { model.B } } }, [Broad], UntilOne);

    static double SteepestAt(IReadOnlyList<BufferedSample> run) => run.Zip(run.Skip(1))
        .MaxBy(pair => (pair.Second.Taus[0] - pair.First.Taus[0]) / (pair.Second.Time - pair.First.Time)).Second.Time;

    [Fact]
    public void Without_a_refractory_time_the_limit_is_that_of_kicked_neurons()
    {
        // By an independent program: see DelayLimitTests.
        const double Kicked = 1.20528, Held = 1.19380;
        double[] left = [.. new[] { 2e-3, 1e-3, 5e-4, 2.5e-4 }.Select(buffer => Buffered(Sudden, buffer)[^1].Taus[0] - Kicked)];
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.InRange(pair.Second / pair.First, 0.55, 0.75));
        Assert.InRange(left[^1], 0, 0.004);
        Assert.True(left[^1] < 0.4 * (left[^1] + Kicked - Held), "what is held at reset is farther away");
    }

    [Fact]
    public void With_a_refractory_time_it_is_the_cascade_of_held_neurons_late_by_two_thirds_of_a_power()
    {
        Nnlif held = Sudden with { Refractory = 0.05 };
        MeanFieldRun sudden = new Hybrid { Cells = 1_000 }.Run(held, Broad, UntilOne);
        double at = Assert.Single(sudden.Events).Time;
        double[] buffers = [2e-3, 1e-3, 5e-4];
        IReadOnlyList<BufferedSample>[] runs = [.. buffers.Select(buffer => Buffered(held, buffer))];
        double[] late = [.. runs.Select(run => SteepestAt(run) - at)];
        for (int i = 1; i < late.Length; i++) Assert.InRange(Math.Log2(late[i - 1] / late[i]), 2.0 / 3 - 0.2, 2.0 / 3 + 0.2);
        // What is left of the difference after the event goes with the same power.
        double[] more = [.. runs.Select(run => run[^1].Taus[0] - sudden.Final.Tau)];
        for (int i = 1; i < more.Length; i++) Assert.InRange(Math.Log2(more[i - 1] / more[i]), 2.0 / 3 - 0.2, 2.0 / 3 + 0.2);
        Assert.InRange(more[^1], 0, 0.004);
    }

    [Fact]
    public void Two_populations_empty_their_buffers_into_the_same_event()
    {
        PopulationNetwork pair = new()
        {
            Populations = [new Nnlif { A = 0.5, Mu = 1, Refractory = 0.05 }, new Nnlif { A = 0.5, Mu = 0.6, Refractory = 0.05 }],
            Excitation = new[,] { { 1.6, 0.4 }, { 0.8, 0.9 } },
        };
        InitialDensity[] starts = [Broad, Broad];
        NetworkResult sudden = new ManyPopulations { Cells = 500 }.Run(pair, starts, 2.6);
        Assert.Single(sudden.Events);
        IReadOnlyList<double>[] runs = [.. new[] { 2e-3, 1e-3, 5e-4 }
            .Select(buffer => new BufferedExcitation { Buffer = buffer }.Run(pair, starts, 2.6)[^1].Taus)];
        for (int a = 0; a < 2; a++)
        {
            double[] more = [.. runs.Select(taus => taus[a] - sudden.Final[a].Tau)];
            Assert.True(more[2] < more[1] && more[1] < more[0], $"{more[0]}, {more[1]}, {more[2]}");
            Assert.InRange(more[2], 0, 0.03);
        }
    }

    [Fact]
    public void What_it_does_not_know_is_refused()
    {
        PopulationNetwork one = new() { Populations = [Sudden with { B = 0 }], Excitation = new[,] { { 1.5 } } };
        string Refused(BufferedExcitation run, PopulationNetwork network, double until = 1) =>
            Assert.ThrowsAny<ArgumentException>(() => run.Run(network, [Broad], until)).Message;
        Assert.Contains("knows neither delays nor adaptation; use ManyPopulations", Refused(new(),
            one with { Delayed = [new DelayedCoupling(0.1, new[,] { { 1.0 } })] }), StringComparison.Ordinal);
        Assert.Contains("Buffer = 0 must be above 0", Refused(new() { Buffer = 0 }, one), StringComparison.Ordinal);
        Assert.Contains("LongestStep = 0 must be above 0", Refused(new() { LongestStep = 0 }, one), StringComparison.Ordinal);
        Assert.Contains("until = 0 must be above 0", Refused(new(), one, 0), StringComparison.Ordinal);
        Assert.Contains("give one each", Assert.Throws<ArgumentException>(() => new BufferedExcitation().Run(one, [], 1)).Message,
            StringComparison.Ordinal);
    }
}
