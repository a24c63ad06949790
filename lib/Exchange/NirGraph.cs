namespace Spikebook.Exchange;

/// <summary>A node of a NIR graph: its type and its parameters, under the names that NIR gives them.</summary>
/// <param name="Type">For instance LIF, CubaLIF, IF, Linear, Threshold, Delay, Input or Output.</param>
/// <param name="Parameters">Names and arrays.</param>
public sealed record NirNode(string Type, IReadOnlyList<KeyValuePair<string, Hdf5Dataset>> Parameters);

/// <summary>
/// A graph of the Neuromorphic Intermediate Representation: nodes by name, and edges from one to another. What several edges bring to a
/// node is added up. nirtorch, Lava, snnTorch, Norse, Sinabs and others read it.
/// </summary>
/// <param name="Nodes">The nodes by name.</param>
/// <param name="Edges">From and to.</param>
/// <remarks>
/// Source: J. Pedersen et al., "Neuromorphic intermediate representation: A unified instruction set for interoperable brain-inspired
/// computing", Nature Communications 15, 8122 (2024), doi:10.1038/s41467-024-52259-9.
/// </remarks>
public sealed record NirGraph(IReadOnlyList<KeyValuePair<string, NirNode>> Nodes, IReadOnlyList<(string From, string To)> Edges)
{
    /// <summary>The version of the format that is written.</summary>
    public const string Version = "1.0";

    /// <summary>Says what is wrong, if anything is.</summary>
    /// <exception cref="ExchangeException">A name is not usable or there twice, or an edge leads from or to no node.</exception>
    public NirGraph Validated()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in Nodes)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('/', '.'))
                throw new ExchangeException($"a node is called \"{name}\"; NIR takes no empty names, slashes or dots");
            if (!names.Add(name)) throw new ExchangeException($"two nodes are called \"{name}\"; give each a name of its own");
        }
        foreach (var (from, to) in Edges)
            if (!names.Contains(from) || !names.Contains(to))
                throw new ExchangeException($"an edge leads from \"{from}\" to \"{to}\", and not both are nodes");
        return this;
    }

    /// <summary>Writes the graph as NIR's HDF5 file: whole or not at all.</summary>
    /// <param name="path">The file, by habit <c>.nir</c>; it is replaced where it exists.</param>
    /// <exception cref="ExchangeException">The graph is not one.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public void Save(string path) => Hdf5Writer.Write(path, ToHdf5());

    /// <summary>The file's content: <c>version</c>, and <c>node</c> with <c>type</c>, <c>nodes</c> and <c>edges</c>.</summary>
    public Hdf5Group ToHdf5()
    {
        Validated();
        string[] ends = [.. Edges.SelectMany(edge => (string[])[edge.From, edge.To])];
        return new Hdf5Group(
        [
            new("version", Hdf5Dataset.Of([Version])),
            new("node", new Hdf5Group(
            [
                new("type", Hdf5Dataset.Of(["NIRGraph"])),
                new("edges", Hdf5Dataset.Of(ends, Edges.Count, 2)),
                new("nodes", new Hdf5Group([.. Nodes.Select(node => KeyValuePair.Create(node.Key, (Hdf5Node)Group(node.Value)))])),
            ])),
        ]);
    }

    static Hdf5Group Group(NirNode node)
        => new([new("type", Hdf5Dataset.Of([node.Type])),
            .. node.Parameters.Select(parameter => KeyValuePair.Create(parameter.Key, (Hdf5Node)parameter.Value))]);
}
