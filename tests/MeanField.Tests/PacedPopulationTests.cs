using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Distributions;

namespace Spikebook.MeanField.Tests;

/// <summary>How much inhibition an event bears: the closed form against the cascade, whole runs and single neurons.</summary>
public sealed class PacedPopulationTests
{
    const double Path = 0.3; // delay of the late excitation

    static readonly Nnlif Second = new() { A = 0.05, Mu = 0.8 };

    /// <summary>A first population kicks a second one, at once and later; inhibition that fires with it reaches the second late.</summary>
    static PopulationNetwork Gate(double inhibition, double delay) => new()
    {
        Names = ["first", "second", "inhibitory"],
        Populations = [new Nnlif { A = 0.05, Mu = 1.8 }, Second, Second],
        Excitation = new[,] { { 2.0, 0, 0 }, { 0.65, 2, 0 }, { 2, 0, 0 } },
        Delayed =
        [
            new DelayedCoupling(Path, new[,] { { 0.0, 0, 0 }, { 0.5, 0, 0 }, { 0, 0, 0 } }),
            new DelayedCoupling(delay, new[,] { { 0.0, 0, 0 }, { 0, 0, -inhibition }, { 0, 0, 0 } }),
        ],
    };

    static InitialDensity[] Fired => [.. Enumerable.Repeat(InitialDensity.AfterEvent(0.999, InitialDensity.Gaussian(0, 0.25)), 3)];

    static NetworkResult Run(double inhibition, double delay) =>
        new ManyPopulations { Cells = 100 }.Run(Gate(inhibition, delay), Fired, 10);

    static FollowerRegime Regime(double inhibition, double delay) => FollowerResponses.Of(Run(inhibition, delay), 0, 1, from: 4).Regime;

    // The period, and the volleys as the first population sends them: what it fires just before an event goes with it.
    static (PacedPopulation Second, PeriodicVolley[] Excitation) Paced()
    {
        var beats = Run(0, 0.5).Events.Where(e => e.Sizes[0] > 0.5).ToList();
        double spikes = beats[^1].Taus[0] - beats[^2].Taus[0];
        return (new PacedPopulation(Second, 2, beats[^1].Time - beats[^2].Time), [new(0, 0.65 * spikes), new(Path, 0.5 * spikes)]);
    }

