namespace Spikebook.MeanField.Tests;

public sealed class HybridTests
{
    static MeanFieldRun Run(string name, int cells, double until, double? on = null)
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case(name);
        return new Hybrid { Cells = cells, RateOn = on }.Run(model, start, until);
    }

    [Theory]
    [InlineData("total", 3.5, 5e-5)]
    [InlineData("mid", 1.75, 5e-5)]
    [InlineData("near", 0.95, 1e-4)]
    [InlineData("one shot", 0.2, 5e-4)]
    public void First_event_at_1000_cells_meets_the_blow_up_of_physical_time(string name, double until, double tolerance)
    {
        var row = Reference.Case(name).Row;
        FiringEvent first = Run(name, 1_000, until).Events[0];
        double time = row.GetProperty("refinedTime").GetDouble();
        Assert.InRange(first.Time / time, 1 - tolerance, 1 + tolerance);
        Assert.InRange(first.Size, row.GetProperty("size").GetDouble() - row.GetProperty("sizeSpread").GetDouble(), 1);
        // The earlier first-order figures, within half a percent in time except for the short one-shot case.
        Assert.InRange(first.Time / row.GetProperty("time").GetDouble(), name == "one shot" ? 0.98 : 0.995, 1.005);
    }

    [Theory]
    [InlineData("total", 4.0, 0.226260, 0.230226)]
    [InlineData("mid", 2.9, 0.519826, 0.523248)]
    [InlineData("near", 1.8, 0.392722, 0.392761)]
    public void Periods_at_500_cells_are_within_a_twentieth_of_a_percent(string name, double until, double first, double second)
    {
        MeanFieldRun run = Run(name, 500, until);
        Assert.InRange(run.Periods[0] / first, 0.9995, 1.0005);
        Assert.InRange(run.Periods[1] / second, 0.9995, 1.0005);
    }

    /// <summary>
    /// Limits from 4,000 and 8,000 cells; a slope over several meshes, since where an event starts within a cell is a matter of chance.
    /// </summary>
    [Theory]
    [InlineData("mid", 2.3, new[] { 200, 350, 500, 1_000 }, 1.6962376, 0.519826)]
    [InlineData("near", 1.4, new[] { 200, 350, 500, 1_000, 2_000 }, 0.8860761, 0.3927218)]
    [InlineData("one shot", 0.2, new[] { 1_000, 1_400, 2_000, 4_000 }, 0.0401848, null)]
    public void Event_times_and_periods_are_second_order_in_the_cell_width(string name, double until, int[] cells, double time,
        double? period)
    {
        MeanFieldRun[] runs = [.. cells.Select(n => Run(name, n, until))];
        double[] widths = [.. runs.Select(r => r.CellWidth)];
        Assert.InRange(Reference.FittedOrder(widths, runs.Select(r => r.Events[0].Time - time)), 1.8, 2.2);
        if (period is { } limit) Assert.InRange(Reference.FittedOrder(widths, runs.Select(r => r.Periods[0] - limit)), 1.8, 2.2);
    }

    [Theory]
    [InlineData("mid", 1.75, 0.9977645)]
    [InlineData("near", 0.95, 0.9977865)]
    public void Event_sizes_are_within_a_tenth_of_the_cell_width_squared(string name, double until, double size)
    {
        foreach (int cells in (int[])[200, 350, 500, 1_000])
        {
            MeanFieldRun run = Run(name, cells, until);
            Assert.InRange(Math.Abs(run.Events[0].Size - size) / (run.CellWidth * run.CellWidth), 0, 0.1);
        }
    }

    [Fact]
    public void The_switch_may_be_doubled_or_halved()
    {
        double[] times = [.. new[] { 1.0, 2.0, 4.0 }.Select(on => Run("mid", 1_000, 1.75, on).Events[0].Time)];
        Assert.InRange(times.Max() / times.Min(), 1, 1 + 1e-4);
    }

    [Theory]
    [InlineData("total", 4.0)]
    [InlineData("mid", 2.9)]
    [InlineData("near", 1.8)]
    [InlineData("one shot", 8.0)]
    public void Mass_and_positivity_are_kept_to_rounding(string name, double until)
    {
        MeanFieldRun run = Run(name, 500, until);
        Assert.InRange(run.MassDefect, 0, 1e-12);
        Assert.True(run.LowestDensity >= -1e-12, $"lowest density {run.LowestDensity}");
        Assert.All(run.Events, e => Assert.InRange(e.After.Mass, 1 - 1e-2, 1 + 1e-9));
    }

    [Fact]
    public void One_shot_relaxes_to_the_lower_steady_state()
    {
        MeanFieldRun run = Run("one shot", 500, 30);
        Assert.Single(run.Events);
        Assert.InRange(run.Rate[^1].Rate / 0.19236401256848, 1 - 1e-4, 1 + 1e-4);
    }

    [Fact]
    public void Event_size_is_the_cascade_of_the_density_before()
    {
        FiringEvent e = Run("mid", 1_000, 1.75).Events[0];
        Assert.InRange(Cascade.ByFixedPoint(e.Before, 2) - e.Size, -1e-5, 1e-5);
        Assert.InRange(e.Before.Mass, 1 - 1e-12, 1 + 1e-12);
        FiringEvent part = new Hybrid().Run(new Nnlif { A = 0.25, B = 0.99, Mu = 2.5 }, InitialDensity.Gaussian(0, 0.25), 1).Events[0];
        Assert.InRange(Cascade.ByFixedPoint(part.Before, 0.99) / part.Size, 0.995, 1.005);
    }

    [Theory]
    [InlineData(0.99, 0.4041)]
    [InlineData(1.0, 0.7212)]
    public void Partial_events_in_the_window_converge(double b, double size)
    {
        IReadOnlyList<WindowPoint> points = PhaseDiagram.FirstEvents(new Nnlif { A = 0.25, Mu = 2.5 }, InitialDensity.Gaussian(0, 0.25),
            [b], 1.0, cells: 1_000);
        Assert.InRange(points[0].Size, size - 0.001, size + 0.001);
        Assert.InRange(points[0].SizeError, 0, 0.005);
    }

    [Fact]
    public void No_event_below_the_window() =>
        Assert.Empty(new Hybrid { Cells = 500 }.Run(new Nnlif { A = 0.25, B = 0.95, Mu = 2.5 }, InitialDensity.Gaussian(0, 0.25),
            1.5).Events);

    [Fact]
    public void Kicked_after_reset_reports_an_event_that_never_ends()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        var thrown = Assert.Throws<EndlessEventException>(() =>
            new Hybrid { Cells = 250 }.Run(model with { Convention = ResetConvention.KickedAfterReset }, start, 2));
        Assert.Contains("HeldAtReset", thrown.Message);
    }

    [Fact]
    public void Kicked_after_reset_spreads_the_partial_event_with_density_one_over_b()
    {
        var model = new Nnlif { A = 0.25, B = 0.99, Mu = 2.5, Convention = ResetConvention.KickedAfterReset };
        FiringEvent e = new Hybrid { Cells = 500 }.Run(model, InitialDensity.Gaussian(0, 0.25), 1).Events[0];
        double middle = 1 + 0.5 * model.B * e.Size;
        Assert.InRange(e.After.At(middle) - e.Before.At(middle - model.B * e.Size), 0.95 / model.B, 1.05 / model.B);
    }

    [Fact]
    public void Dilated_time_agrees_with_hybrid()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        MeanFieldRun run = new DilatedTime { Cells = 500 }.Run(model, start, 2.3);
        Assert.InRange(run.Events[0].Time, 1.6945, 1.6975);
        Assert.InRange(run.Periods[0], 0.5175, 0.5205);
        Assert.True(run.LowestDensity > -1e-9);
    }

    [Theory]
    [InlineData("total", 3.7, 1e-2)]
    [InlineData("total", 3.7, 1e-3)]
    [InlineData("mid", 2.3, 1e-2)]
    [InlineData("mid", 2.3, 1e-4)]
    [InlineData("near", 1.4, 1e-2)]
    [InlineData("near", 1.4, 1e-3)]
    public void Tolerance_is_met_and_the_estimate_is_on_the_safe_side(string name, double until, double tolerance)
    {
        (Nnlif model, InitialDensity start, var row) = Reference.Case(name);
        MeanFieldRun run = Hybrid.ToTolerance(tolerance, model, start, until);
        double error = Math.Abs(run.Events[0].Time / row.GetProperty("refinedTime").GetDouble() - 1);
        Assert.InRange(run.ErrorEstimate!.Value, error, tolerance);
    }

    [Fact]
    public void A_tolerance_that_cannot_be_met_is_refused()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        var thrown = Assert.Throws<StepLimitException>(() => Hybrid.ToTolerance(1e-5, model, start, 2.3, cellLimit: 600));
        Assert.Contains("cellLimit", thrown.Message);
    }

    [Fact]
    public void Densities_are_given_at_the_times_asked_for()
    {
        MeanFieldRun run = new Hybrid { Cells = 250 }.Run(new Nnlif { B = 0.5 }, InitialDensity.Gaussian(0, 0.3), 1, [0, 0.25, 0.5]);
        Assert.Equal([0, 0.25, 0.5, 1], run.Densities.Select(d => Math.Round(d.Time, 9)));
        Assert.All(run.Densities, d => Assert.InRange(d.Mass, 1 - 1e-12, 1 + 1e-12));

        // The steps of dilated time do not end where one wants them to: the density between is interpolated.
        var model = new Nnlif { A = 0.25, B = 0.85, Mu = 2.5 };
        MeanFieldRun dilated = new Hybrid { Cells = 500, RateOn = 0.5 }.Run(model, InitialDensity.Gaussian(0, 0.25), 1.2, [0.9, 1.1]);
        MeanFieldRun physical = new PhysicalTime { Cells = 500 }.Run(model, InitialDensity.Gaussian(0, 0.25), 1.2, [0.9, 1.1]);
        Assert.Equal([0.9, 1.1, 1.2], dilated.Densities.Select(d => Math.Round(d.Time, 12)));
        Assert.All(dilated.Densities.Zip(physical.Densities), pair => Assert.InRange(pair.First.Tau / pair.Second.Tau, 0.997, 1.003));
        Assert.All(dilated.Densities, d => Assert.InRange(d.Mass, 1 - 1e-6, 1 + 1e-6));
    }

    [Fact]
    public void Fewer_than_two_solves_a_step()
    {
        MeanFieldRun run = Run("mid", 1_000, 2.3);
        Assert.InRange((double)run.Solves / run.Steps, 1, 2);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        var population = new Population(model, Mesh.For(model, -4, 300), start);
        var voltage = new VoltageOperator(population.Mesh);
        var physical = new PhysicalPair(population, voltage, 1e-8);
        var shift = new KickShift(population, voltage, 1e-8);
        physical.Enter();
        physical.Force(1e-4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (population.Rate < 2) physical.Force(2e-3);
        shift.Enter();
        for (int i = 0; i < 20; i++) shift.Step(0.1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(population.DilatedSteps >= 10);
    }
}
