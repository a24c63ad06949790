using Spikebook.Randomness;

namespace Spikebook.MeanField.Tests;

/// <summary>Events of finite networks: theory against particles.</summary>
public sealed class FiniteNetworkTests
{
    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(0.9, 0.0)]
    [InlineData(0.0, 3.0)]
    public void Cascade_sizes_of_drawn_networks_follow_the_tail(double atThreshold, double slope)
    {
        // p = (atThreshold + slope x) / b at the depth x below threshold; one neuron fires, the others are drawn anew each time.
        const int n = 400, trials = 8_000, largest = 25;
        const double b = 2, depth = 0.4;
        double Density(double v) => (atThreshold + slope * (2 - v)) / b;
        double inside = (atThreshold * depth + slope * depth * depth / 2) / b;
        IReadOnlyList<double> tail = Fragility.CascadeTail(Density, 2, b, n, largest);
        RandomStream stream = Streams.For(17, "drawn-networks");
        var reached = new int[largest];
        var voltages = new double[n - 1];
        for (int trial = 0; trial < trials; trial++)
        {
            for (int i = 0; i < voltages.Length; i++)
            {
                double mass = stream.NextDouble();
                // Inverse of the mass within x; the others are out of reach.
                double x = slope == 0 ? mass * b / atThreshold : Math.Sqrt(2 * mass * b / slope);
                voltages[i] = mass < inside ? 2 - x : -1;
            }
            int size = 1 + (int)Math.Round(Cascade.OfParticles(voltages, 2, b * (n - 1) / n, 1.0 / (n - 1)) * (n - 1));
            for (int k = 0; k < Math.Min(size, largest); k++) reached[k]++;
        }
        for (int k = 0; k < largest; k++)
        {
            double share = (double)reached[k] / trials, scatter = Math.Sqrt(tail[k] * (1 - tail[k]) / trials);
            // Binomial instead of Poisson numbers: of the order of k / n.
            Assert.InRange(share - tail[k], -4 * scatter - 2e-3 - 0.03 * tail[k], 4 * scatter + 2e-3 + 0.03 * tail[k]);
        }
    }

    [Fact]
    public void Event_rate_of_a_steady_network_is_that_of_particles()
    {
        const int n = 300;
        const double until = 2, step = 2e-6;
        SteadyState state = SteadyState.All(new Nnlif { A = 0.25, B = 0.9, Mu = 2.5 })[0];
        double pairs = Fragility.EventRate(state, n, 2.0 / n) * until, triples = Fragility.EventRate(state, n, 3.0 / n) * until;
        // Two neurons that cross in the same step by chance are counted too.
        double coincidences = 0.5 * Math.Pow(n * state.Rate, 2) * step * until;
        Assert.InRange(Cascades(2), 0.9 * pairs - 3 * Math.Sqrt(pairs), 1.1 * pairs + coincidences + 3 * Math.Sqrt(pairs));
        // Spikes come in bursts, which the theory of independent spikes leaves out: larger cascades are more frequent than it says.
        Assert.True(Cascades(3) > triples - 3 * Math.Sqrt(triples));

        int Cascades(int smallest) => new ParticleNetwork
        {
            Neurons = n,
            Step = step,
            KickShare = 1e9,
            ShortestStepShare = 1,
            Seed = 3,
            Threads = 1,
            ClusterGap = 0,
            SmallestCascade = (smallest - 0.5) / n,
            SmallestEvent = (smallest - 0.5) / n,
        }.Run(state.Model, InitialDensity.Steady(state), until).Events.Count;
    }

    [Fact]
    public void Dynamic_volley_divides_networks_that_fall_from_those_that_stay()
    {
        SteadyState state = SteadyState.All(new Nnlif { A = 0.5, B = 5 })[0];
        Density density = state.Density(Mesh.For(state.Model, -4, 600));
        double momentary = Fragility.Of(density, 5).CriticalVolley, dynamic = Fragility.DynamicVolley(state.Model, density, patience: 0.5);
        Assert.InRange(dynamic, 0.5 * momentary, momentary);
        Assert.True(Falls(1.15 * dynamic));
        Assert.False(Falls(0.85 * dynamic));

        bool Falls(double volley)
        {
            (InitialDensity after, double fired) = Fragility.AfterVolley(density, 5, volley);
            MeanFieldRun run = new ParticleNetwork { Neurons = 40_000, Seed = 2, Step = 2e-3 }.Run(state.Model, after, 0.5);
            return fired > 0.05 || run.Events.Any(e => e.Size > 0.05);
        }
    }

    [Fact]
    public void A_state_that_blows_up_by_itself_needs_no_volley()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("near");
        Assert.Equal(0, Fragility.DynamicVolley(model, start.OnMesh(Mesh.For(model, -4, 300)), patience: 1));
    }

    [Fact]
    public void The_period_map_of_networks_is_that_of_the_mean_field()
    {
        (Nnlif model, InitialDensity rest, _) = Reference.Case("mid");
        IReadOnlyList<PeriodMap> mean = PeriodMap.Of(model, rest, [0.85, 1], 3, new Hybrid { Cells = 300 });
        IReadOnlyList<PeriodMap> network = PeriodMap.Of(model, rest, [0.85, 1], 3, new ParticleNetwork
        {
            Neurons = 100_000,
            Step = 2e-3,
            Seed = 6
        });
        for (int i = 0; i < 2; i++)
        {
            // The scatter of one period of n neurons is about 1.3 / sqrt n.
            Assert.InRange(network[i].Period!.Value - mean[i].Period!.Value, -0.015, 0.015);
            Assert.InRange(network[i].NextSize!.Value - mean[i].NextSize!.Value, -0.003, 0.003);
        }
    }

    [Fact]
    public void Without_events_the_period_map_says_so()
    {
        PeriodMap point = PeriodMap.Of(new Nnlif { B = 0.5 }, InitialDensity.Gaussian(0, 0.25), [0.9], 2, new Hybrid { Cells = 200 })[0];
        Assert.Null(point.Period);
        Assert.Null(point.NextSize);
    }
}
