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
    const double LowestRate = 1e-14, HighestRate = 1e5; // above it N I(N) differs from its limit (V_F - V_R) / b by rounding where b is near V_F - V_R
    const int ScanPoints = 4_000;

    /// <summary>All steady states with a rate between 1e-14 and 1e5, from the lowest up; empty where there is none.</summary>
    /// <exception cref="ArgumentException">The model is not valid, or its drive depends on time.</exception>
    public static IReadOnlyList<SteadyState> All(Nnlif model)
    {
        model.Validate();
        if (model.Drive is not null)
            throw new ArgumentException("a drive mu(t) has no steady state; give a constant Mu instead of Drive");
        double Defect(double rate) => rate * (MeanPassageTime(model, rate) + model.Refractory) - 1;
        var states = new List<SteadyState>();
        double step = Math.Pow(HighestRate / LowestRate, 1.0 / ScanPoints);
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
        double centre = model.Mu + model.B * rate;
        double low = (model.Reset - centre) / scale, high = (model.Threshold - centre) / scale;
        if (high > 26) return double.PositiveInfinity; // above e^676: no neuron ever gets there
        // erfcx varies over a length max(1, |x|) below 0 and 1/x above: panels of that size keep 16 nodes at rounding error.
        double sum = 0;
        for (double left = low; left < high;)
        {
            double right = Math.Min(high, left + (left < -2 ? -0.4 * left : left > 1 ? 1 / left : 0.8));
            sum += GaussLegendreRule.Integrate(x => ScaledErrorFunction.Erfcx(-x), left, right, 16);
            left = right;
        }
        return Math.Sqrt(Math.PI) * sum;
    }

    /// <summary>
    /// The steady density p(v) = (N/a) integral from max(v, V_R) to V_F of exp((w - m)²/2a - (v - m)²/2a) dw, m = mu + b N.
    /// </summary>
    public double DensityAt(double v)
    {
        if (v >= Model.Threshold) return 0;
        double noise = Model.A + Model.A1 * Rate, scale = Math.Sqrt(2 * noise), centre = Model.Mu + Model.B * Rate;
        double x = (v - centre) / scale, low = Math.Max(x, (Model.Reset - centre) / scale), high = (Model.Threshold - centre) / scale;
        double sum = 0;
        for (double left = low; left < high;)
        {
            double right = Math.Min(high, left + 0.5 / Math.Max(1, Math.Abs(left)));
            double panel = GaussLegendreRule.Integrate(w => Math.Exp((w - x) * (w + x)), left, right, 16);
            sum += panel;
            left = right;
            if (panel < 1e-17 * sum && high * high <= left * left) break; // the integrand only falls from here on
        }
        return Rate / noise * scale * sum;
    }

    /// <summary>The steady density as cell averages on a mesh (eight-point Gauss rule in each cell).</summary>
    public Density Density(Mesh mesh) => InitialDensity.Steady(this).OnMesh(mesh);

    /// <summary>Growth rates of small disturbances about this state; see <see cref="LinearStability"/>.</summary>
    /// <param name="cells">Cells of the mesh on which the linearised operator is written down.</param>
    public LinearStability Stability(int cells = 240) => LinearStability.Of(this, cells);

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
        return MathNet.Numerics.RootFinding.Brent.TryFindRoot(f, low, high, 1e-15 * low, 200, out double root) ? root : Bisect();

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

    /// <summary>Golden-section search for the smallest |f|.</summary>
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
