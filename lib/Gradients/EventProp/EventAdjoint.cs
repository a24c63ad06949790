using System.Runtime.Intrinsics;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// The exact gradient of a loss of a layer's spike times, back through the same spikes:
/// <c>tau_m lambda_V' = -lambda_V</c>, <c>tau_s lambda_I' = -lambda_I + lambda_V</c>, where ' is -d/dt, from 0 after the last spike.
/// At spike k of neuron n, <c>lambda_V(before) = (I lambda_V(after) + dL/dt_k) / (I - threshold)</c>; over a synapse,
/// <c>dL/dw = -tau_s lambda_I</c> and <c>dL/dt = w (lambda_V - lambda_I)</c>, taken when the input spike arrives and summed.
/// </summary>
/// <remarks>Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), table 1. Not for several threads at once.</remarks>
public sealed class EventAdjoint
{
    readonly EventWeights _weights;
    readonly Lif _neuron;
    readonly ThresholdCrossing _crossing;
    readonly double[] _lambdaV, _lambdaI, _heldV, _heldI, _at;
    readonly int[] _fired;
    readonly bool[] _isFired;

    /// <summary>The adjoint of a layer of these neurons behind these weights, which it reads at each pass.</summary>
    public EventAdjoint(Lif neuron, EventWeights weights)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentNullException.ThrowIfNull(weights);
        (_neuron, _weights, _crossing) = (neuron, weights, new ThresholdCrossing(neuron));
        (_lambdaV, _lambdaI) = (new double[weights.Stride], new double[weights.Stride]);
        (_heldV, _heldI, _at) = (new double[weights.Stride], new double[weights.Stride], new double[weights.Stride]);
        (_fired, _isFired) = (new int[weights.Stride], new bool[weights.Stride]);
    }

    /// <summary>What a jump divides by at least; see <see cref="EventOptions.LeastSlope"/>.</summary>
    public double LeastSlope { get; init; }

    /// <summary>Adds the gradient of the weights to what is there, and gives that of the input times.</summary>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="output">What the forward pass left.</param>
    /// <param name="errors">dL/dt of each output spike, in 1/ms.</param>
    /// <param name="gradient">dL/dw is added here, in the layout of the weights with their padding.</param>
    /// <param name="inputErrors">Receives dL/dt of each input spike, in 1/ms; empty if nobody asks.</param>
    public void Backward(
        SpikeTrain input, SpikeTrace output, ReadOnlySpan<double> errors, EventWeights gradient, Span<double> inputErrors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(gradient);
        if (errors.Length != output.Count) throw new ArgumentException($"{errors.Length} errors for {output.Count} spikes");
        if (inputErrors.Length != 0 && inputErrors.Length != input.Count)
            throw new ArgumentException($"room for {inputErrors.Length} errors of {input.Count} input spikes");
        Array.Clear(_lambdaV);
        Array.Clear(_lambdaI);
        bool silent = true; // all lambda are 0 so far
        for (int k = input.Count - 1; k >= 0; k--)
        {
            bool last = k + 1 == input.Count;
            double endMs = last ? double.PositiveInfinity : input.TimesMs[k + 1];
            int count = JumpBack(output, k, endMs, errors, ref silent);
            if (silent)
            {
                if (inputErrors.Length != 0) inputErrors[k] = 0;
                continue;
            }
            if (!last && endMs > input.TimesMs[k]) Decay(endMs - input.TimesMs[k]);
            Settle(count, input.TimesMs[k]);
            double error = Arrive(input.Sources[k], gradient, inputErrors.Length != 0);
            if (inputErrors.Length != 0) inputErrors[k] = error;
        }
    }

    // The neurons that _fired after input k, one by one from the interval's end back to their first spike in it.
    int JumpBack(SpikeTrace output, int k, double endMs, ReadOnlySpan<double> errors, ref bool silent)
    {
        int count = 0;
        for (int spike = output.EndOf(k) - 1; spike >= output.StartOf(k); spike--)
        {
            int n = output.Neurons[spike];
            double t = output.TimesMs[spike];
            if (!_isFired[n])
            {
                if (errors[spike] == 0 && _lambdaV[n] == 0 && _lambdaI[n] == 0) continue;
                (_isFired[n], _fired[count++]) = (true, n);
                (_heldV[n], _heldI[n], _at[n]) = (_lambdaV[n], _lambdaI[n], endMs);
            }
            Back(n, t);
            double current = output.Currents[spike];
            _heldV[n] = (current * _heldV[n] + errors[spike]) / Math.Max(current - _neuron.Threshold, LeastSlope);
            silent = false;
        }
        return count;
    }

    // ... and on to the arrival of input k, where all neurons meet again.
    void Settle(int count, double arrivalMs)
    {
        for (int index = 0; index < count; index++)
        {
            int n = _fired[index];
            Back(n, arrivalMs);
            (_lambdaV[n], _lambdaI[n], _isFired[n]) = (_heldV[n], _heldI[n], false);
        }
    }

    void Back(int n, double timeMs)
    {
        if (_heldV[n] != 0 || _heldI[n] != 0)
        {
            double x = Real.Exp((timeMs - _at[n]) / _neuron.TauMembraneMs);
            _heldI[n] = _heldI[n] * _crossing.PowerOf(x) + _heldV[n] * _neuron.Ratio * _crossing.Response(x);
            _heldV[n] *= x;
        }
        _at[n] = timeMs;
    }

    // lambda_I <- x^r lambda_I + r psp lambda_V, lambda_V <- x lambda_V
    void Decay(double interval)
    {
        double x = Real.Exp(-interval / _neuron.TauMembraneMs);
        Vector512<double> decay = Vector512.Create(x), fall = Vector512.Create(_crossing.PowerOf(x));
        var feed = Vector512.Create(_neuron.Ratio * _crossing.Response(x));
        ref double lambdaV = ref _lambdaV[0], lambdaI = ref _lambdaI[0];
        for (nuint j = 0; j < (nuint)_lambdaV.Length; j += EventWeights.Lanes)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref lambdaV, j), i = Vector512.LoadUnsafe(ref lambdaI, j);
            (i * fall + v * feed).StoreUnsafe(ref lambdaI, j);
            (v * decay).StoreUnsafe(ref lambdaV, j);
        }
    }

    // dL/dw -= tau_s lambda_I; dL/dt = sum of w (lambda_V - lambda_I)
    double Arrive(int source, EventWeights gradient, bool wantsError)
    {
        Vector512<double> sum = Vector512<double>.Zero, tau = Vector512.Create(_neuron.TauSynapseMs);
        ref double row = ref gradient.Values[source * gradient.Stride], w = ref _weights.Values[source * _weights.Stride];
        ref double lambdaV = ref _lambdaV[0], lambdaI = ref _lambdaI[0];
        if (!wantsError)
        {
            for (nuint j = 0; j < (nuint)_lambdaI.Length; j += EventWeights.Lanes)
                (Vector512.LoadUnsafe(ref row, j) - tau * Vector512.LoadUnsafe(ref lambdaI, j)).StoreUnsafe(ref row, j);
            return 0;
        }
        for (nuint j = 0; j < (nuint)_lambdaI.Length; j += EventWeights.Lanes)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref lambdaV, j), i = Vector512.LoadUnsafe(ref lambdaI, j);
            (Vector512.LoadUnsafe(ref row, j) - tau * i).StoreUnsafe(ref row, j);
            sum += Vector512.LoadUnsafe(ref w, j) * (v - i);
        }
        return Vector512.Sum(sum);
    }
}
