using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved;

/// <summary>A Cartesian genome: numbers that describe a graph, of which only what the output reaches is active. It never changes.</summary>
public sealed class Genome : IEquatable<Genome>
{
    readonly byte[] _genes;

    Genome(GenomeShape shape, byte[] genes) => (Shape, _genes) = (shape, genes);

    /// <summary>What the genes mean.</summary>
    public GenomeShape Shape { get; }

    /// <summary>The genes: operator, left and right address of each column, then the output's address.</summary>
    public ReadOnlySpan<byte> Genes => _genes;

    /// <summary>Address of the output.</summary>
    public int Output => _genes[^1];

    /// <summary>A genome whose genes are drawn uniformly.</summary>
    /// <param name="shape">What the genes mean.</param>
    /// <param name="random">Where the numbers come from.</param>
    public static Genome Random(GenomeShape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var drawn = new byte[shape.GeneCount];
        for (int gene = 0; gene < drawn.Length; gene++) drawn[gene] = (byte)random.NextInt(shape.ValuesOf(gene));
        return new(shape, drawn);
    }

    /// <summary>A genome from its genes.</summary>
    /// <param name="shape">What they mean.</param>
    /// <param name="genes">As many as the shape has, each in its range.</param>
    /// <exception cref="EvolvedException">Their number or one of them is wrong.</exception>
    public static Genome FromGenes(GenomeShape shape, IReadOnlyList<int> genes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (genes.Count != shape.GeneCount)
            throw new EvolvedException(
                $"a genome of {genes.Count} genes, but {shape.Columns} columns take {shape.GeneCount}; use a genome of that size");
        for (int gene = 0; gene < genes.Count; gene++)
            if (genes[gene] < 0 || genes[gene] >= shape.ValuesOf(gene))
                throw new EvolvedException($"gene {gene} is {genes[gene]}; it takes 0 … {shape.ValuesOf(gene) - 1}");
        return new(shape, [.. genes.Select(gene => (byte)gene)]);
    }

    /// <summary>A mutated copy.</summary>
    /// <param name="mutation">How.</param>
    /// <param name="random">Where the numbers come from.</param>
    public Genome Offspring(Mutation mutation, RandomStream random)
    {
        byte[] child = [.. _genes];
        mutation.Apply(Shape, child, random);
        return new(Shape, child);
    }

    /// <summary>Operator of a column.</summary>
    /// <param name="column">0 … columns - 1.</param>
    public Operator OperatorOf(int column) => Shape.Operators[_genes[3 * column]];

    /// <summary>Marks the columns that the output reaches; genes of the others are silent.</summary>
    /// <param name="active">One entry for each column.</param>
    /// <returns>How many are active.</returns>
    public int MarkActive(Span<bool> active)
    {
        active.Clear();
        int inputs = Shape.Inputs.Length, count = 0;
        var operators = Shape.Operators;
        Mark(_genes[^1], active, inputs);
        for (int column = Shape.Columns - 1; column >= 0; column--)
        {
            if (!active[column]) continue;
            count++;
            int arity = operators[_genes[3 * column]].Arity;
            if (arity > 0) Mark(_genes[3 * column + 1], active, inputs);
            if (arity > 1) Mark(_genes[3 * column + 2], active, inputs);
        }
        return count;
    }

    static void Mark(int address, Span<bool> active, int inputs)
    {
        if (address >= inputs) active[address - inputs] = true;
    }

    /// <inheritdoc/>
    public bool Equals(Genome? other) => other is not null && Shape.Equals(other.Shape) && _genes.AsSpan().SequenceEqual(other._genes);

    /// <inheritdoc/>
    public override bool Equals(object? other) => Equals(other as Genome);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_genes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _genes);
}
