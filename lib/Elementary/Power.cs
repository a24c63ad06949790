namespace Spikebook.Elementary;

public static partial class Real
{
    const double Third = 1.0 / 3, ThirdHead = 0.3333333283662796, ThirdRest = 1.850371707708594e-17; // 1/3 - Third

    /// <summary>x^y. Error below 0.56 ulp; exact where the power is a double; a negative <paramref name="x"/> takes whole powers.</summary>
    /// <remarks>e^(y ln x), the logarithm and its product with y as sums of two doubles.</remarks>
    public static double Pow(double x, double y)
    {
        double magnitude = Math.Abs(x);
        if (y == 0 || x == 1) return 1;
        if (!double.IsFinite(y) || !(magnitude > 0) || magnitude == double.PositiveInfinity) return PowSpecial(x, y);
        if (x > 0) return PowOf(x, y, 1);
        if (!IsWhole(y)) return double.NaN;
        return PowOf(magnitude, y, IsOdd(y) ? -1 : 1);
    }

    /// <summary>The cube root. Error below 0.56 ulp; exact for cubes; of negative numbers too.</summary>
    public static double Cbrt(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude > 0) || magnitude == double.PositiveInfinity) return x;
        double log = LogParts(magnitude, out double rest), head = Head(log);
        double small = head * (Third - ThirdHead) + (Third * (log - head + rest) + ThirdRest * log);
        double root = ExpParts(head * ThirdHead, small, out rest, out long e);
        return Math.CopySign((root + rest) * PowerOfTwo(e), x);
    }

    // magnitude^y with a sign, for finite magnitude > 0 and finite y.
    static double PowOf(double magnitude, double y, double sign)
    {
        double log = LogParts(magnitude, out double rest), about = y * log;
        if (!(Math.Abs(about) < 746)) return sign * (about > 0 ? double.PositiveInfinity : 0);
        double head = Head(log), yHead = Head(y);
        double power = ExpParts(yHead * head, (y - yHead) * head + y * (log - head + rest), out double small, out long e);
        return sign * Scaled(power, small, e);
    }

    // IEEE 754-2019, 9.2.1: the cases in which a number is 0, infinite or none.
    static double PowSpecial(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        double magnitude = Math.Abs(x);
        if (double.IsInfinity(y)) return magnitude == 1 ? 1 : magnitude > 1 == y > 0 ? double.PositiveInfinity : 0;
        double power = magnitude > 1 == y > 0 ? double.PositiveInfinity : 0; // x is 0 or infinite
        return double.IsNegative(x) && IsOdd(y) ? -power : power;
    }

    static bool IsWhole(double y) => Math.Floor(y) == y;

    static bool IsOdd(double y) => IsWhole(y) && !IsWhole(y / 2);
}
