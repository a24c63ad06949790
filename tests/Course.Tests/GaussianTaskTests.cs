using Spikebook.MeanField;

namespace Spikebook.Course.Tests;

public sealed class GaussianTaskTests
{
    static double Lost(double x) => x < 1e-3 ? x * (1 - x / 2 * (1 - x / 3 * (1 - x / 4))) : 1 - Math.Exp(-x);

    [Fact]
    public void The_library_s_own_step_is_right()
        => Assert.True(GaussianTask.Step((g, dt, mu, a, kicks) => g.After(dt, mu, a, kicks)).Right);

    public static TheoryData<string, Func<MovingGaussian, double, double, double, double, MovingGaussian>> Mistakes => new()
    {
        { "nothing has moved", (g, _, _, _, _) => g },
        { "mass", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Mass = 1 } },
        { "runs away", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Mean = g.Mean + (g.Mean - mu) * Lost(dt) } },
        { "Euler", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Mean = g.Mean + dt * (mu - g.Mean) } },
        { "towards 0", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Mean = g.Mean * Math.Exp(-dt) } },
        { "at the rate 2", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Variance = a + (g.Variance - a) * Math.Exp(-dt) } },
        { "not at 2 a", (g, dt, mu, a, k) => g.After(dt, mu, 2 * a, k) },
        { "noise is missing", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Variance = g.Variance * Math.Exp(-2 * dt) } },
        { "no effect", (g, dt, mu, a, _) => g.After(dt, mu, a, 0) },
        { "kicks lift", (g, dt, mu, a, k) => g.After(dt, mu, a, -k) },
        { "have leaked", (g, dt, mu, a, k) => g.After(dt, mu, a, 0) with { Mean = g.After(dt, mu, a, 0).Mean + k } },
        { "must not change the variance", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Variance = g.After(dt, mu, a, k).Variance + k * k } },
        { "dt = 0", (g, dt, mu, a, k) => g.After(dt, mu, a, dt > 0 ? k : 0) },
        { "digits", (g, dt, mu, a, k) => g.After(dt, mu, a, k) with { Variance = g.Variance + (a - g.Variance) * (1 - Math.Exp(-2 * dt)) } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string named, Func<MovingGaussian, double, double, double, double, MovingGaussian> step)
    {
        var verdict = GaussianTask.Step(step);
        Assert.False(verdict.Right);
        Assert.Contains(named, verdict.Message, StringComparison.Ordinal);
    }
}
