using FsCheck;
using FsCheck.Fluent;
using Spikebook.Randomness;

namespace Spikebook.Spiking.Tests;

/// <summary>Networks of numbers and their spiking conversions.</summary>
public class RateCodedTests
{
    static LabelledInputs Points(int count, ulong seed)
    {
        // Two inputs in the unit square, class 1 above the diagonal band, 0 below.
        var random = Streams.For(seed, "points");
        float[][] inputs = [.. Enumerable.Range(0, count).Select(_ => new[] { (float)random.NextDouble(), (float)random.NextDouble() })];
        return new LabelledInputs(inputs, [.. inputs.Select(p => p[1] > p[0] ? 1 : 0)]);
    }

    static FeedForwardNetwork Trained(LabelledInputs samples)
    {
        var network = FeedForwardNetwork.Dense(2, 20, 2);
        new FeedForwardTrainer { Epochs = 20, Rate = 0.2 }.Train(network, samples);
        return network;
    }

    [Fact]
    public void A_neuron_with_constant_input_fires_its_rounded_count() => Prop.ForAll(Gen.Choose(0, 1000).Two().ToArbitrary(), pair =>
    {
        float a = pair.Item1 / 1024f;
        int steps = 1 + pair.Item2 % 64;
        var network = new FeedForwardNetwork(new Stage(new DenseLayer(1, 1, [1f]), Activation.None));
        var rate = RateConversion.Convert(network, new LabelledInputs([[1f]], [0]));
        // sums of multiples of 1/1024 are exact
        Assert.Equal((int)Math.Floor(0.5 + steps * (double)a), rate.Count([a], steps).Counts[0][0]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_by_hand()
    {
        // 2 inputs -> 2 hidden -> 1 output; input rates 1 and 1/2; one hidden neuron gets 1 x first, the other nothing; T = 4.
        var network = new FeedForwardNetwork(new Stage(new DenseLayer(2, 2, [1, 0, 0, 0])), new Stage(new DenseLayer(2, 1, [1, 1]),
            Activation.None));
        var samples = new LabelledInputs([[1f, 0.5f]], [0]);
        var rate = RateConversion.Convert(network, samples);
        var (counts, sums) = rate.Count([1f, 0.5f], 4);
        Assert.Equal([4, 2], counts[0]);
        Assert.Equal([4, 0], counts[1]);
        Assert.Equal(4, sums[0], 6);
        var last = rate.Evaluate(samples, 4)[^1];
        Assert.Equal((4 + 2) * 2 + 4 * 1, last.Arrivals);
        Assert.Equal(10, last.Spikes);
        Assert.Equal(6, last.Synapses);
        Assert.Equal(16.0 / 6, last.SpikesPerSynapse, 12);
        Assert.Equal(4 * 5, last.Updates);
        var (_, dense, skipping) = network.Evaluate(samples);
        Assert.Equal(new OperationCount(0, 6, 6, 6), dense);
        Assert.Equal(new OperationCount(0, 5, 5, 5), skipping);
    }

    [Fact]
    public void Many_steps_give_the_network_of_numbers()
    {
        var samples = Points(400, 1);
        var network = Trained(samples);
        var test = Points(300, 2);
        double numbers = network.Evaluate(test).Accuracy;
        var rate = RateConversion.Convert(network, samples, 100);
        var rows = rate.Evaluate(test, 1000);
        Assert.True(numbers > 0.97);
        Assert.InRange(rows[^1].Accuracy, numbers - 0.004, numbers + 0.004);
        Assert.True(rows[0].Accuracy < numbers - 0.02);
        // output sums over T approach the network's own outputs as 1/T: layer 2 sees counts that are off by at most about one
        float[][] activations = network.NewActivations();
        test.Inputs[0].CopyTo(activations[0], 0);
        network.Forward(activations);
        double Error(int steps) => Enumerable.Range(0, 2).Max(k
            => Math.Abs(rate.Count(test.Inputs[0], steps).Sums[k] / steps * rate.Scales[^1] - activations[^1][k]));
        Assert.InRange(Error(4096), 0, Error(64) / 16);
    }

    [Fact]
    public void Half_a_charge_at_the_start_is_worth_many_steps()
    {
        var samples = Points(400, 1);
        var rate = RateConversion.Convert(Trained(samples), samples);
        Assert.True(rate.Evaluate(samples, 2)[1].Accuracy > rate.StartingAt(0).Evaluate(samples, 2)[1].Accuracy + 0.02);
    }

    [Fact]
    public void Gradients_of_all_layers_are_those_of_differences()
    {
        var shape = new ImageShape(6, 6, 2);
        var convolution = new ConvolutionLayer(shape, 3, 3);
        var pool = new AveragePoolLayer(convolution.Shape, 2);
        var network = new FeedForwardNetwork(new Stage(convolution, Activation.Tanh), new Stage(pool),
            new Stage(new DenseLayer(pool.Outputs, 4), Activation.None));
        var random = Streams.For(3, "test");
        foreach (var stage in network.Stages)
            if (stage.Synapses.Learns)
                foreach (ref float w in stage.Synapses.WeightArray.AsSpan()) w = (float)(0.3 * random.NextGaussian());
        float[] input = [.. Enumerable.Range(0, shape.Size).Select(_ => (float)random.NextDouble())];
        float[][] gradients = [.. network.Stages.Select(stage => new float[stage.Synapses.Weights.Length])], activations =
            network.NewActivations(), errors = network.NewActivations();
        FeedForwardTrainer.Accumulate(network, input, 2, activations, errors, gradients);
        double Loss()
        {
            input.CopyTo(activations[0], 0);
            network.Forward(activations);
            double[] y = [.. activations[^1].Select(value => (double)value)];
            return Math.Log(y.Sum(Math.Exp)) - y[2];
        }
        foreach (int k in new[] { 0, 2 })
            for (int i = 0; i < gradients[k].Length; i += 5)
            {
                float[] weights = network.Stages[k].Synapses.WeightArray;
                float w = weights[i];
                weights[i] = w + 0.01f;
                double up = Loss();
                weights[i] = w - 0.01f;
                double slope = (up - Loss()) / 0.02;
                weights[i] = w;
                Assert.InRange(gradients[k][i] - slope, -2e-3, 2e-3);
            }
    }

    [Fact]
    public void A_spike_through_a_convolution_reaches_what_its_fan_out_says()
    {
        var random = Streams.For(5, "test");
        var shape = new ImageShape(5, 7, 2);
        float[] weights = [.. Enumerable.Range(0, 2 * 9 * 4).Select(_ => (float)random.NextGaussian())];
        foreach (SynapticLayer layer in new SynapticLayer[] { new ConvolutionLayer(shape, 3, 4, weights), new AveragePoolLayer(shape, 2) })
            for (int source = 0; source < layer.Inputs; source++)
            {
                var targets = new float[layer.Outputs];
                layer.Add(source, 1, targets);
                Assert.Equal(layer.FanOut(source), targets.Count(value => value != 0));
            }
        Assert.Equal(3 * 5 * 4 * 9 * 2, new ConvolutionLayer(shape, 3, 4, weights).Synapses); // places x channels x window x channels
    }

    [Fact]
    public void What_conversion_does_not_cover_is_refused_in_one_line()
    {
        static void Says(string part, Action call) => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(call).Message,
            StringComparison.Ordinal);
        var samples = Points(4, 1);
        var tanh = new FeedForwardNetwork(new Stage(new DenseLayer(2, 3), Activation.Tanh), new Stage(new DenseLayer(3, 2),
            Activation.None));
        Says("layer 0 ends in Tanh, which spike counts cannot carry", () => RateConversion.Convert(tanh, samples));
        var open = new FeedForwardNetwork(new Stage(new DenseLayer(2, 2), Activation.Relu));
        Says("layer 0 ends in Relu", () => RateConversion.Convert(open, samples));
        Says("no neuron of layer 0 is ever active", () => RateConversion.Convert(FeedForwardNetwork.Dense(2, 3, 2), samples));
        Says("inputs from -1 to 1", () => RateConversion.Convert(FeedForwardNetwork.Dense(2, 3, 2), new LabelledInputs([[-1, 1]], [0])));
        Says("percentile = 0", () => RateConversion.Convert(Trained(samples), samples, 0));
        Says("layer 1 takes 4 numbers and layer 0 gives 3", () => _ = new FeedForwardNetwork(new Stage(new DenseLayer(2, 3)),
            new Stage(new DenseLayer(4, 2))));
        Says("an input of 3 numbers for a network of 2", ()
            => FeedForwardNetwork.Dense(2, 2).Evaluate(new LabelledInputs([[1, 2, 3]], [0])));
        Says("label 7 for a network of 2", () => new FeedForwardTrainer().Train(FeedForwardNetwork.Dense(2, 2),
            new LabelledInputs([[1, 0]], [7])));
        Says("the window must fit", () => _ = new ConvolutionLayer(new ImageShape(4, 4, 1), 5, 2));
        Says("the window must fit", () => _ = new AveragePoolLayer(new ImageShape(4, 4, 1), 5));
    }
}
