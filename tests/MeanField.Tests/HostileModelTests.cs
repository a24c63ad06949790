namespace Spikebook.MeanField.Tests;

/// <summary>
/// Models at which a scheme may go wrong in silence: events at once, returns together, noise of the kicks, starts against V_F, growth
/// without end.
/// </summary>
public sealed class HostileModelTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    [Fact]
    public void Densities_asked_for_at_an_event_are_states_before_or_after_it()
    {
        double[] times = [3.4, 3.4173, 3.4174, 3.41745, 3.4175, 3.42];
        MeanFieldRun run = new Hybrid().Run(new Nnlif { A = 1, B = 3 }, InitialDensity.Gaussian(-1, 0.5), 3.5, times);
        FiringEvent only = Assert.Single(run.Events);
        Assert.Equal([.. times, 3.5], run.Densities.Select(d => d.Time), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.All(run.Densities, d => Assert.InRange(d.Mass, 1 - 1e-12, 1 + 1e-12));
        foreach (Density density in run.Densities)
            if (density.Time < only.Time) Assert.InRange(density.Tau, 0, only.Tau + 1e-12);
            else Assert.InRange(density.Tau, only.Tau + only.Size - 1e-12, 2.1);
    }

    [Theory]
    [InlineData(3.4172)]
    [InlineData(3.41739)]
    [InlineData(3.4176)]
    public void A_run_may_end_at_an_event(double until)
    {
        MeanFieldRun run = new Hybrid().Run(new Nnlif { A = 1, B = 3 }, InitialDensity.Gaussian(-1, 0.5), until);
        Assert.InRange(run.Final.Mass, 1 - 1e-12, 1 + 1e-12);
        Assert.Equal(until, run.Final.Time, 4);
        Assert.All(run.Events, e => Assert.True(e.Time <= until));
    }

    [Fact]
    public void Those_who_return_together_from_a_total_event_fire_as_particles_do()
    {
        var model = new Nnlif { A = 1, B = 2, Mu = 1, Refractory = 0.1 };
        var start = InitialDensity.Uniform(1, 2);
        MeanFieldRun run = new Hybrid { Cells = 400 }.Run(model, start, 1, [0.05, 0.28]);
        IReadOnlyList<FiringEvent> particles = new ParticleNetwork { Neurons = 40_000, Seed = 2 }.Run(model, start, 1).Events;
        Assert.Equal(particles.Count, run.Events.Count);
        for (int i = 1; i < particles.Count; i++)
        {
            Assert.InRange(run.Events[i].Time - particles[i].Time, -0.008, 0.008);
            Assert.InRange(run.Events[i].Size - particles[i].Size, -0.04, 0.04); // a network's burst counts who fires around the jump too
        }
        Assert.All(run.Densities, d => Assert.InRange(d.Mass + d.Refractory, 1 - 1e-12, 1 + 1e-12));
        Assert.InRange(run.HighestAway, 0.99, 1 + 1e-12);
        Assert.InRange(run.LowestQueue, -1e-6, 0);
        Assert.True(run.LowestDensity >= -1e-9);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(800)]
    public void Kicks_with_noise_of_their_own_keep_events_positive(int cells)
    {
        var model = new Nnlif { A = 0.075, B = 1.25, Mu = -0.5, A1 = 0.27 };
        MeanFieldRun run = new Hybrid { Cells = cells }.Run(model, InitialDensity.Uniform(1.9, 1.95), 1);
        FiringEvent only = Assert.Single(run.Events);
        Assert.InRange(only.Size, 0.994, 0.997);
        Assert.True(run.LowestDensity >= -1e-9, $"lowest density {run.LowestDensity}");
        Assert.InRange(only.Before.Mass, 1 - 1e-12, 1 + 1e-12);
        Assert.InRange(only.After.Mass, 1 - 1e-12, 1 + 1e-12);
        Assert.True(only.Before.Values.Min() >= 0);
    }

    [Fact]
    public void Inhibition_from_a_start_against_threshold_is_followed()
    {
        var model = new Nnlif { A = 0.22, B = -1.2, Mu = 2.5 };
        var start = InitialDensity.Uniform(1.99, 2);
        MeanFieldRun run = new Hybrid { Cells = 800 }.Run(model, start, 0.02);
        Assert.Null(run.BlowUp);
        var network = new ParticleNetwork { Neurons = 20_000, Step = 2e-6, KickShare = 1e9, ShortestStepShare = 1 };
        Assert.InRange(run.Final.Tau - network.Run(model, start, 0.02).Final.Tau, -0.005,
            0.001); // a step of particles fires before it inhibits
    }

    [Theory]
    [InlineData(-0.3, 0.2, 0.0)]
    [InlineData(0.0, 0.2, 0.0)]
    [InlineData(0.05, 0.2, 0.0)]
    [InlineData(-1.2, 0.0, 0.1)]
    [InlineData(0.8, 0.1, 0.1)]
    public void A_start_against_threshold_is_no_blow_up(double b, double a1, double delay)
    {
        var model = new Nnlif { A = 0.22, B = b, Mu = 2.5, A1 = a1, Delay = delay };
        double TauAt(int cells)
        {
            MeanFieldRun run = new PhysicalTime { Cells = cells }.Run(model, InitialDensity.Uniform(1.9, 2), 0.3);
            Assert.Null(run.BlowUp);
            Assert.InRange(run.MassDefect, 0, 1e-12);
            return run.Final.Tau;
        }
        Assert.InRange(TauAt(400) / TauAt(800), 0.97, 1.03);
    }

    [Theory]
    [InlineData(1.1)]
    [InlineData(1.5)]
    [InlineData(2.5)]
    public void With_a_delay_strong_kicks_run_away_at_their_own_rate(double b)
    {
        MeanFieldRun run = new Hybrid { Cells = 300 }.Run(new Nnlif { A = 0.25, B = b, Mu = 2.5, Delay = 0.1 }, Broad, 40);
        Assert.Null(run.BlowUp);
        Assert.NotNull(run.Runaway);
        Assert.InRange(run.Runaway.GrowthPerDelay / b, 0.96, 1.02); // b / (V_F - V_R) in the limit
        Assert.InRange(run.MassDefect, 0, 1e-12);
        Assert.True(run.Steps < 60_000);
    }

    [Fact]
    public void With_a_delay_weak_kicks_settle()
        => Assert.Null(new Hybrid { Cells = 200 }.Run(new Nnlif { A = 0.25, B = 0.9, Mu = 2.5, Delay = 0.1 }, Broad, 10).Runaway);

    [Fact]
    public void A_run_whose_clock_hardly_moves_is_given_up_early()
    {
        // A drive so fast that the steps which follow it need ages.
        var limit = new ProgressLimit(until: 1, stepLimit: 1_000_000);
        var thrown = Assert.Throws<StepLimitException>(() =>
        {
            for (int step = 1; step < 100_000; step++) limit.After(0.5 + step * 1e-12, step);
        });
        Assert.Contains("at this pace t = 1 is 5e+11 steps away", thrown.Message);
        var fast = new ProgressLimit(until: 1, stepLimit: 100_000);
        for (int step = 1; step <= 99_999; step++) fast.After(step * 1e-5, step);
    }

    [Theory]
    [InlineData(1.0015)]
    [InlineData(1.001)]
    [InlineData(1.00001)]
    public void High_steady_rates_solve_their_equation_to_rounding(double b)
    {
        double rate = SteadyState.All(new Nnlif { B = b })[^1].Rate;
        // N is conditioned like N itself: a relative error of 1e-16 in b is one of 1e-16 N / 1.5 in the rate.
        Assert.InRange(SteadyState.CouplingAt(new Nnlif(), rate) - b, -2e-15, 2e-15);
    }

    [Fact]
    public void A_steady_density_below_reset_costs_no_more_at_high_rates()
    {
        SteadyState state = SteadyState.All(new Nnlif { B = 1.00001 })[^1];
        Assert.Equal(0, state.DensityAt(0.9));
        Assert.InRange(state.PanelsAt(0.9), 1, 100);
        Assert.InRange(state.PanelsAt(1.5), 1, 100);
    }
}
