using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved;

/// <summary>How an offspring's genes are changed.</summary>
public enum MutationConvention
{
    /// <summary>Each gene is redrawn with probability p, independently; the new value may be the old one.</summary>
    PerGene,

    /// <summary>Genes chosen at random are redrawn until ⌊p L⌋ of them differ from the parent's (hal-cgp from 0.1.1 on).</summary>
    Differences,

    /// <summary>
    /// Genes chosen at random are redrawn until the <em>output</em> gene has been drawn ⌊p L⌋ times (hal-cgp 0.1.0, with which the
    /// published runs were made): redraws of other genes are not counted. While it waits, another gene is as likely to be chosen as the
    /// output gene, so that it escapes k countings with probability 2^-k: the true rate per gene is 1 - 2^-⌊pL⌋, .75 for the error-driven
    /// task, not .045.
    /// </summary>
    OutputRedraws,
}

/// <summary>
/// A mutation operator: a convention and its rate. L counts genes as the published program does: 3 (inputs + columns + 1).
/// </summary>
public sealed record Mutation
{
    Mutation(MutationConvention convention, double rate)
    {
        if (!(rate is > 0 and <= 1))
            throw new EvolvedException(FormattableString.Invariant($"mutation rate {rate}; use a number in (0, 1]"));
        (Convention, Rate) = (convention, rate);
    }

    /// <summary>The convention.</summary>
    public MutationConvention Convention { get; }

    /// <summary>The rate p.</summary>
    public double Rate { get; }

    /// <summary>Each gene is redrawn with a probability.</summary>
    /// <param name="rate">The probability, in (0, 1].</param>
    public static Mutation PerGene(double rate) => new(MutationConvention.PerGene, rate);

    /// <summary>A share of the genes comes to differ; see <see cref="MutationConvention.Differences"/>.</summary>
    /// <param name="rate">The share, in (0, 1].</param>
    public static Mutation Differences(double rate) => new(MutationConvention.Differences, rate);

    /// <summary>The published program's convention; see <see cref="MutationConvention.OutputRedraws"/>.</summary>
    /// <param name="rate">Its nominal rate, in (0, 1].</param>
    public static Mutation OutputRedraws(double rate) => new(MutationConvention.OutputRedraws, rate);

    /// <summary>Number of changes that the counting conventions wait for: ⌊p L⌋, at least 1.</summary>
    /// <param name="shape">Shape of the genome.</param>
    public int Changes(GenomeShape shape) => Math.Max(1, (int)(Rate * PublishedLength(shape)));

    /// <summary>Probability that a given gene other than the output's is redrawn at least once.</summary>
    /// <param name="shape">Shape of the genome.</param>
    /// <remarks>For <see cref="MutationConvention.Differences"/> the share of genes that come to differ.</remarks>
    public double TrueRate(GenomeShape shape) => Convention switch
    {
        MutationConvention.PerGene => Rate,
        MutationConvention.Differences => Math.Min(1, Changes(shape) / (double)shape.GeneCount),
        _ => 1 - Real.Pow(2, -Changes(shape)),
    };

    internal static int PublishedLength(GenomeShape shape) => 3 * (shape.Inputs.Length + shape.Columns + 1);

    /// <summary>Changes genes in place.</summary>
    internal void Apply(GenomeShape shape, Span<byte> genes, RandomStream random)
    {
        if (Convention == MutationConvention.PerGene) EachGene(shape, genes, random);
        else if (Convention == MutationConvention.Differences) UntilDifferent(shape, genes, random);
        else UntilOutputRedrawn(shape, genes, Changes(shape), random);
    }

    void EachGene(GenomeShape shape, Span<byte> genes, RandomStream random)
    {
        ulong below = (ulong)Math.Round(Rate * (1UL << 32));
        for (int gene = 0; gene < genes.Length; gene++)
            if (random.NextUInt32() < below) genes[gene] = (byte)random.NextInt(shape.ValuesOf(gene));
    }

    void UntilDifferent(GenomeShape shape, Span<byte> genes, RandomStream random)
    {
        Span<byte> parent = stackalloc byte[genes.Length];
        genes.CopyTo(parent);
        int changeable = 0;
        for (int gene = 0; gene < genes.Length; gene++)
            if (shape.ValuesOf(gene) > 1) changeable++;
        int different = 0, wanted = Math.Min(Changes(shape), changeable);
        while (different < wanted)
        {
            int gene = random.NextInt(genes.Length);
            bool was = genes[gene] != parent[gene];
            genes[gene] = (byte)random.NextInt(shape.ValuesOf(gene));
            different += (genes[gene] != parent[gene] ? 1 : 0) - (was ? 1 : 0);
        }
    }

    // The genes are drawn one after another by a Poisson process of rate 1 each: the output's k-th point lies at tau ~ Gamma(k), a sum of
    // k exponentials, and another gene has none before it with probability exp(-tau), a product of k uniforms. What a gene becomes is
    // its last draw, so one is enough. Same distribution as walking from draw to draw, in a draw or two for each gene.
    static void UntilOutputRedrawn(GenomeShape shape, Span<byte> genes, int wanted, RandomStream random)
    {
        double untouched = 1;
        for (int k = 0; k < wanted; k++) untouched *= random.NextDouble();
        ulong below = (ulong)Math.Round((1 - untouched) * (1UL << 32));
        int output = genes.Length - 1;
        for (int gene = 0; gene < output; gene++)
            if (random.NextUInt32() < below) genes[gene] = (byte)random.NextInt(shape.ValuesOf(gene));
        genes[output] = (byte)random.NextInt(shape.ValuesOf(output));
    }
}
