using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>A synapse: a spike of its source at t adds its weight to the current of its target at t + delay.</summary>
/// <param name="Source">An input, from 0, or a neuron n as inputs + n.</param>
/// <param name="Target">A neuron, from 0.</param>
/// <param name="Weight">What a spike adds to the current.</param>
/// <param name="DelayMs">How long it takes, in ms; at least 0.</param>
public readonly record struct DelayedSynapse(int Source, int Target, double Weight, double DelayMs = 0);

/// <summary>
/// Neurons connected with each other as one likes: recurrent connections, delays of each synapse, layers as a special case. The last ones
/// are outputs, and the one that fires first is the answer. An extension of the published program, which has layers without delays.
/// </summary>
/// <remarks>
/// The adjoint is the same, since a cause is always earlier than its arrival: <c>dL/dt = w (lambda_V - lambda_I)</c> at the time of arrival
/// goes to the spike that was sent, and is <c>dL/dd</c> of the delay too. Derived in notebook 41. Source of the method:
/// T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), table 1.
/// </remarks>
public sealed class EventGraph
{
    readonly int[] _firstOf; // synapses of source s: _bySource[_firstOf[s]] … _bySource[_firstOf[s + 1] - 1]
    readonly int[] _bySource;
    readonly DelayedSynapse[] _ends;

