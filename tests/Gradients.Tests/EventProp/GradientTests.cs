using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Tasks;
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
        Assert.Contains(Enumerable.Range(0, 4), pass.Outputs!.AtArrival);
        var published = new EventNetwork(neuron, exact.Weights, new MaximumVoltage(ArrivalTerm.Published));
        var differences = GradientCheck.Of(published, Input()[0], 1);
        Assert.InRange(differences[0].Difference, 0.01, 1);
        Assert.InRange(differences[1].Difference, 0, 1.6e-8);
    }

    [Fact]
    public void The_published_example_of_two_neurons_agrees_with_finite_differences_and_with_its_histories()
    {
        const double Eps = 1e-7;
        var (network, input) = TwoNeurons.Published();
        var (_, gradients) = TwoNeurons.Gradient(network, input[0]);
        foreach (int layer in (int[])[0, 1])
        {
            EventWeights w = network.Weights[layer];
            double at = w[0, 0];
            w[0, 0] = at + Eps;
            double up = TwoNeurons.Gradient(network, input[0]).Loss;
            w[0, 0] = at - Eps;
            double down = TwoNeurons.Gradient(network, input[0]).Loss;
            w[0, 0] = at;
            Assert.InRange(Math.Abs((up - down) / (2 * Eps) / gradients[layer][0, 0] - 1), 0, 1e-7);
        }
        var pass = network.NewPass();
        pass.Forward(input[0], 0);
        SpikeTrace hidden = pass.Traces[0], output = pass.Traces[1];
        Assert.True(output.Count > 0);
        double[] ones = [.. Enumerable.Repeat(1.0, output.Count)];
        var (moments, spikes) = NeuronHistory.Of(network.Neuron, network.Weights[1].Row(0), hidden.Spikes, ones, 600, 2);
        Assert.Equal(output.TimesMs.ToArray(), spikes, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(gradients[1][0, 0], moments[0].Gradient, 1e-9 * Math.Abs(gradients[1][0, 0]));
    }

    static void AssertExact(EventNetwork network, int label, double bound)
        => Assert.All(GradientCheck.Of(network, Input()[0], label), layer =>
        {
            Assert.True(layer.Largest > 0);
            Assert.Equal((layer.Weights, 0), (network.Weights[layer.Layer].Inputs * network.Weights[layer.Layer].Neurons, layer.Changed));
            Assert.InRange(layer.Difference, 0, bound);
        });

    static SpikeBatch Input()
    {
        var stream = Streams.For(7, "input");
        return SpikeBatch.From(5, [Enumerable.Range(0, 15).Select(k => (30 * stream.NextDouble(), k % 5)).ToList()]);
    }
}
