using System.Collections.Immutable;
using System.Numerics;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>
/// A rational function as a product: coefficient · Π base_i^{e_i}, where bases are primitive polynomials (content 1, first coefficient
/// positive, no monomial factor) or single symbols, each once, in order. Products and quotients merge exponents, so that equal factors
/// cancel; sums take out what both sides share and expand the rest, which is then divided by the bases already known.
/// </summary>
/// <remarks>
/// Equal forms are equal functions. The converse does not hold for polynomials whose factors are never seen apart (x² - y² beside
/// (x - y)(x + y)): that costs a missed saving, never a wrong value. Cancelling ignores points where a cancelled factor is 0.
/// </remarks>
sealed class Form : IEquatable<Form>
{
    const int LargestExponent = 60;

    Form(Rational coefficient, IEnumerable<KeyValuePair<Polynomial, int>> factors)
    {
        Coefficient = coefficient;
        Factors = coefficient.IsZero ? [] : [.. factors.Where(factor => factor.Value != 0).OrderBy(factor => factor.Key,
            Polynomial.Order).Select(f => (f.Key, f.Value))];
        if (Factors.Any(factor => Math.Abs(factor.Exponent) > LargestExponent) || coefficient.Numerator.GetBitLength() > 400
            || coefficient.Denominator.GetBitLength() > 400) throw new FormTooLargeException();
    }

    public Rational Coefficient { get; }

    public ImmutableArray<(Polynomial Base, int Exponent)> Factors { get; }

    public bool IsConstant => Factors.Length == 0;

    public static Form Number(Rational value) => new(value, []);

    public static Form Symbol(int index) => new(Rational.One, [new(Polynomial.Symbol(index), 1)]);

    public static Form operator *(Form a, Form b) => Merge(a, b, 1);

    public static Form operator /(Form a, Form b)
        => b.Coefficient.IsZero ? throw new DivisionByZeroException("the rule divides by zero for every input") : Merge(a, b, -1);

    public static Form operator -(Form a) => new(-a.Coefficient, a.Pairs());

    public static Form operator -(Form a, Form b) => a + -b;

    public static Form operator +(Form a, Form b)
    {
        if (a.Coefficient.IsZero) return b;
        if (b.Coefficient.IsZero) return a;
        Dictionary<Polynomial, int> left = new(a.Pairs()), right = new(b.Pairs()), common = [];
        foreach (var known in left.Keys.Union(right.Keys))
            common[known] = Math.Min(left.GetValueOrDefault(known), right.GetValueOrDefault(known));
        Polynomial Rest(Dictionary<Polynomial, int> side) => common.Aggregate(Polynomial.One,
            (product, factor) => product * Power(factor.Key, side.GetValueOrDefault(factor.Key) - factor.Value));
        BigInteger denominator = a.Coefficient.Denominator * b.Coefficient.Denominator;
        var sum = Polynomial.Combine(a.Coefficient.Numerator * b.Coefficient.Denominator, Rest(left),
            b.Coefficient.Numerator * a.Coefficient.Denominator, Rest(right));
        if (sum.Terms.Count == 0) return Number(default);
        var (content, monomial, rest) = sum.Primitive();
        for (int symbol = 0; symbol < Monomial.Symbols; symbol++) Raise(common, Polynomial.Symbol(symbol), monomial.Power(symbol));
        foreach (var known in common.Keys.Where(known => known.Terms.Count > 1).ToList())
            while (!rest.IsOne && rest.DividedBy(known) is { } quotient)
            {
                rest = quotient;
                Raise(common, known, 1);
            }
        if (!rest.IsOne) Raise(common, rest, 1);
        return new(new Rational(content, denominator), common);
    }

    public Form Power(int exponent)
    {
        if (exponent < 0 && Coefficient.IsZero) throw new DivisionByZeroException("the rule divides by zero for every input");
        if (Math.Abs(exponent) > LargestExponent) throw new FormTooLargeException();
        return new(Coefficient.Power(exponent), Factors.Select(factor => KeyValuePair.Create(factor.Base, factor.Exponent * exponent)));
    }

    static Polynomial Power(Polynomial known, int exponent)
    {
        var power = Polynomial.One;
        for (int i = 0; i < exponent; i++) power *= known;
        return power;
    }

    static Form Merge(Form a, Form b, int sign)
    {
        Dictionary<Polynomial, int> factors = new(a.Pairs());
        foreach (var (known, exponent) in b.Factors) Raise(factors, known, sign * exponent);
        return new(sign > 0 ? a.Coefficient * b.Coefficient : a.Coefficient / b.Coefficient, factors);
    }

    static void Raise(Dictionary<Polynomial, int> factors, Polynomial known, int by)
    {
        if (by != 0) factors[known] = factors.GetValueOrDefault(known) + by;
    }

    IEnumerable<KeyValuePair<Polynomial, int>> Pairs() => Factors.Select(factor => KeyValuePair.Create(factor.Base, factor.Exponent));

    public bool Equals(Form? other) => other is not null && Coefficient == other.Coefficient && Factors.SequenceEqual(other.Factors);

    public override bool Equals(object? other) => Equals(other as Form);

    public override int GetHashCode() => HashCode.Combine(Coefficient, Factors.Length);
}
