using System.Numerics;
using System.Runtime.Intrinsics;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Surrogates;

/// <summary>
/// The fast form of <see cref="PlainPass"/>: single precision, sixteen hidden neurons at a time, sums over spikes instead of products with
/// zeros; only the way back through W2ᵀ and Vᵀ is dense. Allocates nothing. For one thread.
/// </summary>
sealed class StepPass
{
    const int Lanes = StepMatrix<float>.Lanes;

    readonly StepModel _model;
    readonly StepWeights<float> _weights, _transposed;
    readonly int _width, _outWidth;
    readonly float[] _u, _p, _i, _gU, _gI, _gS, _zeta, _out, _iOut, _gOut, _gIOut, _errors;
    readonly int[] _highest, _inputEnds, _spikeEnds, _spikes;

    /// <param name="model">The equations.</param>
    /// <param name="weights">The weights, read at each pass.</param>
    /// <param name="transposed">W2ᵀ as Input (outputs to hidden) and Vᵀ as Recurrent, kept up to date by the owner.</param>
    public StepPass(StepModel model, StepWeights<float> weights, StepWeights<float> transposed)
    {
        (_model, _weights, _transposed) = (model, weights, transposed);
        (_width, _outWidth) = (weights.Input.Stride, weights.Output.Stride);
        (_u, _p) = (new float[(model.Steps + 1) * _width], new float[model.Steps * _width]);
        (_i, _gU, _gI, _gS, _zeta) = (new float[_width], new float[_width], new float[_width], new float[_width], new float[_width]);
        (_out, _iOut, _gOut, _gIOut) = (new float[_outWidth], new float[_outWidth], new float[_outWidth], new float[_outWidth]);
        (_highest, _inputEnds, _spikeEnds) = (new int[_outWidth], new int[model.Steps], new int[model.Steps]);
        _spikes = new int[model.Steps * _width];
        (_errors, Scores) = (new float[_outWidth], new double[weights.Outputs]);
    }

    /// <summary>The highest voltage of each output in the sample shown last.</summary>
    public double[] Scores { get; }

    /// <summary>Number of hidden spikes in the sample shown last.</summary>
    public int SpikeCount => _spikeEnds[^1];

    /// <summary>Hidden spikes of the sample shown last, step by step: neurons, and where each step ends.</summary>
    public (ReadOnlyMemory<int> Neurons, ReadOnlyMemory<int> Ends) Spikes => (_spikes.AsMemory(0, SpikeCount), _spikeEnds);

    public void Forward(SpikeTrain input)
    {
        Array.Clear(_i);
        Array.Clear(_iOut);
        Array.Clear(_u, 0, _width);
        Array.Clear(_highest);
        Array.Fill(_out, (float)_model.OutputStart);
        for (int k = 0; k < Scores.Length; k++) Scores[k] = _out[k];
        float bo = (float)_model.OutputDecay, bs = (float)_model.SynapseDecay;
        Vector512<float> keepOut = Vector512.Create(bo), feedOut = Vector512.Create(1 - bo), fall = Vector512.Create(bs);
        int spike = 0, next = 0;
        for (int n = 0; n < _model.Steps; n++)
        {
            spike = Hidden(n, spike);
            _spikeEnds[n] = spike;
            int first = n == 0 ? 0 : _spikeEnds[n - 1];
            for (int j = 0; j < _outWidth; j += Lanes)
            {
                var i = Vector512.Create<float>(_iOut.AsSpan(j));
                (keepOut * Vector512.Create<float>(_out.AsSpan(j)) + feedOut * i).CopyTo(_out.AsSpan(j));
                i *= fall;
                for (int k = first; k < spike; k++)
                    i += Vector512.LoadUnsafe(ref _weights.Output.Values[_spikes[k] * _outWidth], (nuint)j);
                i.CopyTo(_iOut.AsSpan(j));
            }
            if (n + 1 < _model.Steps)
                for (int k = 0; k < Scores.Length; k++)
                    if (_out[k] > Scores[k]) (Scores[k], _highest[k]) = (_out[k], n + 1);
            for (; next < input.Count && (int)(input.TimesMs[next] / _model.StepMs) <= n; next++)
                AddRow(_weights.Input, input.Sources[next], _i);
            _inputEnds[n] = next;
            if (_weights.Recurrent is { } v)
                for (int k = first; k < spike; k++) AddRow(v, _spikes[k], _i);
        }
    }

