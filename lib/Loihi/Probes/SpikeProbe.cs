namespace Spikebook.Loihi;

/// <summary>Spikes of a population.</summary>
public sealed class SpikeProbe : Probe
{
    readonly Fired fired;
    readonly List<Spike> spikes = [];

    internal SpikeProbe(Population population, Fired fired, Window window) : base(population.Name, window) => this.fired = fired;

    /// <summary>The spikes, by step, then neuron.</summary>
    public IReadOnlyList<Spike> Spikes => spikes;

    /// <summary>Number of spikes.</summary>
    public int Count => spikes.Count;

    private protected override string Amount => FormattableString.Invariant($"{Count:N0} spikes");

    private protected override void Record(long step)
    {
        foreach (int neuron in fired.Indices) spikes.Add(new Spike(step, neuron));
    }
}
