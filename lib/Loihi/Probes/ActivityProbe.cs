namespace Spikebook.Loihi;

/// <summary>Number of spikes in a stretch of steps.</summary>
/// <param name="Step">Last step of the stretch.</param>
/// <param name="Spikes">Spikes of the whole population.</param>
public readonly record struct Activity(long Step, int Spikes);

/// <summary>Counts the spikes of a population, by stretch of steps and by neuron, without keeping each.</summary>
public sealed class ActivityProbe : Probe
{
    readonly Fired fired;
    readonly int[] ofNeuron;
    readonly long bin;
    readonly List<Activity> activity = [];
    long counted;
    int spikes;

    internal ActivityProbe(Population population, Fired fired, long bin, Window window) : base(population.Name, window)
    {
        Bounds.Check(bin, 1, long.MaxValue, $"{population.Name}: bin of the activity, in recorded steps");
        (this.fired, this.bin) = (fired, bin);
        ofNeuron = new int[population.Count];
    }

    /// <summary>Spikes of each complete stretch.</summary>
    public IReadOnlyList<Activity> Activity => activity;

    /// <summary>Spikes of each neuron.</summary>
    public IReadOnlyList<int> OfNeuron => ofNeuron;

    /// <summary>Spikes of all.</summary>
    public long Total { get; private set; }

    /// <summary>Mean number of spikes per neuron and recorded step.</summary>
    public double Rate => counted == 0 ? 0 : (double)Total / counted / ofNeuron.Length;

    private protected override string Amount => FormattableString.Invariant($"{Total:N0} spikes in {counted:N0} steps");

    private protected override void Record(long step)
    {
        foreach (int neuron in fired.Indices) ofNeuron[neuron]++;
        spikes += fired.Count;
        Total += fired.Count;
        if (++counted % bin != 0) return;
        activity.Add(new Activity(step, spikes));
        spikes = 0;
    }
}
