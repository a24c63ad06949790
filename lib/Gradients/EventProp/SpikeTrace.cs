using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// What a layer's forward pass leaves for the backward pass: its spikes in the order of their times, the current at each spike, and
/// after which input each came. It grows once and is then used again and again.
/// </summary>
public sealed class SpikeTrace
{
    /// <summary>More spikes than this of one layer in one sample are refused: the weights have run away.</summary>
    public const int MostSpikes = 1 << 20;

    double[] _timesMs = new double[64], _currents = new double[64];
    int[] _neurons = new int[64];
    int[] _ends = new int[64]; // spikes up to the end of the interval after each input
    int[] _places = [], _heldNeurons = [];
    double[] _heldCurrents = [];
    int _inputs;

    /// <summary>Number of spikes.</summary>
    public int Count { get; private set; }

    /// <summary>When, in ms.</summary>
    public ReadOnlySpan<double> TimesMs => _timesMs.AsSpan(0, Count);

    /// <summary>Who.</summary>
    public ReadOnlySpan<int> Neurons => _neurons.AsSpan(0, Count);

    /// <summary>The synaptic current at each spike: I - threshold is tau_m times the slope with which the voltage crossed.</summary>
    public ReadOnlySpan<double> Currents => _currents.AsSpan(0, Count);

    /// <summary>The spikes as the input of the next layer.</summary>
    public SpikeTrain Spikes => new(TimesMs, Neurons);

    /// <summary>
    /// How many spikes grazed the threshold: I - threshold below <paramref name="part"/> of the threshold. Gradients go with
    /// 1 / (I - threshold), so these are where they burst.
    /// </summary>
    public int Grazing(double threshold, double part = 0.01)
    {
        int count = 0;
        foreach (double current in Currents)
            if (current - threshold < part * threshold) count++;
        return count;
    }

    internal void Clear() => (Count, _inputs) = (0, 0);

    internal int StartOf(int input) => input == 0 ? 0 : _ends[input - 1];

    internal int EndOf(int input) => _ends[input];

    internal void Add(double timeMs, int neuron, double current)
    {
        if (Count == _timesMs.Length) Grow();
        (_timesMs[Count], _neurons[Count], _currents[Count]) = (timeMs, neuron, current);
        Count++;
    }

    // Ends the interval after an input: its spikes are put in the order of time.
    internal void Close()
    {
        if (_inputs == _ends.Length) Array.Resize(ref _ends, 2 * _inputs);
        int start = StartOf(_inputs), count = Count - start;
        _ends[_inputs++] = Count;
        if (count < 2) return;
        int room = _timesMs.Length;
        if (_places.Length < Count) (_places, _heldNeurons, _heldCurrents) = (new int[room], new int[room], new double[room]);
        for (int k = start; k < Count; k++) (_places[k], _heldNeurons[k], _heldCurrents[k]) = (k, _neurons[k], _currents[k]);
        Array.Sort(_timesMs, _places, start, count);
        for (int k = start; k < Count; k++) (_neurons[k], _currents[k]) = (_heldNeurons[_places[k]], _heldCurrents[_places[k]]);
    }

    void Grow()
    {
        if (Count >= MostSpikes)
            throw new InvalidOperationException($"more than {MostSpikes:N0} spikes of one layer in one sample; the weights are too large");
        Array.Resize(ref _timesMs, 2 * Count);
        Array.Resize(ref _neurons, 2 * Count);
        Array.Resize(ref _currents, 2 * Count);
    }
}
