using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>Where weights and sums are kept.</summary>
public enum MemoryDistance
{
    /// <summary>8 KB beside the adder.</summary>
    Near,
    /// <summary>32 KB.</summary>
    Core,
    /// <summary>1 MB on the chip.</summary>
    Chip,
    /// <summary>DRAM.</summary>
    OffChip,
}

/// <summary>
/// Energy of a synapse in an inference. A network of numbers reads each weight once, multiplies, adds and writes the sum back; a spiking
/// one reads, adds and writes back for each spike that arrives, and touches the state of each neuron in each step. With n spikes a synapse,
/// T steps and fan-in m, E_spiking / E_numbers = (n e_spike + T e_state / m) / e_synapse.
/// </summary>
/// <remarks>Method: S. Davidson, S. B. Furber, Front Neurosci 15, 651141 (2021).</remarks>
/// <param name="Synapse">e_synapse of the network of numbers, pJ.</param>
/// <param name="Spike">e_spike: a spike over a synapse, pJ.</param>
/// <param name="State">e_state: looking at a neuron's potential once, pJ.</param>
public sealed record SynapseEnergy(double Synapse, double Spike, double State)
{
    /// <summary>The published totals, 12 E and 7 E; potentials are not priced there.</summary>
    public static SynapseEnergy DavidsonFurber { get; } = new(OperationCosts.DavidsonFurber22["synapse of a network of numbers"],
        OperationCosts.DavidsonFurber22["spike over a synapse"], 0);

    // add: 0.03 pJ at 8 bits and 0.1 at 32, linear; multiply: 0.2 pJ at 8 x 8 bits, by area; memory: per 64 bits of a line that is read
    // whole, b / 64 of it
    /// <summary>
    /// 45 nm, from its parts: weights and activations of <paramref name="bits"/> bits, sums of 32 bits in the memory beside the adder.
    /// </summary>
    /// <param name="bits">Bits of a weight, 1 … 32; activations of numbers have the same.</param>
    /// <param name="distance">Where weights are read from.</param>
    /// <exception cref="ArgumentOutOfRangeException">Bits outside 1 … 32.</exception>
    public static SynapseEnergy Of45Nanometres(int bits, MemoryDistance distance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 32);
        var costs = OperationCosts.Horowitz45;
        string place = distance switch
        {
            MemoryDistance.Near => "8 KB",
            MemoryDistance.Core => "32 KB",
            MemoryDistance.Chip => "1 MB",
            _ => "DRAM",
        };
        double read = costs[$"read 64 bit, {place}"] * bits / 64;
        double add = costs["add int32"], multiply = costs["multiply int8"] * (bits / 8.0) * (bits / 8.0);
        double sum = costs["read 64 bit, 8 KB"] * 32 / 64; // the sum is read or written: 32 bits near the adder
        return new SynapseEnergy(read + multiply + add + 2 * sum, read + add + 2 * sum, 2 * sum + add);
    }

    /// <summary>Spikes a synapse at which both cost the same; at or below 0 no spike code wins.</summary>
    /// <param name="steps">T.</param>
    /// <param name="fanIn">m, synapses of a neuron.</param>
    public double BreakEven(double steps = 0, double fanIn = 1) => (Synapse - steps * State / Positive(fanIn)) / Spike;

    /// <summary>E_spiking / E_numbers: below 1 spikes win.</summary>
    /// <param name="spikes">n, spikes a synapse.</param>
    /// <param name="steps">T.</param>
    /// <param name="fanIn">m, synapses of a neuron.</param>
    public double Ratio(double spikes, double steps = 0, double fanIn = 1) => (spikes * Spike + steps * State / Positive(fanIn)) / Synapse;

    /// <summary>n for uniformly distributed numbers of some bits, sent as counts: (2^bits - 1) / 2.</summary>
    public static double SpikesOfBits(double bits) => (Real.Pow(2, bits) - 1) / 2;

    /// <summary>Bits at which uniformly distributed numbers cost as much as counts: log2(1 + 2 n*).</summary>
    public double BreakEvenBits() => Real.Log2(1 + 2 * BreakEven());

    static double Positive(double fanIn) => fanIn > 0 ? fanIn : throw new ArgumentOutOfRangeException(nameof(fanIn),
        Invariant($"fan-in = {fanIn} must be above 0"));
}
