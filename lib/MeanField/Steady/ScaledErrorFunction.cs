using MathNet.Numerics;

namespace Spikebook.MeanField;

/// <summary>erfcx(x) = exp(x²) erfc(x), which stays finite where the plain product is infinity times zero.</summary>
public static class ScaledErrorFunction
{
    /// <summary>erfcx(x), relative error below 1e-14; overflows to infinity only for x &lt; -26.6.</summary>
    /// <remarks>Above 2.5 by the continued fraction sqrt(pi) erfcx(x) = 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))).</remarks>
    public static double Erfcx(double x)
    {
        if (x < 0) return 2 * Math.Exp(x * x) - Erfcx(-x);
        if (x < 2.5) return Math.Exp(x * x) * SpecialFunctions.Erfc(x);
        int terms = 10 + (int)(500 / (x * x));
        double tail = x;
        for (int k = terms; k > 0; k--) tail = x + 0.5 * k / tail;
        return 1 / (Math.Sqrt(Math.PI) * tail);
    }
}
