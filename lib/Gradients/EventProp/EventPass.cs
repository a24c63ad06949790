using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>One sample forward and backward through an <see cref="EventNetwork"/>; after the first samples it allocates nothing.</summary>
public sealed class EventPass
{
    readonly EventNetwork _network;
    readonly EventLayer[] _layers;
    readonly EventAdjoint[] _adjoints;
    readonly SpikeTrace[] _traces;
    readonly LeakyOutputs? _outputs;
    readonly double[] _firstMs, _outputErrors, _scores;
    readonly int[] _first;
    double[] _errors = new double[64], _inputErrors = new double[64];
    bool _hasErrors;
    int _label;

    internal EventPass(EventNetwork network, double leastSlope = 0)
    {
        _network = network;
        int firing = network.Loss is MaximumVoltage ? network.Weights.Count - 1 : network.Weights.Count;
        _layers = [.. network.Weights.Take(firing).Select(w => new EventLayer(network.Neuron, w))];
        _adjoints = [.. network.Weights.Take(firing).Select(w => new EventAdjoint(network.Neuron, w) { LeastSlope = leastSlope })];
        _traces = [.. _layers.Select(_ => new SpikeTrace())];
        if (network.Loss is MaximumVoltage loss)
            _outputs = new LeakyOutputs(network.Neuron, network.Weights[^1]) { AtArrivals = loss.AtArrivals };
        (_firstMs, _outputErrors) = (new double[network.Outputs], new double[network.Outputs]);
        (_scores, _first) = (new double[network.Outputs], new int[network.Outputs]);
    }

    /// <summary>The spikes of each firing layer in the sample shown last.</summary>
    public IReadOnlyList<SpikeTrace> Traces => _traces;

    /// <summary>The outputs that only sum, of a network with <see cref="MaximumVoltage"/>.</summary>
    public LeakyOutputs? Outputs => _outputs;

    /// <summary>Time of each output's first spike in the sample shown last, in ms; infinite where it is silent.</summary>
    public ReadOnlySpan<double> FirstMs => _firstMs;

    /// <summary>
    /// What the outputs say of the sample shown last: minus the first spike's time in ms (minus infinity where there is none), or the
    /// highest voltage.
    /// </summary>
    public ReadOnlySpan<double> Scores => _scores;

    /// <summary>Shows a sample.</summary>
    /// <exception cref="ArgumentException">The label or a source is out of range.</exception>
    public Outcome Forward(SpikeTrain input, int label)
    {
        if ((uint)label >= (uint)_network.Outputs)
            throw new ArgumentException(
                $"label {label}, but the network has {_network.Outputs} outputs; 0 to {_network.Outputs - 1} are possible");
        for (int layer = 0; layer < _layers.Length; layer++)
            _layers[layer].Forward(layer == 0 ? input : _traces[layer - 1].Spikes, _traces[layer]);
        Outcome outcome;
        if (_outputs is not null)
        {
            _outputs.Forward(_layers.Length == 0 ? input : _traces[^1].Spikes);
            _outputs.Maxima.CopyTo(_scores);
            outcome = MaximumVoltage.Of(_outputs.Maxima, label, _outputErrors);
        }
        else
        {
            FindFirst(_traces[^1]);
            for (int k = 0; k < _scores.Length; k++) _scores[k] = -_firstMs[k];
            outcome = ((TimeToFirstSpike)_network.Loss).Of(_firstMs, label, _outputErrors);
        }
        (_hasErrors, _label) = (!outcome.Silent, label);
        return outcome;
    }

    /// <summary>Adds the gradient of the sample shown last, times a factor; nothing where its label was silent.</summary>
    /// <param name="input">The sample.</param>
    /// <param name="scale">Factor: one over the size of the batch.</param>
    /// <param name="gradients">Where dL/dw is added, a buffer a layer.</param>
    public void Backward(SpikeTrain input, double scale, IReadOnlyList<EventWeights> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (!_hasErrors)
        {
            if (_network.Loss is TimeToFirstSpike { Wake: > 0 } loss) Wake(input, loss.Wake * scale, gradients[^1]);
            return;
        }
        for (int k = 0; k < _outputErrors.Length; k++) _outputErrors[k] *= scale;
        _hasErrors = false;
        if (_outputs is not null)
        {
            SpikeTrain before = _layers.Length == 0 ? input : _traces[^1].Spikes;
            Span<double> room = _layers.Length == 0 ? [] : Room(ref _errors, before.Count);
            _outputs.Backward(before, _outputErrors, gradients[^1], room);
        }
        else
        {
            Span<double> room = Room(ref _errors, _traces[^1].Count);
            room.Clear();
            for (int k = 0; k < _first.Length; k++)
                if (_first[k] >= 0) room[_first[k]] = _outputErrors[k];
        }
        BackThroughLayers(input, gradients);
    }

    /// <summary>As <see cref="Backward"/>, for any loss of the last layer's spike times: its derivative by each of them is given.</summary>
    /// <exception cref="InvalidOperationException">The last layer does not fire.</exception>
    public void BackwardFrom(SpikeTrain input, ReadOnlySpan<double> spikeErrors, IReadOnlyList<EventWeights> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (_outputs is not null) throw new InvalidOperationException("the last layer does not fire; use a network with TimeToFirstSpike");
        spikeErrors.CopyTo(Room(ref _errors, _traces[^1].Count));
        BackThroughLayers(input, gradients);
    }

    // Every spike that arrives at the silent label pulls its weight up.
    void Wake(SpikeTrain input, double pull, EventWeights gradient)
    {
        ReadOnlySpan<int> sources = _layers.Length == 1 ? input.Sources : _traces[^2].Neurons;
        foreach (int source in sources) gradient.Row(source)[_label] -= pull;
    }

    void BackThroughLayers(SpikeTrain input, IReadOnlyList<EventWeights> gradients)
    {
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            SpikeTrain before = layer == 0 ? input : _traces[layer - 1].Spikes;
            Span<double> room = layer == 0 ? [] : Room(ref _inputErrors, before.Count);
            _adjoints[layer].Backward(before, _traces[layer], _errors.AsSpan(0, _traces[layer].Count), gradients[layer], room);
            (_errors, _inputErrors) = (_inputErrors, _errors);
        }
    }

    void FindFirst(SpikeTrace trace)
    {
        Array.Fill(_first, -1);
        Array.Fill(_firstMs, double.PositiveInfinity);
        for (int k = trace.Count - 1; k >= 0; k--) (_first[trace.Neurons[k]], _firstMs[trace.Neurons[k]]) = (k, trace.TimesMs[k]);
    }

    static Span<double> Room(ref double[] array, int count)
    {
        if (array.Length < count) array = new double[Math.Max(count, 2 * array.Length)];
        return array.AsSpan(0, count);
    }
}
