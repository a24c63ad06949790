using System.Buffers.Binary;
using System.Security.Cryptography;
using Spikebook.Data;
using Spikebook.Training;

namespace Spikebook.Backprop;

/// <summary>The one-bit network as something that <see cref="Trainer"/> trains, in any of its three forms.</summary>
public sealed class OneBitLearner : ILearner<BinarySamples>
{
    readonly Func<BinaryWeights, IOneBitNetwork> _form;
    readonly string _start;
    readonly int[] _potentials;
    readonly CircuitFallback? _fallback;

    /// <summary>A learner that starts from given weights: random ones, those of a file, or those of another run.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="rules">The circuit's rules by default.</param>
    /// <param name="form">Makes the network from weights: <see cref="FastBackprop"/> by default.</param>
    /// <param name="onBreach">What to do where circuit and arithmetic part.</param>
    /// <exception cref="BackpropException">A weight is out of the rules' range.</exception>
    /// <exception cref="ArgumentException">Other rules than the circuit's are to go on in the circuit.</exception>
    public OneBitLearner(
        BinaryWeights start, LearningRules? rules = null, Func<BinaryWeights, IOneBitNetwork>? form = null,
        BreachResponse onBreach = BreachResponse.Report)
    {
        ArgumentNullException.ThrowIfNull(start);
        Rules = rules ?? LearningRules.Circuit;
        _form = form ?? (weights => new FastBackprop(weights, Rules));
        _start = Digest(start);
        Network = _form(start);
        OnBreach = onBreach;
        if (onBreach == BreachResponse.Circuit)
        {
            if (Rules != LearningRules.Circuit)
                throw new ArgumentException($"the circuit computes its own rules, not {Rules.Name}; let a breach be reported or stop", nameof(onBreach));
            _fallback = new();
        }
        _potentials = new int[start.Layers.Outputs];
    }

    /// <summary>A learner that starts from random weights.</summary>
    /// <param name="layers">Units per layer.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="rules">The circuit's rules by default.</param>
    public static OneBitLearner Random(LayerSizes layers, ulong seed, LearningRules? rules = null)
        => new(BinaryWeights.Random(layers, seed), rules);

    /// <summary>The network as it is now.</summary>
    public IOneBitNetwork Network { get; private set; }

    /// <summary>Which variant is computed.</summary>
    public LearningRules Rules { get; }

    /// <summary>What it does where circuit and arithmetic part.</summary>
    public BreachResponse OnBreach { get; }

    /// <summary>Why it has gone on in spikes; null where it has not.</summary>
    public RangeBreach? FellBack { get; private set; }

    /// <summary>Units per layer.</summary>
    public LayerSizes Layers => Network.Layers;

    /// <summary>The weights as they are now.</summary>
    public BinaryWeights Weights() => Network.Weights();

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
    [
        new("layers", Layers.ToString()), new("rules", Rules.Name), new("initial weights", _start),
        .. _fallback is null ? (KeyValuePair<string, string>[])[] : [new("beyond the circuit's range", "in spikes")],
    ];

    /// <inheritdoc/>
    public int Classes => Layers.Outputs;

    /// <inheritdoc/>
    public IReadOnlyList<Measure> Measures => OneBitMeasures.All;

    /// <inheritdoc/>
    public void MustFit(BinarySamples samples) => MustFit(Layers, samples);

    /// <inheritdoc/>
    /// <exception cref="BackpropException">A sum left the circuit's range, and <see cref="OnBreach"/> is to stop.</exception>
    public void Learn(BinarySamples samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            Learn(samples, batch[i]);
            Put(Network.Outputs, scores, i);
        }
    }

    void Learn(BinarySamples samples, int index)
    {
        bool canFallBack = _fallback is not null && Network is not SynfireCircuit;
        if (canFallBack) _fallback!.Before(Network, samples, index);
        Network.Learn(samples.Active(index), samples.Label(index));
        if (OnBreach == BreachResponse.Report || Network.Breach is not { } breach) return;
        if (OnBreach == BreachResponse.Stop) throw new BackpropException(breach.ToString());
        if (!canFallBack) return;
        Network = _fallback!.Replay();
        FellBack ??= breach;
    }

    /// <inheritdoc/>
    public void Score(BinarySamples samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            Network.Infer(samples.Active(batch[i]), _potentials);
            Put(_potentials, scores, i);
        }
    }

    /// <inheritdoc/>
    public void Save(NpzWriter state) => WeightFile.Write(state, Weights());

    /// <inheritdoc/>
    public void Load(NpzReader state)
    {
        BinaryWeights weights = WeightFile.Read(state);
        if (!weights.Layers.Equals(Layers))
            throw new DatasetException($"{state.Name}: weights of {weights.Layers}, but {Layers} is asked for");
        Network = _form(weights);
        _fallback?.Forget();
    }

    internal static void MustFit(LayerSizes layers, BinarySamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Inputs != layers.Inputs)
        {
            throw new ArgumentException(
                $"{samples.Name} has {samples.Inputs} inputs, but the network {layers} has {layers.Inputs}; use layers that begin with {samples.Inputs}");
        }
        if (samples.Classes > layers.Outputs)
        {
            throw new ArgumentException(
                $"{samples.Name} has {samples.Classes} classes, but the network {layers} has {layers.Outputs} outputs; use at least {samples.Classes}");
        }
    }

    static void Put(ReadOnlySpan<int> potentials, Span<double> scores, int sample)
    {
        for (int k = 0; k < potentials.Length; k++) scores[sample * potentials.Length + k] = potentials[k];
    }

    static string Digest(BinaryWeights weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int m = 0; m < weights.Layers.Matrices; m++)
        {
            Add(weights.Forward(m));
            Add(weights.Minus(m));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];

        void Add(ReadOnlySpan<short> values)
        {
            var bytes = new byte[2 * values.Length];
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), values[i]);
            hash.AppendData(bytes);
        }
    }
}
