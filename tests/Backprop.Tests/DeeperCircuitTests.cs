using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;
using Spikebook.Loihi;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

/// <summary>Circuits with two and more hidden layers: the same weights as arithmetic, sample for sample.</summary>
public sealed class DeeperCircuitTests
{
    sealed record Trial(int[] Sizes, int Samples, int Seed, double Mean)
    {
        public static Arbitrary<Trial> Any(int layers, int most = 30) => Arb.From(
            Gen.ArrayOf(Gen.Choose(1, most), layers - 1).SelectMany(
                sizes => Gen.Choose(1, 6).SelectMany(outputs => Gen.Elements(0.1, 0.25, 0.6).SelectMany(mean =>
                Gen.Choose(0, 1 << 20).Select(seed => new Trial([.. sizes, outputs], 25, seed, mean))))),
            trial => trial.Smaller());

        public LayerSizes Layers => new(Sizes);

        public override string ToString() => $"{Layers}, {Samples} samples, seed {Seed}, mean {Mean}";

        IEnumerable<Trial> Smaller()
        {
            for (int layer = 0; layer < Sizes.Length; layer++)
                if (Sizes[layer] > 1) yield return this with { Sizes = [.. Sizes.Select((size, i) => i == layer ? size / 2 : size)] };
            if (Samples > 1) yield return this with { Samples = Samples - 1 };
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Any_small_network_learns_the_same_weights_in_spikes_in_arithmetic_and_in_its_fast_form(int depth)
    {
        long[] changed = new long[depth - 1];
        long drifted = 0;
        Prop.ForAll(Trial.Any(depth), trial =>
        {
            BinaryWeights start = Networks.Wild(trial.Layers, (ulong)trial.Seed, mean: trial.Mean);
            BinarySamples samples = Networks.Samples(trial.Layers, trial.Samples, (ulong)trial.Seed);
            var circuit = new SynfireCircuit(start);
            var plain = new BinaryBackprop(start);
            var fast = new FastBackprop(start);
            for (int i = 0; i < samples.Count; i++)
            {
                bool exact = plain.Learn(samples.Active(i), samples.Label(i));
                Assert.Equal(exact, circuit.Learn(samples.Active(i), samples.Label(i)));
                Assert.Equal(exact, fast.Learn(samples.Active(i), samples.Label(i)));
                Assert.Equal(0, circuit.Weights().Differences(plain.Weights()));
            }
            Assert.Equal(0, fast.Weights().Differences(plain.Weights()));
            Assert.Empty(circuit.BrokenSilences());
            Assert.All(circuit.CopyDifferences().Where(
                copy => !copy.Copy.EndsWith("Tm", StringComparison.Ordinal)), copy => Assert.Equal(0, copy.Synapses));
            Assert.Equal(circuit.Weights().Drifted(), circuit.CopyDifferences().Where(
                copy => copy.Copy.EndsWith("Tm", StringComparison.Ordinal)).Sum(copy => copy.Synapses));
            drifted += circuit.Weights().Drifted();
            BinaryWeights after = circuit.Weights();
            for (int m = 0; m < changed.Length; m++)
                for (int i = 0; i < after.Forward(m).Length; i++)
                    if (after.Forward(m)[i] != start.Forward(m)[i]) changed[m]++;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        Assert.All(changed, count => Assert.True(
            count > 100, $"weights that changed, by matrix: {string.Join(", ", changed)}: too few to show anything"));
        Assert.True(drifted > 0, "no copy ever met its limits");
    }

    [Theory]
    // Both kinds of hidden error in one unit, which only drifted copies make: e- comes back through weights that have risen in the same
    // sample.
    [InlineData("8-12-10-4", 0.9)]
    [InlineData("8-10-12-9-4", 0.9)]
    public void Units_with_errors_of_both_signs_are_treated_alike(string sizes, double mean)
    {
        var layers = LayerSizes.Parse(sizes);
        int both = 0;
        for (ulong seed = 0; seed < 12; seed++)
        {
            // transposes that have nothing to do with the weights: far more drift than a run could make
            BinaryWeights start = Networks.Wild(layers, seed, mean: mean), other = Networks.Wild(layers, seed + 1000, mean: mean);
            start = BinaryWeights.Of(layers, Matrices(start), [[], .. Matrices(other).Skip(1)]);
            BinarySamples samples = Networks.Samples(layers, 60, seed);
            var circuit = new SynfireCircuit(start);
            var plain = new BinaryBackprop(start);
            var fast = new FastBackprop(start);
            SpikeProbe up = circuit.Run.RecordSpikes(circuit.Layer("e2+")), down = circuit.Run.RecordSpikes(circuit.Layer("e2-"));
            for (int i = 0; i < samples.Count; i++)
            {
                plain.Learn(samples.Active(i), samples.Label(i));
                circuit.Learn(samples.Active(i), samples.Label(i));
                fast.Learn(samples.Active(i), samples.Label(i));
            }
            both += Units(up).Intersect(Units(down)).Count();
            IEnumerable<(long Sample, int Unit)> Units(SpikeProbe probe)
                => probe.Spikes.Select(spike => ((spike.Step - 1) / circuit.Phases, spike.Neuron));
            Assert.Equal(0, plain.Weights().Differences(fast.Weights()));
            Assert.Equal(0, circuit.Weights().Differences(plain.Weights()));
        }
        Assert.True(both > 10, $"only {both} units had both errors");
    }

    [Fact]
    public void Each_layer_fires_in_the_phases_of_its_schedule_and_what_it_fires_is_what_arithmetic_says()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var start = BinaryWeights.Random(LayerSizes.Parse("64-40-30-10"), 2);
        var circuit = new SynfireCircuit(start);
        var plain = new BinaryBackprop(start);
        long h1 = 0, h2 = 0, above = 0, below = 0, firstAbove = 0, firstBelow = 0;
        for (int i = 0; i < 400; i++)
        {
            circuit.Learn(train.Active(i), train.Label(i));
            plain.Learn(train.Active(i), train.Label(i));
            h1 += plain.Activations(1).Count(true);
            h2 += plain.Activations(2).Count(true);
            above += plain.Errors(2).Count(e => e > 0);
            below += plain.Errors(2).Count(e => e < 0);
            firstAbove += plain.Errors(1).Count(e => e > 0);
            firstBelow += plain.Errors(1).Count(e => e < 0);
        }
        Assert.Equal(18, circuit.Phases);
        Dictionary<string, int[]> expected = new()
        {
            ["x"] = [1, 13, 17],
            ["m_x6"] = [6],
            ["m_x6_12"] = [12],
            ["h1"] = [2, 11, 13, 15, 17],
            ["h1_copy"] = [2, 13, 17],
            ["m_h1"] = [3],
            ["m_h1_9"] = [9],
            ["c_h1"] = [6],
            ["c_h1_12"] = [12],
            ["h1T"] = [11, 12, 15, 16],
            ["h2"] = [3, 6, 8, 11, 15],
            ["h2_copy2"] = [3, 11, 15],
            ["m_h2"] = [4],
            ["c_h2"] = [7],
            ["h2T"] = [6, 7, 8, 9],
            ["e2+"] = [8],
            ["e2-"] = [10],
            ["h2T-"] = [11, 15],
            ["o"] = [4, 6, 8],
            ["oT-"] = [6, 8],
            ["t"] = [4],
            ["d+"] = [5],
            ["d-"] = [5],
        };
        foreach ((string layer, int[] phases) in expected)
            Assert.Equal((layer, string.Join(' ', phases)), (
                layer, string.Join(' ', circuit.SpikeCounts().Where(count => count.Layer == layer).Select(count => count.Phase))));
        Assert.Equal((h1, h1, h2, h2), (Count("h1", 2), Count("m_h1_9", 9), Count("h2", 3), Count("h2", 6)));
        Assert.Equal((above, below), (Count("e2+", 8), Count("e2-", 10)));
        Assert.Equal((above, below, firstAbove, firstBelow), (Count("h2", 11), Count("h2", 15), Count("h1", 13), Count("h1", 17)));

        long Count(string layer, int phase)
            => circuit.SpikeCounts().SingleOrDefault(count => count.Layer == layer && count.Phase == phase)?.Spikes ?? 0;
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 18)]
    [InlineData(3, 24)]
    [InlineData(9, 60)]
    public void No_plastic_synapse_has_partners_that_meet_but_in_its_two_phases(int hidden, int phases)
    {
        var schedule = new CircuitSchedule(hidden);
        Assert.Equal(phases, schedule.Phases);
        for (int m = 0; m <= hidden; m++)
        {
            int[] learns = [schedule.Potentiation(m), schedule.Depression(m)];
            Assert.Equal(learns, schedule.Fires(m).Intersect(schedule.Fires(m + 1)));
            int[] back = m == 0 ? [] : [learns[0], learns[0] + 1, learns[1], learns[1] + 1];
            if (m > 0) Assert.Equal(learns, schedule.Fires(m + 1).Intersect(back));
        }
    }

    [Fact]
    public void Delays_stay_within_three_bits_at_any_depth()
    {
        var circuit = new SynfireCircuit(new BinaryWeights(LayerSizes.Parse("3-2-2-2-2-2-2-2")));
        Assert.Equal(42, circuit.Phases);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitSchedule(0));
        Assert.All(circuit.Network.Connections, connection => Assert.InRange(connection.Synapse.Delay, 0, 7));
    }

