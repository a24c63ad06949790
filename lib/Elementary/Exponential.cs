using System.Runtime.CompilerServices;

namespace Spikebook.Elementary;

public static partial class Real
{
    const int PartsOfOctave = 128;

    // ln 2 / 128 in two parts; the first ends at 2^-40, so that its products with whole numbers below 2^20 are exact.
    const double OctavePart = 0.005415212348452769, OctavePartRest = -3.2819649005320973e-13, PartsPerUnit = 184.6649652337873;

    /// <summary>e^x. Error below 0.52 ulp; infinite above 709.78, 0 below -745.13.</summary>
    /// <remarks>
    /// x = n ln 2 / 128 + r, |r| &lt;= ln 2 / 256, n = 128 e + j: e^x = 2^e 2^(j/128) (1 + r + r²/2 + … + r^5/120). The table holds
    /// 2^(j/128) as a sum of two doubles; the first term left out is below 2^-60.
    /// </remarks>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) < 708)) return ExpFar(x);
        double head = ExpParts(x, 0, out double rest, out long e);
        return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(head + rest) + (e << 52));
    }

    // e^(x + tail) = 2^e (head + rest), 1 <= head < 2, for |x| < 2^12 and |tail| < 2^-14.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double ExpParts(double x, double tail, out double rest, out long e)
    {
        double rounded = x * PartsPerUnit + RoundsToWhole, n = rounded - RoundsToWhole;
        double r = x - n * OctavePart - n * OctavePartRest + tail, square = r * r;
        double p = r + square * (1.0 / 2 + r * (1.0 / 6) + square * (1.0 / 24 + r * (1.0 / 120)));
        long whole = BitConverter.DoubleToInt64Bits(rounded);
        int j = (int)whole & PartsOfOctave - 1;
        e = whole << 13 >> 20; // without the upper bits of RoundsToWhole, and divided by 128
        double head = ExpTable.Values[2 * j];
        rest = ExpTable.Values[2 * j + 1] + head * p;
        return head;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static double ExpFar(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 710) return double.PositiveInfinity;
        if (x < -746) return 0;
        double head = ExpParts(x, 0, out double rest, out long e);
        return Scaled(head, rest, e);
    }

    // 2^e (head + rest), 1 <= head < 2, rounded once wherever that lies: below 2^-1022 the sum is rounded to multiples of 2^-1074 by
    // adding it to 1 first.
    static double Scaled(double head, double rest, long e)
    {
        if (e > 1023) return (head + rest) * PowerOfTwo(1023) * PowerOfTwo(Math.Min(e - 1023, 1023));
        if (e > -1022 || (e == -1022 && head + rest >= 1)) return (head + rest) * PowerOfTwo(e);
        if (e < -1080) return 0;
        double scale = PowerOfTwo(e + 1022), part = head * scale, sum = 1 + part;
        return (sum + (part - (sum - 1) + rest * scale) - 1) * PowerOfTwo(-1022);
    }
}
