using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>The target of a balanced network, a linear dynamical system dx/dt = A x + c(t) in any number of dimensions; A in 1/s.</summary>
/// <remarks>Source: Rullan Buxo, Pillow 2020, PLoS Comput Biol 16, e1008261.</remarks>
public sealed record LinearSystem
{
    const int MostDimensions = 64;
    readonly double[,] _matrix;

    /// <summary>The system of a square matrix.</summary>
    /// <param name="matrix">A, in 1/s.</param>
    /// <exception cref="ArgumentException">The matrix is empty, not square, too large or not finite.</exception>
    public LinearSystem(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int rows = matrix.GetLength(0), columns = matrix.GetLength(1);
        if (rows != columns || rows is < 1 or > MostDimensions)
            throw new ArgumentException($"A is {rows} x {columns}; give a square matrix of 1 to {MostDimensions} rows");
        foreach (double value in matrix)
            if (!double.IsFinite(value))
                throw new ArgumentException(Invariant($"A holds {value}; every entry must be a finite number (1/s)"));
        _matrix = (double[,])matrix.Clone();
        Eigenvalues = [.. Matrix<double>.Build.DenseOfArray(matrix).Evd().EigenValues.OrderByDescending(value => value.Real)
            .ThenByDescending(value => value.Imaginary)];
    }

    /// <summary>A perfect integrator, A = 0: the target is the integral of the input.</summary>
    public static LinearSystem Integrator(int dimensions = 1) => new(new double[dimensions, dimensions]);

    /// <summary>One dimension that forgets, A = -<paramref name="rate"/> (1/s).</summary>
    public static LinearSystem Leak(double rate) => new(new[,] { { -rate } });

    /// <summary>Two dimensions that turn, A = -decay I + omega J with J = [[0, -1], [1, 0]].</summary>
    /// <param name="decay">1/s.</param>
    /// <param name="omega">Angular frequency, 1/s.</param>
    public static LinearSystem Oscillator(double decay, double omega) => new(new[,] { { -decay, -omega }, { omega, -decay } });

    /// <summary>Number of dimensions D.</summary>
    public int Dimensions => _matrix.GetLength(0);

    /// <summary>A, row after row, in 1/s.</summary>
    public double[,] Matrix => (double[,])_matrix.Clone();

    /// <summary>Eigenvalues of A in 1/s, the largest real part first.</summary>
    public IReadOnlyList<Complex> Eigenvalues { get; }

    /// <summary>Whether no eigenvalue has a positive real part.</summary>
    public bool IsStable => Eigenvalues[0].Real <= 0;

    /// <summary>
    /// What a user should know before a run of this length, or null: an unstable A with its eigenvalues and the growth that they mean.
    /// </summary>
    /// <param name="seconds">Length of the run.</param>
    public string? Warning(double seconds)
    {
        if (IsStable) return null;
        string values = string.Join(", ", Eigenvalues.Select(Text));
        return Invariant($"A is unstable: eigenvalues {values} (1/s)")
            + Invariant($"; within {seconds:0.###} s the target grows by a factor of e^{Eigenvalues[0].Real * seconds:0.#}")
            + ", which a bounded number of spikes cannot follow for long; use eigenvalues with real part <= 0 or a shorter run";
    }

    static string Text(Complex value) => value.Imaginary == 0
        ? value.Real.ToString("G4", CultureInfo.InvariantCulture)
        : Invariant($"{value.Real:G4}{(value.Imaginary < 0 ? "-" : "+")}{Math.Abs(value.Imaginary):G4}i");

    /// <summary>
    /// e^{A t}, row after row: scaled to a norm below 1/2, Taylor's series to its 18th power (next term below 1e-22), squared back.
    /// </summary>
    /// <param name="seconds">t.</param>
    public double[] Propagator(double seconds)
    {
        var scaled = Matrix<double>.Build.DenseOfArray(_matrix) * seconds;
        int squarings = Math.Max(0, (int)Math.Ceiling(Real.Log2(Math.Max(scaled.InfinityNorm(), 1e-300))) + 1);
        scaled *= Math.ScaleB(1, -squarings);
        var identity = Matrix<double>.Build.DenseIdentity(Dimensions);
        var sum = identity;
        for (int k = 18; k >= 1; k--) sum = identity + scaled * sum / k;
        for (int k = 0; k < squarings; k++) sum *= sum;
        return sum.ToRowMajorArray();
    }

    /// <inheritdoc/>
    public bool Equals(LinearSystem? other) => other is not null && Dimensions == other.Dimensions
        && _matrix.Cast<double>().SequenceEqual(other._matrix.Cast<double>());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimensions, _matrix[0, 0]);
}
