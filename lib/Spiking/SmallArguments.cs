namespace Spikebook.Spiking;

/// <summary>
/// exp(z) - 1 and ln(1 + z) with full relative accuracy near z = 0, where .NET's own <c>ExpM1</c> and <c>LogP1</c> lose it.
/// The rounding of u = exp(z) or 1 + z is divided out again: (u - 1) / ln u is smooth at u = 1.
/// Source: W. Kahan; D. Goldberg, ACM Computing Surveys 23, 5 (1991), theorem 4.
/// </summary>
static class SmallArguments
{
    const double Direct = 0.5;

    /// <summary>(1 - exp(-z)) / z; 1 at z = 0.</summary>
    public static double OneMinusExpOver(double z)
    {
        double u = Real.Exp(-z);
        if (Math.Abs(z) > Direct) return (1 - u) / z;
        return u == 1 ? 1 : (u - 1) / Real.Log(u);
    }

    /// <summary>ln(1 + z).</summary>
    public static double LogOnePlus(double z)
    {
        double u = 1 + z;
        return u == 1 ? z : Math.Abs(z) > Direct ? Real.Log(u) : Real.Log(u) * z / (u - 1);
    }

    /// <summary>ln(1 + z) / z; 1 at z = 0.</summary>
    public static double LogOnePlusOver(double z)
    {
        double u = 1 + z;
        return u == 1 ? 1 : Math.Abs(z) > Direct ? Real.Log(u) / z : Real.Log(u) / (u - 1);
    }
}
