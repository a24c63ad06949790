namespace Spikebook.MeanField;

/// <summary>How far a state below blow-up is from falling.</summary>
/// <param name="Margin">1 - sup F(x)/x: below 0 there is a volley that makes the cascade run away.</param>
/// <param name="CriticalVolley">The smallest outside volley m0 whose cascade becomes macroscopic; infinite where none does.</param>
/// <param name="CriticalCascade">Fraction that fires at the critical volley; 0 where there is none.</param>
/// <param name="Map">The cascade map.</param>
public sealed record Fragility(double Margin, double CriticalVolley, double CriticalCascade, IReadOnlyList<CascadePoint> Map)
{
    /// <summary>A finite push fells it.</summary>
    public bool IsFragile => double.IsFinite(CriticalVolley);

    /// <summary>The fragility of a density.</summary>
    /// <param name="density">Density.</param>
    /// <param name="b">Coupling, above 0.</param>
    /// <param name="macroscopic">Jump of the cascade, as a fraction of the population, that counts as an event.</param>
    public static Fragility Of(Density density, double b, double macroscopic = 0.05)
    {
        IReadOnlyList<CascadePoint> map = Cascade.Map(density, b);
        double steepest = map.Skip(1).Max(point => point.Carried / point.X);
        // The cascade of m0 stops at the first x with x - F(x) >= m0: it jumps where the gap has a peak that it regains only later.
        double peak = 0, peakX = 0;
        for (int i = 1; i < map.Count; i++)
        {
            if (map[i].Gap < peak) continue;
            if (map[i].X - peakX > macroscopic && i > 0 && map[i - 1].Gap < peak)
            {
                CascadePoint before = map[i - 1];
                double x = before.X + (map[i].X - before.X) * (peak - before.Gap) / (map[i].Gap - before.Gap);
                return new Fragility(1 - steepest, peak, x - peak, map);
            }
            (peak, peakX) = (map[i].Gap, map[i].X);
        }
        return map[^1].Gap < peak
            ? new Fragility(1 - steepest, peak, map[^1].Carried, map)
            : new Fragility(1 - steepest, double.PositiveInfinity, 0, map);
    }

    /// <summary>
    /// Probability that a cascade which one spike starts reaches at least k neurons, k = 1 … <paramref name="largest"/>, in a network of
    /// n neurons: every neuron that fires opens a strip of b/n below threshold that holds a Poisson number of others, of mean
    /// b p(V_F - b j/n) for the j-th; the number of those still to fire is a random walk that ends at 0.
    /// </summary>
    /// <param name="density">Density p(v); its value at V_F itself is taken as given.</param>
    /// <param name="threshold">V_F.</param>
    /// <param name="b">Coupling, above 0.</param>
    /// <param name="neurons">Number of neurons n.</param>
    /// <param name="largest">Largest size wanted.</param>
    /// <remarks>With constant b p = lambda the sizes have the Borel distribution e^(-lambda k) (lambda k)^(k-1) / k!.</remarks>
    public static IReadOnlyList<double> CascadeTail(Func<double, double> density, double threshold, double b, int neurons, int largest)
    {
        ArgumentNullException.ThrowIfNull(density);
        if (!(b > 0)) throw new ArgumentOutOfRangeException(nameof(b), FormattableString.Invariant($"b = {b} must be above 0"));
        if (neurons < 2) throw new ArgumentOutOfRangeException(nameof(neurons), $"neurons = {neurons} is below 2");
        if (largest < 1 || largest > neurons) throw new ArgumentOutOfRangeException(nameof(largest), $"largest = {largest} is outside 1 … {neurons}");
        int width = Math.Min(largest + 2, 200 + 12 * (int)Math.Sqrt(largest));
        double[] waiting = new double[width], next = new double[width], poisson = new double[64];
        var tail = new double[largest];
        double alive = 0, surely = 0; // "surely": walks so high that they will not come back within the sizes wanted
        waiting[1] = 1;
        for (int fired = 1; fired <= largest; fired++)
        {
            alive = surely;
            for (int s = 1; s < width; s++) alive += waiting[s];
            tail[fired - 1] = alive;
            double mean = Math.Max(0, b * density(threshold - b * (fired - 0.5) / neurons));
            int terms = 0;
            double probability = Math.Exp(-mean);
            for (; terms < poisson.Length && (terms < mean || probability > 1e-17); terms++)
            {
                poisson[terms] = probability;
                probability *= mean / (terms + 1);
            }
            Array.Clear(next);
            for (int s = 1; s < width; s++)
            {
                if (waiting[s] < 1e-300) continue;
                for (int k = 0; k < terms; k++)
                {
                    int to = s - 1 + k;
                    if (to >= width) surely += waiting[s] * poisson[k];
                    else next[to] += waiting[s] * poisson[k];
                }
            }
            next[0] = 0;
            (waiting, next) = (next, waiting);
        }
        return tail;
    }

    /// <summary>Macroscopic events per unit of time in a finite network at a steady state: n N spikes a time, each with the tail's probability at <paramref name="smallest"/>.</summary>
    /// <param name="state">Steady state.</param>
    /// <param name="neurons">Number of neurons n.</param>
    /// <param name="smallest">Fraction of the population that counts as an event.</param>
    /// <remarks>Spikes that follow each other within the time in which the strip near threshold refills are not independent: an estimate for rare events.</remarks>
    public static double EventRate(SteadyState state, int neurons, double smallest)
    {
        ArgumentNullException.ThrowIfNull(state);
        int largest = Math.Max(2, (int)Math.Ceiling(smallest * neurons));
        return neurons * state.Rate * CascadeTail(state.DensityAt, state.Model.Threshold, state.Model.B, neurons, largest)[^1];
    }
}
