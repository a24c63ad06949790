using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace Spikebook.MeanField;

/// <summary>A few orthogonal directions q and the matrix of a linear map in them, by Arnoldi's method.</summary>
sealed class Krylov
{
    readonly List<double[]> _basis = [];
    readonly double[,] _matrix;
    readonly double _length;
    int _count;

    Krylov(double length, int vectors) => (_length, _matrix) = (length, new double[vectors + 1, vectors]);

    /// <summary>The space of P' at an orbit, from the defect P(x) - x or from a fresh direction.</summary>
    public static Krylov Of(EventMap map, EventOrbit at, int vectors, CancellationToken cancel, bool fresh = false)
    {
        double[] x = at.State, image = at.Image.Length > 0 ? at.Image : map.Next(x, cancel).State, first;
        if (fresh) first = [.. x.Select((v, i) => v * Real.Sin(0.7 + 9.0 * i / x.Length))]; // of every wavelength, and small where x is
        else first = [.. image.Zip(x, (a, b) => a - b)];
        double step = map.Difference * Norm(x);
        return Of(first, vectors, q =>
        {
            double[] up = Slope(step, q);
            if (!(fresh && map.MayJump)) return up;
            double[] down = Slope(-step, q); // on one side at most lies a jump, which makes a slope steep
            return Norm(up) <= Norm(down) ? up : down;
        }, map.Blur);

        double[] Slope(double move, double[] q)
        {
            double[] moved = map.Next([.. x.Zip(q, (a, b) => a + move * b)], cancel).State;
            return [.. moved.Zip(image, (a, b) => (a - b) / move)];
        }
    }

    /// <summary>The space of a linear map A from a direction: q1 = first / |first|, and A q in all before for each next.</summary>
    public static Krylov Of(double[] first, int vectors, Func<double[], double[]> apply, double blur = 5e-3)
    {
        double length = Norm(first);
        var space = new Krylov(length, vectors);
        space._basis.Add([.. first.Select(v => v / length)]);
        for (int j = 0; j < vectors; j++)
        {
            double[] w = apply(space._basis[j]);
            for (int i = 0; i <= j; i++)
            {
                double along = Dot(w, space._basis[i]);
                space._matrix[i, j] = along;
                for (int c = 0; c < w.Length; c++) w[c] -= along * space._basis[i][c];
            }
            double rest = Norm(w);
            space._matrix[j + 1, j] = rest;
            space._count = j + 1;
            if (rest < blur) break; // what differences of runs can tell
            space._basis.Add([.. w.Select(v => v / rest)]);
        }
        return space;
    }

    /// <summary>d in the space with (1 - A) d = first, by least squares: Newton's step where A is P' and first is P(x) - x.</summary>
    public double[] NewtonStep() => Solve((i, j) => (i == j ? 1 : 0) - _matrix[i, j]);

    /// <summary>d in the space with A d = first, by least squares (GMRES).</summary>
    public double[] Solve() => Solve((i, j) => _matrix[i, j]);

    double[] Solve(Func<int, int, double> entry)
    {
        int m = _count;
        Matrix<double> system = Matrix<double>.Build.Dense(m + 1, m, entry);
        Vector<double> right = Vector<double>.Build.Dense(m + 1);
        right[0] = _length;
        Vector<double> y = system.QR().Solve(right);
        var step = new double[_basis[0].Length];
        for (int j = 0; j < m; j++)
            for (int i = 0; i < step.Length; i++) step[i] += y[j] * _basis[j][i];
        return step;
    }

    public IReadOnlyList<Complex> Eigenvalues() =>
        [.. Matrix<double>.Build.Dense(_count, _count, (i, j) => _matrix[i, j]).Evd().EigenValues.OrderByDescending(z => z.Magnitude)];

    internal static double Norm(double[] v) => Math.Sqrt(Dot(v, v));

    static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
