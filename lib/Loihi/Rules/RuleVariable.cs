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
