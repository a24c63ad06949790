namespace Spikebook.Spiking;

/// <summary>Lambert's W on its principal branch, w exp(w) = z, for -1/e &lt; z &lt; 0.</summary>
/// <remarks>Halley's iteration. Source: R. M. Corless et al., Adv Comput Math 5, 329 (1996), eqs. 4.22 and 5.9.</remarks>
static class LambertW
{
    const int MostSteps = 50;

    public static double Principal(double z)
    {
        double p = Math.Sqrt(Math.Max(0, 2 * (Math.E * z + 1)));
        double w = z < -0.25 ? -1 + p * (1 - p / 3 + 11 * p * p / 72) : z * (1 - z + 1.5 * z * z);
        for (int step = 0; step < MostSteps; step++)
        {
            double e = Real.Exp(w), f = w * e - z;
            double change = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
            if (!double.IsFinite(change)) break;
            w -= change;
            if (Math.Abs(change) <= 1e-16 * Math.Abs(w)) break;
        }
        return w;
    }
}
