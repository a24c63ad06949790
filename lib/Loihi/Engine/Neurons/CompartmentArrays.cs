namespace Spikebook.Loihi;

/// <summary>
/// The numbers of a group's compartments, padded to whole blocks, and what a soma sees of them where they are its dendrite.
/// </summary>
sealed class CompartmentArrays
{
    /// <summary>Beyond every voltage: that of compartments which pass their voltage on and never fire.</summary>
    const int Never = int.MaxValue;

    readonly int _thresholdVoltage;

    public readonly int Count;
    public readonly int FireAbove; // voltage beyond which a compartment fires
    public readonly int[] U, V;
    public readonly int[] Hold;    // steps for which v stays 0
    public readonly int[] Bias;
    public readonly Fired Fired;

    public CompartmentArrays(NeuronGroup group, int padded, ReadOnlySpan<int> firstOfShard)
    {
        var registers = group.Compartment;
        _thresholdVoltage = registers.ThresholdVoltage;
        FireAbove = registers.AtThreshold == ThresholdBehavior.SpikeAndReset ? _thresholdVoltage : Never;
        Count = group.Count;
        (U, V, Hold, Bias) = (new int[padded], new int[padded], new int[padded], new int[padded]);
        for (int i = 0; i < Count; i++) Bias[i] = (group.BiasMantissas?[i] ?? registers.BiasMantissa) << registers.BiasExponent;
        Fired = new Fired(Count, firstOfShard);
    }

    /// <summary>Whether the compartment fired in this step, or is above its threshold if it only passes its voltage on.</summary>
    public bool IsOpen(int i) => Fired.Flags[i] != 0 || IsAbove(i);

    /// <summary>The value that a soma reads.</summary>
    public int Passed(int i, bool current) => FireAbove == Never && !IsAbove(i) ? 0 : current ? U[i] : V[i];

    bool IsAbove(int i) => FireAbove == Never && V[i] > _thresholdVoltage;
}
