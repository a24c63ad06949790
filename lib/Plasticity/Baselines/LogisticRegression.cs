using MathNet.Numerics.LinearAlgebra;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// Logistic regression on standardised features: minimises <c>-sum_n ln p(y_n | x_n) + |W|² / 2</c> by Newton's method,
/// <c>p(c | x) ∝ exp(w_c x + b_c)</c>; for two classes one vector, <c>p(1 | x) = 1 / (1 + exp(-w x - b))</c>. Intercepts are free.
/// </summary>
/// <remarks>The objective of scikit-learn's LogisticRegression with C = 1, after its StandardScaler.</remarks>
public sealed class LogisticRegression : IMethod
{
    const int MostSteps = 100;
    const double Tolerance = 1e-10;

    /// <inheritdoc/>
    public string Name => "logistic regression";

    /// <inheritdoc/>
    public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(train);
        var standard = Normalisation.Standard(train);
        double[][] weights = Fit(Rows(standard.Apply(train)), [.. Enumerable.Range(0, train.Count).Select(train.Label)], train.Classes);
        return [.. Rows(standard.Apply(test)).Select(row => new Answer(Best(row, weights), 0))];
    }

    // Features and a 1 for the intercept.
    static double[][] Rows(FeatureTable table) => [.. Enumerable.Range(0, table.Count).Select(row => (double[])[.. table.Row(row), 1])];

    /// <summary>Newton's method, halving steps that do not lower the objective. Class 0 of two is the reference with weights 0.</summary>
    internal static double[][] Fit(double[][] rows, int[] labels, int classes)
    {
        int free = classes == 2 ? 1 : classes, size = rows[0].Length, unknowns = free * size;
        var weights = Vector<double>.Build.Dense(unknowns);
        double loss = Loss(weights, rows, labels, classes);
        for (int step = 0; step < MostSteps; step++)
        {
            var (gradient, hessian) = Derivatives(weights, rows, labels, classes);
            if (gradient.L2Norm() < Tolerance * rows.Length) break;
            var direction = hessian.Cholesky().Solve(gradient);
            double next = double.PositiveInfinity, length = 1;
            var moved = weights;
            for (int half = 0; half < 30 && !(next <= loss); half++, length /= 2)
            {
                moved = weights - length * direction;
                next = Loss(moved, rows, labels, classes);
            }
            if (!(next <= loss)) break;
            (weights, loss) = (moved, next);
        }
        var result = new double[classes][];
        for (int c = 0; c < classes; c++)
            result[c] = classes == 2 ? c == 0 ? new double[size] : weights.ToArray() : weights.SubVector(c * size, size).ToArray();
        return result;
    }

    static double Loss(Vector<double> weights, double[][] rows, int[] labels, int classes)
    {
        var p = new double[classes];
        double loss = 0;
        for (int n = 0; n < rows.Length; n++) loss -= Real.Log(Math.Max(Probabilities(weights, rows[n], p)[labels[n]], double.Epsilon));
        int size = rows[0].Length;
        for (int i = 0; i < weights.Count; i++) loss += i % size == size - 1 ? 0 : .5 * weights[i] * weights[i];
        return loss;
    }

    static (Vector<double> Gradient, Matrix<double> Hessian) Derivatives(Vector<double> weights, double[][] rows, int[] labels, int classes)
    {
        int size = rows[0].Length, free = weights.Count / size, first = classes - free;
        var gradient = new double[weights.Count];
        var hessian = new double[weights.Count, weights.Count];
        var p = new double[classes];
        for (int n = 0; n < rows.Length; n++)
        {
            double[] x = rows[n];
            Probabilities(weights, x, p);
            for (int a = 0; a < free; a++)
            {
                double error = p[first + a] - (labels[n] == first + a ? 1 : 0);
                for (int i = 0; i < size; i++) gradient[a * size + i] += error * x[i];
                for (int b = 0; b < free; b++)
                {
                    double curvature = p[first + a] * ((a == b ? 1 : 0) - p[first + b]);
                    for (int i = 0; i < size; i++)
                        for (int j = 0; j < size; j++) hessian[a * size + i, b * size + j] += curvature * x[i] * x[j];
                }
            }
        }
        for (int i = 0; i < weights.Count; i++)
        {
            bool intercept = i % size == size - 1;
            if (!intercept) gradient[i] += weights[i];
            hessian[i, i] += intercept ? 1e-8 : 1; // all intercepts may move together without effect: keeps the matrix positive
        }
        return (Vector<double>.Build.Dense(gradient), Matrix<double>.Build.DenseOfArray(hessian));
    }

    static double[] Probabilities(Vector<double> weights, double[] x, double[] p)
    {
        int size = x.Length, free = weights.Count / size, first = p.Length - free;
        double top = 0;
        for (int c = 0; c < p.Length; c++)
        {
            double score = 0;
            for (int i = 0; c >= first && i < size; i++) score += weights[(c - first) * size + i] * x[i];
            p[c] = score;
            top = c == 0 ? score : Math.Max(top, score);
        }
        double sum = 0;
        for (int c = 0; c < p.Length; c++) sum += p[c] = Real.Exp(p[c] - top);
        for (int c = 0; c < p.Length; c++) p[c] /= sum;
        return p;
    }

    internal static int Best(double[] x, double[][] weights)
    {
        double Score(int c) => weights[c].Zip(x, (w, value) => w * value).Sum();
        return Enumerable.Range(0, weights.Length).MaxBy(Score);
    }
}
