using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spikebook.Data;
using Spikebook.Gradients.Tasks;
using Spikebook.Spiking;
using Spikebook.Training;

namespace Spikebook.Gradients.EventProp;

/// <summary>How a graph learns.</summary>
/// <param name="WeightRate">Learning rate of weights; 0 leaves them as they are.</param>
/// <param name="DelayRateMs">Learning rate of delays, in ms: as far as Adam moves one in a step; 0 leaves them as they are.</param>
public sealed record GraphOptions(double WeightRate = 5e-3, double DelayRateMs = 0)
{
    /// <summary>Constants of the optimiser.</summary>
    public Adam Adam { get; init; } = new();

    internal void Validate()
    {
        foreach (double rate in (double[])[WeightRate, DelayRateMs])
            if (!(rate >= 0 && double.IsFinite(rate)))
                throw new ArgumentException($"a learning rate of {rate}; a finite number of at least 0 is needed");
    }
}

/// <summary>
/// Learns weights and delays of an <see cref="EventGraph"/> by their exact gradient and Adam, sample by sample in the given order, by one
/// thread. A delay that would go below 0 stays at 0. Scores are -t in ms of the first spikes.
/// </summary>
public sealed class GraphLearner : ILearner<SpikeDataset>
{
    readonly GraphPass _pass;
    readonly AdamMoments<double> _weights, _delays;
    readonly double[] _weightGradient, _delayGradient;

    /// <summary>A learner of this graph, which it changes.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public GraphLearner(EventGraph graph, GraphOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        graph.MustBeFinite();
        (Graph, Options, _pass) = (graph, options, graph.NewPass());
        int count = graph.Weights.Length;
        (_weights, _delays) = (new(options.Adam, count), new(options.Adam, count));
        (_weightGradient, _delayGradient) = (new double[count], new double[count]);
        Measures = EventLearner.MeasuresOf(graph.Loss);
        Settings = SettingsOf(graph, options);
    }

    /// <summary>The graph that learns.</summary>
    public EventGraph Graph { get; }

    /// <summary>How it learns.</summary>
    public GraphOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <inheritdoc/>
    public int Classes => Graph.Outputs;

    /// <inheritdoc/>
    public IReadOnlyList<Measure> Measures { get; }

    /// <inheritdoc/>
    public void MustFit(SpikeDataset samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Spikes.SourceCount != Graph.Inputs)
            throw new ArgumentException($"{samples.Name} has {samples.Spikes.SourceCount} sources, but the graph {Graph.Inputs} inputs");
        if (samples.Classes > Graph.Outputs)
            throw new ArgumentException($"{samples.Name} has {samples.Classes} classes, but the graph {Graph.Outputs} outputs");
        Graph.MustBeFinite();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is empty.</exception>
    public void Learn(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (batch.IsEmpty) throw new ArgumentException("an empty batch; at least one sample is needed");
        for (int index = 0; index < batch.Length; index++)
        {
            Show(samples, batch[index], scores.Slice(index * Classes, Classes));
            _pass.Backward(1.0 / batch.Length, _weightGradient, _delayGradient);
        }
        Step(_weights, Graph.Weights, _weightGradient, Options.WeightRate);
        Step(_delays, Graph.DelaysMs, _delayGradient, Options.DelayRateMs);
        foreach (ref double delay in Graph.DelaysMs.AsSpan()) delay = Math.Max(0, delay);
    }

    /// <inheritdoc/>
    public void Score(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(samples);
        for (int index = 0; index < batch.Length; index++) Show(samples, batch[index], scores.Slice(index * Classes, Classes));
    }

    /// <inheritdoc/>
    public void Save(NpzWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, values) in Arrays) state.Write<double>(name, values, values.Length);
        state.Write<long>("position", [_weights.Steps, _delays.Steps], 2);
    }

    /// <inheritdoc/>
    public void Load(NpzReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, values) in Arrays) state.Read<double>(name, values.Length).CopyTo(values, 0);
        long[] position = state.Read<long>("position", 2);
        (_weights.Steps, _delays.Steps) = (position[0], position[1]);
    }

    (string Name, double[] Values)[] Arrays =>
    [
        ("weights", Graph.Weights), ("weight-mean", _weights.Mean), ("weight-square", _weights.Square),
        ("delays", Graph.DelaysMs), ("delay-mean", _delays.Mean), ("delay-square", _delays.Square),
    ];

    void Show(SpikeDataset samples, int sample, Span<double> scores)
    {
        _pass.Forward(samples.Spikes[sample], samples.Labels[sample]);
        for (int k = 0; k < scores.Length; k++) scores[k] = -_pass.FirstMs[k];
    }

    static void Step(AdamMoments<double> moments, double[] values, double[] gradient, double rate)
    {
        if (rate > 0) moments.Step(values, gradient, rate);
        else Array.Clear(gradient);
    }

    static KeyValuePair<string, string>[] SettingsOf(EventGraph graph, GraphOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DelayedSynapse synapse in graph.Synapses) hash.AppendData(MemoryMarshal.AsBytes([synapse.Source, synapse.Target]));
        hash.AppendData(MemoryMarshal.AsBytes(graph.Weights.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(graph.DelaysMs.AsSpan()));
        Lif neuron = graph.Neuron;
        return
        [
            new("learner", "EventProp graph"),
            new("size", FormattableString.Invariant($"{graph.Inputs}, {graph.Neurons}, {graph.Outputs}, {graph.Weights.Length} synapses")),
            new("start", Convert.ToHexString(hash.GetHashAndReset())[..12]),
            new("neuron", string.Create(
                CultureInfo.InvariantCulture, $"{neuron.TauMembraneMs:R} ms, {neuron.TauSynapseMs:R} ms, {neuron.Threshold:R}")),
            new("until", string.Create(CultureInfo.InvariantCulture, $"{graph.UntilMs:R} ms")),
            new("loss", graph.Loss.Name),
            new("optimiser", options.Adam.ToString()),
            new("rates", string.Create(CultureInfo.InvariantCulture, $"{options.WeightRate:R}, {options.DelayRateMs:R} ms")),
        ];
    }
}
