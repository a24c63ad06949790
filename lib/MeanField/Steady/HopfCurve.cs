using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace Spikebook.MeanField;

/// <summary>Where a pair of disturbances of a steady state of one population neither grows nor dies out: a Hopf bifurcation.</summary>
/// <param name="Parameter">The parameter in which the curve is followed.</param>
/// <param name="B">Coupling.</param>
/// <param name="Rate">Rate N of the steady state.</param>
/// <param name="Frequency">Angular frequency omega of the disturbance.</param>
public sealed record HopfPoint(double Parameter, double B, double Rate, double Frequency);

/// <summary>
/// The boundary of stability of one population's steady state, with or without a delay D: 1 = b e^(-i omega D) R(i omega), R being the
/// answer of the rate to the drive (<see cref="NetworkStability"/>). In the unknowns M (the drive with the kicks, M = mu + b N), omega
/// and a parameter, N = 1 / I(M) and b = (M - mu) / N are explicit, and the curve is followed by pseudo-arclength.
/// </summary>
/// <remarks>Source of the continuation: Keller 1977; of the condition: Brunel 2000, doi:10.1023/A:1008925309027.</remarks>
public static class HopfCurve
{
    /// <summary>Places on the curve of steady states of a model where a pair of disturbances changes from dying out to growing.</summary>
    /// <param name="model">Model; its B is not used.</param>
    /// <param name="parameter">What the parameter is there.</param>
    /// <param name="drives">Drives with kicks M to look between, ascending: those above mu are excitation, those below inhibition.</param>
    /// <param name="cells">Cells of the mesh of the linearised operator.</param>
    /// <param name="highest">Highest angular frequency.</param>
    /// <exception cref="ArgumentException">Fewer than two drives.</exception>
    public static IReadOnlyList<HopfPoint> Places(Nnlif model, double parameter, IReadOnlyList<double> drives, int cells = 400,
        double highest = 400)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(drives);
        if (drives.Count < 2) throw new ArgumentException($"{drives.Count} drives leave nothing between them; give at least two");
        var found = new List<HopfPoint>();
        int before = Growing(drives[0]);
        for (int i = 1; i < drives.Count; i++)
        {
            int here = Growing(drives[i]);
            if (here != before && Between(drives[i - 1], drives[i], before) is { } place) found.Add(place);
            before = here;
        }
        return found;

        int Growing(double drive) => At(model, drive, cells).CountRightOf(0, highest);

