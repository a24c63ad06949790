using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Spikebook.Gradients;

/// <summary>
/// The constants of Adam: <c>m &lt;- b1 m + (1-b1) g</c>, <c>v &lt;- b2 v + (1-b2) g²</c>,
/// <c>w &lt;- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)</c>.
/// </summary>
/// <remarks>Source: D. P. Kingma, J. Ba, arXiv:1412.6980 (2014), algorithm 1.</remarks>
public sealed record Adam
{
    /// <summary>Constants; those of the paper by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate is outside 0 to 1, or epsilon is not above 0.</exception>
    public Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        if (!(beta1 is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, $"beta1 is {beta1}; at least 0 and below 1 is needed");
        if (!(beta2 is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, $"beta2 is {beta2}; at least 0 and below 1 is needed");
        if (!(epsilon > 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; above 0 is needed");
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>b1.</summary>
    public double Beta1 { get; }

    /// <summary>b2.</summary>
    public double Beta2 { get; }

    /// <summary>eps.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Adam {Beta1:R} {Beta2:R} {Epsilon:R}");
}

/// <summary>Adam's memory of one array of weights.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public sealed class AdamMoments<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Adam _adam;
    readonly T[] _mean, _square;

    /// <summary>Moments of <paramref name="count"/> weights, all 0.</summary>
    public AdamMoments(Adam adam, int count)
    {
        ArgumentNullException.ThrowIfNull(adam);
        (_adam, _mean, _square) = (adam, new T[count], new T[count]);
    }

    /// <summary>Steps so far.</summary>
    public long Steps { get; internal set; }

    internal T[] Mean => _mean;

    internal T[] Square => _square;

    /// <summary>One step; the gradient is 0 afterwards.</summary>
    /// <param name="weights">Weights; moved.</param>
    /// <param name="gradient">Their gradient; cleared.</param>
    /// <param name="rate">Learning rate.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Step(Span<T> weights, Span<T> gradient, double rate)
    {
        if (weights.Length != _mean.Length || gradient.Length != _mean.Length)
            throw new ArgumentException($"{weights.Length} weights and {gradient.Length} derivatives for {_mean.Length} moments");
        Steps++;
        T b1 = T.CreateTruncating(_adam.Beta1), b2 = T.CreateTruncating(_adam.Beta2);
        T c1 = T.CreateTruncating(1 - Real.Pow(_adam.Beta1, Steps)), c2 = T.CreateTruncating(1 - Real.Pow(_adam.Beta2, Steps));
        T lr = T.CreateTruncating(rate), epsilon = T.CreateTruncating(_adam.Epsilon);
        var smallest = Vector512.Create(epsilon);
        int j = 0;
        for (; j + Vector512<T>.Count <= weights.Length; j += Vector512<T>.Count)
        {
            var g = Vector512.Create<T>(gradient[j..]);
            Vector512<T> m = b1 * Vector512.Create<T>(_mean.AsSpan(j)) + (T.One - b1) * g;
            Vector512<T> v = b2 * Vector512.Create<T>(_square.AsSpan(j)) + (T.One - b2) * (g * g);
            m.CopyTo(_mean.AsSpan(j));
            v.CopyTo(_square.AsSpan(j));
            Vector512<T>.Zero.CopyTo(gradient[j..]);
            (Vector512.Create<T>(weights[j..]) - lr * (m / c1 / (Vector512.Sqrt(v / c2) + smallest))).CopyTo(weights[j..]);
        }
        for (; j < weights.Length; j++)
        {
            T g = gradient[j];
            _mean[j] = b1 * _mean[j] + (T.One - b1) * g;
            _square[j] = b2 * _square[j] + (T.One - b2) * (g * g);
            gradient[j] = T.Zero;
            weights[j] -= lr * (_mean[j] / c1 / (T.Sqrt(_square[j] / c2) + epsilon));
        }
    }
}
