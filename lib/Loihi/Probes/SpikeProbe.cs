namespace Spikebook.Loihi;

/// <summary>Spikes of a population.</summary>
public sealed class SpikeProbe : Probe
{
    readonly Fired _fired;
    readonly List<Spike> _spikes = [];

    internal SpikeProbe(Population population, Fired fired, Window window) : base(population.Name, window) => _fired = fired;

    /// <summary>The spikes, by step, then neuron.</summary>
    public IReadOnlyList<Spike> Spikes => _spikes;

    /// <summary>Number of spikes.</summary>
    public int Count => _spikes.Count;

    private protected override string Amount => FormattableString.Invariant($"{Count:N0} spikes");

    private protected override void Record(long step)
    {
        foreach (int neuron in _fired.Indices) _spikes.Add(new Spike(step, neuron));
    }
}
