namespace Spikebook.MeanField.Tests;

/// <summary>A delay that goes to zero, one that is long, and adaptation: against figures of independent programs.</summary>
public sealed class DelayLimitTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);
    static readonly Nnlif Sudden = new() { A = 0.25, B = 1.5, Mu = 2.5, Reset = 0 };
    static readonly Nnlif Strong = new() { A = 0.5, Mu = 8 };

    static double SpikesByOne(Nnlif model) => new Hybrid { Cells = 1_000 }.Run(model, Broad, 1).Final.Tau;

    [Fact]
    public void Without_a_delay_kicked_and_held_neurons_part_after_the_event()
    {
        MeanFieldRun kicked = new Hybrid { Cells = 1_000 }.Run(Sudden with { Convention = ResetConvention.KickedAfterReset }, Broad, 1);
        Assert.InRange(kicked.Events[0].Time - 0.735737, -5e-5, 5e-5);
        Assert.InRange(kicked.Events[0].Size - 0.456662, -1e-4, 1e-4);
        Assert.InRange(kicked.Final.Tau - 1.20528, -1e-4, 1e-4);
        Assert.InRange(SpikesByOne(Sudden) - 1.19380, -1e-4, 1e-4);
    }

    [Theory]
    [InlineData(0.01, 1.23298)]
    [InlineData(0.005, 1.22781)]
    [InlineData(0.0025, 1.22133)]
    public void A_short_delay_tends_to_kicked_neurons(double delay, double spikes) =>
        Assert.InRange(SpikesByOne(Sudden with { Delay = delay }) - spikes, -5e-5, 5e-5);

    [Fact]
    public void The_map_of_rates_alternates_from_a_known_coupling_on()
    {
        SteadyState onset = DelayedRateMap.Onset(Strong);
        Assert.InRange(onset.Model.B - -1.035748, -1e-6, 1e-6);
        Assert.InRange(onset.Rate - 3.253757, -1e-6, 1e-6);
        Assert.InRange(SteadyState.All(onset.Model)[0].Rate - onset.Rate, -1e-6, 1e-6);
        var (low, high) = Assert.NotNull(new DelayedRateMap(Strong with { B = -1.5 }).TwoCycle());
        Assert.InRange(low, 7.975e-7, 7.985e-7);
        Assert.InRange(high - 6.56292, -1e-5, 1e-5);
        Assert.Null(new DelayedRateMap(Strong with { B = -1.03 }).TwoCycle());
        var (below, above) = Assert.NotNull(new DelayedRateMap(Strong with { B = -1.04 }).TwoCycle());
        Assert.True(below < onset.Rate && onset.Rate < above);
    }

    [Fact]
    public void A_run_with_a_long_delay_follows_the_map()
    {
        var map = new DelayedRateMap(Strong with { B = -1.2 });
        var (low, high) = map.TwoCycle()!.Value;
        MeanFieldRun run = new Hybrid { Cells = 400, LongestStep = 0.5 }.Run(Strong with { B = -1.2, Delay = 20 }, Broad, 200);
        double At(double t) => run.Rate.MinBy(r => Math.Abs(r.Time - t)).Rate;
        Assert.InRange(At(198) - low, -5e-3, 5e-3);
        Assert.InRange(At(178) - high, -1e-2, 1e-2);
        Assert.InRange(map.Next(map.Next(low)) / low, 1 - 1e-10, 1 + 1e-10);
    }

    [Fact]
    public void What_the_map_of_rates_is_not_for_is_refused()
    {
        Assert.Contains("use b < 0", Assert.Throws<InvalidOperationException>(() =>
            new DelayedRateMap(Strong with { B = 0.5 }).TwoCycle()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DelayedRateMap(Strong with { A1 = 0.1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelayedRateMap(Strong).Next(double.NaN));
    }

    static PopulationNetwork Adapting(double strength) => new()
    {
        Populations = [new Nnlif { A = 0.5, Mu = 2 }],
        Excitation = new[,] { { 2.0 } },
        Adaptations = [new Adaptation(strength, 2)],
    };

    [Fact]
    public void Adaptation_spaces_events_as_an_independent_program_has_it()
    {
        // First event and gaps of the brief's finite volumes; its Monte Carlo of 30,000 neurons found .6906, .566, 2.045, 2.205.
        NetworkResult run = new ManyPopulations { Cells = 250 }.Run(Adapting(0.8), [Broad], 8);
        double[] times = [.. run.Events.Where(e => e.Sizes[0] > 0.5).Select(e => e.Time)];
        double[] known = [0.68987, 0.5717, 2.0646, 2.2109];
        Assert.InRange(run.Events[0].Sizes[0] - 0.99668, -2e-4, 2e-4);
        for (int i = 0; i < 4; i++) Assert.InRange(times[i] - (i > 0 ? times[i - 1] : 0) - known[i], -2e-3, 2e-3);
    }

    [Fact]
    public void The_trace_of_the_adaptation_ends_where_the_solver_does()
    {
        foreach (double strength in new[] { 0.4, 0.8, 2 })
        {
            NetworkResult run = new ManyPopulations { Cells = 120 }.Run(Adapting(strength), [Broad], 6);
            var trace = AdaptationTrace.Of(run);
            Assert.InRange(trace[^1].Value - run.End.Adapted[0], -2e-3, 2e-3);
            Assert.Equal(run.End.Time, trace[^1].Time, 9);
            // Every event is a jump of beta m.
            double[] jumps = [.. trace.Zip(trace.Skip(1), (x, y) => y.Value - x.Value)];
            Assert.All(run.Events, e => Assert.Contains(jumps, jump => Math.Abs(jump - strength * e.Sizes[0]) < 1e-9));
        }
        PopulationNetwork without = Adapting(1) with { Adaptations = [] };
        Assert.Throws<ArgumentException>(() => AdaptationTrace.Of(new ManyPopulations { Cells = 120 }.Run(without, [Broad], 0.1)));
    }
}
