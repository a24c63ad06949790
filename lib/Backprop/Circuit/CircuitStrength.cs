using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>
/// Strengths of the fixed synapses, as mantissa and exponent of the chip. An ungated neuron has a bias of -8192 and needs a sum above
/// 9216 to fire; a gate brings it to the edge, so that what is computed decides.
/// </summary>
/// <param name="Mantissa">Weight mantissa.</param>
/// <param name="Exponent">Weight exponent; the strength is mantissa x 2^exponent.</param>
/// <param name="Sign">Sign mode: 145 is odd and needs all eight bits for its magnitude.</param>
readonly record struct CircuitStrength(int Mantissa, int Exponent, SignMode Sign = SignMode.Mixed)
{
    /// <summary>8704: with it, a neuron fires above 512.</summary>
    public static readonly CircuitStrength Gate = new(136, 6);

    /// <summary>512: with it beside <see cref="Gate"/>, a neuron fires above 0.</summary>
    public static readonly CircuitStrength HalfLower = new(128, 2);

    /// <summary>8192: with it alone, a neuron fires above 1024.</summary>
    public static readonly CircuitStrength GateHalfHigher = new(128, 6);

    /// <summary>-8128: no sum below 17344 makes a neuron fire.</summary>
    public static readonly CircuitStrength Inhibit = new(-254, 5);

    /// <summary>520: fires a gated neuron alone.</summary>
    public static readonly CircuitStrength Relay = new(130, 2);

    /// <summary>-520: cancels a relay.</summary>
    public static readonly CircuitStrength Cancel = new(-130, 2);

    /// <summary>9280: fires the next gate neuron of the chain.</summary>
    public static readonly CircuitStrength Chain = new(145, 6, SignMode.Excitatory);
}
