using Spikebook.Gradients.EventProp;
using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tests.EventProp;

/// <summary>
/// The adjoint's gradient against central differences of the loss, which know nothing of adjoints: four points, error of order eps^4.
/// </summary>
public sealed class GradientTests
{
    public static TheoryData<double, double> TimeConstants => new()
    {
        { 20, 5 }, { 10, 5 }, { 15, 5 }, { 10, 10 }, { 5, 8 }, { 20, 7 }, { 10, 9.999 },
    };

    [Theory, MemberData(nameof(TimeConstants))]
    public void First_spike_times_over_two_layers(double tauM, double tauS)
    {
        var network = EventNetwork.Gaussian(new Lif(tauM, tauS), [5, 20, 3], [(2.2, 1), (0.9, 0.3)], new TimeToFirstSpike(5, 10, 0.1), 1);
        AssertExact(network, label: 1, bound: 1.6e-8);
    }

    [Fact]
    public void First_spike_times_over_four_layers()
    {
        var network = EventNetwork.Gaussian(
            new Lif(20, 5), [5, 20, 15, 10, 3], [(2.2, 1), (1, 0.5), (1, 0.5), (1.2, 0.3)], new TimeToFirstSpike(5, 10, 0.1), 3);
        AssertExact(network, label: 2, bound: 2e-7);
    }

    [Theory, MemberData(nameof(TimeConstants))]
    public void Highest_voltages_with_the_term_at_arrivals(double tauM, double tauS)
    {
        var network = EventNetwork.Gaussian(new Lif(tauM, tauS), [5, 20, 4], [(2.2, 1), (0, 1)], new MaximumVoltage(), 4);
        AssertExact(network, label: 1, bound: 1.6e-8);
    }

    [Fact]
    public void Without_the_term_at_arrivals_the_published_gradient_of_the_first_layer_is_wrong()
    {
        var neuron = new Lif(20, 5);
        var exact = EventNetwork.Gaussian(neuron, [5, 20, 4], [(2.2, 1), (0, 1)], new MaximumVoltage(), 4);
        var pass = exact.NewPass();
        pass.Forward(Input()[0], 1);
        Assert.Contains(true, pass.Outputs!.AtArrival.ToArray());
        var published = new EventNetwork(neuron, exact.Weights, new MaximumVoltage(ArrivalTerm.Published));
        var (_, difference) = Compare(published, label: 1);
        Assert.InRange(difference[0], 0.01, 1);
        Assert.InRange(difference[1], 0, 1.6e-8);
    }

    static void AssertExact(EventNetwork network, int label, double bound)
    {
        var (spikes, difference) = Compare(network, label);
        Assert.All(spikes, count => Assert.True(count > 0));
        Assert.All(difference, d => Assert.InRange(d, 0, bound));
    }

    // For each layer, the largest difference between both gradients, in parts of the largest derivative.
    static (int[] Spikes, double[] Difference) Compare(EventNetwork network, int label)
    {
        const double Eps = 2e-5;
        var input = Input();
        var pass = network.NewPass();
        Assert.False(pass.Forward(input[0], label).Silent);
        int[] counts = Counts(pass);
        var gradients = network.NewGradients();
        pass.Backward(input[0], 1, gradients);
        var differences = new double[gradients.Length];
        for (int layer = 0; layer < gradients.Length; layer++)
        {
            EventWeights w = network.Weights[layer];
            double largest = gradients[layer].ToRows().Max(Math.Abs);
            Assert.True(largest > 0);
            for (int i = 0; i < w.Inputs; i++)
                for (int j = 0; j < w.Neurons; j++)
                {
                    double at = w[i, j];
                    double near = Loss(at + Eps) - Loss(at - Eps), far = Loss(at + 2 * Eps) - Loss(at - 2 * Eps);
                    w[i, j] = at;
                    double difference = Math.Abs((8 * near - far) / (12 * Eps) - gradients[layer][i, j]) / largest;

                    double Loss(double weight)
                    {
                        w[i, j] = weight;
                        double loss = pass.Forward(input[0], label).Loss;
                        Assert.Equal(counts, Counts(pass));
                        return loss;
                    }
                    differences[layer] = Math.Max(differences[layer], difference);
                }
        }
        return (counts, differences);
    }

    static int[] Counts(EventPass pass) => [.. pass.Traces.Select(trace => trace.Count)];

    static SpikeBatch Input()
    {
        var stream = Streams.For(7, "input");
        return SpikeBatch.From(5, [Enumerable.Range(0, 15).Select(k => (30 * stream.NextDouble(), k % 5)).ToList()]);
    }
}
