using System.Numerics;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>
/// A product of powers of symbols: eight exponents, a byte each; the first symbol has the highest byte, so that numbers order monomials.
/// </summary>
readonly record struct Monomial(ulong Powers)
{
    public const int Symbols = 8, LargestPower = 60;

    public static Monomial Symbol(int index) => new(1UL << Shift(index));

    public int Power(int symbol) => (int)(Powers >> Shift(symbol) & 0xFF);

    public static Monomial operator *(Monomial a, Monomial b)
    {
        for (int i = 0; i < Symbols; i++)
            if (a.Power(i) + b.Power(i) > LargestPower) throw new FormTooLargeException();
        return new(a.Powers + b.Powers);
    }

    public bool Divides(Monomial other)
    {
        for (int i = 0; i < Symbols; i++)
            if (Power(i) > other.Power(i)) return false;
        return true;
    }

    public static Monomial operator /(Monomial a, Monomial b) => new(a.Powers - b.Powers);

    public static Monomial Common(Monomial a, Monomial b)
    {
        ulong common = 0;
        for (int i = 0; i < Symbols; i++) common |= (ulong)Math.Min(a.Power(i), b.Power(i)) << Shift(i);
        return new(common);
    }

    static int Shift(int symbol) => 56 - 8 * symbol;
}

/// <summary>A sum of monomials with whole coefficients, highest first, none of them zero.</summary>
sealed class Polynomial : IEquatable<Polynomial>
{
    public const int MostTerms = 80;
    readonly (Monomial Monomial, BigInteger Coefficient)[] _terms;

    Polynomial(IEnumerable<KeyValuePair<Monomial, BigInteger>> terms)
    {
        _terms = [.. terms.Where(term => !term.Value.IsZero).OrderByDescending(term => term.Key.Powers).Select(term =>
            (term.Key, term.Value))];
        if (_terms.Length > MostTerms) throw new FormTooLargeException();
    }

    public static Polynomial One { get; } = Of(default, 1);

    public IReadOnlyList<(Monomial Monomial, BigInteger Coefficient)> Terms => _terms;

    public bool IsOne => _terms is [{ Monomial.Powers: 0, Coefficient.IsOne: true }];

    public static Polynomial Of(Monomial monomial, BigInteger coefficient) => new([new(monomial, coefficient)]);

    public static Polynomial Symbol(int index) => Of(Monomial.Symbol(index), 1);

    public static Polynomial operator *(Polynomial a, Polynomial b)
    {
        var product = new Dictionary<Monomial, BigInteger>();
        foreach (var left in a._terms)
            foreach (var right in b._terms)
            {
                var monomial = left.Monomial * right.Monomial;
                product[monomial] = product.GetValueOrDefault(monomial) + left.Coefficient * right.Coefficient;
            }
        return new(product);
    }

    /// <summary>a x + b y with whole numbers a and b.</summary>
    public static Polynomial Combine(BigInteger a, Polynomial x, BigInteger b, Polynomial y)
    {
        var sum = x._terms.ToDictionary(term => term.Monomial, term => a * term.Coefficient);
        foreach (var term in y._terms) sum[term.Monomial] = sum.GetValueOrDefault(term.Monomial) + b * term.Coefficient;
        return new(sum);
    }

    /// <summary>Content (with the sign of the first coefficient), common monomial, and what is left.</summary>
    public (BigInteger Content, Monomial Common, Polynomial Remaining) Primitive()
    {
        var content = _terms.Aggregate(BigInteger.Zero, (common, term) => BigInteger.GreatestCommonDivisor(common, term.Coefficient));
        if (_terms[0].Coefficient.Sign < 0) content = -content;
        var monomial = _terms.Select(term => term.Monomial).Aggregate(Monomial.Common);
        return (content, monomial, new(_terms.Select(term => KeyValuePair.Create(term.Monomial / monomial, term.Coefficient / content))));
    }

    /// <summary>This / divisor where it leaves no remainder, else null.</summary>
    public Polynomial? DividedBy(Polynomial divisor)
    {
        var quotient = new Dictionary<Monomial, BigInteger>();
        var rest = this;
        while (rest._terms.Length > 0)
        {
            var (monomial, coefficient) = rest._terms[0];
            var lead = divisor._terms[0];
            if (!lead.Monomial.Divides(monomial) || !(coefficient % lead.Coefficient).IsZero || quotient.Count == MostTerms) return null;
            var step = Of(monomial / lead.Monomial, coefficient / lead.Coefficient);
            quotient[step._terms[0].Monomial] = step._terms[0].Coefficient;
            rest = Combine(1, rest, -1, step * divisor);
        }
        return new(quotient);
    }

    /// <summary>The order of factors: short ones first, then by their monomials from the first symbol on, then by coefficients.</summary>
    public static Comparer<Polynomial> Order { get; } = Comparer<Polynomial>.Create((a, b) =>
    {
        int order = a._terms.Length.CompareTo(b._terms.Length);
        for (int i = 0; order == 0 && i < a._terms.Length; i++)
        {
            order = b._terms[i].Monomial.Powers.CompareTo(a._terms[i].Monomial.Powers);
            if (order == 0) order = a._terms[i].Coefficient.CompareTo(b._terms[i].Coefficient);
        }
        return order;
    });

    public bool Equals(Polynomial? other) => other is not null && _terms.AsSpan().SequenceEqual(other._terms);

    public override bool Equals(object? other) => Equals(other as Polynomial);

    public override int GetHashCode() => _terms.Length == 0 ? 0 : HashCode.Combine(_terms.Length, _terms[0].Monomial, _terms[^1].Monomial);
}
