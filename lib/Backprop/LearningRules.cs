namespace Spikebook.Backprop;

/// <summary>
/// What two implementations of the binary backpropagation algorithm do differently: the circuit on the chip and the
/// NumPy reference that its authors published beside it.
/// </summary>
/// <param name="Name">Short name.</param>
/// <param name="BackwardSeesUpdate">
/// Whether the backward sum uses the weights after this sample's update (NumPy) or before it (circuit).
/// </param>
/// <param name="BoxEdge">
/// Largest potential at which the derivative of the truncated ReLU is still 1: 1024 (circuit) or 1023 (NumPy).
/// </param>
/// <param name="SmallestWeight">-256 on the chip, -254 in NumPy; the largest is 254 in both.</param>
/// <param name="SeparateTranspose">
/// Whether -W transposed is a synapse of its own with its own limits, as on the chip: at -256 or 254 it drifts from W, because the
/// limits are not symmetric.
/// </param>
public sealed record LearningRules(string Name, bool BackwardSeesUpdate, int BoxEdge, int SmallestWeight, bool SeparateTranspose)
{
    /// <summary>The spiking circuit (Renner et al. 2024).</summary>
    public static LearningRules Circuit { get; } = new("circuit", false, 1024, -256, true);

    /// <summary>The authors' NumPy reference.</summary>
    public static LearningRules NumPyReference { get; } = new("numpy", true, 1023, -254, false);

    /// <summary>A unit fires when its potential exceeds this: half the neuron's threshold of 1024.</summary>
    public const int FiringThreshold = 512;

    /// <summary>The largest weight.</summary>
    public const int LargestWeight = 254;

    /// <summary>By how much a weight changes at once.</summary>
    public const int Step = 2;
}
