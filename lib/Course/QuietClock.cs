using Spikebook.MeanField;

namespace Spikebook.Course;

/// <summary>
/// The half of the Fokker-Planck equation that a reader's dilated-time solver does not have to write: leak, drive and noise without kicks,
/// dp/dt = d/dv[(v - mu) p] + a d2p/dv2, p(V_F) = 0, in short explicit steps.
/// </summary>
/// <remarks>
/// Flux through a face by exponential fitting (Scharfetter, Gummel 1969), F = (a/h) (B(-Pe) p_left - B(Pe) p_right), Pe = (mu - v) h / a,
/// B(x) = x/(e^x - 1); mass is exact and the density stays positive at this step. First order in time: a scheme to read, not to rely on.
/// </remarks>
public sealed class QuietClock
{
    const double ShareOfLimit = 0.8;

    readonly Mesh _mesh;
    readonly double[] _up, _down, _flux;

    /// <summary>The quiet part of a model on a mesh.</summary>
    /// <param name="model">Drive mu and noise a.</param>
    /// <param name="mesh">Cells below V_F.</param>
    public QuietClock(Nnlif model, Mesh mesh)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(mesh);
        _mesh = mesh;
        int n = mesh.Cells;
        (_up, _down, _flux) = (new double[n + 1], new double[n + 1], new double[n + 1]);
        for (int face = 1; face <= n; face++)
        {
            // At V_F the density is 0, half a cell away from the last cell's middle.
            double width = face < n ? mesh.Width : mesh.Width / 2, pe = (model.Mu - mesh.Face(face)) * width / model.A;
            _up[face] = model.A / width * Bernoulli(-pe);
            _down[face] = face < n ? model.A / width * Bernoulli(pe) : 0;
        }
        double fastest = 0;
        for (int cell = 0; cell < n; cell++) fastest = Math.Max(fastest, (_up[cell + 1] + _down[cell]) / mesh.Width);
        Step = ShareOfLimit / fastest;
    }

    /// <summary>The time step dt: no cell loses more than it holds.</summary>
    public double Step { get; }

    /// <summary>Advances a density by <see cref="Step"/> without kicks.</summary>
    /// <param name="p">Cell averages; changed.</param>
    /// <returns>The mass that left through V_F.</returns>
    /// <exception cref="ArgumentException">The length is not that of the mesh.</exception>
    public double Advance(double[] p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Length != _mesh.Cells) throw new ArgumentException($"p has {p.Length} cells, the mesh {_mesh.Cells}; give one for each", nameof(p));
        int n = p.Length;
        for (int face = 1; face <= n; face++) _flux[face] = _up[face] * p[face - 1] - (face < n ? _down[face] * p[face] : 0);
        for (int cell = 0; cell < n; cell++) p[cell] += Step / _mesh.Width * (_flux[cell] - _flux[cell + 1]);
        return Step * _flux[n];
    }

    // x/(e^x - 1), by its series near 0.
    static double Bernoulli(double x) => Math.Abs(x) < 1e-3 ? 1 - x / 2 + x * x / 12 : x / (Real.Exp(x) - 1);
}
