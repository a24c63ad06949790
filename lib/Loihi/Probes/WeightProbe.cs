namespace Spikebook.Loihi;

/// <summary>The weights of a connection in one step, by pre, then post.</summary>
/// <param name="Step">The step after which they were read.</param>
/// <param name="Weights">Mantissas of all synapses.</param>
public sealed record WeightSnapshot(long Step, IReadOnlyList<short> Weights);

/// <summary>Weights of a connection.</summary>
public sealed class WeightProbe : Probe
{
    readonly SynapseState _synapses;
    readonly List<WeightSnapshot> _snapshots = [];

    internal WeightProbe(Connection connection, SynapseState synapses, Window window) : base(connection.Name, window) => _synapses = synapses;

    /// <summary>What was recorded.</summary>
    public IReadOnlyList<WeightSnapshot> Snapshots => _snapshots;

    /// <summary>The course of one synapse.</summary>
    /// <param name="synapse">Its number, by pre, then post.</param>
    public int[] Of(int synapse) => [.. _snapshots.Select(snapshot => (int)snapshot.Weights[synapse])];

    private protected override void Record(long step) => _snapshots.Add(new WeightSnapshot(step, [.. _synapses.Weights]));
}

/// <summary>Synapses with a mantissa of From to To.</summary>
/// <param name="From">Lowest mantissa.</param>
/// <param name="To">Highest mantissa.</param>
/// <param name="Count">Number of synapses.</param>
public readonly record struct WeightBin(int From, int To, int Count);
