using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Gradients;

/// <summary>
/// The constants of Adam: <c>m &lt;- b1 m + (1-b1) g</c>, <c>v &lt;- b2 v + (1-b2) g²</c>,
/// <c>w &lt;- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)</c>.
/// </summary>
/// <param name="Beta1">b1.</param>
/// <param name="Beta2">b2.</param>
/// <param name="Epsilon">eps.</param>
/// <remarks>Source: D. P. Kingma, J. Ba, arXiv:1412.6980 (2014), algorithm 1.</remarks>
public sealed record Adam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8);

/// <summary>Adam's memory of one array of weights in double precision.</summary>
public sealed class AdamMoments
{
    readonly Adam _adam;
    readonly double[] _mean, _square;

    /// <summary>Moments of <paramref name="count"/> weights, all 0.</summary>
    public AdamMoments(Adam adam, int count)
    {
        ArgumentNullException.ThrowIfNull(adam);
        (_adam, _mean, _square) = (adam, new double[count], new double[count]);
    }

    /// <summary>Steps so far.</summary>
    public long Steps { get; internal set; }

    internal Span<double> Mean => _mean;

    internal Span<double> Square => _square;

    /// <summary>One step; the gradient is 0 afterwards.</summary>
    /// <param name="weights">Weights; moved.</param>
    /// <param name="gradient">Their gradient; cleared.</param>
    /// <param name="rate">Learning rate.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(Span<double> weights, Span<double> gradient, double rate)
    {
        if (weights.Length != _mean.Length || gradient.Length != _mean.Length)
            throw new ArgumentException($"{weights.Length} weights and {gradient.Length} derivatives for {_mean.Length} moments");
        Steps++;
        double b1 = _adam.Beta1, b2 = _adam.Beta2, c1 = 1 - Math.Pow(b1, Steps), c2 = 1 - Math.Pow(b2, Steps);
        int j = 0;
        for (; j + Vector512<double>.Count <= weights.Length; j += Vector512<double>.Count)
        {
            Vector512<double> g = Vector512.Create<double>(gradient[j..]);
            Vector512<double> m = b1 * Vector512.Create<double>(_mean.AsSpan(j)) + (1 - b1) * g;
            Vector512<double> v = b2 * Vector512.Create<double>(_square.AsSpan(j)) + (1 - b2) * (g * g);
            m.CopyTo(_mean.AsSpan(j));
            v.CopyTo(_square.AsSpan(j));
            Vector512<double>.Zero.CopyTo(gradient[j..]);
            Vector512<double> step = m / c1 / (Vector512.Sqrt(v / c2) + Vector512.Create(_adam.Epsilon));
            (Vector512.Create<double>(weights[j..]) - rate * step).CopyTo(weights[j..]);
        }
        for (; j < weights.Length; j++)
        {
            double g = gradient[j];
            _mean[j] = b1 * _mean[j] + (1 - b1) * g;
            _square[j] = b2 * _square[j] + (1 - b2) * (g * g);
            gradient[j] = 0;
            weights[j] -= rate * (_mean[j] / c1 / (Math.Sqrt(_square[j] / c2) + _adam.Epsilon));
        }
    }
}
