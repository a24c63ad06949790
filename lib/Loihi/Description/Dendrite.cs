namespace Spikebook.Loihi;

/// <summary>How a compartment takes in the state of a dendrite, compartment by compartment, in the same step.</summary>
public enum JoinOperation
{
    /// <summary>Current + dendrite's value.</summary>
    Add,
    /// <summary>The smaller of the two.</summary>
    Min,
    /// <summary>The larger of the two.</summary>
    Max,
    /// <summary>The current if the dendrite fired in this step, else 0.</summary>
    Pass,
    /// <summary>0 if the dendrite fired in this step, else the current.</summary>
    Block,
}

/// <summary>
/// A join of two compartments into one neuron: what the soma's voltage integrates is not its current u alone but u joined with the
/// dendrite's voltage (or current) of the same step; bias and noise come on top.
/// </summary>
/// <remarks>
/// Davies et al. 2018 publish that compartments form trees with such operations, not their integers; the order of operations here
/// (join, then bias, then limits) is this library's reading and no other emulator could confirm it.
/// </remarks>
/// <param name="Group">The dendrite, added to the network before, with as many neurons.</param>
/// <param name="Operation">How its state is taken in.</param>
/// <param name="OfCurrent">Whether its current is read; otherwise its voltage. Pass and Block read neither.</param>
public sealed record Dendrite(NeuronGroup Group, JoinOperation Operation = JoinOperation.Add, bool OfCurrent = false)
{
    internal long Join(int current, int value, bool fired) => Operation switch
    {
        JoinOperation.Add => (long)current + value,
        JoinOperation.Min => Math.Min(current, value),
        JoinOperation.Max => Math.Max(current, value),
        JoinOperation.Pass => fired ? current : 0,
        _ => fired ? 0 : current,
    };
}
