using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Spikebook.MeanField;

/// <summary>
/// Stability of a steady state of several populations with delays. A disturbance e^(lambda t) of the drives is answered by rates
/// n_a = R_a(lambda) times the drive of a, and the drives are W(lambda) n, W = B + sum C e^(-lambda D) - diag(beta / (lambda + 1 / tau_w)):
/// it goes on by itself where det(1 - R(lambda) W(lambda)) = 0.
/// </summary>
/// <remarks>
/// R_a on a mesh: (lambda - L) q = dL/d(drive) p + n e^(-lambda r) delta(v - V_R), n = k q_n + dk/d(drive) p_n, r the refractory time.
/// Roots to the right of a line are counted by the argument of the determinant along it; the leading one is found by the secant method.
/// </remarks>
public sealed class NetworkStability
{
    readonly PopulationNetwork _network;
    readonly Response[] _responses;

    /// <summary>Prepares a state.</summary>
    /// <param name="state">Steady state.</param>
    /// <param name="cells">Cells of each mesh.</param>
    public NetworkStability(NetworkSteadyState state, int cells = 300)
    {
        ArgumentNullException.ThrowIfNull(state);
        _network = state.Network;
        _responses = [.. Enumerable.Range(0, _network.Count).Select(a => new Response(state.Alone(a), state.Rates[a], cells))];
    }

    /// <summary>Response of the rate of a population to its drive at a complex frequency, feedback by its own kicks left out.</summary>
    public Complex ResponseOf(int population, Complex lambda) => _responses[population].At(lambda);

    /// <summary>det(1 - R(lambda) W(lambda)), whose zeros are the growth rates.</summary>
    public Complex Determinant(Complex lambda)
    {
        int k = _network.Count;
        Matrix<Complex> matrix = Matrix<Complex>.Build.DenseIdentity(k);
        for (int a = 0; a < k; a++)
        {
            Complex response = _responses[a].At(lambda);
            for (int b = 0; b < k; b++)
            {
                Complex weight = _network.Excitation[a, b];
                foreach (DelayedCoupling c in _network.Delayed) weight += c.Weights[a, b] * Exp(-lambda * c.Delay);
                if (a == b && _network.Adaptations.Count > 0 && _network.Adaptations[a] is { } w)
                    weight -= w.Strength / (lambda + 1 / w.Time);
                matrix[a, b] -= response * weight;
            }
        }
        return matrix.Determinant();
    }

    static Complex Exp(Complex z)
    {
        (double sin, double cos) = Real.SinCos(z.Imaginary);
        double size = Real.Exp(z.Real);
        return new(size * cos, size * sin);
    }

    static double Phase(Complex z) => Real.Atan2(z.Imaginary, z.Real);

    /// <summary>How many growth rates lie to the right of a vertical line, up to a frequency.</summary>
    /// <param name="line">Real part, 0 or more: left of 0 lie poles too, the rates at which one population alone relaxes.</param>
    /// <param name="highest">Highest angular frequency; beyond it kicks must be too weak for a root.</param>
    /// <exception cref="ArgumentOutOfRangeException">The line lies left of 0.</exception>
    public int CountRightOf(double line, double highest = 400)
    {
        if (!(line >= 0)) throw new ArgumentOutOfRangeException(nameof(line),
            FormattableString.Invariant($"line = {line} is below 0, where poles would be counted too; use 0 or more"));
        // From lambda = line upwards; the lower half is its mirror image. Steps shorten where the argument turns fast.
        double turned = 0, step = 1e-3;
        Complex before = Determinant(new Complex(line, 1e-7));
        for (double w = 1e-7; w < highest;)
        {
            Complex next = Determinant(new Complex(line, w + step));
            double turn = Phase(next / before);
            if (Math.Abs(turn) > 0.3 && step > 1e-9)
            {
                step *= 0.5;
                continue;
            }
            turned += turn;
            (before, w) = (next, w + step);
            if (Math.Abs(turn) < 0.1) step = Math.Min(1.5 * step, 0.02 * highest);
        }
        return (int)Math.Round(-(turned - Phase(before)) / Math.PI, MidpointRounding.AwayFromZero);
    }

    /// <summary>
    /// The growth rate of largest real part: real ones by changes of sign, others by the secant method from a grid of starts. Not a
    /// number where none is found between <paramref name="lowest"/> and 30.
    /// </summary>
    /// <param name="lowest">Smallest real part that is looked for.</param>
    /// <param name="highest">Highest angular frequency that is looked for.</param>
    public Complex Leading(double lowest = -3, double highest = 60)
    {
        var best = new Complex(LargestReal(lowest), 0);
        for (double real = lowest; real <= 3; real += 1)
            for (double w = 0; w <= highest; w = w < 4 ? w + 1 : 1.25 * w)
                if (Secant(new Complex(real, w)) is { } root && root.Real >= lowest && root.Real < 30
                    && Math.Abs(root.Imaginary) <= highest && root.Real > best.Real)
                    best = new Complex(root.Real, Math.Abs(root.Imaginary));
        return double.IsFinite(best.Real) ? best : new Complex(double.NaN, double.NaN);
    }

