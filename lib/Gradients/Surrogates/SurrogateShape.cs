using System.Runtime.Intrinsics;

namespace Spikebook.Gradients.Surrogates;

/// <summary>What is taken for the derivative of a spike: a function of <c>x = U - threshold</c> with a steepness beta.</summary>
public enum SurrogateShape
{
    /// <summary><c>1 / (beta |x| + 1)²</c>, height 1.</summary>
    SuperSpike,

    /// <summary><c>s (1 - s)</c> with <c>s = 1 / (1 + exp(-beta x))</c>, height 1/4.</summary>
    Sigmoid,

    /// <summary><c>max(0, 1 - beta |x|)</c>, height 1.</summary>
    Esser,

    /// <summary><c>beta / (beta |x| + 1)²</c>, height beta: it comes to the true derivative as beta grows, and so does its scale.</summary>
    Asymptotic,
}

/// <summary>A shape with its steepness.</summary>
/// <remarks>Source: F. Zenke, T. P. Vogels, Neural Comput 33, 899 (2021), section 3 and fig. 3.</remarks>
public sealed record Surrogate
{
    /// <summary>A surrogate derivative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beta is not finite and above 0.</exception>
    public Surrogate(SurrogateShape shape, double beta)
    {
        if (!(beta > 0 && double.IsFinite(beta)))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"beta is {beta}; a finite number above 0 is needed");
        (Shape, Beta) = (shape, beta);
    }

    /// <summary>The function.</summary>
    public SurrogateShape Shape { get; }

    /// <summary>Its steepness.</summary>
    public double Beta { get; }

    /// <summary>h(x).</summary>
    public double Derivative(double x) => Shape switch
    {
        SurrogateShape.SuperSpike => 1 / Square(Beta * Math.Abs(x) + 1),
        SurrogateShape.Sigmoid => Real.Exp(-Math.Abs(Beta * x)) / Square(1 + Real.Exp(-Math.Abs(Beta * x))),
        SurrogateShape.Esser => Math.Max(0, 1 - Beta * Math.Abs(x)),
        _ => Beta / Square(Beta * Math.Abs(x) + 1),
    };

    /// <summary>
    /// A function H with H' = h, and H(0) = 0.5: a soft spike. With it in the place of the step, back-propagation through time is
    /// the exact gradient, and finite differences can tell.
    /// </summary>
    public double Primitive(double x) => 0.5 + Shape switch
    {
        SurrogateShape.SuperSpike => x / (1 + Beta * Math.Abs(x)),
        SurrogateShape.Sigmoid => (1 / (1 + Real.Exp(-Beta * x)) - 0.5) / Beta,
        SurrogateShape.Esser when Math.Abs(x) * Beta >= 1 => Math.Sign(x) / (2 * Beta),
        SurrogateShape.Esser => x * (1 - Beta * Math.Abs(x) / 2),
        _ => Beta * x / (1 + Beta * Math.Abs(x)),
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Shape}, beta {Beta:R}");

    static double Square(double z) => z * z;
}

/// <summary>A shape as the kernels have it: sixteen voltages at a time.</summary>
interface ISurrogateKernel
{
    static abstract Vector512<float> Derivative(Vector512<float> x, Vector512<float> beta);
}

readonly struct SuperSpikeKernel : ISurrogateKernel
{
    public static Vector512<float> Derivative(Vector512<float> x, Vector512<float> beta)
    {
        Vector512<float> z = beta * Vector512.Abs(x) + Vector512<float>.One;
        return Vector512<float>.One / (z * z);
    }
}

readonly struct AsymptoticKernel : ISurrogateKernel
{
    public static Vector512<float> Derivative(Vector512<float> x, Vector512<float> beta)
    {
        Vector512<float> z = beta * Vector512.Abs(x) + Vector512<float>.One;
        return beta / (z * z);
    }
}

readonly struct EsserKernel : ISurrogateKernel
{
    public static Vector512<float> Derivative(Vector512<float> x, Vector512<float> beta)
        => Vector512.Max(Vector512<float>.Zero, Vector512<float>.One - beta * Vector512.Abs(x));
}

readonly struct SigmoidKernel : ISurrogateKernel
{
    const float Steepest = 80; // exp(-80) is 0 beside 1, and does not underflow

    // s (1 - s) = e / (1 + e)², e = exp(-beta |x|) = 2^-n 2^-f; 2^-f by its series in f ln 2, f in -0.5 … 0.5
    public static Vector512<float> Derivative(Vector512<float> x, Vector512<float> beta)
    {
        Vector512<float> turns = Vector512.Min(beta * Vector512.Abs(x), Vector512.Create(Steepest)) * 1.44269504f;
        Vector512<float> whole = Vector512.Floor(turns + Vector512.Create(0.5f)), z = (whole - turns) * 0.693147181f;
        Vector512<float> sum = Vector512<float>.One;
        for (int n = 7; n >= 1; n--) sum = Vector512<float>.One + z * sum / n;
        Vector512<int> power = (Vector512.Create(127) - Vector512.ConvertToInt32(whole)) << 23;
        Vector512<float> e = sum * power.AsSingle(), one = e + Vector512<float>.One;
        return e / (one * one);
    }
}
