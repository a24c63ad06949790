namespace Spikebook.Loihi;

/// <summary>Number of spikes in a stretch of steps.</summary>
/// <param name="Step">Last step of the stretch.</param>
/// <param name="Spikes">Spikes of the whole population.</param>
public readonly record struct Activity(long Step, int Spikes);

/// <summary>Counts the spikes of a population, by stretch of steps and by neuron, without keeping each.</summary>
public sealed class ActivityProbe : Probe
{
    readonly Fired _fired;
    readonly int[] _ofNeuron;
    readonly long _bin;
    readonly List<Activity> _activity = [];
    long _counted;
    int _spikes;

    internal ActivityProbe(Population population, Fired fired, long bin, Window window) : base(population.Name, window)
    {
        Bounds.Check(bin, 1, long.MaxValue, $"{population.Name}: bin of the activity, in recorded steps");
        (_fired, _bin) = (fired, bin);
        _ofNeuron = new int[population.Count];
    }

    /// <summary>Spikes of each complete stretch.</summary>
    public IReadOnlyList<Activity> Activity => _activity;

    /// <summary>Spikes of each neuron.</summary>
    public IReadOnlyList<int> OfNeuron => _ofNeuron;

    /// <summary>Spikes of all.</summary>
    public long Total { get; private set; }

    /// <summary>Mean number of spikes per neuron and recorded step.</summary>
    public double Rate => _counted == 0 ? 0 : (double)Total / _counted / _ofNeuron.Length;

    private protected override string Amount => FormattableString.Invariant($"{Total:N0} spikes in {_counted:N0} steps");

    private protected override void Record(long step)
    {
        foreach (int neuron in _fired.Indices) _ofNeuron[neuron]++;
        _spikes += _fired.Count;
        Total += _fired.Count;
        if (++_counted % _bin != 0) return;
        _activity.Add(new Activity(step, _spikes));
        _spikes = 0;
    }
}
