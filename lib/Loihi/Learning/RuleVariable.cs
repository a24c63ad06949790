namespace Spikebook.Loihi;

/// <summary>What a factor of a learning rule reads.</summary>
public enum RuleVariable
{
    /// <summary>1 if the presynaptic neuron fired in this epoch, else 0.</summary>
    X0,
    /// <summary>First presynaptic trace.</summary>
    X1,
    /// <summary>Second presynaptic trace.</summary>
    X2,
    /// <summary>1 if the postsynaptic neuron fired in this epoch, else 0.</summary>
    Y0,
    /// <summary>First postsynaptic trace.</summary>
    Y1,
    /// <summary>Second postsynaptic trace.</summary>
    Y2,
    /// <summary>Third postsynaptic trace.</summary>
    Y3,
    /// <summary>1 if a reward spike came in this epoch, else 0.</summary>
    R0,
    /// <summary>Reward trace.</summary>
    R1,
    /// <summary>The synapse's weight mantissa.</summary>
    Weight,
    /// <summary>The synapse's delay.</summary>
    Delay,
    /// <summary>The synapse's tag.</summary>
    Tag,
    /// <summary>Sign of the weight: -1, 0 or 1.</summary>
    WeightSign,
    /// <summary>Sign of the tag: -1, 0 or 1.</summary>
    TagSign,
    /// <summary>1 in every 2^k-th epoch, else 0; k is the factor's period exponent.</summary>
    Period,
}

/// <summary>What a rule changes.</summary>
public enum RuleTarget
{
    /// <summary>The weight mantissa: dw.</summary>
    Weight,
    /// <summary>The delay: dd.</summary>
    Delay,
    /// <summary>The tag: dt.</summary>
    Tag,
}

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