    [Fact]
    public void Sums_that_break_through_in_the_published_circuit_stay_silent_in_a_deeper_one()
    {
        var layers = LayerSizes.Parse("60-6-5-3");
        var start = BinaryWeights.Of(
            layers, (m, _, post) => m > 0 ? 150 : post < 2 ? 240 : 10); // units 0, 1: 14,400; the others 600
        var all = BinarySamples.FromBits("all on", 60, 3, [0, 1, 2, 0, 1], (_, bits) => bits.Fill(true));
        var circuit = new SynfireCircuit(start);
        var plain = new BinaryBackprop(start);
        for (int i = 0; i < all.Count; i++) Assert.Equal(
            plain.Learn(all.Active(i), all.Label(i)), circuit.Learn(all.Active(i), all.Label(i)));
        Assert.Equal(0, circuit.Weights().Differences(plain.Weights()));
        Assert.Empty(circuit.BrokenSilences());
    }

    [Theory]
    [InlineData("64-40-30-10")]
    [InlineData("64-30-30-30-10")]
    public void Deeper_inference_circuits_answer_as_the_weights_say(string sizes)
    {
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        OneBitLearner learner = Networks.Trained(sizes, new TrainingPlan(15, 3), train, out _);
        var circuit = new InferenceCircuit(learner.Weights());
        Assert.Equal(learner.Layers.Count + 1, circuit.Phases);
        IOneBitNetwork network = learner.Network;
        var potentials = new int[10];
        int spikes = 0;
        for (int i = 0; i < test.Count; i++)
        {
            network.Infer(test.Active(i), potentials);
            int[] fired = circuit.Infer(test.Active(i));
            Assert.Equal(Enumerable.Range(0, 10).Where(k => potentials[k] > 512), fired);
            spikes += fired.Length;
        }
        Assert.True(spikes > 200);
    }

