using Spikebook.Data;
using Spikebook.Loihi;
using Spikebook.Storage;

namespace Spikebook.Exchange;

/// <summary>
/// Spikes as a NumPy archive with the names of Neo's spike trains: <c>times</c> (s), <c>unit</c> (which neuron, beside each time),
/// <c>t_start</c>, <c>t_stop</c>, <c>sampling_period</c> (s) and <c>n_units</c>. <c>numpy.load(file)["times"]</c> reads it.
/// </summary>
public static class SpikeArchive
{
    /// <summary>Writes the spikes of a group: whole or not at all.</summary>
    /// <param name="path">The file, by habit <c>.npz</c>; it is replaced where it exists.</param>
    /// <param name="spikes">The spikes.</param>
    /// <param name="units">How many neurons there are.</param>
    /// <param name="steps">How many steps were run.</param>
    /// <param name="stepSeconds">How long a step lasts, s.</param>
    /// <exception cref="ArgumentException">A spike is of no unit or after the last step, or the step is not above 0.</exception>
    public static void Save(string path, IReadOnlyList<Spike> spikes, int units, long steps, double stepSeconds)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (!(stepSeconds > 0) || !double.IsFinite(stepSeconds))
            throw new ArgumentException(
                FormattableString.Invariant($"a step of {stepSeconds} s is not above 0 and finite"), nameof(stepSeconds));
        foreach (var spike in spikes)
            if (spike.Neuron < 0 || spike.Neuron >= units || spike.Step < 0 || spike.Step > steps)
                throw new ArgumentException(
                    $"a spike of neuron {spike.Neuron} in step {spike.Step} is outside {units} units and {steps} steps");
        double[] times = [.. spikes.Select(spike => spike.Step * stepSeconds)];
        long[] unit = [.. spikes.Select(spike => (long)spike.Neuron)];
        AtomicFile.Write(path, stream =>
        {
            using NpzWriter writer = new(stream);
            writer.Write<double>("times", times);
            writer.Write<long>("unit", unit);
            writer.Write<double>("t_start", [0.0]);
            writer.Write<double>("t_stop", [steps * stepSeconds]);
            writer.Write<double>("sampling_period", [stepSeconds]);
            writer.Write<long>("n_units", [units]);
        });
    }
}
