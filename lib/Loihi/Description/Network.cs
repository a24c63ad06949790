using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// A network as it is described: groups of compartments, sources of spikes, connections. It is checked as it is built, then compiled
/// into a program and run.
/// </summary>
/// <example><code>
/// var network = new Network();
/// var input = network.Source("input", 100);
/// var layer = network.Neurons("layer", 50, new Compartment { Threshold = 400, CurrentDecay = 1024, VoltageDecay = 256 });
/// network.Connect(input, layer, Wiring.Random(0.2, weight: 60, seed: 1));
/// var run = network.Compile().Start(seed: 1);
/// var spikes = run.RecordSpikes(layer);
/// run.SendPoisson(input, rate: 0.05, steps: 1000);
/// run.Run(1000);
/// </code></example>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class Network
{
    readonly List<Population> _populations = [];
    readonly List<Connection> _connections = [];
    readonly HashSet<string> _names = [];

    /// <summary>An empty network.</summary>
    /// <param name="conventions">How points are settled on which emulators differ; default <see cref="Conventions.Default"/>.</param>
    public Network(Conventions? conventions = null) => Conventions = conventions ?? Conventions.Default;

    /// <summary>How points are settled on which emulators differ.</summary>
    public Conventions Conventions { get; }

    /// <summary>Groups and sources in the order in which they were added.</summary>
    public IReadOnlyList<Population> Populations => _populations;

    /// <summary>Connections in the order in which they were added.</summary>
    public IReadOnlyList<Connection> Connections => _connections;

    /// <summary>Adds a group of neurons.</summary>
    /// <param name="name">Name, unique in the network.</param>
    /// <param name="count">Number of neurons, at least 1.</param>
    /// <param name="compartment">Their registers.</param>
    /// <param name="biasMantissas">Bias mantissa of each neuron, if they differ.</param>
    /// <param name="dendrite">Compartments whose state each neuron takes in, one for one.</param>
    /// <exception cref="ArgumentException">A register is out of range, the name is taken, or the dendrite has another size.</exception>
    public NeuronGroup Neurons(string name, int count, Compartment compartment, IReadOnlyList<int>? biasMantissas = null,
        Dendrite? dendrite = null)
    {
        ArgumentNullException.ThrowIfNull(compartment);
        CheckNew(name, count);
        compartment.Validate(name);
        if (biasMantissas is not null)
        {
            if (biasMantissas.Count != count)
                throw new ArgumentException($"{name}: {biasMantissas.Count} bias mantissas for {count} neurons; give one for each.");
            foreach (int mantissa in biasMantissas)
                Bounds.Check(mantissa, -4096, 4095, $"{name}: bias mantissa", "use a larger bias exponent");
        }
        if (dendrite is not null)
        {
            CheckOwn(dendrite.Group, name);
            if (dendrite.Group.Count != count)
                throw new ArgumentException($"{name}: {count} neurons join {dendrite.Group}; a dendrite needs as many compartments.");
        }
        var group = new NeuronGroup(_populations.Count, name, count, compartment, biasMantissas is null ? null : [.. biasMantissas],
            dendrite);
        _populations.Add(group);
        return group;
    }

    /// <summary>Adds ports on which spikes enter from outside.</summary>
    /// <param name="name">Name, unique in the network.</param>
    /// <param name="ports">Number of ports, at least 1.</param>
    public SpikeSource Source(string name, int ports)
    {
        CheckNew(name, ports);
        var source = new SpikeSource(_populations.Count, name, ports);
        _populations.Add(source);
        return source;
    }

    /// <summary>Connects a population to a group.</summary>
    /// <param name="from">Where spikes come from.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="wiring">Which synapses there are, and their weights.</param>
    /// <param name="synapse">What they share; default: mixed sign, exponent 0, no delay, constant.</param>
    /// <param name="name">Name, unique in the network; default "from->to".</param>
    /// <exception cref="ArgumentException">A weight or a setting is out of range; the message says which.</exception>
    /// <exception cref="LoihiException">
    /// Shapes do not match, the learning rule lacks what it reads, or memory does not hold so many synapses.
    /// </exception>
    public Connection Connect(Population from, NeuronGroup to, Wiring wiring, Synapse? synapse = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(wiring);
        synapse ??= new Synapse();
        name ??= FreeName($"{from.Name}->{to.Name}");
        CheckOwn(from, name);
        CheckOwn(to, name);
        synapse.Validate(name);
        synapse.Plasticity?.Validate(name);
        if (synapse.Plasticity?.Reward is { } reward) CheckOwn(reward, name);
        double expected = wiring.CountOf(from, to);
        SynapseBudget.Require(name, synapse, expected, already: _connections.Sum(connection => (long)connection.Count));
        var links = new List<Link>((int)expected);
        wiring.AddTo(links, from, to, name);
        foreach (ref var link in CollectionsMarshal.AsSpan(links))
        {
            try
            {
                link = link with { Weight = synapse.Store(link.Weight, Conventions.LostBits) };
            }
            catch (ArgumentOutOfRangeException problem)
            {
                throw new ArgumentOutOfRangeException(null, $"{name}[{link.Pre}, {link.Post}]: {problem.Message}");
            }
        }
        var sorted = new Links(links, from.Count, to.Count);
        if (synapse.Plasticity is not null && sorted.HasDuplicates)
            throw new LoihiException($"{name}: a pair of neurons is connected twice in a connection that learns; use two connections.");
        if (!_names.Add(name)) throw new ArgumentException($"the name '{name}' is taken; give the connection another one.");
        var connection = new Connection(_connections.Count, name, from, to, sorted, synapse);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Groups, sources and connections, one a line.</summary>
    public override string ToString() => NetworkSummary.Of("network", _populations, _connections);

    void CheckNew(string name, int count)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Bounds.Check(count, 1, 1 << 22, $"{name}: count");
        if (!_names.Add(name)) throw new ArgumentException($"the name '{name}' is taken; names are unique in a network.");
    }

    void CheckOwn(Population population, string name)
    {
        if (population.Index >= _populations.Count || _populations[population.Index] != population)
            throw new ArgumentException($"{name}: {population} belongs to another network.");
    }

    string FreeName(string name)
    {
        if (!_names.Contains(name)) return name;
        int number = 2;
        while (_names.Contains($"{name} {number}")) number++;
        return $"{name} {number}";
    }
}