    [Fact]
    public void What_comes_back_to_a_hidden_layer_is_W_transposed_times_the_error()
    {
        var layers = LayerSizes.Parse("20-15-12-5");
        BinaryWeights before = Networks.Wild(layers, 4);
        for (int m = 0; m < layers.Matrices; m++) before = before.With(m, (_, _, w) => Math.Max(w, -254)); // a copy of -256 does not exist
        BinarySamples samples = Networks.Samples(layers, 40, 4);
        var net = new BinaryBackprop(before);
        for (int i = 0; i < samples.Count; i++)
        {
            before = net.Weights();
            net.Learn(samples.Active(i), samples.Label(i));
            if (net.Errors(2).Count(e => e != 0) > 3) break;
        }
        Assert.Equal(0, before.Drifted());
        int nonzero = 0;
        for (int layer = 1; layer <= 2; layer++)
            for (int unit = 0; unit < layers[layer]; unit++)
            {
                int expected = Enumerable.Range(0, layers[layer + 1]).Sum(post => before[layer, unit, post] * net.Errors(layer + 1)[post]);
                Assert.Equal(expected, net.BackwardSums(layer)[unit]);
                if (expected != 0) nonzero++;
            }
        Assert.True(nonzero > 10);
        Assert.Contains("1 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => net.BackwardSums(3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.BackwardSums(0));
    }

    [Fact]
    public void A_deeper_circuit_that_does_not_fit_names_limit_and_layer()
    {
        // the second hidden layer listens to 4,200 units of the first, and a core has 4,096 input axons
        var wide = new SynfireCircuit(new BinaryWeights(LayerSizes.Parse("4-4200-3-2")));
        Assert.Contains("h2: neuron 0", Message(wide));
        Assert.Contains("input axons", Message(wide));

        // spread so thin that it takes more cores than the chip has
        var thin = new SynfireCircuit(new BinaryWeights(LayerSizes.Parse("4-3-150-2")));
        var options = new PlacementOptions { NeuronsPerCore = new Dictionary<NeuronGroup, int> { [thin.Layer("h2")] = 1 } };
        Assert.Contains("more than the 128 of 1 chip", Message(thin, options));
        Assert.Contains("h2 takes most, 150", Message(thin, options));
        Assert.DoesNotContain('\n', Message(thin, options));

        static string Message(SynfireCircuit circuit, PlacementOptions? options = null)
            => Assert.Throws<LoihiException>(() => circuit.Run.Program.Place(options)).Message;
    }

    static short[][] Matrices(BinaryWeights weights)
        => [.. Enumerable.Range(0, weights.Layers.Matrices).Select(m => weights.Forward(m).ToArray())];
}
