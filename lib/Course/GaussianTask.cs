using Spikebook.Figures;
using Spikebook.MeanField;

namespace Spikebook.Course;

/// <summary>
/// "Build the moving Gaussian": checks a reader's step of d theta/dt = -theta + mu + b N, d(s²)/dt = -2 s² + 2 a.
/// </summary>
public static class GaussianTask
{
    /// <summary>Checks a step.</summary>
    /// <param name="step">
    /// The reader's function: the Gaussian, time step dt, drive mu, noise a, and the voltage <c>kicks</c> by which kicks lift it at
    /// a constant rate during the step; returns the Gaussian after it.
    /// </param>
    public static Verdict Step(Func<MovingGaussian, double, double, double, double, MovingGaussian> step) => Verdict.Judge(() =>
    {
        ArgumentNullException.ThrowIfNull(step);
        const double Dt = 0.2, Drive = 0.4, Noise = 0.5;
        var start = new MovingGaussian(0.9, 1, 0.01);
        var (free, exact) = (step(start, Dt, Drive, Noise, 0), start.After(Dt, Drive, Noise, 0));
        if (free == start) return Verdict.No($"nothing has moved; return a new MovingGaussian with the mean and variance after dt");
        if (free.Mass != start.Mass) return Verdict.No($"mass: a Gaussian of mass 0.9 has {free.Mass:g4} after the step; keep it");
        double was = start.Mean - Drive, now = free.Mean - Drive, share = now / was;
        if (!Same(free.Mean, exact.Mean))
        {
            if (share > 1) return Verdict.No($"sign: the mean runs away from the drive; the leak pulls it there, dθ/dt = -(θ - μ)");
            if (Same(share, 1 - Dt) || Same(share, 1 / (1 + Dt)))
                return Verdict.No($"order: that is one step of Euler's method, with an error of order dt; the equation is linear, so solve it");
            if (Same(free.Mean, start.Mean * Real.Exp(-Dt))) return Verdict.No($"the mean falls towards 0 instead of the drive μ");
            return Verdict.No($"without kicks the mean goes from 1 to {free.Mean:0.00000} instead of {exact.Mean:0.00000}");
        }
        if (!Same(free.Variance, exact.Variance)) return Spread(free.Variance, start.Variance, exact.Variance, Dt, Noise);
        var (kicked, full) = (step(start, Dt, Drive, Noise, 0.3), start.After(Dt, Drive, Noise, 0.3));
        double gained = kicked.Mean - exact.Mean, due = full.Mean - exact.Mean;
        if (Same(gained, 0)) return Verdict.No($"the kicks have no effect on the mean");
        if (gained < 0) return Verdict.No($"sign: kicks lift the mean");
        if (Same(gained, 0.3))
            return Verdict.No($"order: kicks that come early in the step have leaked by its end; spread over dt they leave (1 - e^-dt)/dt of themselves");
        if (Same(gained, 0.3 * Real.Exp(-Dt))) return Verdict.No($"order: that is all kicks at the start of the step; they come evenly over it");
        if (!Same(gained, due)) return Verdict.No($"kicks of 0.3 lift the mean by {gained:0.00000} instead of {due:0.00000}");
        if (!Same(kicked.Variance, full.Variance)) return Verdict.No($"kicks are common to all: they must not change the variance");
        var instant = step(start, 0, Drive, Noise, 0.3);
        if (!(Math.Abs(instant.Mean - 1.3) < 1e-12))
            return Verdict.No($"with dt = 0, inside an event, the mean is {instant.Mean:g4} instead of 1.3: divide by dt only where it is not 0");
        var fresh = step(new MovingGaussian(1, 1, 0), 1e-12, 1, 1, 0);
        if (!(Math.Abs(fresh.Variance / 2e-12 - 1) < 1e-6))
            return Verdict.No($"digits: after dt = 1e-12 a point has s² = {fresh.Variance:g6} instead of 2a dt = 2e-12; 1 - e^-x loses digits near 0");
        return Verdict.Yes($"mean, variance and kicks are exact for any step, inside an event too");
    });

    static Verdict Spread(double found, double was, double exact, double dt, double noise)
    {
        if (Same(found, noise + (was - noise) * Real.Exp(-dt)))
            return Verdict.No($"the variance relaxes at the rate 2, twice that of the mean: e^(-2 dt)");
        if (Same(found, 2 * noise + (was - 2 * noise) * Real.Exp(-2 * dt)))
            return Verdict.No($"d(s²)/dt = -2 s² + 2 a rests at s² = a, not at 2 a");
        if (Same(found, was + dt * (2 * noise - 2 * was)))
            return Verdict.No($"order: the variance is one step of Euler's method; its equation is linear, so solve it");
        if (Same(found, was * Real.Exp(-2 * dt))) return Verdict.No($"the noise is missing: the variance only shrinks");
        return Verdict.No($"the variance goes from {was:0.00} to {found:0.00000} instead of {exact:0.00000}");
    }

    static bool Same(double a, double b) => Math.Abs(a - b) < 1e-10;
}
