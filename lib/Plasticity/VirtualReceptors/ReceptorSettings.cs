namespace Spikebook.Plasticity;

/// <summary>
/// Numbers of a classifier with virtual receptors. Sizes, rates, weights and the rule of learning are those of the authors' program for
/// Iris. Time constants of synapses and membranes, the refractory time and the strength of the lateral inhibition belong to its analog chip
/// and its calibration, which no text gives: those here were chosen so that the layers fire at the rates that the rule of learning expects.
/// </summary>
/// <remarks>
/// Source: M. Schmuker, T. Pfeil, M. P. Nawrot, PNAS 111, 2081 (2014), doi:10.1073/pnas.1303053111, and its authors' program.
/// Conductances in nS, voltages in mV, times in ms.
/// </remarks>
public sealed record ReceptorSettings
{
    /// <summary>Virtual receptors, each with a glomerulus of its own.</summary>
    public int Receptors { get; init; } = 10;

    /// <summary>How often the neural gas that places the receptors sees all rows.</summary>
    public int GasEpochs { get; init; } = 20;

    /// <summary>How long a row is shown, in ms.</summary>
    public double ShownMs { get; init; } = 500;

    /// <summary>Length of a step in ms.</summary>
    public double StepMs { get; init; } = .5;

    /// <summary>How often training goes through all rows.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>
    /// What a spike of a local neuron adds to each projection neuron of all other glomeruli; 0 for no lateral inhibition.
    /// </summary>
    public double LateralNs { get; init; } = 6;

    /// <summary>Rate of a projection neuron above which its synapses to the winner change, in spikes/s.</summary>
    public double LearningRateHz { get; init; } = 35;

    /// <summary>Rate of a receptor's gamma processes where it feels nothing, in spikes/s.</summary>
    public const double LeastRateHz = 25;

    /// <summary>The same for a row at its place.</summary>
    public const double MostRateHz = 55;

    /// <summary>Order of the gamma processes: five times as regular as Poisson's.</summary>
    public const int GammaOrder = 5;

    /// <summary>Gamma processes of a receptor.</summary>
    public const int Drivers = 6;

    /// <summary>Projection neurons of a glomerulus.</summary>
    public const int Projections = 7;

    /// <summary>Local neurons of a glomerulus.</summary>
    public const int Locals = 6;

    /// <summary>Neurons that vote for a class, and as many that silence the other classes.</summary>
    public const int Voters = 8;

    /// <summary>Largest conductance of a synapse that learns; there are 15 steps up to it.</summary>
    public const double MostNs = 5;

    /// <summary>The step of a synapse that learns.</summary>
    public const double WeightStepNs = MostNs / 15;

    /// <summary>Steps that a weight goes at a time.</summary>
    public const int StepsOfLearning = 5;

    /// <summary>Says what is wrong, if anything is.</summary>
    /// <exception cref="ArgumentException">A value is outside its bounds; the message names value, bound and remedy.</exception>
    public ReceptorSettings Validated()
    {
        if (Receptors is < 2 or > 1000) throw Wrong(nameof(Receptors), Receptors, "2 … 1000");
        if (GasEpochs is < 1 or > 10_000) throw Wrong(nameof(GasEpochs), GasEpochs, "1 … 10000");
        if (!(ShownMs is >= 10 and <= 100_000)) throw Wrong(nameof(ShownMs), ShownMs, "10 … 100000");
        if (!(StepMs is >= .01 and <= 1)) throw Wrong(nameof(StepMs), StepMs, "0.01 … 1");
        if (Epochs is < 1 or > 10_000) throw Wrong(nameof(Epochs), Epochs, "1 … 10000");
        if (!(LateralNs is >= 0 and <= 1000)) throw Wrong(nameof(LateralNs), LateralNs, "0 … 1000");
        if (!(LearningRateHz >= 0)) throw Wrong(nameof(LearningRateHz), LearningRateHz, "0 or more");
        return this;
    }

    static ArgumentException Wrong(string name, double value, string bound)
        => new(FormattableString.Invariant($"{name} is {value}; use {bound}"), name);
}
