using Spikebook.Spiking;

namespace Spikebook.Gradients.Surrogates;

/// <summary>How a spike is computed by a <see cref="PlainPass"/>.</summary>
public enum SpikeKind
{
    /// <summary>The step: 0 or 1.</summary>
    Step,

    /// <summary>The surrogate's primitive, a soft spike: then back-propagation through time is the gradient of what is computed.</summary>
    Soft,
}

/// <summary>
/// One sample forward and backward, written to be read beside its equations: double precision, every sum in full. It is what
/// <see cref="StepPass"/> is tested against, and with <see cref="SpikeKind.Soft"/> it is tested against finite differences itself.
/// </summary>
/// <remarks>
/// Backward, with g for dL/d: <c>g_S[n] = W2ᵀ g_Iout[n+1] + costs (+ Vᵀ g_I[n+1]) (- g_U[n+1] P[n] through the reset)</c>,
/// <c>g_P = g_U[n+1] (1 - S[n])</c>, <c>g_I[n] = (1 - b_m) g_P + b_s g_I[n+1]</c>, <c>g_U[n] = b_m g_P + g_S[n] h(U[n] - 1)</c>, where P
/// is the
/// voltage before the reset.
/// </remarks>
public sealed class PlainPass
{
    readonly StepModel _model;
    readonly StepWeights<double> _weights;
    readonly SpikeKind _kind;
    readonly double[,] _u, _p, _s, _out;
    readonly double[,] _input;

    /// <summary>A pass over these weights.</summary>
    public PlainPass(StepModel model, StepWeights<double> weights, SpikeKind kind = SpikeKind.Step)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        model.Validate();
        (_model, _weights, _kind) = (model, weights, kind);
        int steps = model.Steps;
        (_u, _p, _s) = (new double[steps + 1, weights.Hidden], new double[steps, weights.Hidden], new double[steps, weights.Hidden]);
        (_out, _input) = (new double[steps + 1, weights.Outputs], new double[steps, weights.Inputs]);
    }

    /// <summary>Hidden voltages [step, neuron] of the sample shown last.</summary>
    public double[,] Voltages => _u;

    /// <summary>Hidden spikes [step, neuron] of the sample shown last.</summary>
    public double[,] Spikes => _s;

    /// <summary>Output voltages [step, output] of the sample shown last.</summary>
    public double[,] OutputVoltages => _out;

    /// <summary>Shows a sample; gives the highest voltage of each output.</summary>
    public double[] Forward(SpikeTrain input)
    {
        double bm = _model.MembraneDecay, bs = _model.SynapseDecay, bo = _model.OutputDecay;
        var (hidden, outputs) = (_weights.Hidden, _weights.Outputs);
        Array.Clear(_input);
        for (int k = 0; k < input.Count; k++)
            if ((int)(input.TimesMs[k] / _model.StepMs) is var step && step >= 0 && step < _model.Steps) _input[step, input.Sources[k]]++;
        var (i, iOut) = (new double[hidden], new double[outputs]);
        for (int j = 0; j < hidden; j++) _u[0, j] = 0;
        for (int k = 0; k < outputs; k++) _out[0, k] = _model.OutputStart;
        for (int n = 0; n < _model.Steps; n++)
        {
            for (int j = 0; j < hidden; j++)
            {
                double x = _u[n, j] - 1;
                _s[n, j] = _kind == SpikeKind.Soft ? _model.Surrogate.Primitive(x) : x > 0 ? 1 : 0;
                _p[n, j] = bm * _u[n, j] + (1 - bm) * i[j];
                _u[n + 1, j] = _p[n, j] * (1 - _s[n, j]);
            }
            for (int k = 0; k < outputs; k++)
            {
                _out[n + 1, k] = bo * _out[n, k] + (1 - bo) * iOut[k];
                iOut[k] *= bs;
                for (int j = 0; j < hidden; j++) iOut[k] += _weights.Output[j, k] * _s[n, j];
            }
            for (int j = 0; j < hidden; j++)
            {
                i[j] *= bs;
                for (int m = 0; m < _weights.Inputs; m++) i[j] += _weights.Input[m, j] * _input[n, m];
                if (_weights.Recurrent is { } v)
                    for (int m = 0; m < hidden; m++) i[j] += v[m, j] * _s[n, m];
            }
        }
        return [.. Enumerable.Range(0, outputs).Select(k => _out[HighestStep(k), k])];
    }

    /// <summary>When an output is highest: the first such step.</summary>
    public int HighestStep(int output)
    {
        int best = 0;
        for (int n = 1; n < _model.Steps; n++)
            if (_out[n, output] > _out[best, output]) best = n;
        return best;
    }

    /// <summary>Adds dL/dw to a gradient, for given dL/d(highest voltage of each output) and activity costs.</summary>
    public void Backward(ReadOnlySpan<double> errors, ActivityCosts costs, StepWeights<double> gradient)
    {
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentNullException.ThrowIfNull(gradient);
        double bm = _model.MembraneDecay, bs = _model.SynapseDecay, bo = _model.OutputDecay;
        var (hidden, outputs) = (_weights.Hidden, _weights.Outputs);
        var (gU, gI, gOut, gIOut) = (new double[hidden], new double[hidden], new double[outputs], new double[outputs]);
        double[] zeta = [.. Enumerable.Range(0, hidden).Select(j => Enumerable.Range(0, _model.Steps).Sum(n => _s[n, j]))];
        double mean = zeta.Average();
        for (int n = _model.Steps - 1; n >= 0; n--)
        {
            var gS = new double[hidden];
            for (int j = 0; j < hidden; j++)
            {
                gS[j] = costs.Slope(zeta[j], mean, hidden);
                for (int k = 0; k < outputs; k++)
                {
                    gS[j] += _weights.Output[j, k] * gIOut[k];
                    gradient.Output[j, k] += gIOut[k] * _s[n, j];
                }
                for (int m = 0; m < _weights.Inputs; m++) gradient.Input[m, j] += gI[j] * _input[n, m];
                if (_model.GradientThroughReset) gS[j] -= gU[j] * _p[n, j];
            }
            if (_weights.Recurrent is { } v)
                for (int m = 0; m < hidden; m++)
                    for (int j = 0; j < hidden; j++)
                    {
                        gS[m] += v[m, j] * gI[j];
                        gradient.Recurrent![m, j] += gI[j] * _s[n, m];
                    }
            for (int j = 0; j < hidden; j++)
            {
                double gP = gU[j] * (1 - _s[n, j]);
                gI[j] = (1 - bm) * gP + bs * gI[j];
                gU[j] = bm * gP + gS[j] * _model.Surrogate.Derivative(_u[n, j] - 1);
            }
            for (int k = 0; k < outputs; k++)
            {
                gIOut[k] = (1 - bo) * gOut[k] + bs * gIOut[k];
                gOut[k] = bo * gOut[k] + (n == HighestStep(k) ? errors[k] : 0);
            }
        }
    }
}
