using MathNet.Numerics.Integration;

namespace Spikebook.MeanField;

/// <summary>
/// Steady states of the NNLIF model: roots of N (I(N) + refractory time) = 1 with
/// I(N) = sqrt(pi) times the integral of erfcx(-x) from x_R to x_F, x_k = (V_k - mu - b N) / sqrt(2 (a + a1 N)).
/// </summary>
/// <remarks>Source: Caceres, Carrillo, Perthame 2011, section 3; Siegert 1951 for the mean first-passage time I.</remarks>
/// <param name="Model">The model.</param>
/// <param name="Rate">Steady firing rate N, to 1e-12 relative.</param>
public sealed record SteadyState(Nnlif Model, double Rate)
{
    const double LowestRate = 1e-14, HighestRate = 1e9;
    const int ScanPoints = 800;

    /// <summary>All steady states with a rate between 1e-14 and 1e9, from the lowest up; empty where there is none.</summary>
    /// <exception cref="ArgumentException">The model is not valid, or its drive depends on time.</exception>
    public static IReadOnlyList<SteadyState> All(Nnlif model)
    {
        model.Validate();
        if (model.Drive is not null)
            throw new ArgumentException("a drive mu(t) has no steady state; give a constant Mu instead of Drive");
        double Defect(double rate) => rate * (MeanPassageTime(model, rate) + model.Refractory) - 1;
        var states = new List<SteadyState>();
        double step = Real.Pow(HighestRate / LowestRate, 1.0 / ScanPoints);
        double before = LowestRate, here = before * step;
        double defectBefore = Defect(before), defectHere = Defect(here);
        if (defectBefore * defectHere < 0) Add(before, here);
        for (int i = 2; i <= ScanPoints; i++)
        {
            double next = here * step, defectNext = Defect(next);
            // Two roots between the points show only as a dip of |defect| that keeps its sign.
            if (Math.Abs(defectHere) <= Math.Abs(defectBefore) && Math.Abs(defectHere) <= Math.Abs(defectNext)
                && defectBefore * defectHere > 0 && defectHere * defectNext > 0)
            {
                double lowest = Dip(Defect, before, next);
                if (Defect(lowest) * defectHere < 0)
                {
                    Add(before, lowest);
                    Add(lowest, next);
                }
            }
            if (defectHere * defectNext <= 0) Add(here, next);
            (before, here, defectBefore, defectHere) = (here, next, defectHere, defectNext);
        }
        return states;

        void Add(double low, double high)
        {
            double rate = Root(Defect, low, high);
            if (states.Count == 0 || rate > states[^1].Rate * (1 + 1e-11)) states.Add(new SteadyState(model, rate));
        }
    }

    /// <summary>The mean time I(N) from V_R to V_F for a neuron under the constant rate <paramref name="rate"/>.</summary>
    public static double MeanPassageTime(Nnlif model, double rate)
    {
        double scale = Math.Sqrt(2 * (model.A + model.A1 * rate));
        return MeanPassageTime(model, model.Mu + model.B * rate, scale);
    }

    /// <summary>Rate of neurons that only a constant drive M = mu + b N moves: N = 1 / (I(M) + refractory time).</summary>
    internal static double RateUnder(Nnlif model, double drive) =>
        1 / (MeanPassageTime(model with { Mu = drive, B = 0 }, 0) + model.Refractory);

    /// <summary>I for a drive <paramref name="centre"/> = mu + b N and a width <paramref name="scale"/> = sqrt(2 (a + a1 N)).</summary>
    static double MeanPassageTime(Nnlif model, double centre, double scale)
    {
        double low = (model.Reset - centre) / scale;
        // The width is taken on its own: as a difference of two large numbers it would lose all digits at high rates.
        double width = (model.Threshold - model.Reset) / scale;
        if (low + width > 26) return double.PositiveInfinity; // above e^676: no neuron ever gets there
        // erfcx varies over a length max(1, |x|) below 0 and 1/x above: panels of that size keep 16 nodes at rounding error.
        double sum = 0;
        for (double from = 0; from < width;)
        {
            double left = low + from;
            double to = Math.Min(width, from + (left < -2 ? -0.4 * left : left > 1 ? 1 / left : 0.8));
            sum += GaussLegendreRule.Integrate(s => ScaledErrorFunction.Erfcx(-(low + s)), from, to, 16);
            from = to;
        }
        return Math.Sqrt(Math.PI) * sum;
    }

    /// <summary>
    /// The steady density p(v) = (N/a) integral from max(v, V_R) to V_F of exp((w - m)²/2a - (v - m)²/2a) dw, m = mu + b N.
    /// </summary>
    public double DensityAt(double v) => v < Model.Threshold ? Integrate(v).Density : 0;

    /// <summary>How many panels of sixteen points the density at a voltage takes.</summary>
    internal int PanelsAt(double v) => Integrate(v).Panels;

    (double Density, int Panels) Integrate(double v)
    {
        double noise = Model.A + Model.A1 * Rate, scale = Math.Sqrt(2 * noise), centre = Model.Mu + Model.B * Rate;
        double x = (v - centre) / scale, low = Math.Max(x, (Model.Reset - centre) / scale), high = (Model.Threshold - centre) / scale;
        double sum = 0;
        int panels = 0;
        for (double left = low; left < high;)
        {
            double right = Math.Min(high, left + 0.5 / Math.Max(1, Math.Abs(left)));
            double panel = GaussLegendreRule.Integrate(w => Real.Exp((w - x) * (w + x)), left, right, 16);
            sum += panel;
            panels++;
            left = right;
            if (panel <= 1e-17 * sum && high * high <= left * left) break; // the integrand only falls from here on
        }
        return (Rate / noise * scale * sum, panels);
    }

