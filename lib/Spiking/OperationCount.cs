namespace Spikebook.Spiking;

/// <summary>
/// What a computation did, counted in operations that have a price on silicon. It knows no prices: a table of costs
/// turns it into energy.
/// </summary>
/// <param name="Adds">Additions: a weight added to a current or potential.</param>
/// <param name="MultiplyAccumulates">Multiplications with an addition: a weight times an activation, a decay step.</param>
/// <param name="Reads">Words read from memory: weights, states.</param>
/// <param name="Writes">Words written to memory.</param>
public readonly record struct OperationCount(long Adds, long MultiplyAccumulates, long Reads, long Writes)
{
    /// <summary>Nothing done.</summary>
    public static OperationCount None => default;

    /// <summary>
    /// Spikes that arrive over synapses: for each, the weight is read, added, and the sum written back
    /// (S. Davidson, S. B. Furber, Front Neurosci 15, 651141, 2021).
    /// </summary>
    public static OperationCount SynapticEvents(long arrivals) => new(arrivals, 0, arrivals, arrivals);

    /// <summary>Synapses of a layer whose inputs are numbers: for each, the weight is read, multiplied, added, and the sum written
    /// back.</summary>
    public static OperationCount DenseSynapses(long synapses) => new(0, synapses, synapses, synapses);

    /// <summary>Both together.</summary>
    public static OperationCount operator +(OperationCount a, OperationCount b)
        => new(a.Adds + b.Adds, a.MultiplyAccumulates + b.MultiplyAccumulates, a.Reads + b.Reads, a.Writes + b.Writes);

    /// <summary>The same done several times.</summary>
    public static OperationCount operator *(long times, OperationCount count)
        => new(times * count.Adds, times * count.MultiplyAccumulates, times * count.Reads, times * count.Writes);

    /// <summary>The same as <see cref="op_Addition"/>.</summary>
    public static OperationCount Add(OperationCount left, OperationCount right) => left + right;

    /// <summary>The same as <see cref="op_Multiply"/>.</summary>
    public static OperationCount Multiply(long left, OperationCount right) => left * right;
}
