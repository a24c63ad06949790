namespace Spikebook.Loihi;

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
