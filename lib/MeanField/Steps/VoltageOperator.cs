using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.MeanField;

/// <summary>
/// The drift-diffusion operator on a mesh, (L p)_i = -(J_(i+1) - J_i) / h with the exponentially fitted flux
/// J = (a/h) [B(-Pe) p_left - B(Pe) p_right], Pe = u h / a, u = drift centre - v, B(x) = x / (e^x - 1);
/// no flux through the left end, p = 0 at V_F, half a cell from the last value (Scharfetter, Gummel 1969).
/// </summary>
/// <remarks>All off-diagonal entries are positive: an implicit Euler step keeps p positive whatever its length.</remarks>
sealed class VoltageOperator
{
    readonly Mesh _mesh;
    readonly bool _oneByOne;
    readonly double[] _up, _down, _ratio;
    (double Centre, double Noise, bool Front, bool Layer, bool Closed, double Speed) _set = (double.NaN, 0, false, false, false, 0);

    /// <param name="mesh">Mesh.</param>
    /// <param name="oneByOne">
    /// Faces one after the other instead of four at a time, as in a browser, whose runtime makes long vectors of calls. The same bits.
    /// </param>
    public VoltageOperator(Mesh mesh, bool? oneByOne = null)
    {
        _mesh = mesh;
        _oneByOne = oneByOne ?? OperatingSystem.IsBrowser();
        _up = new double[mesh.Cells + 1];
        _down = new double[mesh.Cells + 1];
        _ratio = new double[mesh.Cells];
    }

    /// <summary>Flux through V_F.</summary>
    public double Exit(ReadOnlySpan<double> p) => _mesh.Width * _up[^1] * p[^1];

    /// <summary>Rates at which a cell's content moves up, by the face that it passes.</summary>
    public ReadOnlySpan<double> Up => _up;

    /// <summary>Rates at which a cell's content moves down, by the face that it passes.</summary>
    public ReadOnlySpan<double> Down => _down;

    /// <summary>How many tridiagonal systems have been solved.</summary>
    public long Solves { get; private set; }

    /// <summary>Sets the drift to <paramref name="centre"/> - v and the diffusion to <paramref name="noise"/>.</summary>
    /// <param name="centre">Where the drift is 0.</param>
    /// <param name="noise">Diffusion coefficient.</param>
    /// <param name="front">
    /// The cells move with the kicks, and with them V_F: the flux there is diffusion alone, 2 a p_n / h.
    /// </param>
    /// <param name="layer">The last cell's value is a mean over the layer at V_F; see <see cref="LayerExit"/>.</param>
    /// <param name="speed">Factor of the drift, speed (centre - v).</param>
    /// <param name="closed">Nothing passes V_F.</param>
    public void Set(double centre, double noise, bool front = false, double speed = 1, bool layer = false, bool closed = false)
    {
        if (_set == (centre, noise, front, layer, closed, speed)) return;
        _set = (centre, noise, front, layer, closed, speed);
        int n = _mesh.Cells;
        double h = _mesh.Width, scale = noise / (h * h);
        double perVoltage = speed * h / noise, first = (centre - _mesh.Minimum) * perVoltage, step = h * perVoltage;
        int face = 1;
        if (Math.Max(Math.Abs(first), Math.Abs(first - n * step)) < 0.5)
        {
            // The series holds on every face: four at a time on every machine, since rounding depends on the stride.
            face += (n - 1) / 4 * 4;
            if (_oneByOne) SeriesOneByOne(first, step, scale, face);
            else SeriesByFour(first, step, scale, face);
        }
        for (; face < n; face++)
        {
            double pe = (centre - _mesh.Face(face)) * perVoltage;
            double even = EvenBernoulli(pe);
            _up[face] = scale * (even + 0.5 * pe);
            _down[face] = scale * (even - 0.5 * pe);
        }
        double half = 0.5 * (centre - _mesh.Threshold) * perVoltage;
        if (closed) _up[n] = 0;
        else if (layer) _up[n] = scale * LayerExit(2 * half);
        else _up[n] = front ? 2 * scale : 2 * scale * (EvenBernoulli(half) + 0.5 * half);
    }

    void SeriesByFour(double first, double step, double scale, int end)
    {
        Vector256<double> peclet = Vector256.Create(first) - step * Vector256.Create(1.0, 2.0, 3.0, 4.0);
        var stride = Vector256.Create(4 * step);
        for (int face = 1; face < end; face += 4, peclet -= stride)
        {
            Vector256<double> y = peclet * peclet;
            Vector256<double> even = Vector256<double>.One + y * (Vector256.Create(1.0 / 12) + y * (Vector256.Create(-1.0 / 720)
                + y * (Vector256.Create(1.0 / 30_240) + y * (Vector256.Create(-1.0 / 1_209_600) + y * (1.0 / 47_900_160)))));
            (scale * (even + 0.5 * peclet)).CopyTo(_up, face);
            (scale * (even - 0.5 * peclet)).CopyTo(_down, face);
        }
    }

