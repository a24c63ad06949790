using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>A node of a drawn genome.</summary>
/// <param name="Address">Its address: inputs first, then columns; the output's is one past the last.</param>
/// <param name="X">Where it stands: inputs at 0, columns at 1, 2, 3 …, the output behind them.</param>
/// <param name="Y">Height, so that arrows do not lie on each other.</param>
/// <param name="Label">Input's name or operator's sign.</param>
/// <param name="IsActive">Whether the output depends on it.</param>
public sealed record GraphNode(int Address, double X, double Y, string Label, bool IsActive);

/// <summary>An arrow of a drawn genome.</summary>
/// <param name="From">The node that is read.</param>
/// <param name="To">The node that reads it.</param>
/// <param name="IsActive">Whether the output depends on it.</param>
public sealed record GraphEdge(GraphNode From, GraphNode To, bool IsActive);

/// <summary>A genome as nodes and arrows with places, ready to be drawn; silent ones are marked.</summary>
/// <param name="Nodes">Inputs, columns and the output.</param>
/// <param name="Edges">One for each address that an operator reads, and one to the output.</param>
public sealed record GenomeGraph(ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphEdge> Edges)
{
    /// <summary>The graph of a genome.</summary>
    /// <param name="genome">The genome.</param>
    public static GenomeGraph Of(Genome genome)
    {
        ArgumentNullException.ThrowIfNull(genome);
        var shape = genome.Shape;
        int inputs = shape.Inputs.Length;
        Span<bool> active = stackalloc bool[shape.Columns];
        genome.MarkActive(active);
        var read = new HashSet<int>();
        for (int column = 0; column < shape.Columns; column++)
            if (active[column])
                for (int i = 1; i <= genome.OperatorOf(column).Arity; i++) read.Add(genome.Genes[3 * column + i]);
        read.Add(genome.Output);
        List<GraphNode> nodes = [];
        for (int i = 0; i < inputs; i++) nodes.Add(new(i, 0, inputs - 1 - 2 * i, shape.Inputs[i].Name, read.Contains(i)));
        // A zigzag of period 5: no three neighbours on a line.
        ReadOnlySpan<double> heights = [0, 2, -1.2, 1.2, -2];
        for (int column = 0; column < shape.Columns; column++)
            nodes.Add(new(inputs + column, 1 + column, heights[column % heights.Length], genome.OperatorOf(column).Symbol, active[column]));
        GraphNode output = new(inputs + shape.Columns, 1 + shape.Columns, 0, "out", true);
        List<GraphEdge> edges = [];
        for (int column = 0; column < shape.Columns; column++)
            for (int i = 1; i <= genome.OperatorOf(column).Arity; i++)
                edges.Add(new(nodes[genome.Genes[3 * column + i]], nodes[inputs + column], active[column]));
        edges.Add(new(nodes[genome.Output], output, true));
        nodes.Add(output);
        return new([.. nodes], [.. edges]);
    }
}
