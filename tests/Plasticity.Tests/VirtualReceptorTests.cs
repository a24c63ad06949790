using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests;

public class VirtualReceptorTests
{
    [Fact]
    public void A_neural_gas_puts_its_nodes_where_the_rows_are()
    {
        var random = Streams.For(1, "gas");
        double[][] rows = [.. Enumerable.Range(0, 400).Select(k =>
            new[] { (k % 4) + .05 * random.NextGaussian(), .05 * random.NextGaussian() })];
        double[][] nodes = NeuralGas.Fit(rows, 4, 30, random);
        Assert.Equal([0, 1, 2, 3], nodes.Select(node => (int)Math.Round(node[0])).Order());
        Assert.All(nodes, node => Assert.InRange(Math.Abs(node[0] - Math.Round(node[0])), 0, .05));
        Assert.Contains("9 nodes for 3 rows; use 1 … 3", Assert.Throws<ArgumentException>(() =>
            NeuralGas.Fit(rows[..3], 9, 1, random)).Message);
    }

    [Fact]
    public void Receptors_answer_between_0_and_1_by_the_training_rows_alone()
    {
        var (train, test) = FeatureTable.Iris().Folds(5, 0)[0];
        var (seen, asked) = new VirtualReceptorMethod(new()).Responses(train, test, Streams.For(1, "gas"));
        for (int k = 0; k < 10; k++)
        {
            Assert.Equal(0, seen.Min(row => row[k]));
            Assert.Equal(1, seen.Max(row => row[k]));
        }
        Assert.All(asked, row => Assert.All(row, r => Assert.InRange(r, 0, 1)));
    }

    [Fact]
    public void Flowers_are_told_apart_about_as_well_as_naive_Bayes_does_from_the_same_receptors()
    {
        double spikes = CrossValidation.Run(new VirtualReceptorMethod(new()), FeatureTable.Iris(), seeds: 2).Mean;
        double bayes = CrossValidation.Run(new BayesOfReceptors(), FeatureTable.Iris(), seeds: 2).Mean;
        Assert.InRange(spikes, bayes - .1, 1);
    }

    [Fact]
    public void Without_lateral_inhibition_the_same_network_fails()
        => Assert.InRange(
            CrossValidation.Run(new VirtualReceptorMethod(new() { LateralNs = 0 }), FeatureTable.Iris(), seeds: 1).Mean, 0, .6);

    [Theory]
    [InlineData(1, 500, "Receptors is 1; use 2 … 1000")]
    [InlineData(10, double.NaN, "ShownMs is NaN; use 10 … 100000")]
    public void Numbers_out_of_range_are_refused_in_one_line(int receptors, double shown, string says)
        => Assert.StartsWith(says, Assert.Throws<ArgumentException>(() =>
            new VirtualReceptorMethod(new() { Receptors = receptors, ShownMs = shown })).Message);

    sealed class BayesOfReceptors : IMethod
    {
        public string Name => "naive Bayes of receptors";

        public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
        {
            var (seen, asked) = new VirtualReceptorMethod(new()).Responses(train, test, random);
            return new GaussianNaiveBayes().Answer(Of(train, seen), Of(test, asked), random);
        }

        static FeatureTable Of(FeatureTable table, double[][] rows)
            => FeatureTable.Of(table.Name, rows, [.. Enumerable.Range(0, table.Count).Select(table.Label)], table.ClassNames);
    }
}
