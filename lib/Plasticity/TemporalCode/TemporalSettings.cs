namespace Spikebook.Plasticity;

/// <summary>Everything that a classifier by a temporal code is made of. Times in ms are multiples of a tick of its fields.</summary>
public sealed record TemporalSettings
{
    /// <summary>How spikes change weights.</summary>
    public required PlasticityWindow Window { get; init; }

    /// <summary>How features become spikes; their stretch scales the neuron too.</summary>
    public required GaussianFields Fields { get; init; }

    /// <summary>How features come into [0, 1].</summary>
    public FeatureScaling Scaling { get; init; }

    /// <summary>V at which a neuron fires in the test; one spike over weight 1 brings 1.1547.</summary>
    public double Threshold { get; init; } = 4;

    /// <summary>How often training goes through all patterns.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Weights at first.</summary>
    public double InitialWeight { get; init; } = 1;

    /// <summary>Time from one pattern to the next, in ms.</summary>
    public double PeriodMs { get; init; } = 25;

    /// <summary>The dendritic delay: how long after it the synapses learn of the output's spike, in ms.</summary>
    public double DelayMs { get; init; } = 1;

    /// <summary>Time constant of the voltage before stretching, in ms (Sboev et al. 2021).</summary>
    public const double TauMembraneMs = 6;

    /// <summary>Time constant of the current before stretching, in ms.</summary>
    public const double TauSynapseMs = 2;

    /// <summary>
    /// The neuron: <c>dV/dt = -V / tau_m + I / C</c> with C = 1 (stretched like the times). <see cref="Spiking.Lif"/> writes
    /// <c>tau_m dV/dt = -V + I</c>, so a weight w counts there as <see cref="CurrentPerWeight"/> w.
    /// </summary>
    public Spiking.Lif Neuron => new(TauMembraneMs * Fields.Stretch, TauSynapseMs * Fields.Stretch, Threshold);

    /// <summary>tau_m / C.</summary>
    public const double CurrentPerWeight = TauMembraneMs;

    internal int PeriodTicks => Ticks(PeriodMs, nameof(PeriodMs));

    internal int DelayTicks => Ticks(DelayMs, nameof(DelayMs));

    /// <summary>Says what is wrong, if anything is.</summary>
    /// <exception cref="ArgumentException">A value is outside its bounds; the message names value, bound and remedy.</exception>
    public TemporalSettings Validated()
    {
        ArgumentNullException.ThrowIfNull(Window);
        ArgumentNullException.ThrowIfNull(Fields);
        if (!(Threshold > 0 && double.IsFinite(Threshold))) throw Wrong(nameof(Threshold), Threshold, "a finite number above 0");
        if (Epochs is < 1 or > 100_000) throw Wrong(nameof(Epochs), Epochs, "1 … 100000");
        if (!(InitialWeight is >= 0 and <= 1)) throw Wrong(nameof(InitialWeight), InitialWeight, "0 … 1");
        if (!(DelayMs >= 0)) throw Wrong(nameof(DelayMs), DelayMs, "0 or more");
        if (!(PeriodMs >= Fields.LastMs + DelayMs))
            throw Wrong(nameof(PeriodMs), PeriodMs, $"at least {Fields.LastMs + DelayMs}, so that patterns do not overlap");
        if (PeriodMs > 1e6) throw Wrong(nameof(PeriodMs), PeriodMs, "at most 1000000");
        _ = (PeriodTicks, DelayTicks);
        return this;
    }

    int Ticks(double ms, string name)
    {
        double ticks = ms / Fields.TickMs;
        return Math.Abs(ticks - Math.Round(ticks)) < 1e-6 ? (int)Math.Round(ticks)
            : throw Wrong(name, ms, $"a multiple of the tick of {Fields.TickMs} ms");
    }

    static ArgumentException Wrong(string name, double value, string bound) => new($"{name} is {value}; use {bound}", name);
}
