namespace Spikebook.Elementary;

public static partial class Real
{
    /// <summary>The complementary error function, 2 / sqrt(pi) times the integral of e^(-t²) from <paramref name="x"/> on. Error below 4
    /// ulp while the result is a normal number.</summary>
    public static double Erfc(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude <= 28)) return x > 0 ? 0 : x < 0 ? 2 : x;
        double tail = ExpOfSquare(magnitude, -1) * ErfcxAbove(magnitude);
        return x < 0 ? 2 - tail : tail;
    }

    /// <summary>erfcx(x) = e^(x²) erfc(x), finite where erfc is 0 already. Error below 4 ulp; infinite below -26.63.</summary>
    /// <remarks>
    /// Up to 5 by the Taylor series about multiples of 1/8, whose coefficients follow from y' = 2 x y - 2 / sqrt(pi); above by the
    /// continued fraction sqrt(pi) erfcx(x) = 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))).
    /// </remarks>
    public static double Erfcx(double x)
        => x >= 0 ? ErfcxAbove(x) : x >= -27 ? 2 * ExpOfSquare(x, 1) - ErfcxAbove(-x) : x < -27 ? double.PositiveInfinity : x;

    static double ErfcxAbove(double x)
    {
        const double TwoPerRootPi = 1.1283791670955126, PerRootPi = TwoPerRootPi / 2;
        if (x < 5)
        {
            int j = (int)(8 * x + 0.5);
            double centre = 0.125 * j, h = x - centre, before = ErfcxTable.Values[j];
            double last = 2 * centre * before - TwoPerRootPi, power = h, sum = last * h;
            for (int n = 2; n < 14; n++)
            {
                (before, last) = (last, (2.0 / n) * (centre * last + before));
                power *= h;
                sum += last * power;
            }
            return ErfcxTable.Values[j] + sum;
        }
        if (x > 1e8) return PerRootPi / x;
        double tail = x;
        for (int k = 10 + (int)(500 / (x * x)); k > 0; k--) tail = x + 0.5 * k / tail;
        return PerRootPi / tail;
    }

    // e^(sign x²), the square as a sum of two, for |x| <= 28.
    static double ExpOfSquare(double x, int sign)
    {
        double first = Head(x), power = ExpParts(sign * (first * first), sign * ((x - first) * (x + first)), out double rest, out long e);
        return Scaled(power, rest, e);
    }
}
