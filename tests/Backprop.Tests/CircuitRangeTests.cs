using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;

namespace Spikebook.Backprop.Tests;

/// <summary>Where the three forms agree, where they do not, and that it is said before they part.</summary>
public sealed class CircuitRangeTests
{
    [Theory]
    [InlineData(3, 130)]
    [InlineData(4, 120)]
    public void As_long_as_no_breach_is_told_circuit_and_arithmetic_agree(int depth, int most)
    {
        int breached = 0, kept = 0, parted = 0;
        var trials = Gen.ArrayOf(Gen.Choose(most * 2 / 3, most), depth - 1)
            .SelectMany(sizes => Gen.Zip(
                Gen.Choose(1, 8), Gen.Choose(0, 1 << 20)).Select(rest => (Sizes: (int[])[.. sizes, rest.Item1], Seed: rest.Item2)));
        Prop.ForAll(trials.ToArbitrary(), trial =>
        {
            LayerSizes layers = new(trial.Sizes);
            // from a few units to all of them close to the limits
            int push = 100 + 2 * (trial.Seed % 70);
            BinaryWeights start = Networks.Wild(layers, (ulong)trial.Seed, mean: 0).With(0, (_, _, w) => Math.Clamp(w + push, -256, 254));
            BinarySamples samples = Networks.Samples(layers, 6, (ulong)trial.Seed, density: 0.9);
            var (circuit, plain, fast) = (new SynfireCircuit(start), new BinaryBackprop(start), new FastBackprop(start));
            bool parts = false;
            for (int i = 0; i < samples.Count; i++)
            {
                foreach (IOneBitNetwork view in (IOneBitNetwork[])[circuit, plain, fast]) view.Learn(samples.Active(i), samples.Label(i));
                parts |= circuit.Weights().Differences(plain.Weights()) != 0;
                if (!parts) continue;
                Assert.NotNull(plain.Breach);
                Assert.NotNull(fast.Breach);
                Assert.NotNull(circuit.Breach);
            }
            Assert.Equal(0, plain.Weights().Differences(fast.Weights())); // arithmetic agrees with itself everywhere
            if (plain.Breach is not null) Assert.True(fast.Breach!.Sample <= plain.Breach.Sample);
            breached += plain.Breach is null ? 0 : 1;
            kept += plain.Breach is null ? 1 : 0;
            parted += parts ? 1 : 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        Assert.True(
            breached >= 3 && kept >= 3 && parted >= 1, $"{breached} left the range, {kept} stayed in it, {parted} learned other weights");
    }

    [Fact]
    public void Bright_images_leave_the_range_and_it_is_said_before_weights_differ()
    {
        // The shipped digits in white on black, twice as large: some 190 of 256 pixels are lit.
        BinarySamples digits = Digits.LoadBinary().Train.Take(120);
        byte[] labels = [.. Enumerable.Range(0, digits.Count).Select(i => (byte)digits.Label(i))];
        var bright = BinarySamples.FromBits("inverted digits", 256, 10, labels, (sample, bits) =>
        {
            bool[] small = digits.Bits(sample);
            for (int i = 0; i < bits.Length; i++) bits[i] = !small[i / 32 * 8 + i % 16 / 2];
        });
        BinaryWeights start = BinaryWeights.Random(
            LayerSizes.Parse("256-40-10"), 1).With(0, (_, post, w) => Math.Clamp(w + 4 * post, -256, 254));
        var (circuit, fast) = (new SynfireCircuit(start), new FastBackprop(start));
        int apart = 0;
        for (int i = 0; i < bright.Count && apart == 0; i++)
        {
            fast.Learn(bright.Active(i), bright.Label(i));
            circuit.Learn(bright.Active(i), bright.Label(i));
            if (circuit.Weights().Differences(fast.Weights()) != 0) apart = i + 1;
        }
        Assert.InRange(apart, 1, bright.Count); // the forms do part here
        Assert.InRange(fast.Breach!.Sample, 1, apart);
        Assert.Equal("h1", fast.Breach.Layer);
        Assert.True(fast.Breach.Sum > CircuitRange.Inhibited);
        Assert.Equal((CircuitRange.Inhibited, fast.Breach.Sample), (circuit.Breach!.Bound, circuit.Breach.Sample));
        Assert.Contains($"a sum of {fast.Breach.Sum} beyond 17344", fast.Breach.ToString());
        Assert.DoesNotContain('\n', fast.Breach.ToString());
    }

    [Theory]
    [InlineData(17344, true)]
    [InlineData(17346, false)]
    public void The_bound_of_an_inhibited_hidden_unit_is_exact(int sum, bool agrees)
    {
        // 80 inputs, some of which carry the remainder; label 1 is wanted while output 0 fires: W2 is to fall.
        int each = sum / 80 / 2 * 2, more = (sum - 80 * each) / 2;
        var start = BinaryWeights.Of(
            LayerSizes.Parse("80-4-2"), (m, pre, post) => m == 1 ? post == 0 ? 200 : 0 : post > 0 ? 10 : pre < more ? each + 2 : each);
        var all = BinarySamples.FromBits("all on", 80, 2, [1], (_, bits) => bits.Fill(true));
        var (circuit, fast, plain) = (new SynfireCircuit(start), new FastBackprop(start), new BinaryBackprop(start));
        foreach (IOneBitNetwork view in (IOneBitNetwork[])[circuit, fast, plain])
        {
            view.Learn(all.Active(0), 1);
            Assert.Equal(agrees, view.Breach is null);
        }
        Assert.Equal(sum, plain.Potentials(1)[0]);
        Assert.Equal(agrees, circuit.Weights().Differences(plain.Weights()) == 0);
        Assert.Equal(0, fast.Weights().Differences(plain.Weights()));
    }

    [Theory]
    [InlineData(46, true)] // 9,200
    [InlineData(47, false)] // 9,400
    public void The_bound_of_what_erring_units_send_to_an_output_is_9216(int quiet, bool agrees)
    {
        // Quiet units are in the box and err upward, so that they fire when they are taught; three others fire. Outputs 0 and 2 are too
        // many.
        int[] toQuiet = [200, 0, -202], toFiring = [200, -100, 200];
        var start = BinaryWeights.Of(LayerSizes.Parse($"3-{quiet + 3}-3"), (m, pre, post) => m == 0
            ? post < quiet ? 100 : 200
            : pre < quiet ? toQuiet[post] : toFiring[post]);
        var all = BinarySamples.FromBits("all on", 3, 3, [1], (_, bits) => bits.Fill(true));
        var (circuit, fast, plain) = (new SynfireCircuit(start), new FastBackprop(start), new BinaryBackprop(start));
        foreach (IOneBitNetwork view in (IOneBitNetwork[])[circuit, fast, plain])
        {
            view.Learn(all.Active(0), 1);
            Assert.Equal(agrees, view.Breach is null);
        }
        Assert.Equal(quiet, plain.Errors(1).Take(quiet).Count(e => e == 1));
        Assert.Equal(agrees, circuit.Weights().Differences(plain.Weights()) == 0);
        Assert.Equal(0, fast.Weights().Differences(plain.Weights()));
    }

    [Fact]
    public void Shipped_digits_cannot_leave_the_range_of_a_hidden_unit()
        => Assert.True(64 * LearningRules.LargestWeight < CircuitRange.Inhibited);

    [Fact]
    public void The_range_of_the_circuit_says_nothing_of_other_rules()
    {
        var bright = BinaryWeights.Of(LayerSizes.Parse("90-3-2"), (_, _, _) => 200);
        var all = BinarySamples.FromBits("all on", 90, 2, [1], (_, bits) => bits.Fill(true));
        foreach (IOneBitNetwork view in (IOneBitNetwork[])
            [new FastBackprop(bright, LearningRules.NumPyReference), new BinaryBackprop(bright, LearningRules.NumPyReference)])
        {
            view.Learn(all.Active(0), 1);
            Assert.Null(view.Breach);
        }
    }
}
