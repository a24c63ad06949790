using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// One sample forward and backward through an <see cref="EventGraph"/>: event by event, each neuron advanced only when something happens
/// to it. The plain form; layers without delays go faster through <see cref="EventPass"/>.
/// </summary>
/// <remarks>
/// At equal times arrivals come before spikes, in the order in which they were sent, and spikes in the order of neurons.
/// </remarks>
public sealed class GraphPass
{
    // Something that happened: a spike arrived over a synapse (sent by spike Cause, or by input spike ~Cause), or spike Cause was fired.
    readonly record struct Event(double TimeMs, int Neuron, int Synapse, int Cause);

    const int Fired = -1;

    readonly EventGraph _graph;
    readonly Lif _lif;
    readonly double[] _voltages, _currents, _atMs, _nextMs, _lambdaV, _lambdaI, _firstMs, _outputErrors;
    readonly int[] _first;
    readonly PriorityQueue<(int Synapse, int Cause), (double TimeMs, long Order)> _underWay = new();
    readonly List<Event> _events = [];
    readonly List<double> _spikesMs = [], _spikeCurrents = [], _spikeErrors = [];
    readonly List<int> _spikeNeurons = [];
    long _order;
    bool _hasErrors;

    internal GraphPass(EventGraph graph)
    {
        (_graph, _lif) = (graph, graph.Neuron);
        int n = graph.Neurons;
        (_voltages, _currents, _atMs, _nextMs) = (new double[n], new double[n], new double[n], new double[n]);
        (_lambdaV, _lambdaI) = (new double[n], new double[n]);
        (_firstMs, _outputErrors, _first) = (new double[graph.Outputs], new double[graph.Outputs], new int[graph.Outputs]);
    }

    /// <summary>When neurons fired, in ms, in order.</summary>
    public IReadOnlyList<double> SpikesMs => _spikesMs;

    /// <summary>Who.</summary>
    public IReadOnlyList<int> SpikeNeurons => _spikeNeurons;

    /// <summary>Time of each output's first spike, in ms; infinite where it is silent.</summary>
    public ReadOnlySpan<double> FirstMs => _firstMs;

    /// <summary>Shows a sample.</summary>
    /// <exception cref="ArgumentException">The label or a source is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are more than <see cref="EventGraph.MostSpikes"/> spikes.</exception>
    public Outcome Forward(SpikeTrain input, int label)
    {
        if ((uint)label >= (uint)_graph.Outputs)
            throw new ArgumentException(
                $"label {label}, but the graph has {_graph.Outputs} outputs; 0 to {_graph.Outputs - 1} are possible");
        EventLayer.CheckSources(input, _graph.Inputs);
        Rest();
        for (int k = 0; k < input.Count; k++) Send(input.Sources[k], input.TimesMs[k], ~k);
        while (Next()) { }
        for (int k = 0; k < _firstMs.Length; k++) (_first[k], _firstMs[k]) = (-1, double.PositiveInfinity);
        for (int spike = _spikesMs.Count - 1; spike >= 0; spike--)
            if (_spikeNeurons[spike] - (_graph.Neurons - _graph.Outputs) is var output and >= 0)
                (_first[output], _firstMs[output]) = (spike, _spikesMs[spike]);
        Outcome outcome = _graph.Loss.Of(_firstMs, label, _outputErrors);
        _hasErrors = !outcome.Silent;
        return outcome;
    }

    /// <summary>Adds the gradient of the sample shown last, times a factor; nothing where its label was silent.</summary>
    /// <param name="scale">Factor: one over the size of the batch.</param>
    /// <param name="weights">dL/dw of each synapse is added here.</param>
    /// <param name="delays">dL/dd of each synapse, in 1/ms, is added here.</param>
    public void Backward(double scale, Span<double> weights, Span<double> delays)
    {
        if (!_hasErrors) return;
        _spikeErrors.Clear();
        for (int spike = 0; spike < _spikesMs.Count; spike++) _spikeErrors.Add(0);
        for (int k = 0; k < _first.Length; k++)
            if (_first[k] >= 0) _spikeErrors[_first[k]] = scale * _outputErrors[k];
        BackThroughEvents(weights, delays);
    }

    void Rest()
    {
        Array.Clear(_voltages);
        Array.Clear(_currents);
        Array.Clear(_atMs);
        Array.Fill(_nextMs, double.PositiveInfinity);
        _underWay.Clear();
        _events.Clear();
        _spikesMs.Clear();
        _spikeCurrents.Clear();
        _spikeNeurons.Clear();
        _order = 0;
    }

