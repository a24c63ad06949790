using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Spikebook.MeanField;

/// <summary>
/// Spectrum of the linearised NNLIF operator about a steady state: d p'/dt = L p' + N' (dL/dN p + delta(v - V_R)),
/// N' = k p'_n / (1 - dk/dN p_n), with L on a mesh by the exponentially fitted flux.
/// </summary>
/// <param name="State">The steady state.</param>
/// <param name="Eigenvalues">Eigenvalues by falling real part, without the 0 that belongs to the conserved mass.</param>
public sealed record LinearStability(SteadyState State, IReadOnlyList<Complex> Eigenvalues)
{
    /// <summary>The eigenvalue with the largest real part: growth rate and frequency of the slowest disturbance.</summary>
    public Complex Leading => Eigenvalues[0];

    /// <summary>Every small disturbance dies out.</summary>
    public bool IsStable => Leading.Real < 0;

    internal static LinearStability Of(SteadyState state, int cells)
    {
        Nnlif model = state.Model;
        if (model.Delay > 0 || model.Refractory > 0)
            throw new ArgumentException(
                "the spectrum with delay or refractory time is that of a delay equation; set Delay and Refractory to 0");
        var start = InitialDensity.Steady(state);
        var mesh = Mesh.For(model, start.Lowest, cells);
        double[] p = [.. start.OnMesh(mesh).Values];
        double rate = state.Rate, change = 1e-5 * Math.Max(1, rate);
        var plus = new double[cells];
        var minus = new double[cells];
        var column = new double[cells];
        var op = new VoltageOperator(mesh);
        double exitPlus = Set(rate + change, plus), exitMinus = Set(rate - change, minus), exit = Set(rate, column);
        var response = new double[cells];
        for (int i = 0; i < cells; i++) response[i] = (plus[i] - minus[i]) / (2 * change);
        response[mesh.ResetCell - 1] += 0.5 / mesh.Width;
        response[mesh.ResetCell] += 0.5 / mesh.Width;
        double gain = exit / (1 - (exitPlus - exitMinus) / (2 * change) * p[^1]);
        var matrix = Matrix<double>.Build.Dense(cells, cells);
        var unit = new double[cells];
        for (int j = 0; j < cells; j++)
        {
            unit[j] = 1;
            op.Apply(unit, column);
            unit[j] = 0;
            matrix.SetColumn(j, column);
        }
        for (int i = 0; i < cells; i++) matrix[i, cells - 1] += gain * response[i];
        var values = matrix.Evd().EigenValues.OrderByDescending(z => z.Real).ThenByDescending(z => z.Imaginary).ToList();
        values.Remove(values.MinBy(Complex.Abs));
        return new LinearStability(state, values);

        double Set(double atRate, double[] applied)
        {
            op.Set(model.Mu + model.B * atRate, model.A + model.A1 * atRate);
            op.Apply(p, applied);
            return op.Exit(p) / p[^1];
        }
    }
}
