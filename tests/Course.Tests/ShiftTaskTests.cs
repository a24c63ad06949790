using Spikebook.MeanField;

namespace Spikebook.Course.Tests;

public sealed class ShiftTaskTests
{
    static double Upwind(double[] p, double nu, double h)
    {
        double left = nu * h * p[^1];
        for (int i = p.Length - 1; i > 0; i--) p[i] -= nu * (p[i] - p[i - 1]);
        p[0] -= nu * p[0];
        return left;
    }

    static double OneCell(double[] p, double h)
    {
        double left = h * p[^1];
        Array.Copy(p, 0, p, 1, p.Length - 1);
        p[0] = 0;
        return left;
    }

    [Fact]
    public void The_right_steps_are_right()
    {
        Assert.True(ShiftTask.Upwind(Upwind).Right);
        Assert.True(ShiftTask.OneCell(OneCell).Right);
    }

#pragma warning disable MA0025 // this is the stub that a reader finds in the notebook
    [Fact]
    public void A_stub_is_told_from_a_mistake()
        => Assert.Contains("stub", ShiftTask.Upwind((_, _, _) => throw new NotImplementedException()).Message, StringComparison.Ordinal);
#pragma warning restore MA0025

    public static TheoryData<string, Func<double[], double, double, double>> Mistakes => new()
    {
        { "has not moved", (p, nu, h) => nu * h * p[^1] },
        { "density times h", (p, nu, h) => Upwind(p, nu, h) / h },
        { "before the step, not after", (p, nu, h) => { Upwind(p, nu, h); return nu * h * p[^1]; } },
        { "go from the last cell down", (p, nu, h) =>
            {
                double left = nu * h * p[^1];
                for (int i = 0; i < p.Length; i++) p[i] -= nu * (p[i] - (i > 0 ? p[i - 1] : 0));
                return left;
            } },
        { "sign", (p, nu, h) => { Array.Reverse(p); double left = Upwind(p, nu, h); Array.Reverse(p); return left; } },
        { "mass", (p, nu, h) => { double left = Upwind(p, nu, h); for (int i = 0; i < p.Length; i++) p[i] *= 1.01; return left; } },
        { "past the end", (p, _, _) => p[p.Length] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string named, Func<double[], double, double, double> step)
    {
        var verdict = ShiftTask.Upwind(step);
        Assert.False(verdict.Right);
        Assert.Contains(named, verdict.Message, StringComparison.Ordinal);
        Assert.StartsWith("not yet: ", verdict.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.7, 0.99, "right")]
    [InlineData(1.9, 0.99, "late")]
    [InlineData(1.5, 0.99, "early")]
    [InlineData(1.7, 0.5, "too small")]
    [InlineData(1.7, 1.5, "too large")]
    [InlineData(double.NaN, 0, "no event")]
    public void An_event_is_judged_by_time_and_size(double time, double size, string said)
        => Assert.Contains(said, ShiftTask.FirstEvent((time, size), 1.7, 0.99, 0.01).ToString(), StringComparison.Ordinal);

    [Fact]
    public void The_quiet_clock_keeps_mass_and_a_steady_density_without_kicks()
    {
        // Without coupling the steady rate is known: what leaves comes back at V_R.
        var model = new Nnlif { B = 0, A = 1 };
        var state = SteadyState.All(model)[0];
        var mesh = Mesh.For(model, minimum: -4, cells: 150);
        var quiet = new QuietClock(model, mesh);
        double[] p = [.. InitialDensity.Steady(state).OnMesh(mesh).Values];
        double time = 0, fired = 0, mass = p.Sum() * mesh.Width;
        while (time < 2)
        {
            double left = quiet.Advance(p);
            p[mesh.ResetCell] += left / mesh.Width;
            (time, fired) = (time + quiet.Step, fired + left);
        }
        Assert.Equal(mass, p.Sum() * mesh.Width, 12);
        Assert.Equal(state.Rate, fired / time, 2e-3 * state.Rate);
        Assert.All(p, x => Assert.True(x >= 0));
        Assert.Throws<ArgumentException>(() => quiet.Advance(new double[3]));
    }
}
