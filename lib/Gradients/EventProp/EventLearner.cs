using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spikebook.Data;
using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;
using Spikebook.Spiking;
using Spikebook.Training;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// Learns batches by the exact gradient and Adam. The gradient of a batch is summed sample by sample in the given order, by one
/// thread: a run gives the same bits wherever it runs, and many runs share a machine best. After the first batches nothing is allocated.
/// </summary>
/// <remarks>
/// Scores are -t in ms of the first spikes with <see cref="TimeToFirstSpike"/> (minus infinity where an output is silent), the highest
/// voltages
/// with <see cref="MaximumVoltage"/>.
/// </remarks>
public sealed class EventLearner : ILearner<SpikeDataset>
{
    readonly EventPass _pass;
    readonly EventWeights[] _gradients;
    readonly AdamMoments<double>[] _moments;
    double[] _keptTimes = [];
    int[] _keptSources = [];
    RandomStream _drops;
    double _rate;
    long _epoch;

    /// <summary>A learner of this network, whose weights it changes.</summary>
    /// <exception cref="ArgumentException">A value of the options is out of range.</exception>
    public EventLearner(EventNetwork network, EventOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Network, Options) = (network, options);
        Settings = SettingsOf(network, options);
        Measures = MeasuresOf(network.Loss);
        _pass = network.NewPass(options.LeastSlope);
        _gradients = network.NewGradients();
        _moments = [.. network.Weights.Select(w => new AdamMoments<double>(options.Adam, w.Values.Length))];
        (_drops, _rate) = (Streams.For(options.Seed, "drop"), options.RateOf(0));
    }

    /// <summary>The network that learns.</summary>
    public EventNetwork Network { get; }

    /// <summary>How it learns.</summary>
    public EventOptions Options { get; }

    /// <summary>What was seen since the epoch began: spikes, silent labels, spikes that grazed the threshold.</summary>
    public EventCounts Learned { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <inheritdoc/>
    public int Classes => Network.Outputs;

    /// <summary>
    /// With <see cref="TimeToFirstSpike"/>: accuracy, loss, silent (the part of samples whose label is silent; they count 0 in the loss).
    /// With <see cref="MaximumVoltage"/>: accuracy, loss.
    /// </summary>
    public IReadOnlyList<Measure> Measures { get; }

    /// <inheritdoc/>
    public void MustFit(SpikeDataset samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Spikes.SourceCount != Network.Inputs)
            throw new ArgumentException(
                $"{samples.Name} has {samples.Spikes.SourceCount} sources, but the network {Network.Inputs} inputs");
        if (samples.Classes > Network.Outputs)
            throw new ArgumentException($"{samples.Name} has {samples.Classes} classes, but the network {Network.Outputs} outputs");
        foreach (EventWeights weights in Network.Weights) weights.MustBeFinite();
        int longest = samples.Spikes.LongestSample;
        if (_keptTimes.Length < longest) (_keptTimes, _keptSources) = (new double[longest], new int[longest]);
    }

    /// <inheritdoc/>
    public void StartEpoch(int epoch)
    {
        if (_epoch != epoch) (_epoch, _drops) = (epoch, Streams.For(Options.Seed, "drop", epoch));
        _rate = Options.RateOf(epoch);
        Learned = default;
    }

    /// <summary>One step of the optimiser along the mean gradient of some samples.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is empty.</exception>
    /// <exception cref="ArithmeticException">A loss is not a number.</exception>
    public void Learn(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (batch.IsEmpty) throw new ArgumentException("an empty batch; at least one sample is needed");
        for (int index = 0; index < batch.Length; index++)
        {
            SpikeTrain input = samples.Spikes[batch[index]];
            if (Options.Dropped > 0) input = Drop(input);
            Outcome outcome = _pass.Forward(input, samples.Labels[batch[index]]);
            if (!outcome.Silent && !double.IsFinite(outcome.Loss))
                throw new ArithmeticException($"the loss of sample {batch[index]} is {outcome.Loss}; use a learning rate below {_rate}");
            _pass.Scores.CopyTo(scores.Slice(index * Classes, Classes));
            Learned += EventCounts.Of(outcome, _pass, Network.Neuron.Threshold);
            _pass.Backward(input, 1.0 / batch.Length, _gradients);
        }
        for (int layer = 0; layer < _moments.Length; layer++)
            _moments[layer].Step(Network.Weights[layer].Values, _gradients[layer].Values, _rate);
    }

    /// <inheritdoc/>
    public void Score(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(samples);
        for (int index = 0; index < batch.Length; index++)
        {
            _pass.Forward(samples.Spikes[batch[index]], samples.Labels[batch[index]]);
            _pass.Scores.CopyTo(scores.Slice(index * Classes, Classes));
        }
    }

    /// <inheritdoc/>
    public void Save(NpzWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int layer = 0; layer < _moments.Length; layer++)
        {
            EventWeights w = Network.Weights[layer];
            state.Write<double>($"weights{layer}", w.Values, w.Inputs, w.Stride);
            state.Write<double>($"mean{layer}", _moments[layer].Mean, w.Inputs, w.Stride);
            state.Write<double>($"square{layer}", _moments[layer].Square, w.Inputs, w.Stride);
        }
        state.Write<long>("position", [_moments[0].Steps, _epoch, (long)_drops.Position], 3);
    }

    /// <inheritdoc/>
    public void Load(NpzReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        long[] position = state.Read<long>("position", 3);
        for (int layer = 0; layer < _moments.Length; layer++)
        {
            EventWeights w = Network.Weights[layer];
            state.Read<double>($"weights{layer}", w.Inputs, w.Stride).CopyTo(w.Values, 0);
            state.Read<double>($"mean{layer}", w.Inputs, w.Stride).CopyTo(_moments[layer].Mean, 0);
            state.Read<double>($"square{layer}", w.Inputs, w.Stride).CopyTo(_moments[layer].Square, 0);
            _moments[layer].Steps = position[0];
        }
        (_epoch, _drops) = (position[1], Streams.For(Options.Seed, "drop", position[1]));
        _drops.Position = (ulong)position[2];
    }

    SpikeTrain Drop(SpikeTrain input)
    {
        int kept = 0;
        ulong limit = (ulong)(Options.Dropped * (1UL << 32));
        for (int k = 0; k < input.Count; k++)
            if (_drops.NextUInt32() >= limit) (_keptTimes[kept], _keptSources[kept++]) = (input.TimesMs[k], input.Sources[k]);
        return new(_keptTimes.AsSpan(0, kept), _keptSources.AsSpan(0, kept));
    }

    internal static IReadOnlyList<Measure> MeasuresOf(EventLoss loss)
    {
        if (loss is MaximumVoltage)
            return
            [
                new("accuracy", (scores, label) => MaximumVoltage.Of(scores, label, stackalloc double[scores.Length]).Right ? 1 : 0),
                Measure.CrossEntropy,
            ];
        var times = (TimeToFirstSpike)loss;
        return
        [
            new("accuracy", (scores, label) => Answer(scores, label).Right ? 1 : 0),
            new("loss", (scores, label) => Answer(scores, label) is { Silent: false } answer ? answer.Loss : 0),
            new("silent", (scores, label) => double.IsNegativeInfinity(scores[label]) ? 1 : 0),
        ];

        Outcome Answer(ReadOnlySpan<double> scores, int label)
        {
            Span<double> first = stackalloc double[scores.Length], errors = stackalloc double[scores.Length];
            for (int k = 0; k < first.Length; k++) first[k] = -scores[k];
            return times.Of(first, label, errors);
        }
    }

    static KeyValuePair<string, string>[] SettingsOf(EventNetwork network, EventOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (EventWeights w in network.Weights) hash.AppendData(MemoryMarshal.AsBytes(w.Values.AsSpan()));
        Lif neuron = network.Neuron;
        return
        [
            new("learner", "EventProp"),
            new("layers", string.Join('-', network.Weights.Select(w => w.Inputs).Append(network.Outputs))),
            new("start", Convert.ToHexString(hash.GetHashAndReset())[..12]),
            new("neuron", string.Create(
                CultureInfo.InvariantCulture, $"{neuron.TauMembraneMs:R} ms, {neuron.TauSynapseMs:R} ms, {neuron.Threshold:R}")),
            new("loss", network.Loss.Name),
            new("optimiser", options.Adam.ToString()),
            new("rate", string.Create(CultureInfo.InvariantCulture, $"{options.Rate:R} x {options.RateDecay:R}")),
            new("dropped", options.Dropped.ToString("R", CultureInfo.InvariantCulture)),
            new("stream seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
            .. options.LeastSlope == 0 ? Array.Empty<KeyValuePair<string, string>>()
                : [new("least slope", options.LeastSlope.ToString("R", CultureInfo.InvariantCulture))],
        ];
    }
}
