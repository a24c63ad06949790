using System.Numerics;

namespace Spikebook.Elementary.Tests;

/// <summary>
/// A number <c>Digits</c> 2^(<c>Exponent</c> - 256) in whole numbers of any length, and the functions of such numbers by their power
/// series: what <see cref="Real"/> is measured against. Relative errors are below 2^-100 wherever the tests ask.
/// </summary>
readonly record struct Exact(BigInteger Digits, int Exponent)
{
    const int Places = 256;
    static readonly BigInteger One = BigInteger.One << Places;

    public const int ManyPlaces = 1_400;

    public static readonly Exact Ln2 = new(2 * AtanhSeries(One / 3), 0);

    // Machin: pi / 4 = 4 arctan(1/5) - arctan(1/239)
    public static readonly BigInteger ManyPlacesOfPi = 4 * (4 * InverseTangentOfInverse(5) - InverseTangentOfInverse(239));
    public static readonly Exact Pi = new(ManyPlacesOfPi >> ManyPlaces - Places, 0);

    public static Exact Of(double x)
    {
        if (x == 0) return default;
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x)), field = bits >> 52;
        BigInteger mantissa = field == 0 ? bits : bits & (1L << 52) - 1 | 1L << 52;
        int exponent = (int)Math.Max(field, 1) - 1075;
        return new(Math.Sign(x) * mantissa << Places - 52, exponent + 52);
    }

    public static Exact operator -(Exact x) => new(-x.Digits, x.Exponent);

    public static Exact operator +(Exact x, Exact y)
    {
        if (x.Digits.IsZero || y.Digits.IsZero) return x.Digits.IsZero ? y : x;
        int least = Math.Min(x.Exponent, y.Exponent);
        return new((x.Digits << x.Exponent - least) + (y.Digits << y.Exponent - least), least);
    }

    public static Exact operator -(Exact x, Exact y) => x + -y;

    public static Exact operator *(Exact x, Exact y) => new Exact(x.Digits * y.Digits >> Places, x.Exponent + y.Exponent).Normal();

    public static Exact operator /(Exact x, Exact y)
    {
        x = x.Normal();
        y = y.Normal();
        return new Exact((x.Digits << Places + 8) / y.Digits, x.Exponent - y.Exponent - 8).Normal();
    }

    public static Exact Exp(Exact x)
    {
        BigInteger at = x.Fixed(), whole = BigInteger.Divide(at, Ln2.Digits), r = at - whole * Ln2.Digits >> 16, term = One, sum = One;
        for (int n = 1; !term.IsZero && term != BigInteger.MinusOne; n++)
        {
            term = (term * r >> Places) / n;
            sum += term;
        }
        for (int k = 0; k < 16; k++) sum = sum * sum >> Places;
        return new(sum, (int)whole);
    }

    public static Exact Log(double x)
    {
        Exact of = Of(x).Normal();
        int k = of.Exponent;
        BigInteger z = of.Digits; // 1 <= z < 2
        if (z * z > One * One * 2)
        {
            k++;
            z >>= 1;
        }
        return new Exact(2 * AtanhSeries((z - One << Places) / (z + One)) + k * Ln2.Digits, 0);
    }

    /// <summary>Sine and cosine, exact to 2^-200, for |x| above 2^-60.</summary>
    public static (Exact Sin, Exact Cos) SinCos(Exact x)
    {
        BigInteger at = Shifted(x.Digits, x.Exponent + ManyPlaces - Places), half = ManyPlacesOfPi >> 1;
        BigInteger turns = BigInteger.Divide(at, half), r = at - turns * half >> ManyPlaces - Places, sine = r, cosine = One, power = r;
        for (int n = 2; !power.IsZero && power != BigInteger.MinusOne; n++)
        {
            power = (power * r >> Places) / n;
            if (n % 2 == 0) cosine += n % 4 == 2 ? -power : power;
            else sine += n % 4 == 3 ? -power : power;
        }
        return (int)(((turns % 4) + 4) % 4) switch
        {
            0 => (new(sine, 0), new(cosine, 0)),
            1 => (new(cosine, 0), new(-sine, 0)),
            2 => (new(-sine, 0), new(-cosine, 0)),
            _ => (new(-cosine, 0), new(sine, 0)),
        };
    }

    /// <summary>The arctangent of a number from 0 to 1, by Newton's method on the tangent.</summary>
    public static Exact Atan(Exact x)
    {
        Exact angle = Of(Math.Atan(x.Nearest()));
        for (int k = 0; k < 4; k++)
        {
            (Exact sin, Exact cos) = SinCos(angle);
            angle += (x * cos - sin) / (cos + x * sin);
        }
        return angle;
    }

    /// <summary>erfcx(x), 0 &lt;= x: below 7 by the power series of erf, above by the continued fraction.</summary>
    public static Exact Erfcx(double x)
    {
        Exact of = Of(x), square = of * of, one = Of(1);
        if (x < 7)
        {
            BigInteger term = of.Fixed(), factor = square.Fixed(), sum = 0;
            for (int n = 0; !term.IsZero && term != BigInteger.MinusOne; n++)
            {
                sum += term / (2 * n + 1);
                term = -(term * factor >> Places) / (n + 1);
            }
            return Exp(square) * (one - new Exact(2 * sum, 0) / RootOfPi);
        }
        Exact tail = of;
        for (int k = 400; k > 0; k--) tail = of + new Exact(k * One >> 1, 0) / tail;
        return one / (tail.Normal() * RootOfPi);
    }

    /// <summary>Distance of a double from this number, in units in the last place of this number.</summary>
    public double Ulps(double found)
    {
        if (Digits.IsZero) return found == 0 ? 0 : double.PositiveInfinity;
        if (!double.IsFinite(found)) return double.PositiveInfinity;
        Exact normal = Normal();
        int unit = Math.Max(normal.Exponent - 52, -1074);
        Exact off = normal - Of(found);
        if (off.Digits.IsZero) return 0;
        off = off.Normal();
        return Math.Abs((double)off.Digits / (double)One) * Math.Pow(2, off.Exponent - unit);
    }

    /// <summary>The nearest double, ties to even.</summary>
    public double Nearest()
    {
        if (Digits.IsZero) return 0;
        Exact normal = Normal();
        int unit = Math.Max(normal.Exponent - 52, -1074);
        BigInteger magnitude = Shifted(BigInteger.Abs(normal.Digits), normal.Exponent - Places - unit + 64);
        BigInteger rest = magnitude & ulong.MaxValue;
        magnitude >>= 64;
        if (rest > 1UL << 63 || (rest == 1UL << 63 && !magnitude.IsEven)) magnitude++;
        return Math.Sign((double)Digits.Sign) * Math.ScaleB((double)magnitude, unit);
    }

    static readonly Exact RootOfPi = RootOf(Pi);

    static Exact RootOf(Exact x)
    {
        BigInteger square = x.Fixed() << Places, root = One * 2;
        for (int k = 0; k < 20; k++) root = root + square / root >> 1;
        return new(root, 0);
    }

    // 1 <= |Digits| / 2^Places < 2
    Exact Normal()
    {
        if (Digits.IsZero) return this;
        int shift = Places + 1 - (int)BigInteger.Abs(Digits).GetBitLength();
        return new(Shifted(Digits, shift), Exponent - shift);
    }

    BigInteger Fixed() => Shifted(Digits, Exponent);

    static BigInteger Shifted(BigInteger x, int places) => places >= 0 ? x << places : x >> -places;

    // x + x³/3 + x^5/5 + …
    static BigInteger AtanhSeries(BigInteger x)
    {
        BigInteger square = x * x >> Places, power = x, sum = 0;
        for (int n = 1; !power.IsZero && power != BigInteger.MinusOne; n += 2)
        {
            sum += power / n;
            power = power * square >> Places;
        }
        return sum;
    }

    static BigInteger InverseTangentOfInverse(int n)
    {
        BigInteger power = (BigInteger.One << ManyPlaces) / n, sum = 0;
        for (int k = 1; !power.IsZero; k += 2)
        {
            sum += k % 4 == 1 ? power / k : -(power / k);
            power /= n * n;
        }
        return sum;
    }
}
