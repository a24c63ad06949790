namespace Spikebook.Loihi;

/// <summary>Neurons or ports that send spikes; made by <see cref="Network"/>.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public abstract class Population
{
    private protected Population(Network network, int index, string name, int count)
    {
        Network = network;
        Index = index;
        Name = name;
        Count = count;
    }

    /// <summary>Name, unique in the network.</summary>
    public string Name { get; }

    /// <summary>Number of neurons or ports.</summary>
    public int Count { get; }

    internal Network Network { get; }

    internal int Index { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Count})";
}

/// <summary>A group of compartments with the same registers, except for biases if these were given one by one.</summary>
public sealed class NeuronGroup : Population
{
    internal NeuronGroup(Network network, int index, string name, int count, Compartment compartment, int[]? biasMantissas, Dendrite? dendrite)
        : base(network, index, name, count)
    {
        Compartment = compartment;
        BiasMantissas = biasMantissas;
        Dendrite = dendrite;
    }

    /// <summary>The registers.</summary>
    public Compartment Compartment { get; }

    /// <summary>The dendrite that each neuron takes in; null for none.</summary>
    public Dendrite? Dendrite { get; }

    /// <summary>Bias mantissa of each neuron; null if all have the compartment's.</summary>
    public IReadOnlyList<int>? BiasMantissas { get; }
}

/// <summary>
/// Ports on which spikes enter from outside. A spike with tag t is like one that a neuron fires in step t: it acts in step t + 1 + delay.
/// </summary>
public sealed class SpikeSource : Population
{
    internal SpikeSource(Network network, int index, string name, int count) : base(network, index, name, count) { }
}

/// <summary>Synapses from one population to a group; made by <see cref="Network.Connect"/>.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class Connection
{
    internal Connection(int index, string name, Population from, NeuronGroup to, Links links, Synapse synapse)
    {
        Index = index;
        Name = name;
        From = from;
        To = to;
        Links = links;
        Synapse = synapse;
    }

    /// <summary>Name, unique in the network.</summary>
    public string Name { get; }

    /// <summary>Where the spikes come from.</summary>
    public Population From { get; }

    /// <summary>Where they go.</summary>
    public NeuronGroup To { get; }

    /// <summary>What the synapses share.</summary>
    public Synapse Synapse { get; }

    /// <summary>Number of synapses.</summary>
    public int Count => Links.Count;

    internal int Index { get; }

    internal Links Links { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({From.Name} -> {To.Name}, {Count} synapses)";
}
