using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// Learns batches by the exact gradient and Adam. The gradient of a batch is summed sample by sample in the given order, by one
/// thread: a run gives the same bits wherever it runs, and many runs share a machine best. After the first batches nothing is allocated.
/// </summary>
public sealed class EventLearner
{
    readonly EventPass _pass;
    readonly EventWeights[] _gradients;
    readonly AdamMoments[] _moments;
    readonly double[] _keptTimes;
    readonly int[] _keptSources;

    /// <summary>A learner of this network, whose weights it changes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="adam">Constants of the optimiser.</param>
    /// <param name="longestSample">The largest number of input spikes of a sample.</param>
    public EventLearner(EventNetwork network, Adam adam, int longestSample)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        _pass = network.NewPass();
        _gradients = network.NewGradients();
        _moments = [.. network.Weights.Select(w => new AdamMoments(adam, w.Values.Length))];
        (_keptTimes, _keptSources) = (new double[longestSample], new int[longestSample]);
    }

    /// <summary>The network that learns.</summary>
    public EventNetwork Network { get; }

    internal IReadOnlyList<AdamMoments> Moments => _moments;

    /// <summary>Part of the threshold: spikes whose current exceeds the threshold by less are counted as grazing.</summary>
    public double GrazingPart { get; init; } = 0.01;

    /// <summary>One step of the optimiser along the mean gradient of some samples.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batch">Which of them.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="dropped">Probability with which an input spike is left out.</param>
    /// <param name="drops">Decides which; needed if any can be.</param>
    /// <exception cref="ArgumentException">The batch is empty, or data and network do not fit.</exception>
    /// <exception cref="ArithmeticException">The loss or a gradient is not a number.</exception>
    public BatchResult Learn(SpikeDataset data, ReadOnlySpan<int> batch, double rate, double dropped = 0, RandomStream? drops = null)
    {
        MustFit(Network, data);
        if (batch.IsEmpty) throw new ArgumentException("an empty batch; at least one sample is needed");
        if (dropped > 0) ArgumentNullException.ThrowIfNull(drops);
        var result = default(BatchResult);
        foreach (int sample in batch)
        {
            SpikeTrain input = dropped > 0 ? Drop(data.Spikes[sample], dropped, drops!) : data.Spikes[sample];
            Outcome outcome = _pass.Forward(input, data.Labels[sample]);
            result = result.With(outcome, _pass, Network.Neuron.Threshold, GrazingPart);
            _pass.Backward(input, 1.0 / batch.Length, _gradients);
        }
        if (!double.IsFinite(result.LossSum)) throw new ArithmeticException($"the loss of a batch is {result.LossSum}; lower the learning rate of {rate}");
        for (int layer = 0; layer < _moments.Length; layer++)
            _moments[layer].Step(Network.Weights[layer].Values, _gradients[layer].Values, rate);
        return result;
    }

    SpikeTrain Drop(SpikeTrain input, double probability, RandomStream drops)
    {
        int kept = 0;
        ulong limit = (ulong)(probability * (1UL << 32));
        for (int k = 0; k < input.Count; k++)
            if (drops.NextUInt32() >= limit) (_keptTimes[kept], _keptSources[kept++]) = (input.TimesMs[k], input.Sources[k]);
        return new(_keptTimes.AsSpan(0, kept), _keptSources.AsSpan(0, kept));
    }

    internal static void MustFit(EventNetwork network, SpikeDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Spikes.SourceCount != network.Inputs)
            throw new ArgumentException($"{data.Name} has {data.Spikes.SourceCount} sources, but the network {network.Inputs} inputs");
        if (data.Classes > network.Outputs)
            throw new ArgumentException($"{data.Name} has {data.Classes} classes, but the network {network.Outputs} outputs");
    }
}

/// <summary>What several samples gave, added up.</summary>
/// <param name="Samples">How many samples.</param>
/// <param name="Right">How many answers were the label.</param>
/// <param name="Silent">How many labels were silent, so that nothing could be learned from them.</param>
/// <param name="LossSum">Sum of the losses of the others.</param>
/// <param name="Spikes">Spikes of all layers.</param>
/// <param name="Grazing">How many of them grazed the threshold.</param>
public readonly record struct BatchResult(int Samples, int Right, int Silent, double LossSum, long Spikes, long Grazing)
{
    /// <summary>Mean loss of the samples whose label fired.</summary>
    public double Loss => LossSum / (Samples - Silent);

    /// <summary>Fraction right.</summary>
    public double Accuracy => (double)Right / Samples;

    /// <summary>Both together.</summary>
    public static BatchResult operator +(BatchResult a, BatchResult b) => new(
        a.Samples + b.Samples, a.Right + b.Right, a.Silent + b.Silent, a.LossSum + b.LossSum, a.Spikes + b.Spikes, a.Grazing + b.Grazing);

    /// <summary>The same as <see cref="op_Addition"/>.</summary>
    public static BatchResult Add(BatchResult left, BatchResult right) => left + right;

    internal BatchResult With(Outcome outcome, EventPass pass, double threshold, double grazingPart)
    {
        long spikes = 0, grazing = 0;
        for (int layer = 0; layer < pass.Traces.Count; layer++)
        {
            spikes += pass.Traces[layer].Count;
            grazing += pass.Traces[layer].Grazing(threshold, grazingPart);
        }
        return new(Samples + 1, Right + (outcome.Right ? 1 : 0), Silent + (outcome.Silent ? 1 : 0),
            LossSum + (outcome.Silent ? 0 : outcome.Loss), Spikes + spikes, Grazing + grazing);
    }
}

/// <summary>Shows samples to a network without learning.</summary>
public static class EventEvaluation
{
    const int Chunk = 64;

    /// <summary>Loss and accuracy over all samples. Several threads share fixed chunks; the sum is in the order of chunks.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="threads">At most so many threads.</param>
    /// <exception cref="ArgumentException">Data and network do not fit, or a weight is not finite.</exception>
    public static BatchResult Of(EventNetwork network, SpikeDataset data, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        EventLearner.MustFit(network, data);
        foreach (EventWeights weights in network.Weights) weights.MustBeFinite();
        var chunks = new BatchResult[(data.Count + Chunk - 1) / Chunk];
        if (threads == 1)
        {
            EventPass _pass = network.NewPass();
            for (int chunk = 0; chunk < chunks.Length; chunk++) chunks[chunk] = Show(_pass, chunk);
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
            Parallel.For(0, chunks.Length, options, network.NewPass, (chunk, _, _pass) =>
            {
                chunks[chunk] = Show(_pass, chunk);
                return _pass;
            }, _ => { });
        }
        var sum = default(BatchResult);
        foreach (BatchResult chunk in chunks) sum += chunk;
        return sum;

        BatchResult Show(EventPass _pass, int chunk)
        {
            var result = default(BatchResult);
            for (int sample = chunk * Chunk; sample < Math.Min(data.Count, (chunk + 1) * Chunk); sample++)
                result = result.With(_pass.Forward(data.Spikes[sample], data.Labels[sample]), _pass, network.Neuron.Threshold, 0.01);
            return result;
        }
    }
}
