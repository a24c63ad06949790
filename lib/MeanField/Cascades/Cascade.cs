namespace Spikebook.MeanField;

/// <summary>
/// The cascade of a multiple firing event. After a fraction m has fired all are b m higher; F(m) is the mass in [V_F - b m, V_F].
/// An outside volley m0 starts it; it stops at the first total x = m0 + m with F(x) = m, that is x - F(x) = m0.
/// </summary>
/// <remarks>Densities are constant in each cell, so F is linear between multiples of h/b and every number here is exact to
/// rounding.</remarks>
public static class Cascade
{
    /// <summary>Fraction that fires, by the fixed point F(m0 + m) = m: the first zero of x - F(x) - m0, knot by knot.</summary>
    /// <param name="density">Density before.</param>
    /// <param name="b">Coupling, above 0.</param>
    /// <param name="volley">Outside volley m0; with 0 the cascade starts by itself where b p(V_F) &gt; 1.</param>
    /// <returns>m*, without the volley.</returns>
    /// <exception cref="ArgumentOutOfRangeException">b is not positive or the volley negative.</exception>
    public static double ByFixedPoint(Density density, double b, double volley = 0)
    {
        Check(density, b, volley);
        double share = density.Width / b;
        if (volley == 0 && b * density.Values[^1] <= 1) return 0;
        double x = 0, fired = 0;
        for (int cell = density.Cells - 1; cell >= 0; cell--)
        {
            double next = fired + density.Values[cell] * density.Width;
            double gapHere = x - fired - volley, gapNext = x + share - next - volley;
            if (gapNext >= 0 && (x > 0 || volley > 0)) return fired + (next - fired) * gapHere / (gapHere - gapNext);
            (x, fired) = (x + share, next);
        }
        return fired;
    }

    /// <summary>
    /// The same by the queue of the dilated clock: d tau = fraction counted, dq/d tau = b p(V_F) - 1 with everything moving up at speed b;
    /// q starts at m0 and the event ends when q returns to 0.
    /// </summary>
    /// <inheritdoc cref="ByFixedPoint"/>
    public static double ByQueue(Density density, double b, double volley = 0)
    {
        Check(density, b, volley);
        double share = density.Width / b, queue = volley, tau = 0;
        if (volley == 0 && b * density.Values[^1] <= 1) return 0;
        for (int cell = density.Cells - 1; cell >= 0; cell--)
        {
            double growth = b * density.Values[cell] - 1;
            if (queue + growth * share <= 0) return tau + queue / -growth - volley;
            queue += growth * share;
            tau += share;
        }
        return tau + queue - volley; // nobody is left: the queue runs empty at speed 1
    }

    /// <summary>The same for single neurons: sorted by voltage, each that fires kicks all others by b/n; one walk.</summary>
    /// <param name="voltages">Voltages before; those at or above V_F fire by themselves.</param>
    /// <param name="threshold">V_F.</param>
    /// <param name="b">Coupling.</param>
    /// <param name="volley">Outside volley m0, as a fraction of the population.</param>
    /// <returns>Fraction that fires, without the volley.</returns>
    public static double OfParticles(IReadOnlyList<double> voltages, double threshold, double b, double volley = 0)
    {
        ArgumentNullException.ThrowIfNull(voltages);
        double[] sorted = [.. voltages];
        Array.Sort(sorted);
        int n = sorted.Length, fired = 0;
        while (fired < n && sorted[n - 1 - fired] >= threshold - b * (volley + (double)fired / n)) fired++;
        return (double)fired / n;
    }

    /// <summary>The picture of the map: F and the diagonal at the knots x = k h / b up to x = 2.</summary>
    public static IReadOnlyList<CascadePoint> Map(Density density, double b)
    {
        Check(density, b, 0);
        double share = density.Width / b, fired = 0;
        var points = new List<CascadePoint> { new(0, 0) };
        for (int i = 1; i <= density.Cells && (i - 1) * share < 2; i++)
        {
            fired += density.Values[^i] * density.Width;
            points.Add(new CascadePoint(i * share, fired));
        }
        return points;
    }

    static void Check(Density density, double b, double volley)
    {
        ArgumentNullException.ThrowIfNull(density);
        if (!(b > 0)) throw new ArgumentOutOfRangeException(nameof(b),
            FormattableString.Invariant($"b = {b} must be above 0: without excitation there is no cascade"));
        if (!(volley >= 0)) throw new ArgumentOutOfRangeException(nameof(volley),
            FormattableString.Invariant($"volley = {volley} must not be below 0"));
    }
}
