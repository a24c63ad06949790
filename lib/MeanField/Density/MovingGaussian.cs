namespace Spikebook.MeanField;

/// <summary>
/// Mass that sits closer together than a cell, carried outside the mesh as a Gaussian:
/// d theta/dt = -theta + mu + b N, d(s²)/dt = -2 s² + 2 a, theta = V_R and s = 0 when it leaves an event.
/// </summary>
/// <param name="Mass">Its mass.</param>
/// <param name="Mean">Its middle theta.</param>
/// <param name="Variance">Its variance s².</param>
public readonly record struct MovingGaussian(double Mass, double Mean, double Variance)
{
    /// <summary>
    /// After the time <paramref name="dt"/> under constant drive and noise, while kicks moved it by <paramref name="kicks"/> = b d tau
    /// at a constant rate (exact for both, in closed form).
    /// </summary>
    public MovingGaussian After(double dt, double drive, double noise, double kicks)
    {
        double lost = OneMinusExp(dt), lostTwice = OneMinusExp(2 * dt);
        double share = dt > 0 ? lost / dt : 1; // a kick decays on average to this share of itself
        return this with { Mean = Mean + (drive - Mean) * lost + kicks * share, Variance = Variance + (noise - Variance) * lostTwice };
    }

    /// <summary>After the kicks of a fraction <paramref name="fired"/> at once: b up, and 2 a1 more variance per unit fired.</summary>
    public MovingGaussian Kicked(double fired, double b, double a1) =>
        this with { Mean = Mean + b * fired, Variance = Variance + 2 * a1 * fired };

    /// <summary>1 - exp(-x), by its series near 0.</summary>
    static double OneMinusExp(double x) => x < 1e-3 ? x * (1 - x / 2 * (1 - x / 3 * (1 - x / 4 * (1 - x / 5)))) : 1 - Real.Exp(-x);

    /// <summary>Adds it to cell averages; the mass is exact: what lies beyond the ends goes into the end cells.</summary>
    public void LayOnto(Mesh mesh, Span<double> density)
    {
        double scale = Math.Sqrt(2 * Variance), amount = Mass / mesh.Width;
        if (scale < 1e-3 * mesh.Width)
        {
            // A point: shared between the two nearest cells so that its mean is kept.
            double x = Math.Clamp((Mean - mesh.Minimum) / mesh.Width - 0.5, 0, mesh.Cells - 1);
            int i = Math.Min((int)x, mesh.Cells - 2);
            density[i] += amount * (1 - (x - i));
            density[i + 1] += amount * (x - i);
            return;
        }
        // Nine deviations to either side hold all that a double can tell.
        double reach = 9 / Math.Sqrt(2) * scale;
        int first = (int)Math.Clamp((Mean - reach - mesh.Minimum) / mesh.Width, 0, mesh.Cells - 1);
        int last = (int)Math.Clamp((Mean + reach - mesh.Minimum) / mesh.Width, first, mesh.Cells - 1);
        double left = double.NegativeInfinity;
        for (int i = first; i <= last; i++)
        {
            double right = i == last ? double.PositiveInfinity : (mesh.Face(i + 1) - Mean) / scale;
            density[i] += amount * InitialDensity.GaussianMass(left, right);
            left = right;
        }
    }
}
