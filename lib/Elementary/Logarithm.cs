namespace Spikebook.Elementary;

public static partial class Real
{
    // ln 2 in two parts; the first ends at 2^-42, so that its products with exponents and sums with the table's first parts are exact.
    const double Ln2 = 0.6931471805598903, Ln2Rest = 5.497923018708371e-14;

    // Intervals of a mantissa begin here: 128 from 0.689 to 1.379, one of them about 1.
    const long FirstInterval = 0x3FE6_1000_0000_0000;

    /// <summary>ln x. Error below 0.51 ulp; minus infinity at 0, not a number below.</summary>
    /// <remarks>
    /// x = 2^k z, z about 1, and c z = 1 + r, where c is a reciprocal of z's interval with so few bits that r, |r| &lt; 2^-7, is exact:
    /// ln x = k ln 2 - ln c + (r - r²/2 + … - r^8/8). About 1 the reciprocal is 1, and nothing is lost.
    /// </remarks>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x), k = 0;
        if ((ulong)(bits - SmallestNormal) >= ExponentBits - SmallestNormal)
        {
            if (!(x > 0) || x == double.PositiveInfinity) return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
            bits = BitConverter.DoubleToInt64Bits(x * PowerOfTwo(52));
            k = -52;
        }
        long above = bits - FirstInterval;
        int i = (int)(above >> 45) & 127;
        k += above >> 52;
        double z = BitConverter.Int64BitsToDouble(bits - (above >> 52 << 52));
        double c = LogTable.Values[3 * i], r = Excess(z, c), square = r * r;
        double series = -1.0 / 2 + r * (1.0 / 3)
            + square * (-1.0 / 4 + r * (1.0 / 5) + square * (-1.0 / 6 + r * (1.0 / 7) - square * (1.0 / 8)));
        double whole = k * Ln2 + LogTable.Values[3 * i + 1], sum = whole + r;
        return sum + (whole - sum + r + (k * Ln2Rest + LogTable.Values[3 * i + 2]) + square * series);
    }

    /// <summary>The logarithm of <paramref name="x"/> to base 2. Error below 0.51 ulp; whole for powers of 2.</summary>
    public static double Log2(double x)
    {
        if (!(x > 0) || x == double.PositiveInfinity) return Log(x);
        double log = LogParts(x, out double rest), head = Head(log);
        const double PerLn2 = 1.4426950216293335, PerLn2Rest = 1.9259629911266175e-08; // 1 / ln 2, the first part of 26 bits
        return head * PerLn2 + (head * PerLn2Rest + (log - head + rest) * (PerLn2 + PerLn2Rest));
    }

    // c z - 1, exact: z in two parts of 21 and 32 bits, c of 9 bits.
    static double Excess(double z, double c)
    {
        double head = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(z) & -0x1_0000_0000);
        return head * c - 1 + (z - head) * c;
    }

    // ln x as a sum of two, for finite x > 0; relative error below 2^-67. The terms r and -r²/2 of the series enter without rounding.
    static double LogParts(double x, out double rest)
    {
        long bits = BitConverter.DoubleToInt64Bits(x), k = 0;
        if (bits < SmallestNormal)
        {
            bits = BitConverter.DoubleToInt64Bits(x * PowerOfTwo(52));
            k = -52;
        }
        long above = bits - FirstInterval;
        int i = (int)(above >> 45) & 127;
        k += above >> 52;
        double z = BitConverter.Int64BitsToDouble(bits - (above >> 52 << 52));
        double r = Excess(z, LogTable.Values[3 * i]), square = r * r;
        double series = 1.0 / 3 - r * (1.0 / 4)
            + square * (1.0 / 5 - r * (1.0 / 6) + square * (1.0 / 7 - r * (1.0 / 8) + square * (1.0 / 9)));
        double head = Head(r), half = head * head * 0.5, halfRest = (r + head) * (r - head) * 0.5;
        double whole = k * Ln2 + LogTable.Values[3 * i + 1], first = whole + r, second = first - half;
        double small = whole - first + r + (first - second - half) + (k * Ln2Rest + LogTable.Values[3 * i + 2]) - halfRest
            + r * square * series;
        double log = second + small;
        rest = second - log + small;
        return log;
    }
}
