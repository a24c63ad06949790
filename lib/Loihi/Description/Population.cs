namespace Spikebook.Loihi;

/// <summary>Neurons or ports that send spikes; made by <see cref="Network"/>.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public abstract class Population
{
    private protected Population(int index, string name, int count)
    {
        Index = index;
        Name = name;
        Count = count;
    }

    /// <summary>Name, unique in the network.</summary>
    public string Name { get; }

    /// <summary>Number of neurons or ports.</summary>
    public int Count { get; }

    internal int Index { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Count})";
}

/// <summary>A group of compartments with the same registers, except for biases if these were given one by one.</summary>
public sealed class NeuronGroup : Population
{
    internal NeuronGroup(int index, string name, int count, Compartment compartment, int[]? biasMantissas, Dendrite? dendrite)
        : base(index, name, count)
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
    internal SpikeSource(int index, string name, int count) : base(index, name, count) { }
}
