namespace Spikebook.Loihi;

/// <summary>A factor of a product: a variable plus a constant, (variable + Constant).</summary>
/// <param name="Variable">What is read.</param>
/// <param name="Constant">What is added to it.</param>
/// <param name="PeriodExponent">k of u_k; 0 for other variables.</param>
public readonly record struct RuleFactor(RuleVariable Variable, int Constant = 0, int PeriodExponent = 0);

/// <summary>A product of a rule: Mantissa · 2^Exponent · Π factors.</summary>
/// <param name="Mantissa">Integer in front, odd or 0, its sign included.</param>
/// <param name="Exponent">Power of two in front.</param>
/// <param name="Factors">The factors.</param>
public sealed record RuleProduct(int Mantissa, int Exponent, IReadOnlyList<RuleFactor> Factors)
{
    internal bool Reads(RuleVariable variable) => Factors.Any(factor => factor.Variable == variable && factor.Constant == 0);
}
