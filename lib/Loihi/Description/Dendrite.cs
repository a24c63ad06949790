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
    /// <summary>The current; the soma also fires whenever the dendrite did, unless it is refractory.</summary>
    Or,
    /// <summary>The current; the soma fires only in steps in which the dendrite did.</summary>
    And,
}

/// <summary>
/// A join of two compartments into one neuron: what the soma's voltage integrates is not its current u alone but u joined with the
/// dendrite's voltage (or current) of the same step; bias and noise come on top.
/// </summary>
/// <remarks>
/// Davies et al. 2018 publish that compartments form trees, and open software for the chip names the operations (ADD, MIN, MAX, PASS,
/// BLOCK, OR, AND); their integers are not published and no other emulator has them. What is read (the dendrite's state of the same step,
/// after its reset), the order (join, then bias and noise, then limits) and what OR and AND do are this library's reading. A soma has
/// one dendrite, which may have one in turn; a dendrite and its soma need the same core (<c>Place</c>).
/// </remarks>
/// <param name="Group">The dendrite, added to the network before, with as many neurons.</param>
/// <param name="Operation">How its state is taken in.</param>
/// <param name="OfCurrent">Whether its current is read; otherwise its voltage. Pass, Block, Or and And read neither.</param>
public sealed record Dendrite(NeuronGroup Group, JoinOperation Operation = JoinOperation.Add, bool OfCurrent = false)
{
    internal long Join(int current, int value, bool fired) => Operation switch
    {
        JoinOperation.Add => (long)current + value,
        JoinOperation.Min => Math.Min(current, value),
        JoinOperation.Max => Math.Max(current, value),
        JoinOperation.Pass => fired ? current : 0,
        JoinOperation.Block => fired ? 0 : current,
        _ => current,
    };

    internal bool Fires(bool above, bool fired) => Operation switch
    {
        JoinOperation.Or => above || fired,
        JoinOperation.And => above && fired,
        _ => above,
    };
}
