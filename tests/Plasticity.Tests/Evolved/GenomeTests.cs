using Spikebook.Plasticity.Evolved;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests.Evolved;

public sealed class GenomeTests
{
    static readonly GenomeShape Shape = new(RuleInput.Parse("v u s"), OperatorSet.Parse("+ - * / 1"), 12);

    [Fact]
    public void Only_what_the_output_reaches_is_active()
    {
        GenomeShape shape = new(RuleInput.Parse("a b"), OperatorSet.Parse("+ *"), 3);
        var genome = Genome.FromGenes(shape, [0, 0, 1, 1, 0, 0, 1, 2, 2, 4]);   // 2: a + b, 3: a * a, 4: (a + b)^2
        Span<bool> active = stackalloc bool[3];
        Assert.Equal(2, genome.MarkActive(active));
        Assert.Equal([true, false, true], active.ToArray());
        Assert.Equal("(a + b)^2", Rule.Of(genome).Text);
        var graph = GenomeGraph.Of(genome);
        Assert.Equal(["a", "b", "+", "*", "*", "out"], graph.Nodes.Select(node => node.Label));
        Assert.Equal([true, true, true, false, true, true], graph.Nodes.Select(node => node.IsActive));
        Assert.Equal(7, graph.Edges.Length);
        Assert.Equal(2, graph.Edges.Count(edge => !edge.IsActive));
    }

    [Theory]
    [InlineData(MutationConvention.PerGene, 0.15, 0.15)]
    [InlineData(MutationConvention.OutputRedraws, 0.045, 0.75)]   // 2 countings of 48 genes
    [InlineData(MutationConvention.OutputRedraws, 0.02, 0.5)]     // 1 counting
    public void The_true_rate_is_the_share_of_genes_redrawn(MutationConvention convention, double rate, double expected)
    {
        var mutation = convention == MutationConvention.PerGene ? Mutation.PerGene(rate) : Mutation.OutputRedraws(rate);
        Assert.Equal(expected, mutation.TrueRate(Shape), 1e-12);
        // A redrawn gene of n values differs with probability 1 - 1/n: count differences of all genes but the output's.
        var random = Streams.For(3, "rates");
        double differences = 0, possible = 0;
        const int rounds = 4000;
        for (int round = 0; round < rounds; round++)
        {
            var parent = Genome.Random(Shape, random);
            var child = parent.Offspring(mutation, random);
            for (int gene = 0; gene < Shape.GeneCount - 1; gene++)
            {
                if (parent.Genes[gene] != child.Genes[gene]) differences++;
                possible += 1 - 1.0 / Shape.ValuesOf(gene);
            }
        }
        Assert.Equal(expected, differences / possible, 0.015);
    }

    [Theory]
    [InlineData(0.02)]    // one counting
    [InlineData(0.045)]   // two
    [InlineData(0.15)]    // seven
    public void Redraws_until_the_output_is_counted_are_distributed_as_in_the_walk_from_draw_to_draw(double rate)
    {
        const int rounds = 20_000;
        var mutation = Mutation.OutputRedraws(rate);
        var random = Streams.For(5, "redraws");
        int genes = Shape.GeneCount, wanted = mutation.Changes(Shape);
        // How many genes differ, and which: the count tells whether genes fall together as they must, the shares whether each does.
        int[] here = new int[genes + 1], walked = new int[genes + 1], hereOf = new int[genes], walkedOf = new int[genes];
        for (int round = 0; round < rounds; round++)
        {
            var parent = Genome.Random(Shape, random);
            Count(parent, parent.Offspring(mutation, random).Genes.ToArray(), here, hereOf);
            byte[] child = parent.Genes.ToArray();
            for (int counted = 0; counted < wanted;)
            {
                int gene = random.NextInt(genes);
                child[gene] = (byte)random.NextInt(Shape.ValuesOf(gene));
                if (gene == genes - 1) counted++;
            }
            Count(parent, child, walked, walkedOf);
        }
        double distance = 0, difference = 0;
        for (int k = 0; k <= genes; k++) distance = Math.Max(distance, Math.Abs(difference += (here[k] - walked[k]) / (double)rounds));
        Assert.InRange(distance, 0, 1.95 * Math.Sqrt(2.0 / rounds));   // Kolmogorov and Smirnov, 1 in 1000
        for (int gene = 0; gene < genes; gene++) Assert.Equal(walkedOf[gene] / (double)rounds, hereOf[gene] / (double)rounds, 0.02);

        static void Count(Genome parent, byte[] child, int[] counts, int[] of)
        {
            int differ = 0;
            for (int gene = 0; gene < child.Length; gene++)
            {
                if (child[gene] == parent.Genes[gene]) continue;
                differ++;
                of[gene]++;
            }
            counts[differ]++;
        }
    }

    [Fact]
    public void Counted_differences_are_exactly_as_many()
    {
        var random = Streams.For(4, "differences");
        for (int round = 0; round < 500; round++)
        {
            var parent = Genome.Random(Shape, random);
            var child = parent.Offspring(Mutation.Differences(0.1), random);
            Assert.Equal(4, Enumerable.Range(0, Shape.GeneCount).Count(gene => parent.Genes[gene] != child.Genes[gene]));
        }
    }

    [Fact]
    public void Bad_input_is_told_in_one_line()
    {
        Says("operator 'foo' has no known arity; use + - * / pow min max (two arguments), neg abs (one) or a number (none)", () =>
            OperatorSet.Parse("+ foo"));
        Says("an operator set of 0 operators; name 1 … 255, such as \"+ - * / 1\"", () => OperatorSet.Parse(" "));
        Says("operator '+' is in the set twice; name each once", () => OperatorSet.Parse("+ - +"));
        Says("input 'v' is there twice; give each a name of its own", () => RuleInput.Parse("v v"));
        Says("a genome of 3 genes, but 12 columns take 37; use a genome of that size", () => Genome.FromGenes(Shape, [0, 0, 0]));
        Says("gene 1 is 7; it takes 0 … 2", () => Genome.FromGenes(Shape, [0, 7, .. new int[35]]));
        Says("mutation rate 0; use a number in (0, 1]", () => Mutation.PerGene(0));
        Says("a genome of 500 columns; use 1 … 200", () => new GenomeShape(Shape.Inputs, Shape.Operators, 500));
    }

    static void Says(string message, Func<object> action) => Assert.Equal(message, Assert.Throws<EvolvedException>(action).Message);
}