    /// <summary>A graph; weights and delays are copied.</summary>
    /// <param name="neuron">The kind of neuron, the same everywhere.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="neurons">Number of neurons.</param>
    /// <param name="outputs">How many of them, the last ones, are outputs.</param>
    /// <param name="synapses">All synapses; a pair may have several.</param>
    /// <param name="loss">What the outputs are trained for.</param>
    /// <exception cref="ArgumentException">A number or an end of a synapse is out of range, a weight or delay is not finite.</exception>
    public EventGraph(
        Lif neuron, int inputs, int neurons, int outputs, IReadOnlyList<DelayedSynapse> synapses, TimeToFirstSpike loss)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentNullException.ThrowIfNull(synapses);
        ArgumentNullException.ThrowIfNull(loss);
        if (inputs < 1 || neurons < 1) throw new ArgumentException($"{inputs} inputs and {neurons} neurons; at least 1 of each is needed");
        if (outputs < 1 || outputs > neurons)
            throw new ArgumentException($"{outputs} outputs of {neurons} neurons; 1 to {neurons} are possible");
        (Neuron, Inputs, Neurons, Outputs, Loss) = (neuron, inputs, neurons, outputs, loss);
        _ends = [.. synapses];
        (Weights, DelaysMs) = (new double[_ends.Length], new double[_ends.Length]);
        _firstOf = new int[inputs + neurons + 1];
        for (int k = 0; k < _ends.Length; k++)
        {
            var (source, target, weight, delay) = _ends[k];
            if ((uint)source >= (uint)(inputs + neurons) || (uint)target >= (uint)neurons)
                throw new ArgumentException(
                    $"synapse {k} from {source} to {target}; sources are 0 to {inputs + neurons - 1}, targets 0 to {neurons - 1}");
            (Weights[k], DelaysMs[k]) = (weight, delay);
            _firstOf[source + 1]++;
        }
        for (int source = 0; source < inputs + neurons; source++) _firstOf[source + 1] += _firstOf[source];
        _bySource = [.. Enumerable.Range(0, _ends.Length).OrderBy(k => _ends[k].Source)];
        MustBeFinite();
    }

    /// <summary>The kind of neuron.</summary>
    public Lif Neuron { get; }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of neurons.</summary>
    public int Neurons { get; }

    /// <summary>How many neurons, the last ones, are outputs.</summary>
    public int Outputs { get; }

    /// <summary>What the outputs are trained for.</summary>
    public TimeToFirstSpike Loss { get; }

    /// <summary>Weight of each synapse, in the order in which they were given; may be changed.</summary>
    public double[] Weights { get; }

    /// <summary>Delay of each synapse, in ms; may be changed, but not below 0.</summary>
    public double[] DelaysMs { get; }

    /// <summary>When a sample ends, in ms: a loop may go on for ever. What comes later is not computed, and moves nothing.</summary>
    public double UntilMs { get; init; } = double.PositiveInfinity;

    /// <summary>More spikes than this in one sample are refused: the graph has run away.</summary>
    public int MostSpikes { get; init; } = SpikeTrace.MostSpikes;

    /// <summary>Where synapses come from and where they go; their weights and delays are those of the beginning.</summary>
    public IReadOnlyList<DelayedSynapse> Synapses => _ends;

    /// <summary>
    /// Every input to every neuron and every neuron to every neuron, itself too, with normal random weights and uniform random delays:
    /// streams "weights" and "delays".
    /// </summary>
    /// <param name="neuron">The kind of neuron.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="neurons">Number of neurons.</param>
    /// <param name="outputs">How many of them, the last ones, are outputs.</param>
    /// <param name="fromInputs">Mean and standard deviation of the weights from inputs.</param>
    /// <param name="recurrent">Mean and standard deviation of the weights between neurons.</param>
    /// <param name="delaysMs">The shortest and the longest delay, in ms.</param>
    /// <param name="loss">What the outputs are trained for.</param>
    /// <param name="seed">Seed of the streams.</param>
    /// <param name="untilMs">When a sample ends, in ms.</param>
    public static EventGraph Recurrent(
        Lif neuron, int inputs, int neurons, int outputs, (double Mean, double Deviation) fromInputs,
        (double Mean, double Deviation) recurrent, (double Shortest, double Longest) delaysMs, TimeToFirstSpike loss, ulong seed,
        double untilMs = double.PositiveInfinity)
    {
        RandomStream weights = Streams.For(seed, "weights"), delays = Streams.For(seed, "delays");
        List<DelayedSynapse> synapses = [];
        for (int source = 0; source < inputs + neurons; source++)
        {
            var (mean, deviation) = source < inputs ? fromInputs : recurrent;
            for (int target = 0; target < neurons; target++)
                synapses.Add(new(source, target, mean + deviation * weights.NextGaussian(),
                    delaysMs.Shortest + (delaysMs.Longest - delaysMs.Shortest) * delays.NextDouble()));
        }
        return new(neuron, inputs, neurons, outputs, synapses, loss) { UntilMs = untilMs };
    }

    /// <summary>The same neurons and synapses as layers, with the same delay everywhere.</summary>
    /// <exception cref="ArgumentException">The network's outputs do not fire.</exception>
    public static EventGraph Of(EventNetwork network, double delayMs = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Loss is not TimeToFirstSpike loss) throw new ArgumentException("outputs that do not fire; use TimeToFirstSpike");
        List<DelayedSynapse> synapses = [];
        int firstSource = 0, firstTarget = 0;
        foreach (EventWeights w in network.Weights)
        {
            for (int i = 0; i < w.Inputs; i++)
                for (int j = 0; j < w.Neurons; j++) synapses.Add(new(firstSource + i, firstTarget + j, w[i, j], delayMs));
            firstSource += w.Inputs;
            firstTarget += w.Neurons;
        }
        return new(network.Neuron, network.Inputs, firstTarget, network.Outputs, synapses, loss);
    }

    /// <summary>The same graph with its present weights and delays.</summary>
    public EventGraph Copy() => new(
        Neuron, Inputs, Neurons, Outputs, [.. _ends.Select((s, k) => s with { Weight = Weights[k], DelayMs = DelaysMs[k] })], Loss)
    {
        UntilMs = UntilMs,
        MostSpikes = MostSpikes,
    };

    /// <summary>A pass over this graph, for one thread.</summary>
    public GraphPass NewPass() => new(this);

    /// <summary>Throws if a weight is not finite, or a delay not finite and at least 0.</summary>
    /// <exception cref="ArgumentException">One is not; it is named.</exception>
    public void MustBeFinite()
    {
        for (int k = 0; k < _ends.Length; k++)
        {
            if (!double.IsFinite(Weights[k]))
                throw new ArgumentException($"the weight of synapse {k} is {Weights[k]}; finite weights are needed");
            if (!(DelaysMs[k] >= 0 && double.IsFinite(DelaysMs[k])))
                throw new ArgumentException($"the delay of synapse {k} is {DelaysMs[k]} ms; finite delays of at least 0 are needed");
        }
    }

    internal ReadOnlySpan<int> SynapsesOf(int source) => _bySource.AsSpan(_firstOf[source].._firstOf[source + 1]);

    internal int TargetOf(int synapse) => _ends[synapse].Target;
}
