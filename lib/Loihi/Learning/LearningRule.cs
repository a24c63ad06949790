namespace Spikebook.Loihi;

/// <summary>
/// A sum of products in the chip's microcode form, dz = Σ S_i Π_j (V_ij + C_ij), read from text such as
/// <c>dw = 2^-2*x1*y0 - 2^-2*y1*x0</c>, <c>y0*x0*r1*4 - y0*x0*2</c> or <c>dt = (y1 - 2)*x0*u2</c>.
/// </summary>
/// <remarks>
/// Source of the form: Davies et al. 2018, section "Learning engine". S is a power of two with a small integer mantissa. How large the
/// chip's microcode may be is not published; <see cref="MaxProducts"/>, <see cref="MaxFactors"/> and the widest constants (±127 · 2^-16 … 2^16)
/// are this library's own bounds. Lava, written by the chip's makers, takes constants of -8 … 7 times 2^-7 … 2^8; rules beyond that run
/// here but are refused by <see cref="LoihiProgram.Place"/>. That rules for weight, delay and tag are applied in the order in which
/// they are given, each to what the one before it left, is this library's reading as well.
/// </remarks>
public sealed record LearningRule
{
    /// <summary>Most products of one rule (a bound of this library).</summary>
    public const int MaxProducts = 16;

    /// <summary>Most factors of one product (a bound of this library).</summary>
    public const int MaxFactors = 8;

    internal LearningRule(string text, RuleTarget target, IReadOnlyList<RuleProduct> products)
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
    /// <param name="text">The rule, with or without <c>dw =</c>, <c>dd =</c> or <c>dt =</c> in front; without it changes the weight.</param>
    /// <exception cref="RuleSyntaxException">The text is no rule; the exception points at the character.</exception>
    public static LearningRule Parse(string text) => new RuleParser(text).Parse();

    /// <summary>Whether any product reads the variable.</summary>
    public bool Reads(RuleVariable variable) => Products.Any(product => product.Factors.Any(factor => factor.Variable == variable));

    /// <summary>Fraction bits of a change: the most negative exponent.</summary>
    internal int FractionBits => Math.Max(0, -Products.Min(product => product.Exponent));

    /// <summary>Bound of a change, in units of 2^-FractionBits.</summary>
    internal long LargestChange => Products.Sum(product => product.Factors.Aggregate(
        (long)Math.Abs(product.Mantissa) << product.Exponent + FractionBits, (bound, factor) => Math.Min(1L << 55, bound * (Largest(factor.Variable) + Math.Abs(factor.Constant)))));

    static int Largest(RuleVariable variable) => variable switch
    {
        RuleVariable.X0 or RuleVariable.Y0 or RuleVariable.R0 or RuleVariable.WeightSign or RuleVariable.TagSign or RuleVariable.Period => 1,
        RuleVariable.Weight or RuleVariable.Tag => 256,
        RuleVariable.Delay => Synapse.MaxDelay,
        _ => SpikeTrace.Max,
    };

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A learning rule that could not be read.</summary>
/// <param name="text">The rule.</param>
/// <param name="position">Index of the character at which it went wrong.</param>
/// <param name="problem">What is wrong there, and what would be right.</param>
public sealed class RuleSyntaxException(string text, int position, string problem)
    : FormatException($"learning rule, character {position + 1}: {problem}{Environment.NewLine}  {text}{Environment.NewLine}  {new string(' ', position)}^")
{
    /// <summary>Index of the character at which the rule went wrong.</summary>
    public int Position { get; } = position;
}