    // S = step(U - 1); P = b_m U + (1 - b_m) I; U <- P (1 - S); I <- b_s I
    int Hidden(int n, int spike)
    {
        float bm = (float)_model.MembraneDecay;
        Vector512<float> keep = Vector512.Create(bm), feed = Vector512.Create(1 - bm), fall = Vector512.Create((float)_model.SynapseDecay);
        ref float now = ref _u[n * _width], then = ref _u[(n + 1) * _width], before = ref _p[n * _width], current = ref _i[0];
        for (int j = 0; j < _width; j += Lanes)
        {
            Vector512<float> u = Vector512.LoadUnsafe(ref now, (nuint)j), i = Vector512.LoadUnsafe(ref current, (nuint)j);
            Vector512<float> p = keep * u + feed * i, fired = Vector512.GreaterThan(u, Vector512<float>.One);
            p.StoreUnsafe(ref before, (nuint)j);
            Vector512.AndNot(p, fired).StoreUnsafe(ref then, (nuint)j);
            (fall * i).StoreUnsafe(ref current, (nuint)j);
            for (ulong lanes = fired.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
                _spikes[spike++] = j + BitOperations.TrailingZeroCount(lanes);
        }
        return spike;
    }

    /// <summary>Adds dL/dw of the sample shown last: L = -scale ln softmax(scores)[label] + scale costs. Gives the cross-entropy.</summary>
    public double Backward(SpikeTrain input, int label, double scale, ActivityCosts costs, StepWeights<float> gradient)
    {
        double loss = Errors(label, scale);
        Count();
        switch (_model.Surrogate.Shape)
        {
            case SurrogateShape.SuperSpike: Back<SuperSpikeKernel>(input, scale, costs, gradient); break;
            case SurrogateShape.Sigmoid: Back<SigmoidKernel>(input, scale, costs, gradient); break;
            case SurrogateShape.Esser: Back<EsserKernel>(input, scale, costs, gradient); break;
            default: Back<AsymptoticKernel>(input, scale, costs, gradient); break;
        }
        return loss;
    }

    double Errors(int label, double scale)
    {
        double highest = double.NegativeInfinity, sum = 0;
        foreach (double score in Scores) highest = Math.Max(highest, score);
        foreach (double score in Scores) sum += Real.Exp(score - highest);
        for (int k = 0; k < Scores.Length; k++) _errors[k] = (float)(scale * (Real.Exp(Scores[k] - highest) / sum - (k == label ? 1 : 0)));
        return highest - Scores[label] + Real.Log(sum);
    }

    void Count()
    {
        Array.Clear(_zeta);
        for (int k = 0; k < SpikeCount; k++) _zeta[_spikes[k]]++;
    }

    // Costs have one slope for all steps of a neuron: _zeta becomes it.
    void Slopes(double scale, ActivityCosts costs)
    {
        int hidden = _weights.Hidden;
        double mean = (double)SpikeCount / hidden;
        for (int j = 0; j < _width; j++) _zeta[j] = j < hidden ? (float)(scale * costs.Slope(_zeta[j], mean, hidden)) : 0;
    }

    void Back<TShape>(SpikeTrain input, double scale, ActivityCosts costs, StepWeights<float> gradient)
        where TShape : struct, ISurrogateKernel
    {
        Slopes(scale, costs);
        Array.Clear(_gU);
        Array.Clear(_gI);
        Array.Clear(_gOut);
        Array.Clear(_gIOut);
        int active = 0; // outputs whose maximum has been passed
        for (int n = _model.Steps - 1; n >= 0; n--)
        {
            int first = n == 0 ? 0 : _spikeEnds[n - 1], firstInput = n == 0 ? 0 : _inputEnds[n - 1];
            for (int k = _inputEnds[n] - 1; k >= firstInput; k--) AddTo(gradient.Input, input.Sources[k], _gI);
            for (int k = first; k < _spikeEnds[n]; k++) AddTo(gradient.Output, _spikes[k], _gIOut);
            if (gradient.Recurrent is { } v)
                for (int k = first; k < _spikeEnds[n]; k++) AddTo(v, _spikes[k], _gI);
            SpikeErrors(active > 0);
            Neurons<TShape>(n);
            active += Outputs(n);
        }
    }

    // g_S = W2ᵀ g_Iout + costs + Vᵀ g_I
    void SpikeErrors(bool outputs)
    {
        _zeta.CopyTo(_gS, 0);
        if (outputs) Multiply(_transposed.Input, _gIOut);
        if (_transposed.Recurrent is { } v) Multiply(v, _gI);
    }

    void Multiply(StepMatrix<float> rows, float[] factors)
    {
        for (int j = 0; j < _width; j += Lanes)
        {
            var sum = Vector512.Create<float>(_gS.AsSpan(j));
            ref float w = ref rows.Values[j];
            for (int k = 0; k < rows.Sources; k++) sum += factors[k] * Vector512.LoadUnsafe(ref w, (nuint)(k * _width));
            sum.CopyTo(_gS.AsSpan(j));
        }
    }

    void Neurons<TShape>(int n)
        where TShape : struct, ISurrogateKernel
    {
        float bm = (float)_model.MembraneDecay;
        Vector512<float> keep = Vector512.Create(bm), feed = Vector512.Create(1 - bm), fall = Vector512.Create((float)_model.SynapseDecay);
        var beta = Vector512.Create((float)_model.Surrogate.Beta);
        bool through = _model.GradientThroughReset;
        ref float voltage = ref _u[n * _width], before = ref _p[n * _width], gradU = ref _gU[0], gradI = ref _gI[0], gradS = ref _gS[0];
        for (nuint j = 0; j < (nuint)_width; j += Lanes)
        {
            Vector512<float> u = Vector512.LoadUnsafe(ref voltage, j), gU = Vector512.LoadUnsafe(ref gradU, j);
            var gS = Vector512.LoadUnsafe(ref gradS, j);
            if (through) gS -= gU * Vector512.LoadUnsafe(ref before, j);
            var gP = Vector512.AndNot(gU, Vector512.GreaterThan(u, Vector512<float>.One));
            (feed * gP + fall * Vector512.LoadUnsafe(ref gradI, j)).StoreUnsafe(ref gradI, j);
            (keep * gP + gS * TShape.Derivative(u - Vector512<float>.One, beta)).StoreUnsafe(ref gradU, j);
        }
    }

    int Outputs(int n)
    {
        float bo = (float)_model.OutputDecay;
        Vector512<float> keep = Vector512.Create(bo), feed = Vector512.Create(1 - bo), fall = Vector512.Create((float)_model.SynapseDecay);
        for (int j = 0; j < _outWidth; j += Lanes)
        {
            var g = Vector512.Create<float>(_gOut.AsSpan(j));
            (feed * g + fall * Vector512.Create<float>(_gIOut.AsSpan(j))).CopyTo(_gIOut.AsSpan(j));
            (keep * g).CopyTo(_gOut.AsSpan(j));
        }
        int reached = 0;
        for (int k = 0; k < Scores.Length; k++)
            if (_highest[k] == n)
            {
                _gOut[k] += _errors[k];
                reached++;
            }
        return reached;
    }

    static void AddRow(StepMatrix<float> from, int row, float[] to)
    {
        ref float source = ref from.Values[row * from.Stride], target = ref to[0];
        for (nuint j = 0; j < (nuint)from.Stride; j += Lanes)
            (Vector512.LoadUnsafe(ref target, j) + Vector512.LoadUnsafe(ref source, j)).StoreUnsafe(ref target, j);
    }

    static void AddTo(StepMatrix<float> to, int row, float[] from)
    {
        ref float target = ref to.Values[row * to.Stride], source = ref from[0];
        for (nuint j = 0; j < (nuint)to.Stride; j += Lanes)
            (Vector512.LoadUnsafe(ref target, j) + Vector512.LoadUnsafe(ref source, j)).StoreUnsafe(ref target, j);
    }
}
