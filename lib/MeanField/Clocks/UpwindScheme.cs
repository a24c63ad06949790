using MathNet.Numerics.RootFinding;

namespace Spikebook.MeanField;

/// <summary>
/// A first-order scheme to measure the others against, not to use: the dilated equation with upwind transport by half a cell a step
/// and implicit Euler relaxation, dt found by bisection. It shares nothing with them but the mesh and the start.
/// </summary>
public sealed class UpwindScheme
{
    const double LongestStep = 2e-3, Courant = 0.5;
    readonly Nnlif _model;
    readonly Mesh _mesh;
    readonly double[] _trial, _ratio;
    readonly double[] _density;
    long _solves;

    UpwindScheme(Nnlif model, InitialDensity start, int cells)
    {
        (_model, _mesh) = (model, Mesh.For(model, -4, cells));
        _density = [.. start.OnMesh(_mesh).Values];
        (_trial, _ratio) = (new double[cells], new double[cells]);
    }

    /// <summary>Time and size of the first event.</summary>
    /// <param name="model">Model with constant drive and b above 0, without delay and refractory time.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="cells">Cells of the mesh from v = -4 to V_F.</param>
    /// <returns>The time is NaN where no event comes before t = 100.</returns>
    /// <exception cref="ArgumentOutOfRangeException">b is not above 0.</exception>
    public static UpwindEvent FirstEvent(Nnlif model, InitialDensity start, int cells)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        if (!(model.B > 0)) throw new ArgumentOutOfRangeException(nameof(model),
            FormattableString.Invariant($"b = {model.B} must be above 0: without excitation there is no event"));
        var scheme = new UpwindScheme(model, start, cells);
        double h = scheme._mesh.Width, share = Courant * h / model.B, time = 0, fired = 0, queue = 0;
        while (time < 100)
        {
            double ready = queue + Courant * h * scheme._density[^1];
            if (ready >= share)
            {
                queue = ready - share;
                fired += share;
                scheme.Transport(Courant, source: 0);
                continue;
            }
            if (fired > 0.05) return new(time, fired + queue, scheme._solves);
            double dt = scheme.FindStep(share - queue, out double left, out double fraction);
            double counted = fraction * h / model.B;
            queue = Math.Max(0, queue + left - counted);
            scheme._trial.CopyTo(scheme._density, 0);
            scheme.Transport(fraction, counted / h);
            (time, fired) = (time + dt, 0);
        }
        return new(double.NaN, 0, scheme._solves);
    }

    /// <summary>
    /// The event that first-order upwind transport makes of a density, for a small Courant number: by the time tau each point is spread
    /// over a normal
    /// distribution of variance h b tau, so that the size solves m = integral of p(v) Phi((v - V_F + b m) / sqrt(h b m)) dv.
    /// </summary>
    /// <param name="before">Density before the event, with a size below 0.95.</param>
    /// <param name="b">Coupling, above 0.</param>
    /// <param name="width">Cell width h of the scheme.</param>
    /// <exception cref="ArgumentOutOfRangeException">b or the width is not above 0, or no size between 0.3 and 0.95 solves the
    /// equation.</exception>
    public static double BlurredSize(Density before, double b, double width)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (!(b > 0)) throw new ArgumentOutOfRangeException(nameof(b), FormattableString.Invariant($"b = {b} must be above 0"));
        if (!(width > 0)) throw new ArgumentOutOfRangeException(nameof(width),
            FormattableString.Invariant($"width = {width} must be above 0"));
        IReadOnlyList<DensityPoint> points = before.Points;
        double Fired(double m) => before.Width * points.Sum(x =>
            x.P * 0.5 * Real.Erfc((before.Threshold - b * m - x.V) / Math.Sqrt(2 * width * b * m)));
        return Brent.TryFindRoot(m => Fired(m) - m, 0.3, 0.95, 1e-10, 100, out double size) ? size
            : throw new ArgumentOutOfRangeException(nameof(before),
                "no size between 0.3 and 0.95 solves m = F_h(m); give the density before a partial event");
    }

    /// <summary>
    /// dt for which the wanted mass leaves by diffusion and transport; the longest one, with fewer kicks, where little fires.
    /// </summary>
    double FindStep(double wanted, out double left, out double fraction)
    {
        double h = _mesh.Width, low = 0, high = LongestStep;
        double diffused = Relax(high);
        left = diffused + Courant * h * _trial[^1];
        fraction = Courant;
        if (left < wanted)
        {
            fraction = Math.Min(Courant, diffused * _model.B / h / (1 - _model.B * _trial[^1]));
            left = diffused + fraction * h * _trial[^1];
            return LongestStep;
        }
        for (int i = 0; i < 30; i++)
        {
            double dt = 0.5 * (low + high);
            left = Relax(dt) + Courant * h * _trial[^1];
            if (left > wanted) high = dt;
            else low = dt;
        }
        return low;
    }

    /// <summary>Implicit Euler for d/dv[(v - mu) p] + a d²p/dv² with p = 0 at V_F; returns what leaves.</summary>
    double Relax(double dt)
    {
        int n = _density.Length;
        double h = _mesh.Width, diffusion = dt * _model.A / (h * h), r = 0, previous = 0, up = 0, down = 0;
        for (int i = 0; i < n; i++)
        {
            double drift = 0.5 * dt * (_model.Mu - _mesh.Face(i + 1)) / h;
            double upNext = i == n - 1 ? 2 * diffusion : diffusion + drift, downNext = i == n - 1 ? 0 : diffusion - drift;
            double pivot = 1 / (1 + down + upNext - up * r);
            _ratio[i] = r = downNext * pivot;
            _trial[i] = previous = (_density[i] + up * previous) * pivot;
            (up, down) = (upNext, downNext);
        }
        for (int i = n - 2; i >= 0; i--) _trial[i] += _ratio[i] * _trial[i + 1];
        _solves++;
        return 2 * diffusion * h * _trial[^1];
    }

    void Transport(double fraction, double source)
    {
        for (int i = _density.Length - 1; i > 0; i--) _density[i] += fraction * (_density[i - 1] - _density[i]);
        _density[0] -= fraction * _density[0];
        _density[_mesh.ResetCell] += source;
    }
}
