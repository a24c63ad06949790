namespace Spikebook.Loihi;

/// <summary>
/// A sum of products in the chip's microcode form, dz = Σ S_i Π_j (V_ij + C_ij), read from text such as
/// <c>dw = 2^-2*x1*y0 - 2^-2*y1*x0</c>, <c>y0*x0*r1*4 - y0*x0*2</c> or <c>dt = (y1 - 2)*x0*u2</c>.
/// </summary>
/// <remarks>
/// Source of the form: Davies et al. 2018, section "Learning engine". S is a power of two with a small integer mantissa. How large the
/// chip's microcode may be is not published; <see cref="MaxProducts"/>, <see cref="MaxFactors"/> and the widest constants (±127 · 2^-16 …
/// 2^16)
/// are this library's own bounds. Lava, written by the chip's makers, takes constants of -8 … 7 times 2^-7 … 2^8; rules beyond that run
/// here but are refused by <c>Place</c>. That rules for weight, delay and tag are applied in the order in which
/// they are given, each to what the one before it left, is this library's reading as well.
/// </remarks>
public sealed record LearningRule
{
    /// <summary>Most products of one rule (a bound of this library).</summary>
    public const int MaxProducts = RuleParser.MaxProducts;

    /// <summary>Most factors of one product (a bound of this library).</summary>
    public const int MaxFactors = RuleParser.MaxFactors;

    /// <summary>Most characters of one rule (a bound of this library).</summary>
    public const int MaxLength = RuleParser.MaxLength;

    LearningRule(string text, RuleTarget target, IReadOnlyList<RuleProduct> products)
    {
        Text = text;
        Target = target;
        Products = products;
    }

    /// <summary>The rule as it was written.</summary>
    public string Text { get; }

    /// <summary>What the rule changes.</summary>
    public RuleTarget Target { get; }

    /// <summary>The products that are summed.</summary>
    public IReadOnlyList<RuleProduct> Products { get; }

    /// <summary>Reads a rule.</summary>
    /// <param name="text">
    /// The rule, with or without <c>dw =</c>, <c>dd =</c> or <c>dt =</c> in front; without it changes the weight.
    /// </param>
    /// <exception cref="RuleSyntaxException">The text is no rule; the exception points at the character.</exception>
    public static LearningRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (target, products) = new RuleParser(text).Parse();
        return new(text, target, products);
    }

    /// <summary>Whether any product reads the variable.</summary>
    public bool Reads(RuleVariable variable) => Products.Any(product => product.Factors.Any(factor => factor.Variable == variable));

    /// <summary>Fraction bits of a change: the most negative exponent.</summary>
    internal int FractionBits => Math.Max(0, -Products.Min(product => product.Exponent));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
