using System.Numerics;
using System.Runtime.Intrinsics;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// Output neurons that never fire, read by the highest voltage each has had, and the gradient of a loss of these maxima:
/// where neuron k is highest, lambda_V jumps by <c>-1/tau_m dL/dVmax_k</c> (going back), otherwise the equations of
/// <see cref="EventAdjoint"/>.
/// </summary>
/// <remarks>
/// A maximum may lie at the arrival of a spike: an inhibitory one that ends a rise. It then moves with that spike, and
/// <c>dVmax/dt = (I(before) - V) / tau_m</c>. The published gradient has <c>-w / tau_m</c> there instead; <see cref="ArrivalTerm"/>
/// chooses.
/// Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), eq. 5; the term at arrivals is derived in notebook 41.
/// Not for several threads at once.
/// </remarks>
public sealed class LeakyOutputs
{
    const double None = -1;

    readonly Lif _neuron;
    readonly EventWeights _weights;
    readonly ThresholdCrossing _crossing;
    readonly double[] _voltages, _currents, _maxima, _timesMs, _slopes, _lambdaV, _lambdaI;
    readonly double[] _places;   // the input after which (or at whose arrival) the maximum lies; None: never above 0
    readonly double[] _arrivals; // 1 where it lies at an arrival
    readonly double _pspPeak;

