using Spikebook.Gradients.Tasks;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>What one layer of an <see cref="EventNetwork"/> did for a set of samples.</summary>
/// <param name="Inputs">Sources of its synapses.</param>
/// <param name="Neurons">Its neurons.</param>
/// <param name="Arrivals">Spikes that came in.</param>
/// <param name="Spikes">Spikes that it fired; 0 for outputs that only sum.</param>
/// <param name="Intervals">
/// Times from one arrival to a later one, at the end of which every neuron has been advanced; spikes at equal times have none between them.
/// </param>
public sealed record LayerOperations(int Inputs, int Neurons, long Arrivals, long Spikes, long Intervals)
{
    /// <summary>Number of synapses.</summary>
    public long Synapses => (long)Inputs * Neurons;

    /// <summary>Weights that were added to a current: every arrival goes over a synapse to every neuron.</summary>
    public long SynapticEvents => Arrivals * Neurons;

    /// <summary>Neurons that were advanced, one by one: every neuron over every interval.</summary>
    public long NeuronUpdates => Intervals * Neurons;

    /// <summary>Exponentials: one an interval, since all neurons have the same time constants, and their other decay is a power of
    /// it.</summary>
    public long Exponentials => Intervals;

    /// <summary>Logarithms: the time of a spike is one.</summary>
    public long Logarithms => Spikes;

    /// <summary>
    /// Additions at synapses (read the weight, add, write the current back), and <c>V = x V + psp I</c>, <c>I = x^r I</c> at neurons: three
    /// multiplications, two words read and written.
    /// </summary>
    public OperationCount Count
        => OperationCount.SynapticEvents(SynapticEvents) + NeuronUpdates * new OperationCount(0, 3, 2, 2);
}

/// <summary>
/// The operations of a network that answers, sample by sample; what they cost is another table's matter. Comparisons with the threshold
/// and the search for crossings are not counted, beside the logarithm that each spike found takes.
/// </summary>
/// <param name="Samples">How many samples.</param>
/// <param name="Accuracy">The fraction that was answered right.</param>
/// <param name="UntilAnswer">Whether a sample ends with the first output spike, which is the answer.</param>
/// <param name="Layers">Layer by layer.</param>
public sealed record EventOperations(int Samples, double Accuracy, bool UntilAnswer, IReadOnlyList<LayerOperations> Layers)
{
    /// <summary>Spikes that neurons fired, a sample.</summary>
    public double SpikesPerSample => (double)Layers.Sum(layer => layer.Spikes) / Samples;

    /// <summary>Spikes that arrived at neurons, those of the input among them, a sample and synapse: n of
    /// <see cref="SynapseEnergy"/>.</summary>
    public double SpikesPerSynapse => (double)Layers.Sum(layer => layer.SynapticEvents) / Layers.Sum(layer => layer.Synapses) / Samples;

    /// <summary>All operations of all samples.</summary>
    public OperationCount Count => Layers.Aggregate(OperationCount.None, (sum, layer) => sum + layer.Count);

    /// <summary>Shows a network every sample and counts.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">What it is asked.</param>
    /// <param name="untilAnswer">
    /// Ends each sample with its first output spike: what comes later cannot change the answer. Where no output fires, all is counted.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The set is empty or does not fit, or the highest voltage answers, which is known in the end only.
    /// </exception>
    public static EventOperations Of(EventNetwork network, SpikeDataset samples, bool untilAnswer = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentException("operations of no samples; at least one is needed");
        if (untilAnswer && network.Loss is not TimeToFirstSpike)
            throw new ArgumentException("the highest voltage is known in the end only; count without untilAnswer");
        new EventLearner(network, new EventOptions()).MustFit(samples);
        EventPass pass = network.NewPass();
        var layers = new (long Arrivals, long Spikes, long Intervals)[network.Weights.Count];
        int right = 0;
        for (int index = 0; index < samples.Count; index++)
        {
            SpikeTrain spikes = samples.Spikes[index];
            if (pass.Forward(spikes, samples.Labels[index]).Right) right++;
            double end = untilAnswer ? First(pass.FirstMs) : double.PositiveInfinity;
            for (int layer = 0; layer < layers.Length; layer++)
            {
                var (arrivals, intervals) = Until(spikes.TimesMs, end);
                layers[layer].Arrivals += arrivals;
                layers[layer].Intervals += intervals;
                if (layer == pass.Traces.Count) break; // outputs that only sum
                spikes = pass.Traces[layer].Spikes;
                layers[layer].Spikes += Until(spikes.TimesMs, end).Arrivals;
            }
        }
        return new(samples.Count, (double)right / samples.Count, untilAnswer, [.. network.Weights.Zip(layers,
            (w, layer) => new LayerOperations(w.Inputs, w.Neurons, layer.Arrivals, layer.Spikes, layer.Intervals))]);
    }

    static double First(ReadOnlySpan<double> timesMs)
    {
        double first = double.PositiveInfinity;
        foreach (double time in timesMs) first = Math.Min(first, time);
        return first;
    }

    static (int Arrivals, int Intervals) Until(ReadOnlySpan<double> timesMs, double end)
    {
        int arrivals = 0, intervals = 0;
        for (int k = 0; k < timesMs.Length && timesMs[k] <= end; k++)
        {
            arrivals++;
            if (k > 0 && timesMs[k] > timesMs[k - 1]) intervals++;
        }
        return (arrivals, intervals);
    }
}