    [Fact]
    public void A_cascade_runs_away_from_the_critical_mean_on()
    {
        // The root below has an argument above x, so that m < Q(x); the one above an argument below -x.
        Prop.ForAll(Gen.Choose(0, 1_000).Two().ToArbitrary(), draw =>
        {
            double b = 1 + 0.002 * draw.Item1, s = b / (4 + 0.012 * draw.Item2);
            var population = new PacedPopulation(new Nnlif { A = s * s, Mu = 0 }, b, 40);
            Assert.Equal(s, population.Deviation(), 12);
            double critical = population.CriticalMean(), x = Math.Sqrt(2 * Math.Log(b / (s * Math.Sqrt(2 * Math.PI))));
            Assert.InRange(Fires(critical - 0.01 * s), 0, Normal.CDF(0, 1, -x));
            Assert.InRange(Fires(critical + 0.01 * s), Normal.CDF(0, 1, x), 1 + 1e-12);

            double Fires(double mean)
            {
                // A volley of 6 s takes all of it up to this mean. In cells of s / 200 the linear F is off by less than 1e-5.
                const int Cells = 3_200;
                var width = s / 200;
                double At(double v) => Normal.CDF(mean - 6 * s, s, v);
                double[] values = [.. Enumerable.Range(0, Cells)
                    .Select(i => 2 - (Cells - i) * width).Select(left => (At(left + width) - At(left)) / width)];
                var density = new Density(0, 0, 2 - Cells * width, width, values);
                return AbelianCascade.SmallestFixedPoint([density], new[,] { { b } }, [6 * s], [0])[0];
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_a_population_bears_leaves_it_at_the_critical_mean()
    {
        // Any two excitatory volleys and inhibition, against the mean followed from volley to volley over n periods.
        Prop.ForAll(Gen.Choose(0, 999).Four().Zip(Gen.Choose(1, 5)).ToArbitrary(), draw =>
        {
            var ((d0, d1, d2, d3), periods) = draw;
            double period = 0.5 + d0 / 1000.0, late = period * (d1 + 0.25) / 1000, delay = period * (d2 + 0.5) / 1000, second = d3 / 500.0;
            var population = new PacedPopulation(Second, 2, period);
            PeriodicVolley[] excitation = [new(0, 0.7), new(late, second)];
            var factor = population.Bears(late, excitation, new(delay, -1), periods);
            var volleys = excitation.Append(new PeriodicVolley(delay, -factor))
                .SelectMany(v => Enumerable.Range(0, periods + 2).Select(k => (Time: v.Offset + k * period, v.Size)))
                .Where(v => v.Time > late + 1e-9 && v.Time < late + periods * period + 1e-9).OrderBy(v => v.Time);
            var (mean, time) = (Second.Reset, late);
            foreach (var (at, size) in volleys)
                (mean, time) = (Second.Mu + (mean - Second.Mu) * Math.Exp(-(at - time)) + size, at);
            Assert.Equal(population.CriticalMean(periods), mean, 9);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(1.1)]
    public void Runs_change_where_the_closed_form_says(double delay)
    {
        var (second, excitation) = Paced();
        var inhibition = new PeriodicVolley(delay, -1);
        double together = second.Bears(0, excitation, inhibition), relay = second.Bears(Path, excitation, inhibition);
        Assert.Equal(FollowerRegime.Together, Regime(0.97 * together, delay));
        Assert.NotEqual(FollowerRegime.Together, Regime(1.03 * together, delay));
        // Where inhibition comes after the late kick and before the next beat, a relay bears more of it than firing together.
        Assert.Equal(delay is > Path and < 1, relay > together);
        if (relay > together)
        {
            Assert.Equal(FollowerRegime.Relay, Regime(0.97 * relay, delay));
            Assert.NotEqual(FollowerRegime.Relay, Regime(1.03 * relay, delay));
        }
        var silent = second.SilentFrom(excitation, inhibition);
        Assert.True(silent > Math.Max(together, relay));
        if (1.07 * silent < 1.5) Assert.Equal(FollowerRegime.Silent, Regime(1.07 * silent, delay));
        Assert.NotEqual(FollowerRegime.Silent, Regime(0.97 * silent, delay));
    }

    [Theory]
    [InlineData(0.25, 0.65, FollowerRegime.Together)]
    [InlineData(0.62, 0.65, FollowerRegime.Relay)]
    [InlineData(1.45, 0.75, FollowerRegime.Silent)]
    [InlineData(0.45, 0.15, FollowerRegime.Together)]
    [InlineData(1.45, 0.15, FollowerRegime.Silent)]
    public void Single_neurons_do_the_same(double inhibition, double delay, FollowerRegime expected)
    {
        Assert.Equal(expected, Regime(inhibition, delay));
        var network = Gate(inhibition, delay);
        var bursts = new ManyParticles { Neurons = 3_000, Step = 1e-3 }.Run(network, Fired, 8);
        var responses = FollowerResponses.Of(network, bursts, 0, 1, from: 3);
        Assert.Equal(expected, responses.Regime);
        Assert.InRange(responses.Events, 3, 5);
        if (expected == FollowerRegime.Relay) Assert.InRange(responses.Lag!.Value, Path - 0.01, Path + 0.01);
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused_in_a_line()
    {
        var population = new PacedPopulation(Second, 2, 1);
        PeriodicVolley[] excitation = [new(0, 0.7)];
        var inhibition = new PeriodicVolley(0.5, -1);
        Says("Coupling = 0 must be above 0", () => (population with { Coupling = 0 }).CriticalMean());
        Says("Period = NaN", () => (population with { Period = double.NaN }).CriticalMean());
        Says("periods = 0.5 must be 1 or more", () => population.Deviation(0.5));
        Says("no refractory time", () => (population with { Model = Second with { Refractory = 0.1 } }).CriticalMean());
        Says("is not below b / sqrt(2 pi)", () => (population with { Coupling = 0.5 }).CriticalMean());
        Says("inhibition of the size 1 must be below 0", () => population.Bears(0, excitation, new(0.5, 1)));
        Says("responds = 0.2 is the time of none", () => population.Bears(0.2, excitation, inhibition));
        Says("a volley of 0.7 at -1", () => population.Bears(0, [new(0, 0.7), new(-1, 0.7)], inhibition));
        Says("no excitatory volleys", () => population.SilentFrom([], inhibition));

        static void Says(string part, Func<object> asked) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(asked).Message, StringComparison.Ordinal);
    }
}
