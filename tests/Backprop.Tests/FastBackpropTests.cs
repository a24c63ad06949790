using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;

namespace Spikebook.Backprop.Tests;

public sealed class FastBackpropTests
{
    [Theory]
    [InlineData("circuit")]
    [InlineData("numpy")]
    [InlineData("circuit, one transpose for both signs")]
    [InlineData("circuit, backward after update")]
    public void Any_network_learns_the_same_weights_as_the_plain_arithmetic(string name)
    {
        LearningRules rules = name switch
        {
            "circuit" => LearningRules.Circuit,
            "numpy" => LearningRules.NumPyReference,
            "circuit, one transpose for both signs" => LearningRules.Circuit with { SeparateTranspose = false },
            _ => LearningRules.Circuit with { BackwardSeesUpdate = true },
        };
        long changed = 0;
        Prop.ForAll(Gen.Zip(Networks.Sizes(5), Gen.Choose(0, 1 << 20)).ToArbitrary(), network =>
        {
            (LayerSizes layers, int seed) = network;
            BinaryWeights start = Networks.Wild(layers, (ulong)seed, rules.SmallestWeight);
            BinarySamples samples = Networks.Samples(layers, 40, (ulong)seed);
            var plain = new BinaryBackprop(start, rules);
            var fast = new FastBackprop(start, rules);
            var potentials = new int[layers.Outputs];
            for (int i = 0; i < samples.Count; i++)
            {
                Assert.Equal(plain.Learn(samples.Active(i), samples.Label(i)), fast.Learn(samples.Active(i), samples.Label(i)));
                plain.Infer(samples.Active(i), potentials);
                var other = new int[layers.Outputs];
                fast.Infer(samples.Active(i), other);
                Assert.Equal(potentials, other);
            }
            // without transposes of their own, copies of -W mean nothing
            for (int m = 0; m < layers.Matrices; m++) Assert.Equal(
                plain.Weights().Forward(m).ToArray(), fast.Weights().Forward(m).ToArray());
            if (rules.SeparateTranspose) Assert.Equal(0, plain.Weights().Differences(fast.Weights()));
            changed += start.Differences(fast.Weights());
        }).QuickCheckThrowOnFailure();
        Assert.True(changed > 1000, $"only {changed} weights ever changed: the networks do not learn enough to show anything");
    }

    [Theory]
    [InlineData("700-300-10", 0.9)] // more than 255 active inputs: sums beyond 16 bits of half weights
    [InlineData("300-700-20", 0.3)]
    [InlineData("100-300-300-10", 0.3)]
    public void Large_layers_agree_too(string sizes, double density)
    {
        var layers = LayerSizes.Parse(sizes);
        foreach (double mean in (double[])[0, 5]) // 5: nearly all weights at the upper limit
        {
            BinaryWeights start = Networks.Wild(layers, 7, mean: mean);
            BinarySamples samples = Networks.Samples(layers, 30, 7, density);
            var plain = new BinaryBackprop(start);
            var fast = new FastBackprop(start);
            for (int i = 0; i < samples.Count; i++)
                Assert.Equal(plain.Learn(samples.Active(i), samples.Label(i)), fast.Learn(samples.Active(i), samples.Label(i)));
            Assert.Equal(0, plain.Weights().Differences(fast.Weights()));
        }
    }

    [Fact]
    public void The_shipped_digits_are_learned_alike_for_a_whole_epoch()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var start = BinaryWeights.Random(LayerSizes.Parse("64-100-10"), 1);
        foreach (LearningRules rules in (LearningRules[])[LearningRules.Circuit, LearningRules.NumPyReference])
        {
            var plain = new BinaryBackprop(start, rules);
            var fast = new FastBackprop(start, rules);
            for (int i = 0; i < train.Count; i++) Assert.Equal(
                plain.Learn(train.Active(i), train.Label(i)), fast.Learn(train.Active(i), train.Label(i)));
            Assert.Equal(0, plain.Weights().Differences(fast.Weights()));
            Assert.True(start.Differences(fast.Weights()) > 1000);
        }
    }

    [Fact]
    public void Learning_allocates_nothing()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var fast = new FastBackprop(BinaryWeights.Random(LayerSizes.Parse("64-100-50-10"), 1));
        Learn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Learn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Learn()
        {
            for (int i = 0; i < 300; i++) fast.Learn(train.Active(i), train.Label(i));
        }
    }

    [Fact]
    public void Inputs_and_labels_that_do_not_fit_are_errors()
    {
        var fast = new FastBackprop(BinaryWeights.Random(LayerSizes.Parse("4-3-2"), 1));
        Assert.Contains("5 inputs", Assert.Throws<ArgumentException>(() => fast.Learn(ActiveInputs.Of(5, [0, 4]), 0)).Message);
        Assert.Contains("0 inputs", Assert.Throws<ArgumentException>(() => fast.Learn(default, 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => fast.Learn(ActiveInputs.Of(4, [0]), 2));
        Assert.Throws<ArgumentException>(() => fast.Infer(ActiveInputs.Of(3, [0]), new int[2]));
    }
}
