using System.Globalization;
using System.Numerics;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
readonly record struct Rational
{
    readonly BigInteger _denominatorLessOne;   // so that default is 0 = 0/1

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) common = -common;
        (Numerator, _denominatorLessOne) = (numerator / common, denominator / common - 1);
    }

    public static Rational One { get; } = new(1, 1);

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominatorLessOne + 1;

    public bool IsZero => Numerator.IsZero;

    public bool IsOne => Numerator.IsOne && _denominatorLessOne.IsZero;

    public bool IsWhole => _denominatorLessOne.IsZero;

    public int Sign => Numerator.Sign;

    // Whole numbers below 2^53 are exact, so that the quotient is the nearest double; larger ones are off by a rounding each.
    public double Value => (double)Numerator / (double)Denominator;

    public static Rational Of(decimal value)
    {
        int[] bits = decimal.GetBits(value);
        var whole = new BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, scale: 0));
        return new(whole, BigInteger.Pow(10, bits[3] >> 16 & 0xFF));
    }

    public static Rational operator +(Rational a, Rational b) =>
        new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);
    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);
    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);
    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public Rational Power(int exponent) => exponent >= 0
        ? new(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent))
        : new(BigInteger.Pow(Denominator, -exponent), BigInteger.Pow(Numerator, -exponent));

    public bool IsLessThan(Rational other) => Numerator * other.Denominator < other.Numerator * Denominator;

    /// <summary>A decimal where at most six digits after the point say it all, otherwise a fraction.</summary>
    public override string ToString()
    {
        if (IsWhole) return Numerator.ToString(CultureInfo.InvariantCulture);
        return (1_000_000 * Numerator % Denominator).IsZero && Fits(Numerator)
            ? ((decimal)(1_000_000 * Numerator / Denominator) / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture)
            : $"{Numerator.ToString(CultureInfo.InvariantCulture)}/{Denominator.ToString(CultureInfo.InvariantCulture)}";
    }

    static bool Fits(BigInteger number) => number.GetBitLength() < 60;
}
