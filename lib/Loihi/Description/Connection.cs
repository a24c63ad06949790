namespace Spikebook.Loihi;

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
