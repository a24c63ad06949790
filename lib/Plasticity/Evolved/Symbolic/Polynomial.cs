using System.Numerics;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>A product of powers of symbols: eight exponents, a byte each; the first symbol has the highest byte, so that numbers order monomials.</summary>
readonly record struct Monomial(ulong Powers) : IComparable<Monomial>
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

    public int CompareTo(Monomial other) => Powers.CompareTo(other.Powers);

    static int Shift(int symbol) => 56 - 8 * symbol;
}

/// <summary>A sum of monomials with whole coefficients, highest first, none of them zero.</summary>
sealed class Polynomial : IEquatable<Polynomial>, IComparable<Polynomial>
{
    public const int MostTerms = 80;
    readonly (Monomial Monomial, BigInteger Coefficient)[] terms;

    Polynomial(IEnumerable<KeyValuePair<Monomial, BigInteger>> terms)
    {
        this.terms = [.. terms.Where(term => !term.Value.IsZero).OrderByDescending(term => term.Key).Select(term => (term.Key, term.Value))];
        if (this.terms.Length > MostTerms) throw new FormTooLargeException();
    }

    public static Polynomial One { get; } = Of(default, 1);

    public IReadOnlyList<(Monomial Monomial, BigInteger Coefficient)> Terms => terms;

    public bool IsOne => terms is [{ Monomial.Powers: 0, Coefficient.IsOne: true }];

    public static Polynomial Of(Monomial monomial, BigInteger coefficient) => new([new(monomial, coefficient)]);

    public static Polynomial Symbol(int index) => Of(Monomial.Symbol(index), 1);

    public static Polynomial operator *(Polynomial a, Polynomial b)
    {
        var product = new Dictionary<Monomial, BigInteger>();
        foreach (var left in a.terms)
            foreach (var right in b.terms)
            {
                var monomial = left.Monomial * right.Monomial;
                product[monomial] = product.GetValueOrDefault(monomial) + left.Coefficient * right.Coefficient;
            }
        return new(product);
    }

    /// <summary>a x + b y with whole numbers a and b.</summary>
    public static Polynomial Combine(BigInteger a, Polynomial x, BigInteger b, Polynomial y)
    {
        var sum = x.terms.ToDictionary(term => term.Monomial, term => a * term.Coefficient);
        foreach (var term in y.terms) sum[term.Monomial] = sum.GetValueOrDefault(term.Monomial) + b * term.Coefficient;
        return new(sum);
    }

    /// <summary>Content (with the sign of the first coefficient), common monomial, and what is left.</summary>
    public (BigInteger Content, Monomial Common, Polynomial Remaining) Primitive()
    {
        var content = terms.Aggregate(BigInteger.Zero, (common, term) => BigInteger.GreatestCommonDivisor(common, term.Coefficient));
        if (terms[0].Coefficient.Sign < 0) content = -content;
        var monomial = terms.Select(term => term.Monomial).Aggregate(Monomial.Common);
        return (content, monomial, new(terms.Select(term => KeyValuePair.Create(term.Monomial / monomial, term.Coefficient / content))));
    }

    /// <summary>This / divisor where it leaves no remainder, else null.</summary>
    public Polynomial? DividedBy(Polynomial divisor)
    {
        var quotient = new Dictionary<Monomial, BigInteger>();
        var rest = this;
        while (rest.terms.Length > 0)
        {
            var (monomial, coefficient) = rest.terms[0];
            var lead = divisor.terms[0];
            if (!lead.Monomial.Divides(monomial) || !(coefficient % lead.Coefficient).IsZero || quotient.Count == MostTerms) return null;
            var step = Of(monomial / lead.Monomial, coefficient / lead.Coefficient);
            quotient[step.terms[0].Monomial] = step.terms[0].Coefficient;
            rest = Combine(1, rest, -1, step * divisor);
        }
        return new(quotient);
    }

    public int CompareTo(Polynomial? other)
    {
        if (other is null) return 1;
        int order = terms.Length.CompareTo(other.terms.Length);
        for (int i = 0; order == 0 && i < terms.Length; i++)
        {
            order = -terms[i].Monomial.CompareTo(other.terms[i].Monomial);
            if (order == 0) order = terms[i].Coefficient.CompareTo(other.terms[i].Coefficient);
        }
        return order;
    }

    public bool Equals(Polynomial? other) => other is not null && terms.AsSpan().SequenceEqual(other.terms);

    public override bool Equals(object? other) => Equals(other as Polynomial);

    public override int GetHashCode() => terms.Length == 0 ? 0 : HashCode.Combine(terms.Length, terms[0].Monomial, terms[^1].Monomial);
}
