using System.Runtime.CompilerServices;

namespace Spikebook.Elementary;

public static partial class Real
{
    // pi / 2 in three parts of 33, 33 and 53 bits: products of the first two with whole numbers below 2^20 are exact.
    const double Quarter = 1.5707963267341256, QuarterRest = 6.077100506303966e-11, QuarterLast = 2.0222662487959506e-21;

    const double HalfPiRest = 6.123233995736766e-17; // pi / 2 - Math.PI / 2

    const double PerQuarter = 0.6366197723675814, Tiny = 1e-9, MostByParts = 1 << 20;

    /// <summary>The sine of <paramref name="x"/> radians, of any size. Error below 0.8 ulp; not a number at infinity.</summary>
    public static double Sin(double x)
    {
        if (Math.Abs(x) < Tiny) return x;
        int turns = Reduce(x, out double r, out double rest);
        double value = (turns & 1) == 0 ? SinNear(r, rest) : CosNear(r, rest);
        return (turns & 2) == 0 ? value : -value;
    }

    /// <summary>The cosine of <paramref name="x"/> radians, of any size. Error below 0.8 ulp; not a number at infinity.</summary>
    public static double Cos(double x)
    {
        int turns = Reduce(x, out double r, out double rest);
        double value = (turns & 1) == 0 ? CosNear(r, rest) : SinNear(r, rest);
        return (turns + 1 & 2) == 0 ? value : -value;
    }

    /// <summary>The bits of <see cref="Sin"/> and <see cref="Cos"/> at once.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        if (Math.Abs(x) < Tiny) return (x, 1);
        int turns = Reduce(x, out double r, out double rest);
        double sine = SinNear(r, rest), cosine = CosNear(r, rest);
        if ((turns & 1) != 0) (sine, cosine) = (cosine, sine);
        return ((turns & 2) == 0 ? sine : -sine, (turns + 1 & 2) == 0 ? cosine : -cosine);
    }

    /// <summary>cos(π x), exact where that is 0, 1 or -1. Error below 0.8 ulp.</summary>
    public static double CosPi(double x)
    {
        if (!double.IsFinite(x)) return double.NaN;
        double within = Math.Abs(x) - 2 * Math.Floor(Math.Abs(x) / 2), turns = Math.Floor(2 * within + 0.5);
        double r = Product(within - 0.5 * turns, 0, Math.PI, 2 * HalfPiRest, out double rest); // all exact up to here
        return (int)turns switch
        {
            1 => 0 - SinNear(r, rest),
            2 => -CosNear(r, rest),
            3 => SinNear(r, rest),
            _ => CosNear(r, rest),
        };
    }

    // (a + aRest) (b + bRest) as a sum of two.
    static double Product(double a, double aRest, double b, double bRest, out double rest)
    {
        double aHead = Head(a), bHead = Head(b), product = aHead * bHead;
        double small = aHead * (b - bHead) + ((a - aHead) * b + (a * bRest + aRest * b)), sum = product + small;
        rest = product - sum + small;
        return sum;
    }

    // x = turns pi / 2 + r + rest, |r| a little above pi / 4 at most; the sum is exact to 2^-99.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Reduce(double x, out double r, out double rest)
    {
        rest = 0;
        r = x;
        if (Math.Abs(x) <= Math.PI / 4) return 0;
        if (Math.Abs(x) < MostByParts)
        {
            double rounded = x * PerQuarter + RoundsToWhole, n = rounded - RoundsToWhole;
            double first = x - n * Quarter, product = n * QuarterRest, last = n * QuarterLast;
            double second = first - product, taken = second - first;
            double lost = first - (second - taken) - (product + taken);
            r = second - last;
            rest = second - r - last + lost;
            if (Math.Abs(r) > Tiny) return (int)BitConverter.DoubleToInt64Bits(rounded);
        }
        return ReduceLarge(x, out r, out rest);
    }

    // x 2/pi mod 4 in integers: of the digits of 2/pi those whose products with x = m 2^e are whole multiples of 4 are passed over, and 192
    // of the following taken. No double lies nearer to a multiple of pi/2 than 2^-62 of it; what is left out is below 2^-137.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int ReduceLarge(double x, out double r, out double rest)
    {
        rest = 0;
        r = double.NaN;
        if (!double.IsFinite(x)) return 0;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int first = (int)(bits >> 52 & 0x7FF) - 1075 - 2 + 64, word = first >> 6, shift = first & 63;
        ulong m = (ulong)(bits & SmallestNormal - 1 | SmallestNormal);
        ulong w0 = Digits(word, shift), w1 = Digits(word + 1, shift), w2 = Digits(word + 2, shift);
        UInt128 low = (UInt128)m * w2, middle = (UInt128)m * w1 + (ulong)(low >> 64);
        UInt128 high = (UInt128)(m * w0 + (ulong)(middle >> 64)) << 64 | (ulong)middle; // 4 * 2^-128 a unit
        int turns = (int)(high >> 126);
        high = high << 2 | (ulong)low >> 62;
        low = (UInt128)(ulong)low << 66; // the digits after those of high
        bool above = high >> 127 != 0;
        if (above)
        {
            turns++;
            low = ~low + 1;
            high = ~high + (low == 0 ? 1u : 0u);
        }
        int zeros = (int)UInt128.LeadingZeroCount(high);
        if (zeros > 0) high = high << zeros | low >> 128 - zeros;
        double part = (double)(ulong)(high >> 75) * PowerOfTwo(-53 - zeros);
        double partRest = (double)(ulong)(high >> 22 & (1UL << 53) - 1) * PowerOfTwo(-106 - zeros);
        r = Product(part, partRest, Math.PI / 2, HalfPiRest, out rest);
        if (above == x > 0) (r, rest) = (-r, -rest);
        return x > 0 ? turns : -turns;
    }

    static ulong Digits(int word, int shift)
        => shift == 0 ? TwoOverPi.Words[word] : TwoOverPi.Words[word] << shift | TwoOverPi.Words[word + 1] >> 64 - shift;

    // sin(r + rest) = r - r³/3! + … + r^17/17! + rest (1 - r²/2)
    static double SinNear(double r, double rest)
    {
        double s = r * r, t = s * s, u = t * t;
        double series = 1.0 / 120 - s * (1.0 / 5_040) + t * (1.0 / 362_880 - s * (1.0 / 39_916_800))
            + u * (1.0 / 6_227_020_800 - s * (1.0 / 1_307_674_368_000) + t * (1.0 / 355_687_428_096_000));
        return r + (r * s * (s * series - 1.0 / 6) + (rest - 0.5 * s * rest));
    }

    // cos(r + rest) = 1 - r²/2 + r^4/4! - … + r^16/16! - rest r
    static double CosNear(double r, double rest)
    {
        double s = r * r, t = s * s, u = t * t, half = 0.5 * s, most = 1 - half;
        double series = 1.0 / 24 - s * (1.0 / 720) + t * (1.0 / 40_320 - s * (1.0 / 3_628_800))
            + u * (1.0 / 479_001_600 - s * (1.0 / 87_178_291_200) + t * (1.0 / 20_922_789_888_000));
        return most + (1 - most - half + (t * series - r * rest));
    }
}
