using Spikebook.Data;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

/// <summary>Samples small enough to follow with a pencil.</summary>
public sealed class BinaryBackpropTests
{
    [Theory]
    // h = w1, a = 1 where h > 512 needs several inputs: three inputs of 200 give 600
    [InlineData(200, 200, 0, +2, +1, +2)]  // u = 200 > 0, not firing: d = 1; e = sign(200) = 1, h = 600 in the box
    [InlineData(200, -2, 0, 0, 0, 0)]      // u = -2: below the box, no error
    [InlineData(150, 200, 0, 0, 0, 0)]     // h = 450: the hidden unit does not fire, u = 0 is outside the box, nothing changes
    [InlineData(254, 200, 0, +2, +1, 0)]   // h = 762; W1 is at its limit already
    public void A_missing_output_spike_raises_the_weights_that_would_make_it(int w1, int w2, int label, int change2, int error, int change1)
    {
        var net = new BinaryBackprop(BinaryWeights.Of(new LayerSizes(3, 1, 1), (m, _, _) => m == 0 ? w1 : w2));
        Assert.False(net.Learn(ActiveInputs.Of(3, [0, 1, 2]), label));
        BinaryWeights after = net.Weights();
        Assert.Equal(w2 + change2, after[1, 0, 0]);
        Assert.Equal(-(w2 + change2), after.Minus(1)[0]);
        Assert.Equal(w1 + change1, after[0, 0, 0]);
        if (change2 != 0) Assert.Equal(error, net.Errors(1)[0]);
    }

    [Theory]
    [InlineData(1024, -1)] // box edge of the circuit included
    [InlineData(1026, 0)]
    public void A_spurious_output_spike_lowers_them_within_the_box(int u, int error)
    {
        // eight hidden units of u/8 each; label 1 is another unit
        int each = u / 8 / 2 * 2, rest = u - 8 * each;
        var net = new BinaryBackprop(
            BinaryWeights.Of(new LayerSizes(3, 8, 2), (m, pre, post) => m == 0 ? 200 : post == 1 ? 0 : pre == 0 ? each + rest : each));
        net.Learn(ActiveInputs.Of(3, [0, 1, 2]), 1);
        Assert.Equal(u, net.Potentials(2)[0]);
        Assert.Equal(error, net.Errors(2)[0]);
    }

    [Theory]
    [InlineData(1022, +1, +1)]
    [InlineData(1024, +1, 0)] // the NumPy reference's box ends at 1023
    [InlineData(1026, 0, 0)]
    public void Circuit_and_NumPy_reference_differ_at_the_edge_of_the_box(int h, int circuit, int numpy)
    {
        var weights = BinaryWeights.Of(
            new LayerSizes(5, 1, 1), (m, pre, _) => m == 1 ? 200 : h / 10 * 2 + (pre < h % 10 / 2 ? 2 : 0));
        foreach ((LearningRules rules, int expected) in (
            (LearningRules, int)[])[(LearningRules.Circuit, circuit), (LearningRules.NumPyReference, numpy)])
        {
            var net = new BinaryBackprop(weights, rules);
            net.Learn(ActiveInputs.Of(5, [0, 1, 2, 3, 4]), 0);
            Assert.Equal(h, net.Potentials(1)[0]);
            Assert.Equal(expected, net.Errors(1)[0]);
        }
    }

    [Fact]
    public void The_backward_sum_sees_old_weights_in_the_circuit_and_new_ones_in_NumPy()
    {
        // u = 4 hidden units: 0 + 2 + 2 + 2 = 6 > 0; the first unit's weight is 0 before and 2 after the update
        var weights = BinaryWeights.Of(new LayerSizes(3, 4, 1), (m, pre, _) => m == 0 ? 200 : pre == 0 ? 0 : 2);
        var circuit = new BinaryBackprop(weights);
        var numpy = new BinaryBackprop(weights, LearningRules.NumPyReference);
        circuit.Learn(ActiveInputs.Of(3, [0, 1, 2]), 0);
        numpy.Learn(ActiveInputs.Of(3, [0, 1, 2]), 0);
        Assert.Equal([0, 1, 1, 1], circuit.Errors(1).ToArray());
        Assert.Equal([1, 1, 1, 1], numpy.Errors(1).ToArray());
    }

    [Fact]
    public void At_the_lower_limit_the_transposed_copy_drifts()
    {
        int[] w2 = [-254, 200, 250, 254, 254]; // sum 704: fires and is in the box
        var net = new BinaryBackprop(BinaryWeights.Of(new LayerSizes(3, 5, 2), (m, pre, post) => m == 0 ? 200 : post == 0 ? w2[pre] : 0));
        net.Learn(ActiveInputs.Of(3, [0, 1, 2]), 1); // output 0 must not fire: all five weights fall by 2
        BinaryWeights after = net.Weights();
        Assert.Equal(-256, after[1, 0, 0]);
        Assert.Equal(254, after.Minus(1)[0]); // 256 does not fit
        Assert.Equal(1, after.Drifted());
    }

    // Why a run can stay below 90 %: one of ten classes has no unit that answers for it.
    [Theory]
    [InlineData("circuit")]
    [InlineData("numpy")]
    public void An_output_whose_potential_never_rises_above_0_never_learns(string name)
    {
        LearningRules rules = name == "circuit" ? LearningRules.Circuit : LearningRules.NumPyReference;
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        BinaryWeights start = BinaryWeights.Random(LayerSizes.Parse("64-60-10"), 1).With(1, (_, post, w) => post == 8 ? -40 : w);
        var learner = new OneBitLearner(start, rules);
        IOneBitNetwork net = learner.Network;
        for (int i = 0; i < 20 * train.Count; i++) net.Learn(train.Active(i % train.Count), train.Label(i % train.Count));
        BinaryWeights after = net.Weights();
        for (int unit = 0; unit < 60; unit++) Assert.Equal(-40, after[1, unit, 8]);

        var confusion = ConfusionMatrix.Of(learner, test);
        Assert.Equal(0, confusion.Counts[8, 8]);
        Assert.All(Enumerable.Range(0, 10).Where(k => k != 8), k => Assert.True(confusion.Counts[k, k] > 10, $"class {k}"));
    }
}
