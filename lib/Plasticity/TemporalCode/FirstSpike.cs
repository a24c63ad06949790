using Spikebook.Spiking;

namespace Spikebook.Plasticity;

/// <summary>What a layer decided on a pattern.</summary>
/// <param name="Class">The class of the first neuron to fire; of the highest voltage where none fired.</param>
/// <param name="Fired">Whether a neuron fired.</param>
/// <param name="TimeMs">When it did; where none fired, when the last input came.</param>
/// <param name="InputSpikes">Input spikes up to then; each is added to the current of every neuron.</param>
/// <param name="Instants">Times of these spikes that differ: at each every voltage is brought up to date.</param>
public readonly record struct Decision(int Class, bool Fired, double TimeMs, int InputSpikes, int Instants);

/// <summary>
/// The test, from event to event: between two inputs voltage and current of every neuron are known exactly, so what is computed is only
/// their values at the inputs, and the crossing where there may be one. Neurons start from rest; of two that fire at the same instant
/// the one of the lower class counts.
/// </summary>
public sealed class FirstSpike
{
    readonly Lif _neuron;
    readonly double _tickMs;
    readonly int _inputs, _classes;
    readonly double[] _weights;              // input by input, class by class: what a spike adds to the currents
    readonly double[] _keep, _decay, _cross;   // exact propagators by ticks: V -> V, I -> I, I -> V
    readonly double[] _voltage, _current, _highest;
    readonly long[] _keys;
    readonly int[] _order;

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
        (_neuron, _tickMs) = (settings.Neuron, settings.Fields.TickMs);
        (_classes, _inputs) = (classes, weights.Length / classes);
        _weights = new double[weights.Length];
        for (int c = 0; c < classes; c++)
            for (int i = 0; i < _inputs; i++)
            {
                double weight = weights[c * _inputs + i];
                if (!double.IsFinite(weight))
                    throw new ArgumentException($"the weight of input {i} to class {c} is {weight}; use finite numbers", nameof(weights));
                _weights[i * classes + c] = TemporalSettings.CurrentPerWeight * weight;
            }
        int span = settings.Fields.LastTick + 1;
        (_keep, _decay, _cross) = (new double[span], new double[span], new double[span]);
        for (int ticks = 0; ticks < span; ticks++)
        {
            _keep[ticks] = Real.Exp(-ticks * _tickMs / _neuron.TauMembraneMs);
            _decay[ticks] = Real.Exp(-ticks * _tickMs / _neuron.TauSynapseMs);
            _cross[ticks] = _neuron.Voltage(0, 1, ticks * _tickMs);
        }
        (_voltage, _current, _highest) = (new double[classes], new double[classes], new double[classes]);
        (_keys, _order) = (new long[_inputs], new int[_inputs]);
    }

    /// <summary>Decides on a pattern. Allocates nothing; not for several threads at once.</summary>
    /// <exception cref="ArgumentException">The pattern has another number of inputs.</exception>
    public Decision Decide(SpikeTimes times, int pattern)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Inputs != _inputs)
            throw new ArgumentException($"a pattern of {times.Inputs} inputs for a layer of {_inputs}", nameof(times));
        if (times.LastTick >= _keep.Length)
            throw new ArgumentException($"a spike at tick {times.LastTick}; the fields of this layer end at {_keep.Length - 1}",
                nameof(times));
        var ticks = times.Pattern(pattern);
        Sort(ticks);
        _voltage.AsSpan().Clear();
        _current.AsSpan().Clear();
        int now = ticks[_order[0]], k = 0, instants = 0;
        while (k < _inputs)
        {
            for (; k < _inputs && ticks[_order[k]] == now; k++) Deliver(_order[k]);
            instants++;
            int next = k < _inputs ? ticks[_order[k]] : -1;
            if (Fires(next < 0 ? -1 : next - now, out int winner, out double afterMs))
                return new Decision(winner, true, now * _tickMs + afterMs, k, instants);
            now = next;
        }
        return new Decision(HighestPeak(ticks), false, ticks[_order[^1]] * _tickMs, _inputs, instants);
    }

    /// <summary>The voltage of a neuron that does not fire: <c>V_c(t) = sum_j w_cj psp(t - t_j)</c>.</summary>
    /// <param name="times">The patterns.</param>
    /// <param name="pattern">Which of them.</param>
    /// <param name="neuron">The class.</param>
    /// <param name="ms">t, from the start of the pattern.</param>
    public double Potential(SpikeTimes times, int pattern, int neuron, double ms)
    {
        ArgumentNullException.ThrowIfNull(times);
        var ticks = times.Pattern(pattern);
        double sum = 0;
        for (int j = 0; j < ticks.Length; j++) sum += _weights[j * _classes + neuron] * _neuron.Psp(ms - ticks[j] * _tickMs);
        return sum;
    }

    // The inputs in the order of their spikes: time in the high bits, the number in the low ones, so one sort of whole numbers gives both.
    void Sort(ReadOnlySpan<int> ticks)
    {
        for (int i = 0; i < _keys.Length; i++) _keys[i] = (long)ticks[i] << 32 | (uint)i;
        _keys.AsSpan().Sort();
        for (int i = 0; i < _order.Length; i++) _order[i] = (int)_keys[i];
    }

    void Deliver(int input)
    {
        var add = _weights.AsSpan(input * _classes, _classes);
        for (int c = 0; c < add.Length; c++) _current[c] += add[c];
    }

    /// <summary>Takes all neurons over an interval without input (for ever where it is negative), unless one fires in it.</summary>
    bool Fires(int interval, out int winner, out double afterMs)
    {
        (winner, afterMs) = (-1, double.PositiveInfinity);
        for (int c = 0; c < _classes; c++)
        {
            double v = _voltage[c], i = _current[c];
            bool maybe = i > _neuron.Threshold;
            if (interval >= 0)
            {
                _voltage[c] = _keep[interval] * v + _cross[interval] * i;
                _current[c] = _decay[interval] * i;
                // V = I at a peak: where I is still above V at the end, V has only risen.
                maybe = maybe && (_voltage[c] >= _neuron.Threshold || _current[c] < _voltage[c]);
            }
            if (!maybe) continue;
            double crossing = _neuron.NextSpike(v, i, interval < 0 ? double.PositiveInfinity : interval * _tickMs);
            if (crossing < afterMs) (winner, afterMs) = (c, crossing);
        }
        return winner >= 0;
    }

    // No neuron fires: the one that came nearest. Run again, now with all peaks.
    int HighestPeak(ReadOnlySpan<int> ticks)
    {
        _voltage.AsSpan().Clear();
        _current.AsSpan().Clear();
        _highest.AsSpan().Clear();
        int now = ticks[_order[0]], k = 0;
        while (k < _inputs)
        {
            for (; k < _inputs && ticks[_order[k]] == now; k++) Deliver(_order[k]);
            double toNext = k < _inputs ? (ticks[_order[k]] - now) * _tickMs : double.PositiveInfinity;
            for (int c = 0; c < _classes; c++)
            {
                double peak = _neuron.Voltage(_voltage[c], _current[c], Math.Min(_neuron.PeakMs(_voltage[c], _current[c]), toNext));
                _highest[c] = Math.Max(_highest[c], peak);
                if (k < _inputs) (_voltage[c], _current[c]) = _neuron.After(_voltage[c], _current[c], toNext);
            }
            if (k < _inputs) now = ticks[_order[k]];
        }
        int best = 0;
        for (int c = 1; c < _classes; c++)
            if (_highest[c] > _highest[best]) best = c;
        return best;
    }
}