        HopfPoint? Between(double low, double high, int atLow)
        {
            for (int i = 0; i < 12; i++)
            {
                double middle = 0.5 * (low + high);
                if (Growing(middle) == atLow) low = middle;
                else high = middle;
            }
            var state = At(model, high, cells);
            double omega = Enumerable.Range(1, 2_000).Select(k => k * highest / 2_000)
                .MinBy(w => state.Determinant(new Complex(0, w)).Magnitude);
            double[]? z = Corrected(_ => model, [high, omega, parameter], [0, 0, 1], cells);
            return z is null ? null : PointAt(model, z);
        }
    }

    /// <summary>Follows the curve.</summary>
    /// <param name="models">The model at any value of the parameter; B is not used.</param>
    /// <param name="from">A place on it, for instance of <see cref="Places"/>.</param>
    /// <param name="step">First step in the parameter, of either sign.</param>
    /// <param name="points">Points wanted.</param>
    /// <param name="lowest">The curve is left below this value of the parameter.</param>
    /// <param name="highest">And above this one.</param>
    /// <param name="cells">Cells of the mesh of the linearised operator.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <returns>The places in order; fewer than wanted where the curve leaves the range or cannot be followed on.</returns>
    public static IReadOnlyList<HopfPoint> Follow(Func<double, Nnlif> models, HopfPoint from, double step, int points, double lowest,
        double highest, int cells = 400, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(from);
        Nnlif first = models(from.Parameter);
        double[] z = [first.Mu + from.B * from.Rate, from.Frequency, from.Parameter];
        double[] tangent = [0, 0, Math.Sign(step)];
        double length = 1, parameterScale = Math.Abs(step);
        var curve = new List<HopfPoint> { from };
        while (curve.Count < points && z[2] >= lowest && z[2] <= highest && length > 1e-3)
        {
            cancel.ThrowIfCancellationRequested();
            // Each unknown in its own measure, so that a step is about a tenth of M and omega, or one step of the parameter.
            double[] scale = [0.1 * (1 + Math.Abs(z[0])), 0.1 * z[1], parameterScale];
            double[] start = [.. z.Select((v, i) => v + length * tangent[i] * scale[i])];
            double[]? next = start[1] > 0 ? Corrected(models, start, [.. tangent.Select((t, i) => t / scale[i])], cells) : null;
            if (next is null || (curve.Count > 1 && Distance(next, start, scale) > 0.5 * length))
            {
                length *= 0.5;
                continue;
            }
            double[] moved = [.. next.Select((v, i) => (v - z[i]) / scale[i])];
            double size = Math.Sqrt(moved.Sum(v => v * v));
            tangent = [.. moved.Select(v => v / size)];
            z = next;
            curve.Add(PointAt(models(z[2]), z));
            length = Math.Min(1, 1.5 * length);
        }
        return curve;
    }

    /// <summary>The curve at given values of the parameter, each sought from the one before; it must have no fold between them.</summary>
    /// <param name="models">The model at any value of the parameter; B is not used.</param>
    /// <param name="from">A place on the curve.</param>
    /// <param name="values">Values of the parameter, in the order in which they are reached from there.</param>
    /// <param name="cells">Cells of the mesh of the linearised operator.</param>
    /// <returns>The places, as many as could be reached.</returns>
    public static IReadOnlyList<HopfPoint> Through(Func<double, Nnlif> models, HopfPoint from, IEnumerable<double> values, int cells = 400)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(values);
        double[] z = [models(from.Parameter).Mu + from.B * from.Rate, from.Frequency, from.Parameter], slope = [0, 0, 0];
        var places = new List<HopfPoint>();
        foreach (double value in values)
        {
            double step = value - z[2];
            for (int tries = 0; z[2] != value && tries < 40; tries++)
            {
                double to = Math.Abs(step) < 0.999 * Math.Abs(value - z[2]) ? z[2] + step : value;
                double[] start = [z[0] + slope[0] * (to - z[2]), z[1] + slope[1] * (to - z[2]), to];
                // A place on the same curve is near the secant's; far from it is another curve.
                if (start[1] > 0 && Corrected(models, start, [0, 0, 1], cells) is { } next && Math.Abs(next[1] - start[1]) < 0.1 * start[1])
                {
                    slope = [(next[0] - z[0]) / (to - z[2]), (next[1] - z[1]) / (to - z[2]), 0];
                    z = [next[0], next[1], to];
                }
                else step *= 0.5;
            }
            if (z[2] != value) break;
            places.Add(PointAt(models(value), z));
        }
        return places;
    }

    /// <summary>Newton's method on the plane through a start, normal to a direction; null where it does not converge.</summary>
    static double[]? Corrected(Func<double, Nnlif> models, double[] start, double[] normal, int cells)
    {
        double[] z = [.. start];
        var slopes = Matrix<double>.Build.Dense(3, 3);
        for (int trial = 0; trial < 12; trial++)
        {
            Complex here = Defect(z);
            for (int j = 0; j < 3; j++)
            {
                double change = 1e-6 * (1 + Math.Abs(z[j]));
                double[] moved = [.. z];
                moved[j] += change;
                Complex slope = (Defect(moved) - here) / change;
                (slopes[0, j], slopes[1, j], slopes[2, j]) = (slope.Real, slope.Imaginary, normal[j]);
            }
            double plane = z.Select((v, i) => normal[i] * (v - start[i])).Sum();
            Vector<double> step = slopes.Solve(Vector<double>.Build.Dense([-here.Real, -here.Imaginary, -plane]));
            if (!step.ForAll(double.IsFinite)) return null;
            for (int j = 0; j < 3; j++) z[j] += step[j];
            if (!(z[1] > 0)) return null;
            if (Enumerable.Range(0, 3).All(j => Math.Abs(step[j]) < 1e-8 * (1 + Math.Abs(z[j])))) return z;
        }
        return null;

        Complex Defect(double[] at) => At(models(at[2]), at[0], cells).Determinant(new Complex(0, at[1]));
    }

    static NetworkStability At(Nnlif model, double drive, int cells)
    {
        double rate = SteadyState.RateUnder(model, drive), b = (drive - model.Mu) / rate;
        var network = new PopulationNetwork
        {
            Populations = [model with { B = 0, Delay = 0 }],
            Excitation = new[,] { { 0.0 } },
            // A delay of 0 is allowed here: the determinant is linear, and only runs care about what acts at once.
            Delayed = [new DelayedCoupling(model.Delay, new[,] { { b } })],
        };
        return new NetworkStability(new NetworkSteadyState(network, [rate]), cells);
    }

    static HopfPoint PointAt(Nnlif model, double[] z)
    {
        double rate = SteadyState.RateUnder(model, z[0]);
        return new HopfPoint(z[2], (z[0] - model.Mu) / rate, rate, z[1]);
    }

    static double Distance(double[] a, double[] b, double[] scale) =>
        Math.Sqrt(a.Select((v, i) => (v - b[i]) / scale[i]).Sum(v => v * v));
}
