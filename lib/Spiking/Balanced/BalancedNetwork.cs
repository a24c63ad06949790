using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>What the voltage knows of spikes that have been decided but have not yet acted.</summary>
public enum InFlight
{
    /// <summary>Nothing, as in the paper: within the delay the same error is corrected again and again.</summary>
    Ignored,
    /// <summary>
    /// Each neuron knows its own: it lowers its voltage by |W_i|^2 for each until it acts. A neuron can do this alone, like a refractory
    /// time.
    /// </summary>
    Own,
    /// <summary>
    /// All of them: the network is the undelayed one, a delay ahead. Every neuron must hear of every decision at once, though the effect is
    /// late.
    /// </summary>
    All,
}

/// <summary>Neurons that die in the middle of a run.</summary>
/// <param name="Fraction">Share of the neurons, drawn at random (stream "loss").</param>
/// <param name="At">When, s.</param>
public sealed record NeuronLoss(double Fraction, double At);

/// <summary>
/// A network that follows a linear system x' = A x + c with the read-out W r and spikes that act d bins after they are decided:
/// v_t = W^T (e^{A d dt} x_t - e^{-d dt / tau} W r_t). The forms differ in how a voltage becomes a spike.
/// </summary>
/// <remarks>Source: Rullan Buxo, Pillow 2020, PLoS Comput Biol 16, e1008261, and its authors' program.</remarks>
public abstract record BalancedNetwork
{
    /// <summary>W: what a spike of each neuron adds to the read-out.</summary>
    public required ReadoutWeights Weights { get; init; }

    /// <summary>The target's dynamics; an integrator of the weights' dimensions where none is given.</summary>
    public LinearSystem? System { get; init; }

    /// <summary>Time constant tau_d with which the read-out decays, s; infinite for none.</summary>
    public double DecayTime { get; init; } = 10;

    /// <summary>
    /// Delay d in bins. 0 is the published default; the feedback then sees a spike in the next bin, as with 1, and only the read-out
    /// differs.
    /// </summary>
    public int Delay { get; init; }

    /// <summary>Whether the voltage takes spikes in flight into account; the paper's does not.</summary>
    public InFlight InFlight { get; init; }

    /// <summary>Neurons that die in the middle of the run, or null.</summary>
    public NeuronLoss? Loss { get; init; }

    /// <summary>Seed of all random numbers of the run; the weights have their own.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs the network over an input.</summary>
    /// <param name="stimulus">c(t), of the weights' dimensions.</param>
    /// <param name="cancel">Stops the run between bins.</param>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it, its bound and what to do.</exception>
    public BalancedRun Run(Stimulus stimulus, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stimulus);
        ArgumentNullException.ThrowIfNull(Weights);
        var system = System ?? LinearSystem.Integrator(Weights.Dimensions);
        Validate(stimulus, system);
        List<string> warnings = [];
        if (system.Warning(stimulus.Seconds) is { } warning) warnings.Add(warning);
        if (Delay == 0)
            warnings.Add("a delay of 0 bins acts on the voltage like one of 1 bin: a spike is seen in the next bin at the earliest");
        return new BalancedLoop(this, system, stimulus, Firing(stimulus.Step), warnings).Complete(cancel);
    }

    void Validate(Stimulus stimulus, LinearSystem system)
    {
        if (system.Dimensions != Weights.Dimensions)
            throw new ArgumentException($"A has {system.Dimensions} dimensions and the weights have {Weights.Dimensions}"
                + "; give both the same number");
        if (stimulus.Dimensions != Weights.Dimensions)
            throw new ArgumentException($"the input has {stimulus.Dimensions} dimensions and the weights have {Weights.Dimensions}"
                + "; give both the same number");
        if (!(DecayTime > 0))
            throw new ArgumentException(Invariant($"DecayTime = {DecayTime} s must be above 0; use infinity for no decay"));
        if (Delay < 0)
            throw new ArgumentException($"Delay = {Delay} bins: a spike cannot act before it is decided; use 1 or more (0 acts like 1)");
        if (Delay >= stimulus.Bins)
            throw new ArgumentException($"Delay = {Delay} bins is not shorter than the input of {stimulus.Bins} bins; use a shorter delay");
        if (Loss is { } loss && !(loss.Fraction is >= 0 and < 1))
            throw new ArgumentException(Invariant($"a loss of {loss.Fraction} of the neurons; use a share from 0 to below 1"));
    }

    /// <summary>How voltages become spikes, with everything computed that a run needs only once.</summary>
    internal abstract Firing Firing(double step);
}

/// <summary>Decides who fires in a bin.</summary>
abstract class Firing
{
    /// <summary>Whether only one of those that could fire does, drawn at random.</summary>
    public virtual bool OneOnly => false;

    /// <summary>Writes the neurons that fire in increasing order within their halves and returns their number.</summary>
    /// <param name="bin">The bin.</param>
    /// <param name="error">e^{A d dt} x - e^{-d dt / tau} W r, and what is known to be in flight taken off; D numbers.</param>
    /// <param name="own">Spikes of each neuron that are in flight, decayed, or empty where a neuron does not know its own.</param>
    /// <param name="fired">Room for all neurons.</param>
    public abstract int Decide(int bin, ReadOnlySpan<double> error, ReadOnlySpan<float> own, Span<int> fired);
}
