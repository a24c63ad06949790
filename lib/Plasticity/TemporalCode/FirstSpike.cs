using Spikebook.Spiking;

namespace Spikebook.Plasticity;

/// <summary>What a layer decided on a pattern.</summary>
/// <param name="Class">The class of the first neuron to fire; of the highest voltage where none fired.</param>
/// <param name="Fired">Whether a neuron fired.</param>
/// <param name="TimeMs">When it did; where none fired, when the last input came.</param>
/// <param name="InputSpikes">Input spikes up to then.</param>
public readonly record struct Decision(int Class, bool Fired, double TimeMs, int InputSpikes);

/// <summary>
/// The test, from event to event: between two inputs voltage and current of every neuron are known exactly, so what is computed is only
/// their values at the inputs, and the crossing where there may be one. Neurons start from rest; of two that fire at the same instant
/// the one of the lower class counts.
/// </summary>
public sealed class FirstSpike
{
    readonly Lif neuron;
    readonly double tickMs;
    readonly int inputs, classes;
    readonly double[] weights;              // input by input, class by class: what a spike adds to the currents
    readonly double[] keep, decay, cross;   // exact propagators by ticks: V -> V, I -> I, I -> V
    readonly double[] voltage, current, highest;

    /// <summary>A layer.</summary>
    /// <param name="settings">Neuron and grid.</param>
    /// <param name="weights">Class by class, as <see cref="TeacherTraining.Train"/> returns them.</param>
    /// <param name="classes">How many neurons.</param>
    /// <exception cref="ArgumentException">The weights do not divide into classes, or one is not finite.</exception>
    public FirstSpike(TemporalSettings settings, ReadOnlySpan<double> weights, int classes)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (classes < 1 || weights.Length == 0 || weights.Length % classes != 0)
            throw new ArgumentException($"{weights.Length} weights do not divide among {classes} classes", nameof(weights));
        settings.Validated();
        (neuron, tickMs) = (settings.Neuron, settings.Fields.TickMs);
        (this.classes, inputs) = (classes, weights.Length / classes);
        this.weights = new double[weights.Length];
        for (int c = 0; c < classes; c++)
            for (int i = 0; i < inputs; i++)
            {
                double weight = weights[c * inputs + i];
                if (!double.IsFinite(weight)) throw new ArgumentException($"the weight of input {i} to class {c} is {weight}; use finite numbers", nameof(weights));
                this.weights[i * classes + c] = TemporalSettings.CurrentPerWeight * weight;
            }
        int span = settings.Fields.LastTick + 1;
        (keep, decay, cross) = (new double[span], new double[span], new double[span]);
        for (int ticks = 0; ticks < span; ticks++)
        {
            keep[ticks] = Math.Exp(-ticks * tickMs / neuron.TauMembraneMs);
            decay[ticks] = Math.Exp(-ticks * tickMs / neuron.TauSynapseMs);
            cross[ticks] = neuron.Voltage(0, 1, ticks * tickMs);
        }
        (voltage, current, highest) = (new double[classes], new double[classes], new double[classes]);
    }

    /// <summary>Decides on a pattern. Allocates nothing; not for several threads at once.</summary>
    /// <exception cref="ArgumentException">The pattern has another number of inputs.</exception>
    public Decision Decide(SpikeTimes times, int pattern)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Inputs != inputs) throw new ArgumentException($"a pattern of {times.Inputs} inputs for a layer of {inputs}", nameof(times));
        if (times.LastTick >= keep.Length)
            throw new ArgumentException($"a spike at tick {times.LastTick}; the fields of this layer end at {keep.Length - 1}", nameof(times));
        var ticks = times.Pattern(pattern);
        var order = times.Order(pattern);
        voltage.AsSpan().Clear();
        current.AsSpan().Clear();
        int now = ticks[order[0]], k = 0;
        while (k < inputs)
        {
            for (; k < inputs && ticks[order[k]] == now; k++) Deliver(order[k]);
            int next = k < inputs ? ticks[order[k]] : -1;
            if (Fires(next < 0 ? -1 : next - now, out int winner, out double afterMs))
                return new Decision(winner, true, now * tickMs + afterMs, k);
            now = next;
        }
        return new Decision(HighestPeak(ticks, order), false, ticks[order[^1]] * tickMs, inputs);
    }

    void Deliver(int input)
    {
        var add = weights.AsSpan(input * classes, classes);
        for (int c = 0; c < add.Length; c++) current[c] += add[c];
    }

    /// <summary>Takes all neurons over an interval without input (for ever where it is negative), unless one fires in it.</summary>
    bool Fires(int interval, out int winner, out double afterMs)
    {
        (winner, afterMs) = (-1, double.PositiveInfinity);
        for (int c = 0; c < classes; c++)
        {
            double v = voltage[c], i = current[c];
            bool maybe = i > neuron.Threshold;
            if (interval >= 0)
            {
                voltage[c] = keep[interval] * v + cross[interval] * i;
                current[c] = decay[interval] * i;
                // V = I at a peak: where I is still above V at the end, V has only risen.
                maybe = maybe && (voltage[c] >= neuron.Threshold || current[c] < voltage[c]);
            }
            if (!maybe) continue;
            double crossing = neuron.NextSpike(v, i, interval < 0 ? double.PositiveInfinity : interval * tickMs);
            if (crossing < afterMs) (winner, afterMs) = (c, crossing);
        }
        return winner >= 0;
    }

    // No neuron fires: the one that came nearest. Run again, now with all peaks.
    int HighestPeak(ReadOnlySpan<int> ticks, ReadOnlySpan<short> order)
    {
        voltage.AsSpan().Clear();
        current.AsSpan().Clear();
        highest.AsSpan().Clear();
        int now = ticks[order[0]], k = 0;
        while (k < inputs)
        {
            for (; k < inputs && ticks[order[k]] == now; k++) Deliver(order[k]);
            double toNext = k < inputs ? (ticks[order[k]] - now) * tickMs : double.PositiveInfinity;
            for (int c = 0; c < classes; c++)
            {
                double peak = neuron.Voltage(voltage[c], current[c], Math.Min(neuron.PeakMs(voltage[c], current[c]), toNext));
                highest[c] = Math.Max(highest[c], peak);
                if (k < inputs) (voltage[c], current[c]) = neuron.After(voltage[c], current[c], toNext);
            }
            if (k < inputs) now = ticks[order[k]];
        }
        int best = 0;
        for (int c = 1; c < classes; c++)
            if (highest[c] > highest[best]) best = c;
        return best;
    }
}