    /// <summary>Outputs of this kind behind these weights, which are read at each pass; the threshold is not used.</summary>
    public LeakyOutputs(Lif neuron, EventWeights weights)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentNullException.ThrowIfNull(weights);
        (_neuron, _weights, _crossing, _pspPeak) = (neuron, weights, new ThresholdCrossing(neuron), neuron.PspPeak);
        int n = weights.Stride;
        (_voltages, _currents, _maxima, _timesMs, _slopes) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
        (_lambdaV, _lambdaI, _places, _arrivals) = (new double[n], new double[n], new double[n], new double[n]);
    }

    /// <summary>Which gradient a maximum at a spike's arrival gives.</summary>
    public ArrivalTerm AtArrivals { get; init; } = ArrivalTerm.Exact;

    /// <summary>The highest voltage of each output; 0 if it is never above its rest.</summary>
    public ReadOnlySpan<double> Maxima => _maxima.AsSpan(0, _weights.Neurons);

    /// <summary>When each output is highest, in ms; not a number if it is never above its rest.</summary>
    public ReadOnlySpan<double> MaximaMs => _timesMs.AsSpan(0, _weights.Neurons);

    /// <summary>Whether an output's maximum lies at the arrival of a spike.</summary>
    public bool AtArrival(int output) => _arrivals.AsSpan(0, _weights.Neurons)[output] != 0;

    /// <summary>The highest voltages that an input causes.</summary>
    /// <exception cref="ArgumentException">A source is outside the weights.</exception>
    public void Forward(SpikeTrain input)
    {
        EventLayer.CheckSources(input, _weights.Inputs);
        Array.Clear(_voltages);
        Array.Clear(_currents);
        Array.Clear(_maxima);
        Array.Clear(_arrivals);
        Array.Fill(_timesMs, double.NaN);
        Array.Fill(_places, None);
        for (int k = 0; k < input.Count; k++)
        {
            double interval = k + 1 < input.Count ? input.TimesMs[k + 1] - input.TimesMs[k] : double.PositiveInfinity;
            Advance(k, input.Sources[k], input.TimesMs[k], interval);
        }
    }

    // I <- I + w; V <- x V + psp I, I <- x^r I. Within an interval the voltage is highest at a peak, or at one of its ends.
    void Advance(int k, int source, double startMs, double interval)
    {
        double x = Real.Exp(-interval / _neuron.TauMembraneMs), fallen = _crossing.PowerOf(x);
        Vector512<double> decay = Vector512.Create(x), fall = Vector512.Create(fallen), psp = Vector512.Create(_crossing.Response(x));
        Vector512<double> highest = Vector512.Create(_pspPeak), end = Vector512.Create(startMs + interval);
        var next = Vector512.Create(k + 1.0);
        ref double row = ref _weights.Values[source * _weights.Stride];
        for (int j = 0; j < _voltages.Length; j += EventWeights.Lanes)
        {
            var v = Vector512.Create<double>(_voltages.AsSpan(j));
            Vector512<double> i = Vector512.Create<double>(_currents.AsSpan(j)) + Vector512.LoadUnsafe(ref row, (nuint)j);
            Vector512<double> vEnd = v * decay + i * psp, iEnd = i * fall, best = Vector512.Create<double>(_maxima.AsSpan(j));
            vEnd.CopyTo(_voltages.AsSpan(j));
            iEnd.CopyTo(_currents.AsSpan(j));
            Vector512<double> peaks = Vector512.GreaterThan(i, v) & Vector512.LessThan(iEnd, vEnd);
            Vector512<double> ends = Vector512.GreaterThan(vEnd, best) & ~peaks;
            if (double.IsPositiveInfinity(interval)) (peaks, ends) = (Vector512.GreaterThan(i, v), Vector512<double>.Zero);
            if (ends.ExtractMostSignificantBits() != 0)
            {
                Select(ends, vEnd, _maxima.AsSpan(j));
                Select(ends, end, _timesMs.AsSpan(j));
                Select(ends, next, _places.AsSpan(j));
                Select(ends, Vector512<double>.One, _arrivals.AsSpan(j));
                Select(ends, (iEnd - vEnd) / _neuron.TauMembraneMs, _slopes.AsSpan(j));
            }
            peaks &= Vector512.GreaterThan(Vector512.Max(v, Vector512<double>.Zero) + i * highest, best);
            for (ulong lanes = peaks.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                int lane = BitOperations.TrailingZeroCount(lanes);
                Peak(j + lane, v[lane], i[lane], k, startMs);
            }
        }
    }

    static void Select(Vector512<double> where, Vector512<double> what, Span<double> values)
        => Vector512.ConditionalSelect(where, what, Vector512.Create<double>(values)).CopyTo(values);

    void Peak(int n, double v, double i, int k, double startMs)
    {
        double peakMs = _neuron.PeakMs(v, i), peak = _neuron.Voltage(v, i, peakMs);
        if (peak > _maxima[n]) (_maxima[n], _timesMs[n], _places[n], _arrivals[n]) = (peak, startMs + peakMs, k, 0);
    }

    /// <summary>Adds the gradient of the weights to what is there, and gives that of the input times.</summary>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="errors">dL/dVmax of each output.</param>
    /// <param name="gradient">dL/dw is added here.</param>
    /// <param name="inputErrors">Receives dL/dt of each input spike, in 1/ms; empty if nobody asks.</param>
    public void Backward(SpikeTrain input, ReadOnlySpan<double> errors, EventWeights gradient, Span<double> inputErrors)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (errors.Length != _weights.Neurons) throw new ArgumentException($"{errors.Length} errors for {_weights.Neurons} outputs");
        Array.Clear(_lambdaV);
        Array.Clear(_lambdaI);
        for (int k = input.Count - 1; k >= 0; k--)
        {
            if (k + 1 < input.Count && input.TimesMs[k + 1] > input.TimesMs[k]) Decay(input.TimesMs[k + 1] - input.TimesMs[k]);
            Inject(k, input.TimesMs[k], errors);
            double error = Arrive(k, input.Sources[k], errors, gradient);
            if (inputErrors.Length != 0) inputErrors[k] = error;
        }
    }

    void Decay(double interval)
    {
        double x = Real.Exp(-interval / _neuron.TauMembraneMs);
        Vector512<double> decay = Vector512.Create(x), fall = Vector512.Create(_crossing.PowerOf(x));
        var feed = Vector512.Create(_neuron.Ratio * _crossing.Response(x));
        for (int j = 0; j < _lambdaV.Length; j += EventWeights.Lanes)
        {
            Vector512<double> v = Vector512.Create<double>(_lambdaV.AsSpan(j)), i = Vector512.Create<double>(_lambdaI.AsSpan(j));
            (i * fall + v * feed).CopyTo(_lambdaI.AsSpan(j));
            (v * decay).CopyTo(_lambdaV.AsSpan(j));
        }
    }

    // Maxima between input k and the next one: the jump, and its way down to input k.
    void Inject(int k, double arrivalMs, ReadOnlySpan<double> errors)
    {
        for (int n = 0; n < errors.Length; n++)
        {
            if (_places[n] != k || _arrivals[n] != 0) continue;
            double jump = -errors[n] / _neuron.TauMembraneMs, x = Real.Exp((arrivalMs - _timesMs[n]) / _neuron.TauMembraneMs);
            _lambdaV[n] += jump * x;
            _lambdaI[n] += jump * _neuron.Ratio * _crossing.Response(x);
        }
    }

    double Arrive(int k, int source, ReadOnlySpan<double> errors, EventWeights gradient)
    {
        Span<double> row = gradient.Values.AsSpan(source * gradient.Stride, gradient.Stride);
        ReadOnlySpan<double> w = _weights.Values.AsSpan(source * _weights.Stride, _weights.Stride);
        Vector512<double> sum = Vector512<double>.Zero, tau = Vector512.Create(_neuron.TauSynapseMs);
        for (int j = 0; j < _lambdaV.Length; j += EventWeights.Lanes)
        {
            Vector512<double> v = Vector512.Create<double>(_lambdaV.AsSpan(j)), i = Vector512.Create<double>(_lambdaI.AsSpan(j));
            (Vector512.Create<double>(row[j..]) - tau * i).CopyTo(row[j..]);
            sum += Vector512.Create(w[j..]) * (v - i);
        }
        double error = Vector512.Sum(sum);
        for (int n = 0; n < errors.Length; n++)
        {
            if (_places[n] != k || _arrivals[n] == 0) continue;
            // V does not jump when the spike arrives: the maximum belongs to the time before it
            error += AtArrivals == ArrivalTerm.Exact ? errors[n] * _slopes[n] : -errors[n] / _neuron.TauMembraneMs * w[n];
            _lambdaV[n] -= errors[n] / _neuron.TauMembraneMs;
        }
        return error;
    }
}

/// <summary>What a maximum at the arrival of a spike gives to the time of that spike.</summary>
public enum ArrivalTerm
{
    /// <summary>The slope with which the voltage came: the gradient that finite differences find.</summary>
    Exact,

    /// <summary>As published: the maximum is taken to stay where it is.</summary>
    Published,
}