    void SeriesOneByOne(double first, double step, double scale, int end)
    {
        double[] up = _up, down = _down;
        double stride = 4 * step;
        for (int lane = 1; lane <= 4; lane++)
        {
            double pe = first - step * lane;
            for (int face = lane; face < end; face += 4, pe -= stride)
            {
                double even = EvenBernoulliSeries(pe * pe);
                up[face] = scale * (even + 0.5 * pe);
                down[face] = scale * (even - 0.5 * pe);
            }
        }
    }

    /// <summary>
    /// x² / (x - 1 + e^-x): flux through V_F by the mean of the last cell, if the steady layer P (1 - e^(-u (V_F - v) / a)) lies in it, x
    /// = u h / a. With it
    /// the cell holds the layer's deficit P a / u whatever the cell width.
    /// </summary>
    internal static double LayerExit(double x) =>
        Math.Abs(x) < 0.02 ? 2 / (1 - x / 3 * (1 - x / 4 * (1 - x / 5 * (1 - x / 6)))) : x * x / (x - 1 + Real.Exp(-x));

    /// <summary>(x/2) coth(x/2) = B(x) + x/2; series near 0, where the quotient is 0/0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // an interpreter takes ten times as long for a call as for the series
    internal static double EvenBernoulli(double x)
    {
        double y = x * x;
        if (y < 0.25) return EvenBernoulliSeries(y);
        double half = 0.5 * Math.Abs(x);
        return half / Real.Tanh(half);
    }

    /// <summary>The series of (x/2) coth(x/2) in y = x², to y^5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double EvenBernoulliSeries(double y)
        => 1 + y * (1.0 / 12 + y * (-1.0 / 720 + y * (1.0 / 30_240 + y * (-1.0 / 1_209_600 + y * (1.0 / 47_900_160)))));

    /// <summary>result = L p. The spans must not overlap.</summary>
    public void Apply(ReadOnlySpan<double> p, Span<double> result)
    {
        int n = _mesh.Cells;
        ReadOnlySpan<double> up = _up, down = _down;
        double inflow = 0;
        for (int i = 0; i < n - 1; i++)
        {
            double outflow = up[i + 1] * p[i] - down[i + 1] * p[i + 1];
            result[i] = inflow - outflow;
            inflow = outflow;
        }
        result[n - 1] = inflow - up[n] * p[n - 1];
    }

    /// <summary>Flux through the inner face left of cell <paramref name="cell"/>, positive upwards.</summary>
    public double FluxInto(int cell, ReadOnlySpan<double> p) => _mesh.Width * (_up[cell] * p[cell - 1] - _down[cell] * p[cell]);

    /// <summary>Solves -L x = right side, as <see cref="Solve"/> does for an infinite step.</summary>
    public void SolveSteady(ReadOnlySpan<double> rightSide, Span<double> x)
    {
        int n = _mesh.Cells;
        double r = 0, previous = 0;
        for (int i = 0; i < n; i++)
        {
            double pivot = 1 / (_down[i] + _up[i + 1] - _up[i] * r);
            _ratio[i] = r = _down[i + 1] * pivot;
            x[i] = previous = (rightSide[i] + _up[i] * previous) * pivot;
        }
        for (int i = n - 2; i >= 0; i--) x[i] = previous = x[i] + _ratio[i] * previous;
    }

    /// <summary>Solves (1 - c L) x = right side by elimination without pivoting (an M-matrix). The spans may be the same.</summary>
    public void Solve(double c, ReadOnlySpan<double> rightSide, Span<double> x)
    {
        int n = _mesh.Cells;
        ReadOnlySpan<double> up = _up, down = _down;
        Span<double> ratio = _ratio;
        double r = 0, previous = 0;
        for (int i = 0; i < n; i++)
        {
            double lower = c * up[i];
            double pivot = 1 / (1 + c * (down[i] + up[i + 1]) - lower * r);
            r = c * down[i + 1] * pivot;
            ratio[i] = r;
            previous = (rightSide[i] + lower * previous) * pivot;
            x[i] = previous;
        }
        for (int i = n - 2; i >= 0; i--) x[i] = previous = x[i] + ratio[i] * previous;
        Solves++;
    }
}
