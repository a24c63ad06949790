namespace Spikebook.MeanField.Tests;

public sealed class PhysicalTimeTests
{
    [Fact]
    public void Steady_rate_is_second_order_in_the_cell_width()
    {
        double exact = SteadyState.All(new Nnlif { B = 0.5 })[0].Rate;
        double[] errors = [.. new[] { 100, 200, 400 }.Select(n =>
            Math.Abs(new PhysicalTime { Cells = n }.Run(new Nnlif { B = 0.5 }, InitialDensity.Gaussian(0, 0.5),
                20).Rate[^1].Rate - exact))];
        Assert.InRange(Math.Log2(errors[0] / errors[1]), 1.8, 2.2);
        Assert.InRange(Math.Log2(errors[1] / errors[2]), 1.8, 2.2);
    }

    [Fact]
    public void Steps_are_second_order_in_time()
    {
        // One mesh, fixed steps, a transient: differences between successive halvings.
        var model = new Nnlif { B = 1 };
        double RateAt(double half)
        {
            var population = new Population(model, Mesh.For(model, -6, 400), InitialDensity.Gaussian(0, 0.1));
            var physical = new PhysicalPair(population, new VoltageOperator(population.Mesh), 1e-8);
            physical.Enter();
            int pairs = (int)Math.Round(1 / (2 * half));
            for (int i = 0; i < pairs; i++) physical.Force(half);
            return population.Rate;
        }
        double order = Reference.ObservedOrder(RateAt(0.02), RateAt(0.01), RateAt(0.005));
        Assert.InRange(order, 1.8, 2.2);
    }

    [Fact]
    public void Without_threshold_in_reach_the_mean_and_variance_are_ornstein_uhlenbeck()
    {
        var model = new Nnlif { A = 0.01, Mu = -1 };
        Density end = new PhysicalTime { Cells = 1_000, Minimum = -3 }.Run(model, InitialDensity.Gaussian(0, 0.04), 1).Final;
        double mean = -1 + Math.Exp(-1), variance = 0.01 + 0.03 * Math.Exp(-2);
        double found = end.Points.Sum(p => p.P * (p.V - end.Mean) * (p.V - end.Mean)) * end.Width;
        Assert.InRange(end.Mean, mean - 5e-4, mean + 5e-4);
        Assert.InRange(found / variance, 0.994, 1.006);
    }

    [Fact]
    public void Blow_up_is_reported_with_its_bracket()
    {
        (Nnlif model, InitialDensity start, var row) = Reference.Case("mid");
        MeanFieldRun run = new PhysicalTime { Cells = 500 }.Run(model, start, 3);
        Assert.NotNull(run.BlowUp);
        Assert.True(run.BlowUp.Before > run.BlowUp.After && run.BlowUp.Before - run.BlowUp.After < 1e-6);
        Assert.InRange(run.BlowUp.After, row.GetProperty("refinedTime").GetDouble() - 1e-3,
            row.GetProperty("refinedTime").GetDouble() + 1e-3);
        Assert.All(run.Rate, r => Assert.True(double.IsFinite(r.Rate)));
    }

    [Theory]
    [InlineData(0.1, 0.0, 0.5, 0.0, 0.0)]
    [InlineData(0.3, 0.0, 0.5, 0.0, 0.0)]
    [InlineData(0.0, 0.1, -2.0, 3.0, 0.0)]
    [InlineData(0.0, 0.0, 0.5, 0.0, 0.5)]
    public void Refractory_time_delay_and_rate_dependent_noise_settle_at_their_steady_state(double refractory, double delay, double b,
        double mu,
        double a1)
    {
        var model = new Nnlif { B = b, Mu = mu, Refractory = refractory, Delay = delay, A1 = a1 };
        MeanFieldRun run = new PhysicalTime { Cells = 400 }.Run(model, InitialDensity.Gaussian(0, 0.1), 14);
        Assert.InRange(run.Rate[^1].Rate / SteadyState.All(model)[0].Rate, 1 - 2e-4, 1 + 2e-4);
        Assert.InRange(run.MassDefect, 0, 1e-12);
        Assert.InRange(run.Final.Refractory, refractory * run.Rate[^1].Rate * 0.997, refractory * run.Rate[^1].Rate * 1.003);
    }

    [Fact]
    public void Strong_inhibition_with_delay_oscillates()
    {
        var model = new Nnlif { B = -8, Mu = 8, A = 0.5, Delay = 0.3 };
        Assert.Equal(Regime.Oscillation, PhaseDiagram.RegimeOf(new PhysicalTime { Cells = 300 }.Run(model, InitialDensity.Gaussian(0,
            0.3), 16), 16));
    }

    /// <summary>
    /// Without coupling and with a threshold nobody meets the density is a Gaussian whose mean follows m' = mu(t) - m: for mu = c + s
    /// sin(w t),
    /// m = c + (m0 - c + s w / (1 + w²)) e^-t + s (sin wt - w cos wt) / (1 + w²), and s²' = 2 a - 2 s².
    /// </summary>
    [Fact]
    public void A_drive_in_time_moves_the_density_as_its_exact_solution_says_to_second_order()
    {
        const double c = -1, swing = 0.5, w = 2 * Math.PI, a = 0.01, start = -0.8, variance = 0.02, until = 0.9;
        var model = new Nnlif { A = a, Drive = t => c + swing * Math.Sin(w * t) };
        double k = swing / (1 + w * w), mean =
            c + (start - c + k * w) * Math.Exp(-until) + k * (Math.Sin(w * until) - w * Math.Cos(w * until));
        double spread = a + (variance - a) * Math.Exp(-2 * until);
        (double Mean, double Spread) ErrorAt(int cells)
        {
            Density end = new PhysicalTime { Cells = cells, Minimum = -2.5 }.Run(model, InitialDensity.Gaussian(start, variance),
                until).Final;
            double found = end.Points.Sum(p => p.P * (p.V - end.Mean) * (p.V - end.Mean)) * end.Width;
            return (end.Mean - mean, found - spread);
        }
        (double Mean, double Spread)[] errors = [ErrorAt(200), ErrorAt(400), ErrorAt(800)];
        for (int i = 0; i < 2; i++)
        {
            Assert.InRange(Math.Log2(errors[i].Mean / errors[i + 1].Mean), 1.8, 2.2);
            Assert.InRange(Math.Log2(errors[i].Spread / errors[i + 1].Spread), 1.8, 2.2);
        }
        Assert.InRange(Math.Abs(errors[2].Mean), 0, 1e-4);
    }

    [Fact]
    public void A_steady_state_stays_where_it_is()
    {
        SteadyState state = SteadyState.All(new Nnlif { B = 1.5 })[0];
        MeanFieldRun run = new PhysicalTime { Cells = 400 }.Run(state.Model, InitialDensity.Steady(state), 3);
        Assert.All(run.Rate, r => Assert.InRange(r.Rate / state.Rate, 1 - 2e-3, 1 + 2e-3));
    }
}
