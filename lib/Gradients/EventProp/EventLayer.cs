using System.Runtime.Intrinsics;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// A layer of spiking neurons from one input spike to the next, without time steps: all neurons advance together through the exact
/// solution,
/// and only where a voltage could have crossed the threshold is the crossing looked for. Not for several threads at once.
/// </summary>
/// <remarks>Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), eqs. 1 and table 1.</remarks>
public sealed class EventLayer
{
    readonly EventWeights _weights;
    readonly ThresholdCrossing _crossing;
    readonly double[] _voltages, _currents;
    readonly double _tauMembraneMs, _threshold, _pspPeak;

    /// <summary>A layer of these neurons behind these weights, which it reads at each pass.</summary>
    public EventLayer(Lif neuron, EventWeights weights)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentNullException.ThrowIfNull(weights);
        (Neuron, _weights, _crossing) = (neuron, weights, new ThresholdCrossing(neuron));
        (_tauMembraneMs, _threshold, _pspPeak) = (neuron.TauMembraneMs, neuron.Threshold, neuron.PspPeak);
        _voltages = new double[weights.Stride];
        _currents = new double[weights.Stride];
    }

    /// <summary>The kind of neuron.</summary>
    public Lif Neuron { get; }

    /// <summary>The spikes that an input causes, from rest until nothing can happen any more.</summary>
    /// <param name="input">Input spikes; at equal times they all arrive before the voltage moves.</param>
    /// <param name="output">Receives the spikes.</param>
    /// <exception cref="ArgumentException">A source is outside the weights.</exception>
    /// <exception cref="InvalidOperationException">The layer fires more than <see cref="SpikeTrace.MostSpikes"/> times.</exception>
    public void Forward(SpikeTrain input, SpikeTrace output)
    {
        ArgumentNullException.ThrowIfNull(output);
        CheckSources(input, _weights.Inputs);
        output.Clear();
        Array.Clear(_voltages);
        Array.Clear(_currents);
        for (int k = 0; k < input.Count; k++)
        {
            double interval = k + 1 < input.Count ? input.TimesMs[k + 1] - input.TimesMs[k] : double.PositiveInfinity;
            if (interval > 0) Advance(input.Sources[k], input.TimesMs[k], interval, output);
            else Arrive(input.Sources[k]);
            output.Close();
        }
    }

    internal static void CheckSources(SpikeTrain input, int inputs)
    {
        int outside = input.Sources.IndexOfAnyExceptInRange(0, inputs - 1);
        if (outside >= 0)
            throw new ArgumentException($"an input spike of source {input.Sources[outside]}, but the layer has {inputs} inputs");
    }

    // I <- I + w
    void Arrive(int source)
    {
        ref double row = ref _weights.Values[source * _weights.Stride], currents = ref _currents[0];
        for (nuint j = 0; j < (nuint)_currents.Length; j += EventWeights.Lanes)
            (Vector512.LoadUnsafe(ref currents, j) + Vector512.LoadUnsafe(ref row, j)).StoreUnsafe(ref currents, j);
    }

    // I <- I + w; V <- x V + psp I, I <- x^r I; then those lanes again in which the threshold may have been crossed on the way.
    void Advance(int source, double startMs, double interval, SpikeTrace output)
    {
        double x = Real.Exp(-interval / _tauMembraneMs);
        Vector512<double> decay = Vector512.Create(x), fall = Vector512.Create(_crossing.PowerOf(x));
        var psp = Vector512.Create(_crossing.Response(x));
        Vector512<double> limit = Vector512.Create(_threshold), highest = Vector512.Create(_pspPeak);
        ref double row = ref _weights.Values[source * _weights.Stride], voltages = ref _voltages[0], currents = ref _currents[0];
        for (nuint j = 0; j < (nuint)_voltages.Length; j += EventWeights.Lanes)
        {
            var v = Vector512.LoadUnsafe(ref voltages, j);
            Vector512<double> i = Vector512.LoadUnsafe(ref currents, j) + Vector512.LoadUnsafe(ref row, j);
            Vector512<double> vEnd = v * decay + i * psp, iEnd = i * fall;
            vEnd.StoreUnsafe(ref voltages, j);
            iEnd.StoreUnsafe(ref currents, j);
            // above at the end; or rising now, falling then, and V <= max(V0, 0) + I0 max psp does not rule a spike out
            Vector512<double> peaks = Vector512.GreaterThan(i, v) & Vector512.LessThanOrEqual(iEnd, vEnd)
                & Vector512.GreaterThan(Vector512.Max(v, Vector512<double>.Zero) + i * highest, limit);
            ulong lanes = (Vector512.GreaterThan(vEnd, limit) | peaks).ExtractMostSignificantBits();
            if (lanes != 0) Fire((int)j, lanes, v, i, startMs, x, output);
        }
    }

    void Fire(int first, ulong lanes, Vector512<double> v, Vector512<double> i, double startMs, double end, SpikeTrace output)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(lanes);
            Fire(first + lane, v[lane], i[lane], startMs, end, output);
        }
    }

    // One neuron through an interval with its spikes: V <- 0 at each, I goes on.
    void Fire(int neuron, double v, double i, double startMs, double end, SpikeTrace output)
    {
        double now = startMs, vEnd = _voltages[neuron];
        while (true)
        {
            double x = _crossing.Next(v, i, end, vEnd > _threshold);
            if (x == 0) break;
            now -= _tauMembraneMs * Real.Log(x);
            i *= _crossing.PowerOf(x);
            v = 0;
            end /= x;
            vEnd = i * _crossing.Response(end);
            output.Add(now, neuron, i);
            if (i * _pspPeak <= _threshold) break; // from V = 0 too little to fire again
        }
        _voltages[neuron] = v * end + i * _crossing.Response(end);
        _currents[neuron] = i * _crossing.PowerOf(end);
    }
}
