namespace Spikebook.MeanField;

/// <summary>erfcx(x) = exp(x²) erfc(x), which stays finite where the plain product is infinity times zero.</summary>
public static class ScaledErrorFunction
{
    /// <summary>erfcx(x), relative error below 1e-15; overflows to infinity only for x &lt; -26.6. See <see cref="Real.Erfcx"/>.</summary>
    public static double Erfcx(double x) => Real.Erfcx(x);
}
