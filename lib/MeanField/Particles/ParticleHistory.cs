using System.Globalization;

namespace Spikebook.MeanField;

/// <summary>One spike of one neuron, on both clocks.</summary>
/// <param name="Time">Physical time t: the end of the step in which it fired.</param>
/// <param name="Tau">Dilated time tau: how often the population had fired, this neuron included. Spikes of one cascade differ by it
/// alone, in the order in which the cascade reached them.</param>
/// <param name="Neuron">The neuron, 0 … n - 1, in order of the voltages at the start.</param>
public readonly record struct ParticleSpike(double Time, double Tau, int Neuron);

/// <summary>A run of single neurons with all of its spikes.</summary>
/// <param name="Run">What every solver returns.</param>
/// <param name="Spikes">The spikes in order of tau.</param>
public sealed record ParticleHistory(MeanFieldRun Run, IReadOnlyList<ParticleSpike> Spikes);

/// <summary>A volley from outside: at its time everybody is lifted by b m0, as if the fraction m0 of the population had fired.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Share">m0, 0 or above.</param>
/// <seealso cref="Fragility.AfterVolley"/>
public sealed record Volley(double Time, double Share)
{
    /// <summary>Checks the values against the end of the run.</summary>
    /// <exception cref="ArgumentException">The time is not within the run, or the share is negative or not finite.</exception>
    internal void Validate(double until)
    {
        if (!(Time > 0 && Time < until))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"the volley at t = {Time} is outside the run, 0 … {until}; choose a time within"));
        if (!(Share >= 0 && double.IsFinite(Share)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"the volley's share m0 = {Share} must be 0 or above and finite"));
    }
}
