using System.Text.Json;

namespace Spikebook.MeanField.Tests;

public sealed class PhaseDiagramTests
{
    [Theory]
    [InlineData(0.25, 0.8, 2.5, Regime.Steady, Regime.Steady)]
    [InlineData(0.25, 0.985, 2.5, Regime.PartialEvents, Regime.PartialEvents)]
    [InlineData(0.25, 1.1, 2.5, Regime.TotalEvents, Regime.TotalEvents)]
    [InlineData(0.25, 0.94, 3.0, Regime.Steady, Regime.PartialEvents)]
    public void Every_regime_is_told_apart(double a, double b, double mu, Regime scattered, Regime synchronous)
    {
        PhasePoint point = PhaseDiagram.Of([new Nnlif { A = a, B = b, Mu = mu }], until: 5, cells: 125)[0];
        Assert.Equal((scattered, synchronous), (point.FromScattered, point.FromSynchronous));
        Assert.Equal(scattered != synchronous, point.Coexist);
    }

    [Fact]
    public void A_transient_that_dies_out_is_no_oscillation()
    {
        // Re lambda = -0.8, Im lambda = 30: ringing that loses half of itself in .85.
        PhasePoint point = PhaseDiagram.Of([new Nnlif { A = 0.1, B = 0.8, Mu = 2.5 }], until: 6, cells: 125)[0];
        Assert.Equal((Regime.Steady, Regime.Steady), (point.FromScattered, point.FromSynchronous));
    }

    [Fact]
    public void An_error_inside_arrives_as_itself() => Assert.Throws<ArgumentException>(() => PhaseDiagram.Of([new Nnlif { Reset = 3 },
        new Nnlif { Reset = 4 }]));

    [Fact]
    public void The_window_agrees_with_recorded_networks()
    {
        IReadOnlyList<JsonElement> rows = [.. Reference.Read("partial-events").GetProperty("rows").EnumerateArray().Where(r =>
            r.GetProperty("neurons").GetInt32() >= 100_000)];
        double[] couplings = [0.97, 0.975, 0.985, 1, 1.03];
        IReadOnlyList<RecurrentPoint> window = PhaseDiagram.RecurrentEvents(new Nnlif { A = 0.25, Mu = 2.5 }, InitialDensity.Gaussian(0,
            0.25), couplings, 1.55, 2.6, 500);
        foreach (RecurrentPoint point in window)
            foreach (JsonElement row in rows.Where(r => r.GetProperty("b").GetDouble() == point.B))
            {
                double Number(string of, string field) => row.GetProperty(of).GetProperty(field).GetDouble();
                double size = 2 * (point.SizeError + Number("size", "half95")) + 1e-3, period = 2 * (point.PeriodError + Number("period",
                    "half95")) + 1e-3;
                Assert.InRange(point.Size - Number("size", "mean"), -size, size);
                Assert.InRange(point.Period!.Value - Number("period", "mean"), -period, period);
            }
    }

    [Fact]
    public void Events_within_the_gap_are_one_main_event()
    {
        Density d = InitialDensity.Uniform(0, 1).OnMesh(Mesh.For(new Nnlif(), -1, 60));
        var run = new MeanFieldRun
        {
            Rate = [],
            Densities = [d],
            Provenance = Provenance.Of("test", new Nnlif(), "test"),
            Events = [new(1, 0, 0.2, d, d), new(1.0005, 0.25, 0.4, d, d), new(2, 0.7, 0.5, d, d), new(3, 1.3, 0.1, d, d)],
        };
        Assert.Equal([(1.0005, 0.65), (2, 0.5)], run.MainEvents().Select(e => (e.Time, Math.Round(e.Size, 12))));
        Assert.Equal([(1.0005, 0.4), (2, 0.5)], run.MainEvents(gap: 0).Select(e => (e.Time, e.Size)));
        Assert.Equal([(2, 0.5)], run.MainEvents(after: 1.5).Select(e => (e.Time, e.Size)));
    }

    [Fact]
    public void A_rate_without_bounds_is_named_not_thrown()
    {
        // b = V_F - V_R: a density 1/b between V_R and V_F holds the whole population and goes round at any rate.
        PhasePoint point = PhaseDiagram.Of([new Nnlif { A = 0.25, B = 1, Mu = 1.5 }], until: 7, cells: 120).Single();
        Assert.Contains(Regime.Runaway, new[] { point.FromScattered, point.FromSynchronous });
    }
}
