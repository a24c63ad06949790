namespace Spikebook.MeanField;

/// <summary>How far a state below blow-up is from falling.</summary>
/// <param name="Margin">1 - sup F(x)/x: below 0 there is a volley that makes the cascade run away.</param>
/// <param name="CriticalVolley">The smallest outside volley m0 whose cascade becomes macroscopic; infinite where none does.</param>
/// <param name="CriticalCascade">Fraction that fires at the critical volley; 0 where there is none.</param>
/// <param name="Map">The cascade map.</param>
public sealed record Fragility(double Margin, double CriticalVolley, double CriticalCascade, IReadOnlyList<CascadePoint> Map)
{
    const double RoundingOfAll = 1e-12;

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
    /// The smallest outside volley after which an event comes within a time: at once, or because the population that the volley left
    /// closer to threshold runs into one. It is at most the <see cref="CriticalVolley"/>, which asks about the first moment only.
    /// </summary>
    /// <param name="model">Model, with b above 0.</param>
    /// <param name="density">State before the volley; none of it runs into an event by itself.</param>
    /// <param name="patience">Time within which the event must come.</param>
    /// <param name="macroscopic">Fraction of the population from which a cascade is an event.</param>
    /// <param name="precision">Absolute precision of the volley.</param>
    /// <param name="solver">Solver; by default the hybrid scheme at 250 cells.</param>
    /// <param name="cancel">Stops the runs.</param>
    /// <returns>The volley as a fraction of the population; infinite where one of the whole population does not do it; 0 where none is
    /// needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">b, the patience or the precision is not positive.</exception>
    public static double DynamicVolley(Nnlif model, Density density, double patience, double macroscopic = 0.05, double precision = 1e-4,
        IMeanFieldSolver? solver = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(density);
        if (!(patience > 0)) throw new ArgumentOutOfRangeException(nameof(patience),
            FormattableString.Invariant($"patience = {patience} must be above 0"));
        if (!(precision > 0)) throw new ArgumentOutOfRangeException(nameof(precision),
            FormattableString.Invariant($"precision = {precision} must be above 0"));
        solver ??= new Hybrid { Cells = 250 };
        double low = 0, high = Math.Min(1, Of(density, model.B, macroscopic).CriticalVolley + precision);
        if (Fells(0)) return 0;
        if (!Fells(high)) return double.PositiveInfinity;
        while (high - low > precision)
        {
            double middle = 0.5 * (low + high);
            if (Fells(middle)) high = middle;
            else low = middle;
        }
        return high;

        bool Fells(double volley)
        {
            (InitialDensity after, double fired) = AfterVolley(density, model.B, volley);
            return fired >= macroscopic || solver.Run(model, after, patience, cancel: cancel).MainEvents().Any(e => e.Size >= macroscopic);
        }
    }

    /// <summary>
    /// The state right after an outside volley, and the fraction that fired: all are b (m0 + m) higher, the fired are at V_R.
    /// </summary>
    /// <param name="density">State before.</param>
    /// <param name="b">Coupling, above 0.</param>
    /// <param name="volley">Outside volley m0.</param>
    public static (InitialDensity After, double Fired) AfterVolley(Density density, double b, double volley)
    {
        double fired = Cascade.ByFixedPoint(density, b, volley);
        // All fire: nothing is left below V_F, whatever the rounding of sums says.
        if (fired >= 1 - RoundingOfAll) return (InitialDensity.AfterEvent(1, InitialDensity.From(density)), 1);
        var rest = InitialDensity.From(density with { Minimum = density.Minimum + b * (volley + fired) });
        return (fired > 0 ? InitialDensity.AfterEvent(fired, rest) : rest, fired);
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
        if (largest < 1 || largest > neurons) throw new ArgumentOutOfRangeException(nameof(largest),
            $"largest = {largest} is outside 1 … {neurons}");
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
            double probability = Real.Exp(-mean);
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

    /// <summary>
    /// Macroscopic events per unit of time in a finite network at a steady state: of the n N spikes a time, one in a mean cascade starts
    /// one, and it
    /// reaches <paramref name="smallest"/> with the tail's probability.
    /// </summary>
    /// <param name="state">Steady state.</param>
    /// <param name="neurons">Number of neurons n.</param>
    /// <param name="smallest">Fraction of the population that counts as an event.</param>
    /// <remarks>
    /// Spikes are taken as independent. In a network they come in bursts, so that this is an estimate from below: in networks of 300
    /// neurons
    /// at N = 10, cascades of two were as frequent as this says, of three twice and of six seven times as frequent.
    /// </remarks>
    public static double EventRate(SteadyState state, int neurons, double smallest)
    {
        ArgumentNullException.ThrowIfNull(state);
        int largest = Math.Max(2, (int)Math.Ceiling(smallest * neurons));
        IReadOnlyList<double> tail = CascadeTail(state.DensityAt, state.Model.Threshold, state.Model.B, neurons, largest);
        return neurons * state.Rate / tail.Sum() * tail[^1];
    }
}
