using System.Numerics;

namespace Spikebook.MeanField;

/// <summary>
/// The state of a run, and its two kinds of step: a pair of steps in physical time, and the exact shift by one cell in dilated
/// time. The whole mass is mesh + Gaussians + queue = 1.
/// </summary>
/// <remarks>
/// Both kinds are second order. In physical time a trapezoidal step (TR) is followed by a backward difference step (BDF2), which damps
/// fast modes. In dilated time the trapezoidal rule acts along characteristics: the control volumes move with the kicks, V_F sweeps
/// over one of them a step, and what that volume held plus what flowed into it is what fired. For the steady layer at V_F this
/// gives the exact deficit of mass whatever the cell width, also with the layer inside one cell. A step allocates nothing.
/// </remarks>
sealed partial class Population
{
    const double TailDeviations = 7;       // a Gaussian is laid onto the mesh before its tail of so many deviations meets V_F

    const double NegativeRate = 1e-12, NegativeDensity = 1e-9;

    readonly Nnlif _model;
    readonly VoltageOperator _operator;
    readonly double[] _rightSide, _slope0, _slope1, _slope2, _start, _middle, _shown;
    readonly List<MovingGaussian> _gaussians = new(64);
    double[] _density, _trial;
    readonly double _residual;
    double _centre = double.NaN, _noise = double.NaN;
    bool _front;

    /// <param name="model">Model.</param>
    /// <param name="mesh">Mesh.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="residual">Where the search for a step's rate or length stops, relative; what is left over stays in the queue, so no mass is lost.</param>
    public Population(Nnlif model, Mesh mesh, InitialDensity start, double residual = 1e-8)
    {
        _model = model;
        _residual = residual;
        Mesh = mesh;
        _operator = new VoltageOperator(mesh);
        _density = [.. start.OnMesh(mesh).Values];
        if (start.PointAtReset > 0)
        {
            for (int i = 0; i < _density.Length; i++) _density[i] *= 1 - start.PointAtReset;
            _gaussians.Add(new MovingGaussian(start.PointAtReset, model.Reset, 0));
        }
        int n = mesh.Cells;
        (_trial, _rightSide, _slope0, _slope1, _slope2, _start, _middle, _shown) =
            (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
    }

    public Mesh Mesh { get; }
    public double Time { get; private set; }
    public double Tau { get; private set; }

    /// <summary>The current rate; a mean over the last step in dilated time.</summary>
    public double Rate { get; private set; }

    /// <summary>Mass past the threshold that has not been counted into tau yet.</summary>
    public double Queue { get; private set; }

    public long Steps { get; private set; }
    public long DilatedSteps { get; private set; }
    public long Solves => _operator.Solves;
    public ReadOnlySpan<double> OnMesh => _density;
    public IReadOnlyList<MovingGaussian> Gaussians => _gaussians;

    /// <summary>Mass that fired less than the refractory time ago.</summary>
    public double Away { get; private set; }

    /// <summary>Length of the last step.</summary>
    public double LastStep { get; private set; }

    /// <summary>The whole mass, mesh + Gaussians + queue + what is held or away, and the lowest cell average.</summary>
    public (double Mass, double LowestDensity) Balance()
    {
        double mass = Queue + _held + Away;
        foreach (MovingGaussian g in _gaussians) mass += g.Mass;
        ReadOnlySpan<double> p = _density;
        Vector<double> sums = Vector<double>.Zero, lowests = new(double.PositiveInfinity);
        int i = 0;
        for (; i + Vector<double>.Count <= p.Length; i += Vector<double>.Count)
        {
            var cells = new Vector<double>(p[i..]);
            sums += cells;
            lowests = Vector.Min(lowests, cells);
        }
        double sum = Vector.Sum(sums), lowest = double.PositiveInfinity;
        for (int lane = 0; lane < Vector<double>.Count; lane++) lowest = Math.Min(lowest, lowests[lane]);
        for (; i < p.Length; i++)
        {
            sum += p[i];
            lowest = Math.Min(lowest, p[i]);
        }
        return (mass + sum * Mesh.Width, lowest);
    }

    static double Lowest(ReadOnlySpan<double> values)
    {
        var lowests = new Vector<double>(double.PositiveInfinity);
        int i = 0;
        for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count) lowests = Vector.Min(lowests, new Vector<double>(values[i..]));
        double lowest = double.PositiveInfinity;
        for (int lane = 0; lane < Vector<double>.Count; lane++) lowest = Math.Min(lowest, lowests[lane]);
        for (; i < values.Length; i++) lowest = Math.Min(lowest, values[i]);
        return lowest;
    }

    /// <summary>The whole density as cell averages: mesh, Gaussians and the mass held at V_R.</summary>
    public Density Snapshot()
    {
        Show(_shown);
        if (!InEvent) AddAtReset(_shown, Queue); // a step's remainder, which the next one puts there
        return new Density(Time, Tau, Mesh.Minimum, Mesh.Width, [.. _shown], Away);
    }

    void Show(Span<double> density)
    {
        _density.CopyTo(density);
        foreach (MovingGaussian g in _gaussians) g.LayOnto(Mesh, density);
    }

    void LayGaussiansNearThreshold(double move)
    {
        for (int i = _gaussians.Count - 1; i >= 0; i--)
        {
            MovingGaussian g = _gaussians[i];
            if (g.Mean + move + TailDeviations * Math.Sqrt(g.Variance) < Mesh.Threshold - Mesh.Width) continue;
            g.LayOnto(Mesh, _density);
            _gaussians.RemoveAt(i);
            _slopeKnown = false;
        }
    }

    void SetOperator(double centre, double noise, bool front = false)
    {
        if (centre == _centre && noise == _noise && front == _front) return;
        _operator.Set(centre, noise, front);
        (_centre, _noise, _front) = (centre, noise, front);
    }
}