    /// <summary>
    /// The coupling at which a rate is steady. For each rate below 1 / refractory time there is exactly one, since the mean passage time
    /// falls
    /// strictly as the drive grows: the steady states form one curve b(N).
    /// </summary>
    /// <param name="model">The model; its B is not used.</param>
    /// <param name="rate">Rate N &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or not below 1 / refractory time.</exception>
    public static double CouplingAt(Nnlif model, double rate)
    {
        model.Validate();
        double passage = 1 / rate - model.Refractory;
        if (!(rate > 0) || !(passage > 0))
            throw new ArgumentOutOfRangeException(nameof(rate), FormattableString.Invariant(
                $"rate = {rate} is not between 0 and 1 / refractory time = {1 / model.Refractory}; give one that is"));
        double scale = Math.Sqrt(2 * (model.A + model.A1 * rate));
        double low = model.Reset, high = model.Threshold, step = scale;
        while (MeanPassageTime(model, low, scale) < passage) low -= step *= 2;
        for (step = scale; MeanPassageTime(model, high, scale) > passage;) high += step *= 2;
        // To the last bit, by the interval alone: MathNet's searches stop at a small |f| too, which is flat here.
        for (int i = 0; i < 200 && high - low > 4e-16 * Math.Max(Math.Abs(low), Math.Abs(high)); i++)
        {
            double middle = 0.5 * (low + high);
            if (MeanPassageTime(model, middle, scale) > passage) low = middle;
            else high = middle;
        }
        return (0.5 * (low + high) - model.Mu) / rate;
    }

    /// <summary>
    /// The fold: the strongest coupling with a steady state, where the quiet and the self-sustained one meet; null where steady states
    /// exist for
    /// every coupling, as with a refractory time.
    /// </summary>
    /// <param name="model">The model; its B is not used.</param>
    public static SteadyState? Fold(Nnlif model)
    {
        if (model.Refractory > 0) return null; // at a high coupling the rate rests just below 1 / refractory time
        // b(N) rises from minus infinity, turns, and sinks to V_F - V_R for large N: first the best of a coarse scan, then golden section
        // between its neighbours (own lines: the search of MathNet.Numerics first widens a bracket, and this one is known).
        const int PerDecade = 12;
        double[] logs = [.. Enumerable.Range(0, 10 * PerDecade + 1).Select(i => -4 + (double)i / PerDecade)];
        double Coupling(double log) => CouplingAt(model, Real.Pow(10, log));
        int best = Enumerable.Range(0, logs.Length).MaxBy(i => Coupling(logs[i]));
        if (best == 0 || best == logs.Length - 1) return null;
        const double Golden = 0.618033988749895;
        double low = logs[best - 1], high = logs[best + 1];
        while (high - low > 1e-8)
        {
            double x1 = high - Golden * (high - low), x2 = low + Golden * (high - low);
            if (Coupling(x1) > Coupling(x2)) high = x2;
            else low = x1;
        }
        double rate = Real.Pow(10, 0.5 * (low + high));
        return new SteadyState(model with { B = CouplingAt(model, rate) }, rate);
    }

    /// <summary>
    /// The branches of steady states over the coupling: all of them at <paramref name="points"/> values of b from
    /// <paramref name="from"/> to <paramref name="to"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Fewer than two points.</exception>
    public static IReadOnlyList<SteadyState> OverCoupling(Nnlif model, double from, double to, int points)
    {
        if (points < 2) throw new ArgumentException($"points = {points} is below 2; use at least 2");
        return [.. Enumerable.Range(0, points).SelectMany(i => All(model with { B = from + (to - from) * i / (points - 1) }))];
    }

    static double Root(Func<double, double> f, double low, double high)
    {
        double atLow = f(low);
        if (atLow == 0) return low;
        // Brent's accuracy is one of f too, whose slope falls like 1/N²: above 1 the interval alone must decide. So it does in the halving
        // where Brent gives up; MathNet's own halving asks for a small difference of f besides.
        return MathNet.Numerics.RootFinding.Brent.TryFindRoot(f, low, high, low < 1 ? 1e-15 * low : 1e-300, 200,
            out double root) ? root : Bisect();

        double Bisect()
        {
            for (int i = 0; i < 200 && high - low > 1e-15 * high; i++)
            {
                double middle = 0.5 * (low + high);
                if (f(middle) * atLow > 0) low = middle;
                else high = middle;
            }
            return 0.5 * (low + high);
        }
    }

    /// <summary>
    /// Golden-section search for the smallest |f|, which ends early where f changes its sign: that is why it is not MathNet's, which
    /// cannot.
    /// </summary>
    static double Dip(Func<double, double> f, double low, double high)
    {
        const double Golden = 0.618033988749895;
        double x1 = high - Golden * (high - low), x2 = low + Golden * (high - low);
        double f1 = Math.Abs(f(x1)), f2 = Math.Abs(f(x2));
        double sign = Math.Sign(f(low));
        while (high - low > 1e-10 * high)
        {
            if (f(x1) * sign < 0) return x1;
            if (f(x2) * sign < 0) return x2;
            if (f1 < f2) (high, x2, f2, x1) = (x2, x1, f1, x2 - Golden * (x2 - low));
            else (low, x1, f1, x2) = (x1, x2, f2, x1 + Golden * (high - x1));
            (f1, f2) = (Math.Abs(f(x1)), Math.Abs(f(x2)));
        }
        return 0.5 * (low + high);
    }
}