    void Send(int source, double timeMs, int cause)
    {
        foreach (int synapse in _graph.SynapsesOf(source))
            _underWay.Enqueue((synapse, cause), (timeMs + _graph.DelaysMs[synapse], _order++));
    }

    // What comes first: an arrival or a spike; false if nothing comes any more.
    bool Next()
    {
        int neuron = 0;
        for (int n = 1; n < _nextMs.Length; n++)
            if (_nextMs[n] < _nextMs[neuron]) neuron = n;
        double spikeMs = _nextMs[neuron];
        if (_underWay.TryPeek(out var sent, out var at) && at.TimeMs <= spikeMs)
        {
            if (at.TimeMs > _graph.UntilMs) return false;
            _underWay.Dequeue();
            Arrive(sent.Synapse, sent.Cause, at.TimeMs);
            return true;
        }
        if (!(spikeMs <= _graph.UntilMs) || double.IsPositiveInfinity(spikeMs)) return false;
        Fire(neuron, spikeMs);
        return true;
    }

    // I <- I + w
    void Arrive(int synapse, int cause, double timeMs)
    {
        int n = _graph.TargetOf(synapse);
        Advance(n, timeMs);
        _currents[n] += _graph.Weights[synapse];
        _events.Add(new(timeMs, n, synapse, cause));
        _nextMs[n] = timeMs + _lif.NextSpike(_voltages[n], _currents[n]);
    }

    // V <- 0; I goes on
    void Fire(int n, double timeMs)
    {
        if (_spikesMs.Count >= _graph.MostSpikes)
            throw new InvalidOperationException(
                $"more than {_graph.MostSpikes:N0} spikes in one sample; use smaller weights, or end the sample with UntilMs");
        Advance(n, timeMs);
        _voltages[n] = 0;
        _events.Add(new(timeMs, n, Fired, _spikesMs.Count));
        Send(_graph.Inputs + n, timeMs, _spikesMs.Count);
        _spikesMs.Add(timeMs);
        _spikeNeurons.Add(n);
        _spikeCurrents.Add(_currents[n]);
        _nextMs[n] = timeMs + _lif.NextSpike(0, _currents[n]);
    }

    void Advance(int n, double timeMs)
    {
        (_voltages[n], _currents[n]) = _lif.After(_voltages[n], _currents[n], timeMs - _atMs[n]);
        _atMs[n] = timeMs;
    }

    // Backward through what happened. An arrival reads off dL/dw = -tau_s lambda_I and dL/dt = dL/dd = w (lambda_V - lambda_I), which goes
    // to the spike that was sent; at that spike, earlier, lambda_V(before) = (I lambda_V(after) + dL/dt) / (I - threshold).
    void BackThroughEvents(Span<double> weights, Span<double> delays)
    {
        Array.Clear(_lambdaV);
        Array.Clear(_lambdaI);
        for (int k = _events.Count - 1; k >= 0; k--)
        {
            var (timeMs, n, synapse, cause) = _events[k];
            Back(n, timeMs);
            if (synapse == Fired)
            {
                double current = _spikeCurrents[cause];
                _lambdaV[n] = (current * _lambdaV[n] + _spikeErrors[cause]) / (current - _lif.Threshold);
                continue;
            }
            double error = _graph.Weights[synapse] * (_lambdaV[n] - _lambdaI[n]);
            weights[synapse] -= _lif.TauSynapseMs * _lambdaI[n];
            delays[synapse] += error;
            if (cause >= 0) _spikeErrors[cause] += error;
        }
    }

    // lambda_I <- x^r lambda_I + r psp lambda_V, lambda_V <- x lambda_V, from where the neuron was looked at last
    void Back(int n, double timeMs)
    {
        double interval = _atMs[n] - timeMs;
        _atMs[n] = timeMs;
        if (interval == 0 || (_lambdaV[n] == 0 && _lambdaI[n] == 0)) return;
        _lambdaI[n] = _lambdaI[n] * Real.Exp(-interval / _lif.TauSynapseMs) + _lambdaV[n] * _lif.Ratio * _lif.Voltage(0, 1, interval);
        _lambdaV[n] *= Real.Exp(-interval / _lif.TauMembraneMs);
    }
}
