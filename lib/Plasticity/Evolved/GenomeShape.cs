using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// What the genes of a Cartesian genome mean: one row of <see cref="Columns"/> nodes, each with three genes (operator, left and right
/// address), then one gene for the output. Address a &lt; number of inputs names an input, address inputs + c the node in column c;
/// a node may read inputs and all nodes to its left (full levels back).
/// </summary>
/// <remarks>Source: J. F. Miller, P. Thomson, "Cartesian genetic programming", EuroGP 2000, with one row.</remarks>
public sealed record GenomeShape
{
    /// <summary>A shape.</summary>
    /// <param name="inputs">What a rule may read.</param>
    /// <param name="operators">What nodes may compute.</param>
    /// <param name="columns">Number of nodes.</param>
    /// <exception cref="EvolvedException">A number is out of range.</exception>
    public GenomeShape(ImmutableArray<RuleInput> inputs, OperatorSet operators, int columns)
    {
        ArgumentNullException.ThrowIfNull(operators);
        Inputs = RuleInput.Validated(inputs);
        Operators = operators;
        if (columns is < 1 or > 200) throw new EvolvedException($"a genome of {columns} columns; use 1 … 200");
        Columns = columns;
    }

    /// <summary>What a rule may read.</summary>
    public ImmutableArray<RuleInput> Inputs { get; }

    /// <summary>What nodes may compute.</summary>
    public OperatorSet Operators { get; }

    /// <summary>Number of nodes.</summary>
    public int Columns { get; }

    /// <summary>Number of genes: three for each column and one for the output.</summary>
    public int GeneCount => 3 * Columns + 1;

    /// <summary>How many values a gene may take: 0 … this - 1.</summary>
    /// <param name="gene">Index of the gene.</param>
    public int ValuesOf(int gene) => gene == 3 * Columns ? Inputs.Length + Columns : gene % 3 == 0 ? Operators.Count : Inputs.Length
        + gene / 3;

    /// <inheritdoc/>
    public bool Equals(GenomeShape? other)
        => other is not null && Columns == other.Columns && Operators.Equals(other.Operators) && Inputs.SequenceEqual(other.Inputs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Columns, Operators, Inputs.Length);

    /// <inheritdoc/>
    public override string ToString()
        => $"{string.Join(' ', Inputs.Select(input => input.Name))} | {Operators} | {Columns} columns";
}
