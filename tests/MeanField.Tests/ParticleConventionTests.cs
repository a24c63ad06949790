namespace Spikebook.MeanField.Tests;

/// <summary>Reset conventions, clusters, delay and refractory time of particles, against closed forms.</summary>
public sealed class ParticleConventionTests
{
    static readonly InitialDensity Crowd = InitialDensity.Gaussian(0, 1e-8);

    /// <summary>Nearly without noise: all cross V_F = 2 together at t = ln 3, on v = 3 - 3 e^-t.</summary>
    static readonly Nnlif Clockwork = new() { A = 1e-8, Mu = 3, B = 0.5 };

    static readonly double Crossing = Math.Log(3);

    [Theory]
    [InlineData(0.1, 0.15)]
    [InlineData(0.2, 0.25)]
    public void Delayed_kicks_arrive_together_after_the_delay(double delay, double later)
    {
        // After reset v = 3 - 2 e^-s; at s = D all are lifted by b.
        double lifted = 3 - 2 * Math.Exp(-delay) + 0.5, expected = 3 - (3 - lifted) * Math.Exp(-(later - delay));
        MeanFieldRun run = new ParticleNetwork { Neurons = 2_000, Step = 2e-4, HistogramCells = 4_000 }
            .Run(Clockwork with { Delay = delay }, Crowd, Crossing + later);
        Assert.InRange(run.Final.Mean, expected - 3e-3, expected + 3e-3);
        Assert.Equal(1, run.Rate.Max(r => r.Tau), 9);
    }

    [Fact]
    public void Refractory_neurons_come_back_at_reset()
    {
        MeanFieldRun run = new ParticleNetwork { Neurons = 2_000, Step = 2e-4, HistogramCells = 4_000 }
            .Run(Clockwork with { Refractory = 0.3 }, Crowd, Crossing + 0.4, [Crossing + 0.2]);
        Assert.Equal(1, run.Densities[0].Refractory, 9);
        double expected = 3 - 2 * Math.Exp(-0.1);
        Assert.InRange(run.Final.Mean, expected - 3e-3, expected + 3e-3);
    }

    [Fact]
    public void Until_the_first_delay_has_passed_there_is_no_coupling()
    {
        var start = InitialDensity.Gaussian(0.5, 0.2);
        foreach (IMeanFieldSolver solver in new IMeanFieldSolver[] { new PhysicalTime { Cells = 200 }, new Hybrid { Cells = 200 },
            new ParticleNetwork { Neurons = 5_000 } })
        {
            MeanFieldRun free = solver.Run(new Nnlif { B = 0 }, start, 0.3), coupled = solver.Run(new Nnlif { B = 2, Delay = 0.3 },
                start, 0.3);
            Assert.Equal(free.Rate[^1].Tau, coupled.Rate[^1].Tau, 9);
            Assert.Equal(free.Final.Mean, coupled.Final.Mean, 9);
        }
    }

    [Fact]
    public void With_delay_the_density_follows_the_network_through_a_volley()
    {
        // A crowd near threshold fires within a short time; its kicks come back .2 later.
        var model = new Nnlif { A = 0.25, B = 3, Mu = 1.5, Delay = 0.2 };
        var start = InitialDensity.Gaussian(1.2, 0.05);
        MeanFieldRun mean = new PhysicalTime { Cells = 600 }.Run(model, start, 0.8);
        MeanFieldRun network = new ParticleNetwork { Neurons = 100_000, Step = 1e-3, RateWindow = 0.02, Seed = 8 }.Run(model, start, 0.8);
        foreach (RateSample sample in network.Rate.Where(r => r.Time > 0.05))
        {
            double end = sample.Time + 0.01;
            RateSample before = mean.Rate.Last(r => r.Time <= end), after = mean.Rate.FirstOrDefault(r => r.Time > end, mean.Rate[^1]);
            double share = after.Time > before.Time ? (end - before.Time) / (after.Time - before.Time) : 0;
            double tau = before.Tau + share * (after.Tau - before.Tau);
            Assert.InRange(sample.Tau - tau, -0.012, 0.012);
        }
        Assert.True(mean.Rate.Max(r => r.Rate) > 2);
    }

    [Fact]
    public void Kicked_neurons_are_spread_with_density_one_over_b()
    {
        var model = new Nnlif { A = 0.25, B = 0.99, Mu = 2.5, Convention = ResetConvention.KickedAfterReset };
        FiringEvent e = new ParticleNetwork { Neurons = 100_000, Step = 1e-3, KickShare = 0.2, Seed = 1, HistogramCells = 200 }
            .Run(model, InitialDensity.Gaussian(0, 0.25), 0.96).Events.MaxBy(e => e.Size)!;
        Assert.InRange(e.Size, 0.2, 0.7);
        double kick = model.B * e.Size, from = 1.02, to = 1 + kick - 0.02;
        // Mass above reset, less what was shifted there, is the fired mass at 1/b per voltage.
        double Within(Density d, double low, double high) => d.MassWithin(2 - low) - d.MassWithin(2 - high);
        double gained = Within(e.After, from, to) - Within(e.Before, from - kick, to - kick);
        Assert.InRange(gained / (to - from), 0.93 / model.B, 1.07 / model.B);
    }

    [Fact]
    public void An_endless_event_is_reported_by_networks_too()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        var thrown = Assert.Throws<EndlessEventException>(() => new ParticleNetwork { Neurons = 4_000, Step = 2e-3 }
            .Run(model with { Convention = ResetConvention.KickedAfterReset }, start, 2.5));
        Assert.Contains("HeldAtReset", thrown.Message);
    }

    [Fact]
    public void The_cluster_gap_decides_what_is_one_event()
    {
        Density flat = InitialDensity.Uniform(0, 1).OnMesh(Mesh.For(new Nnlif(), -1, 60));
        // (time, size) of cascades: three within .001 of each other, one .004 later, a last one too small to count
        (double Time, double Size)[] cascades = [(1, 0.1), (1.0008, 0.3), (1.0015, 0.05), (1.0055, 0.1), (1.2, 0.004)];
        IReadOnlyList<FiringEvent> With(double gap)
        {
            var cluster = new CascadeCluster(0.005, gap, 0.02);
            double tau = 0;
            foreach ((double time, double size) in cascades)
            {
                if (cluster.Counts(size)) cluster.Add(time, tau, size, flat, flat);
                tau += size + 0.01; // 1 % fires between the cascades
            }
            cluster.Close();
            return cluster.Events;
        }
        Assert.Equal([1, 1, 1, 1], With(0).Select(e => e.Cascades));
        IReadOnlyList<FiringEvent> short_ = With(1e-3), long_ = With(5e-3);
        Assert.Equal([3, 1], short_.Select(e => e.Cascades));
        Assert.Equal(0.47, short_[0].Size, 12);
        Assert.Equal(1.0008, short_[0].Time, 12);
        Assert.Equal(0.0015, short_[0].Lasting, 12);
        Assert.Equal(0.58, Assert.Single(long_).Size, 12);
    }

    [Theory]
    [InlineData(0.0, 0.005, 300, "SmallestCascade = 0")]
    [InlineData(0.005, -1.0, 300, "ClusterGap = -1")]
    [InlineData(0.005, 0.001, 4, "HistogramCells = 4")]
    public void Bad_numerics_are_refused(double cascade, double gap, int cells, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new ParticleNetwork
        {
            SmallestCascade = cascade,
            ClusterGap = gap,
            HistogramCells = cells
        }
            .Run(new Nnlif(), InitialDensity.Gaussian(0, 1), 1)).Message);
}
