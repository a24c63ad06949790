using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Spikebook.Randomness;

namespace Spikebook.MeanField.Tests;

/// <summary>Several populations: against an independent program, one population, particles, and what holds for every network.</summary>
public sealed class NetworkTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    internal static (PopulationNetwork Network, JsonElement Row) Case(string name)
    {
        JsonElement row = Reference.Read("networks").GetProperty("rows").EnumerateArray().First(r =>
            r.GetProperty("case").GetString() == name);
        double[] noise = Numbers(row.GetProperty("a")), drive = Numbers(row.GetProperty("mu"));
        JsonElement delay = row.GetProperty("delay");
        return (new PopulationNetwork
        {
            Populations = [.. noise.Zip(drive, (a, mu) => new Nnlif { A = a, Mu = mu })],
            Names = [name[..1], name[1..]],
            Excitation = Matrix(row.GetProperty("excitation")),
            Delayed = delay.ValueKind == JsonValueKind.Null ? [] : [new DelayedCoupling(delay.GetDouble(),
                Matrix(row.GetProperty("delayed")))],
        }, row);
    }

    static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];

    static double[,] Matrix(JsonElement rows)
    {
        double[][] values = [.. rows.EnumerateArray().Select(Numbers)];
        var matrix = new double[values.Length, values[0].Length];
        for (int a = 0; a < values.Length; a++)
            for (int b = 0; b < values[a].Length; b++) matrix[a, b] = values[a][b];
        return matrix;
    }

    static void Near(double expected, double found, double tolerance) => Assert.InRange(found, expected - tolerance, expected + tolerance);

    [Theory]
    [InlineData("EE", 4.6, 1e-3, 4)]
    [InlineData("EI", 9.2, 1e-3, 3)]
    public void Events_are_those_of_an_independent_program(string name, double until, double gapTolerance, int settled)
    {
        (PopulationNetwork network, JsonElement row) = Case(name);
        NetworkResult run = new ManyPopulations { Cells = 500 }.Run(network, [Broad, Broad], until);
        Assert.InRange(run.MassDefect, 0, 1e-12);
        Assert.True(run.LowestDensity >= -1e-9);
        Near(row.GetProperty("time").GetDouble(), run.Events[0].Time, 1e-3);
        NetworkEvent last = run.Events[settled], before = run.Events[settled - 1];
        double gap = row.GetProperty("period").GetDouble();
        Near(gap, last.Time - before.Time, gapTolerance * gap);
        for (int a = 0; a < 2; a++)
        {
            Near(Numbers(row.GetProperty("sizes"))[a], run.Events[0].Sizes[a], 1e-3);
            Near(Numbers(row.GetProperty("settled"))[a], last.Sizes[a], 1e-3);
            Near(Numbers(row.GetProperty("spikes"))[a], last.Taus[a] - before.Taus[a], 1e-3);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Equal_populations_are_one(int copies)
    {
        var couplings = new double[copies, copies];
        for (int a = 0; a < copies; a++)
            for (int b = 0; b < copies; b++) couplings[a, b] = 2.0 / copies;
        NetworkResult Run(int k, double[,] excitation) => new ManyPopulations { Cells = 200 }.Run(
            new PopulationNetwork { Populations = [.. Enumerable.Repeat(new Nnlif { A = 0.5, Mu = 1 }, k)], Excitation = excitation },
            [.. Enumerable.Repeat(Broad, k)], 2.3);
        NetworkResult one = Run(1, new[,] { { 2.0 } }), many = Run(copies, couplings);
        Assert.Equal(2, one.Events.Count);
        Assert.Equal(one.Events.Count, many.Events.Count);
        for (int i = 0; i < one.Events.Count; i++)
        {
            Near(one.Events[i].Time, many.Events[i].Time, 1e-10); // a third is rounded: 3e-12
            foreach (double size in many.Events[i].Sizes) Near(one.Events[i].Sizes[0], size, 1e-10);
        }
    }

    [Fact]
    public void One_population_is_that_of_the_hybrid_scheme()
    {
        var model = new Nnlif { A = 0.5, Mu = 1 };
        MeanFieldRun hybrid = new Hybrid { Cells = 1_000 }.Run(model with { B = 2 }, Broad, 2.3);
        NetworkResult run = new ManyPopulations { Cells = 500 }.Run(
            new PopulationNetwork { Populations = [model], Excitation = new[,] { { 2.0 } } }, [Broad], 2.3);
        for (int i = 0; i < 2; i++)
        {
            Near(hybrid.Events[i].Time, run.Events[i].Time, 4e-4);
            Near(hybrid.Events[i].Size, run.Events[i].Sizes[0], 1e-4);
        }
        Near(hybrid.Events[1].Tau - hybrid.Events[0].Tau, run.Events[1].Taus[0] - run.Events[0].Taus[0], 2e-3);
    }

    /// <summary>Single neurons scatter: four networks of 40,000 leave .01 in the mean of the gaps, twice that is allowed.</summary>
    [Fact]
    public void A_network_of_another_simulator_fires_as_the_mean_field()
    {
        JsonElement brian = Reference.Read("networks").GetProperty("brian2");
        (PopulationNetwork network, _) = Case("EI");
        IReadOnlyList<NetworkEvent> events = new ManyPopulations { Cells = 250 }.Run(network, [Broad, Broad], 6.9).Events;
        Near(Numbers(brian.GetProperty("first")).Average(), events[0].Time, 0.015);
        Near(Numbers(brian.GetProperty("gap1")).Average(), events[1].Time - events[0].Time, 0.025);
        Near(Numbers(brian.GetProperty("gap2")).Average(), events[2].Time - events[1].Time, 0.04);
    }

    /// <summary>Who fired within the refractory time before an event misses it: (2 r / |M'|)^(1/2) of all, and nobody for r to 0.</summary>
    [Fact]
    public void A_short_refractory_time_takes_its_root_off_an_event()
    {
        double Missed(double refractory) => 1 - new ManyPopulations { Cells = 500 }.Run(
            new PopulationNetwork
            {
                Populations = [new Nnlif { A = 0.5, Mu = 1, Refractory = refractory }],
                Excitation = new[,] { { 2.0 } },
            }, [Broad], 1.8).Events[0].Sizes[0];
        double none = Missed(0), one = Missed(5e-4) - none, four = Missed(2e-3) - none;
        Assert.InRange(none, 0.002, 0.0025);
        Assert.InRange(four / one, 1.6, 2.4);
    }

    [Fact]
    public void The_order_of_populations_does_not_matter()
    {
        (PopulationNetwork network, _) = Case("EI");
        var turned = new PopulationNetwork
        {
            Populations = [network.Populations[1], network.Populations[0]],
            Excitation = new[,] { { 0, 1.2 }, { 0, 2.0 } },
            Delayed = [new DelayedCoupling(0.05, new[,] { { -0.5, 0 }, { -1.0, 0 } })],
        };
        var solver = new ManyPopulations { Cells = 200 };
        NetworkEvent one = solver.Run(network, [Broad, Broad], 2.3).Events[0], two = solver.Run(turned, [Broad, Broad], 2.3).Events[0];
        Near(one.Time, two.Time, 1e-9);
        Near(one.Sizes[0], two.Sizes[1], 1e-9);
        Near(one.Sizes[1], two.Sizes[0], 1e-9);
    }

    static readonly Gen<(int Seed, int Count)> Networks = Gen.Choose(1, 100_000).SelectMany(seed => Gen.Choose(1, 4).Select(k => (seed,
        k)));

    [Fact]
    public void Random_networks_keep_mass_positivity_and_time() =>
        Prop.ForAll(Networks.ToArbitrary(), given =>
        {
            RandomStream stream = Streams.For((ulong)given.Seed, "networks");
            double Between(double low, double high) => low + (high - low) * stream.NextDouble();
            int k = given.Count;
            double[,] excitation = new double[k, k], inhibition = new double[k, k];
            for (int a = 0; a < k; a++)
                for (int b = 0; b < k; b++)
                    (excitation[a, b], inhibition[a, b]) = (stream.NextDouble() < 0.6 ? Between(0, 2.0 / k) : 0,
                        stream.NextDouble() < 0.3 ? Between(-1, 0.3) : 0);
            var network = new PopulationNetwork
            {
                Populations = [.. Enumerable.Range(0, k).Select(_ => new Nnlif
                {
                    A = Between(0.1, 1), Mu = Between(0, 2.5), Refractory = stream.NextDouble() < 0.3 ? Between(0.01, 0.2) : 0,
                })],
                Excitation = excitation,
                Delayed = [new DelayedCoupling(Between(0.02, 0.2), inhibition)],
            };
            NetworkResult run = new ManyPopulations { Cells = 120 }.Run(network, [.. Enumerable.Repeat(Broad, k)], 1.5);
            Assert.InRange(run.MassDefect, 0, 1e-11);
            // A density that a step leaves below -1e-9 is refused; 6,000 random networks stay above -1e-13.
            Assert.True(run.LowestDensity >= -1e-8, $"lowest density {run.LowestDensity}");
            Assert.All(run.Events, e => Assert.All(e.Sizes, size => Assert.InRange(size, 0, 1 + 1e-9)));
            Assert.All(run.Final, d => Assert.Equal(1.5, d.Time, 9));
            Assert.All(run.Rates.Zip(run.Rates.Skip(1)), pair => Assert.True(pair.First.Time <= pair.Second.Time));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    /// <summary>
    /// Neurons of distribution G with |G - F| &lt;= d fire between the smallest fixed points of F - d and F + d, since the map is monotone;
    /// and m = F(s + B m) + d is m' = F(s + B d + B m') for m' = m - d. The bound holds for every draw, near a tangency of the map too.
    /// </summary>
    [Fact]
    public void The_cascade_is_that_of_single_neurons_in_any_order() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), seed =>
        {
            const int k = 3, n = 4_000, cells = 40;
            RandomStream stream = Streams.For((ulong)seed, "abelian");
            double[] values = new double[cells];
            var densities = new List<Density>();
            for (int a = 0; a < k; a++)
            {
                for (int i = 0; i < cells; i++) values[i] = stream.NextDouble();
                double mass = values.Sum() * 0.05;
                densities.Add(new Density(0, 0, 0, 0.05, [.. values.Select(v => v / mass)]));
            }
            var excitation = new double[k, k];
            for (int a = 0; a < k; a++)
                for (int b = 0; b < k; b++) excitation[a, b] = stream.NextDouble();
            double[] shift = [0.05, 0, 0.02];
            double[][] depths = [.. densities.Select(d => Depths(d, n))];
            double[] apart = [.. densities.Zip(depths, Apart)];

            double[] mean = AbelianCascade.SmallestFixedPoint(densities, excitation, shift, new double[k]);
            double[] single = Fire(depths, excitation, shift, stream), again = Fire(depths, excitation, shift, stream);
            double[] low = Bound(-1), high = Bound(1);
            Assert.Equal(single, again);
            for (int a = 0; a < k; a++)
            {
                Assert.InRange(apart[a], 0, 0.04); // Kolmogorov: 1.36 / sqrt(4,000) = .022 in 95 of 100 draws
                Assert.InRange(mean[a], low[a] - 1e-12, high[a] + 1e-12);
                Assert.InRange(single[a], low[a] - 1e-12, high[a] + 1e-12);
            }

            double[] Bound(int sign)
            {
                double[] pushed = [.. shift.Select((s, a) => s + sign * Enumerable.Range(0, k).Sum(b => excitation[a, b] * apart[b]))];
                double[] fired = AbelianCascade.SmallestFixedPoint(densities, excitation, pushed, new double[k]);
                return [.. fired.Select((f, a) => f + sign * apart[a])];
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    /// <summary>Distances to threshold of n neurons drawn from a density, in rising order.</summary>
    static double[] Depths(Density density, int n)
    {
        var start = new ParticleStart(InitialDensity.From(density), new Nnlif { Reset = 1, Threshold = density.Threshold },
            Mesh.For(new Nnlif(), 0, 40), n, 1);
        var voltages = new double[n];
        start.Draw(0, voltages);
        return [.. voltages.Select(v => density.Threshold - v).Order()];
    }

    /// <summary>The largest distance between the distribution of the depths and that of the density.</summary>
    static double Apart(Density density, double[] depths) => depths.Select((depth, i) =>
    {
        double within = AbelianCascade.SmallestFixedPoint([density], new double[,] { { 0 } }, [depth], [0])[0];
        return Math.Max(Math.Abs(within - (double)i / depths.Length), Math.Abs(within - (i + 1.0) / depths.Length));
    }).Max();

    /// <summary>One neuron at a time, the next one drawn at random among those above threshold.</summary>
    static double[] Fire(double[][] depths, double[,] excitation, double[] shift, RandomStream stream)
    {
        int k = depths.Length, n = depths[0].Length;
        int[] fired = new int[k];
        while (true)
        {
            int[] ready = [.. Enumerable.Range(0, k).Where(a => fired[a] < n && depths[a][fired[a]] <= Reach(a))];
            if (ready.Length == 0) return [.. fired.Select(f => f / (double)n)];
            fired[ready[stream.NextInt(ready.Length)]]++;
        }

        // From the counts, and not summed up in the order of firing: then no rounding depends on that order.
        double Reach(int a) => shift[a] + Enumerable.Range(0, k).Sum(b => excitation[a, b] * fired[b] / n);
    }

    [Fact]
    public void Networks_of_neurons_fire_as_the_mean_field()
    {
        (PopulationNetwork network, JsonElement row) = Case("EE");
        NetworkBurst first = new ManyParticles { Neurons = 20_000, Seed = 2 }.Run(network, [Broad, Broad], 2.2)[0];
        Near(row.GetProperty("time").GetDouble(), first.Time, 0.06); // chance moves the event of 20,000 neurons by .03
        for (int a = 0; a < 2; a++) Near(Numbers(row.GetProperty("sizes"))[a], first.Sizes[a], 0.03);
    }

    [Fact]
    public void The_onset_is_the_spectral_radius()
    {
        (double radius, double[] direction) = AbelianCascade.Onset([0.5, 0.5], new[,] { { 0, 2.0 }, { 2.0, 0 } });
        Near(1, radius, 1e-9);
        Near(0.5, direction[0], 1e-9);
        Near(0, AbelianCascade.Onset([0.5, 0.5], new[,] { { 0, 2.0 }, { 0, 0 } }).Radius, 2e-3);
    }

    [Fact]
    public void Bad_networks_are_refused_in_one_line()
    {
        (PopulationNetwork good, _) = Case("EI");
        void Refused(PopulationNetwork network, string message) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new ManyPopulations().Run(network, [Broad, Broad],
                1)).Message);
        Refused(good with { Excitation = new[,] { { 2, -1.0 }, { 1, 0 } } }, "Excitation from I to E is -1");
        Refused(good with { Excitation = new[,] { { 2, double.NaN }, { 1, 0 } } }, "Excitation from I to E is NaN");
        Refused(good with { Excitation = new[,] { { 2.0 } } }, "1 x 1 entries for 2 populations");
        Refused(good with { Delayed = [new DelayedCoupling(0, new double[2, 2])] }, "a delay of 0");
        Refused(good with { Delayed = [new DelayedCoupling(0.1, new[,] { { 0, double.NaN }, { 0, 0 } })] },
            "delayed weight from I to E is NaN");
        Refused(good with { Populations = [new Nnlif { B = 1 }, new Nnlif()] }, "population E has B = 1");
        Refused(good with
        {
            Populations = [new Nnlif(), new Nnlif { Convention = ResetConvention.KickedAfterReset }],
        }, "population I has KickedAfterReset");
        Assert.Contains("1 initial densities", Assert.Throws<ArgumentException>(() => new ManyPopulations().Run(good, [Broad], 1)).Message);
    }

    /// <summary>E alone kicks itself over V_F - V_R = 1 again; two that would not do so alone do it together from .5 + .5 on.</summary>
    [Fact]
    public void An_endless_event_is_refused_with_the_names_of_who_is_in_it()
    {
        var kicked = new Nnlif { Convention = ResetConvention.KickedAfterReset };
        string Endless(double[,] excitation, params Nnlif[] populations) => Assert.Throws<EndlessEventException>(() =>
            new PopulationNetwork { Names = ["E", "I"], Populations = populations, Excitation = excitation }.Validate()).Message;
        Assert.StartsWith("an event of E would never end", Endless(new[,] { { 2, 0.0 }, { 1.2, 0 } }, kicked, new Nnlif()));
        string both = Endless(new[,] { { 0.6, 0.5 }, { 0.5, 0.6 } }, kicked, kicked);
        Assert.StartsWith("an event of E, I would never end", both);
        Assert.Contains("stays at 1.1 ", both);
        Assert.DoesNotContain('\n', both);
        Assert.Throws<ArgumentException>(() => new PopulationNetwork
        {
            Populations = [kicked, kicked],
            Excitation = new[,] { { 0.4, 0.5 }, { 0.5, 0.4 } },
        }.Validate());
    }
}
