namespace Spikebook.Elementary;

public static partial class Real
{
    /// <summary>The hyperbolic tangent. Error below 1.2 ulp.</summary>
    /// <remarks>
    /// Below .55: x - (x cosh x - sinh x) / cosh x by the power series of both, x cosh x - sinh x = x³ (2/3! + 4 x²/5! + 6 x^4/7! + …);
    /// above, where that is over 1/2: 1 - 2 / (e^2x + 1).
    /// </remarks>
    public static double Tanh(double x)
    {
        double magnitude = Math.Abs(x);
        if (magnitude < 0.55)
        {
            if (magnitude < Tiny) return x;
            double s = x * x, t = s * s, u = t * t;
            double excess = 2.0 / 6 + s * (4.0 / 120) + t * (6.0 / 5_040 + s * (8.0 / 362_880))
                + u * (10.0 / 39_916_800 + s * (12.0 / 6_227_020_800) + t * (14.0 / 1_307_674_368_000));
            double cosh = 1 + s * (1.0 / 2) + t * (1.0 / 24 + s * (1.0 / 720))
                + u * (1.0 / 40_320 + s * (1.0 / 3_628_800) + t * (1.0 / 479_001_600 + s * (1.0 / 87_178_291_200)));
            return x - x * s * excess / cosh;
        }
        if (!(magnitude < 20)) return double.IsNaN(x) ? x : Math.CopySign(1, x);
        double head = ExpParts(2 * magnitude, 0, out double rest, out long e);
        double power = (head + rest) * PowerOfTwo(e), lost = head * PowerOfTwo(e) - power + rest * PowerOfTwo(e);
        double sum = power + 1, share = 2 / sum, most = 1 - share;
        return Math.CopySign(most + (1 - most - share + 0.5 * share * share * (power - sum + 1 + lost)), x); // what roundings lost
    }

    /// <summary>The hyperbolic cosine. Error below 1 ulp; infinite beyond 710.47.</summary>
    /// <remarks>(e^x + e^-x) / 2, e^x as a sum of two doubles.</remarks>
    public static double Cosh(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude < 711)) return magnitude > 0 ? double.PositiveInfinity : x;
        double head = ExpParts(magnitude, 0, out double rest, out long e);
        double other = magnitude < 40 ? PowerOfTwo(-2 * e) / (head + rest) : 0;
        return (head + (rest + other)) * PowerOfTwo(e - 2) * 2;
    }
}
