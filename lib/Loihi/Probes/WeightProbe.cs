namespace Spikebook.Loihi;

/// <summary>The weights of a connection in one step (or its delays or tags), by pre, then post.</summary>
/// <param name="Step">The step after which they were read.</param>
/// <param name="Weights">Mantissas (or delays, or tags) of all synapses.</param>
public sealed record WeightSnapshot(long Step, IReadOnlyList<short> Weights);

/// <summary>Weights of a connection, or delays or tags that it learns.</summary>
public sealed class WeightProbe : Probe
{
    readonly short[] _values;
    readonly List<WeightSnapshot> _snapshots = [];

    internal WeightProbe(string name, short[] values, Window window) : base(name, window) => _values = values;

    /// <summary>What was recorded.</summary>
    public IReadOnlyList<WeightSnapshot> Snapshots => _snapshots;

    /// <summary>The course of one synapse.</summary>
    /// <param name="synapse">Its number, by pre, then post.</param>
    public int[] Of(int synapse) => [.. _snapshots.Select(snapshot => (int)snapshot.Weights[synapse])];

    private protected override string Amount => FormattableString.Invariant($"{_values.Length:N0} synapses in {_snapshots.Count:N0} steps");

    private protected override void Record(long step) => _snapshots.Add(new WeightSnapshot(step, [.. _values]));
}