    /// <summary>The determinant is real on the real axis; a change of its sign through infinity is a pole, close beside a zero.</summary>
    double LargestReal(double lowest)
    {
        const double Step = 0.01;
        double right = 30, atRight = Determinant(right).Real;
        for (double left = right - 1; left > lowest; left -= left > 3 ? 1 : Step)
        {
            double atLeft = Determinant(left).Real;
            if (atLeft * atRight < 0 && Zero(left, right, atLeft) is { } zero && Math.Abs(zero) > 1e-6) return zero;
            (right, atRight) = (left, atLeft);
        }
        return double.NegativeInfinity;
    }

    double? Zero(double left, double right, double atLeft)
    {
        double middle = left, at = atLeft;
        for (int i = 0; i < 60 && right - left > 1e-13; i++)
        {
            middle = 0.5 * (left + right);
            at = Determinant(middle).Real;
            if (at * atLeft > 0) left = middle;
            else right = middle;
        }
        return Math.Abs(at) < 1e-3 ? middle : null;
    }

    /// <summary>Every small disturbance dies out.</summary>
    public bool IsStable => CountRightOf(0) == 0;

    Complex? Secant(Complex start)
    {
        Complex x0 = start, x1 = start + new Complex(0.01, 0.01), f0 = Determinant(x0);
        for (int trial = 0; trial < 40; trial++)
        {
            Complex f1 = Determinant(x1);
            // At 0 the quotient of the response is 0 / 0, which is no root.
            if (f1.Magnitude < 1e-9) return x1.Magnitude > 1e-6 ? x1 : null;
            Complex step = f1 * (x1 - x0) / (f1 - f0);
            if (!double.IsFinite(step.Real + step.Imaginary)) return null;
            double size = step.Magnitude;
            if (size > 5) step *= 5 / size;
            (x0, f0, x1) = (x1, f1, x1 - step);
            if (x1.Real is < -20 or > 100 || Math.Abs(x1.Imaginary) > 2_000) return null;
        }
        return null;
    }

    /// <summary>One population about its steady state on a mesh.</summary>
    sealed class Response
    {
        readonly double _refractory, _exit, _direct;
        readonly Mesh _mesh;
        readonly double[] _up, _down, _moved;

        public Response(Nnlif model, double rate, int cells)
        {
            _refractory = model.Refractory;
            Nnlif free = model with { Refractory = 0 };
            var state = new SteadyState(free, rate);
            _mesh = Mesh.For(model, InitialDensity.Steady(state).Lowest, cells);
            var op = new VoltageOperator(_mesh);
            double[] p = new double[cells], source = new double[cells], plus = new double[cells], minus = new double[cells];
            // The mesh's own steady density, L p + delta = 0 scaled to the rate: what the linear operator belongs to.
            op.Set(free.Mu, free.A);
            source[_mesh.ResetCell - 1] = source[_mesh.ResetCell] = 0.5 * rate / _mesh.Width;
            op.SolveSteady(source, p);
            double change = 1e-5 * (1 + Math.Abs(free.Mu));
            double exitPlus = Moved(change, plus), exitMinus = Moved(-change, minus);
            _moved = [.. plus.Zip(minus, (x, y) => (x - y) / (2 * change))];
            _direct = (exitPlus - exitMinus) / (2 * change);
            op.Set(free.Mu, free.A);
            (_up, _down) = (op.Up.ToArray(), op.Down.ToArray());
            _exit = op.Exit(p) / p[^1];

            double Moved(double by, double[] applied)
            {
                op.Set(free.Mu + by, free.A);
                op.Apply(p, applied);
                return op.Exit(p);
            }
        }

        public Complex At(Complex lambda)
        {
            if (lambda.Magnitude < 1e-7) lambda = 1e-7;
            Complex driven = Last(lambda, i => _moved[i]);
            Complex back = Last(lambda, i => i == _mesh.ResetCell || i == _mesh.ResetCell - 1 ? 0.5 / _mesh.Width : 0);
            return (_exit * driven + _direct) / (1 - Exp(-lambda * _refractory) * _exit * back);
        }

        /// <summary>The last value of (lambda - L)^-1 right: the forward half of an elimination.</summary>
        Complex Last(Complex lambda, Func<int, double> right)
        {
            Complex r = 0, x = 0;
            for (int i = 0; i < _moved.Length; i++)
            {
                Complex pivot = 1 / (lambda + _down[i] + _up[i + 1] - _up[i] * r);
                r = _down[i + 1] * pivot;
                x = (right(i) + _up[i] * x) * pivot;
            }
            return x;
        }
    }
}
