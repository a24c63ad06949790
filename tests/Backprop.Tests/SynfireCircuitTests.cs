using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;
using Spikebook.Data.Tests;
using Spikebook.Loihi;
using Spikebook.Randomness;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

public sealed class SynfireCircuitTests
{
    // Up to 34 units of at most 254 stay below the 9216 at which an ungated neuron fires.
    sealed record Trial(int Inputs, int Hidden, int Outputs, int Samples, int Seed)
    {
        public static Arbitrary<Trial> Any() => Arb.From(
            Gen.Choose(1, 34).SelectMany(inputs => Gen.Choose(1, 34).SelectMany(hidden => Gen.Choose(1, 8).SelectMany(outputs =>
                Gen.Choose(0, 1 << 20).Select(seed => new Trial(inputs, hidden, outputs, 20, seed))))),
            trial => trial.Smaller());

        IEnumerable<Trial> Smaller()
        {
            if (Inputs > 1) yield return this with { Inputs = Inputs / 2 };
            if (Hidden > 1) yield return this with { Hidden = Hidden / 2 };
            if (Outputs > 1) yield return this with { Outputs = Outputs / 2 };
            if (Samples > 1) yield return this with { Samples = Samples - 1 };
        }
    }

    [Fact]
    public void Any_small_network_learns_the_same_weights_as_arithmetic_and_stays_silent_between_phases()
    {
        long changed = 0;
        Prop.ForAll(Trial.Any(), trial =>
        {
            var layers = new LayerSizes(trial.Inputs, trial.Hidden, trial.Outputs);
            BinaryWeights start = Networks.Wild(layers, (ulong)trial.Seed);
            BinarySamples samples = Networks.Samples(layers, trial.Samples, (ulong)trial.Seed);
            var circuit = new SynfireCircuit(start);
            AssertEqualLearning(circuit, new BinaryBackprop(start), samples, samples.Count);
            Assert.Empty(circuit.BrokenSilences());
            changed += start.Differences(circuit.Weights());
        }).QuickCheckThrowOnFailure();
        Assert.True(changed > 1000, $"only {changed} weights ever changed: the networks do not learn enough to show anything");
    }

    [Fact]
    public void The_shipped_digits_are_learned_alike_and_each_layer_fires_in_its_phases()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var start = BinaryWeights.Random(LayerSizes.Parse("64-50-10"), 1);
        var circuit = new SynfireCircuit(start);
        AssertEqualLearning(circuit, new FastBackprop(start), train, 600);
        // Small layers start with weights near the limits, so that some of -W2 transposed has drifted; all other copies are identical.
        Assert.Equal(["w1_copy1", "w1_copy2", "w2_copy1", "w2_copy2", "w2Tp", "w2Tm"], circuit.CopyDifferences().Select(copy => copy.Copy));
        Assert.All(circuit.CopyDifferences().SkipLast(1), copy => Assert.Equal(0, copy.Synapses));
        Assert.Equal(circuit.Weights().Drifted(), circuit.CopyDifferences()[^1].Synapses);
        Assert.Empty(circuit.BrokenSilences());

        // who fires when: each layer in its documented phases only
        Dictionary<string, int[]> expected = new()
        {
            ["x"] = [1, 7, 11],
            ["m_x6"] = [6],
            ["h1"] = [2, 5, 7, 9, 11],
            ["h1_copy"] = [2, 7, 11],
            ["h1_copy2"] = [2, 7, 11],
            ["m_h1"] = [3],
            ["c_h1"] = [6],
            ["h1T"] = [5, 6, 9, 10],
            ["o"] = [3, 5, 9],
            ["o_copy"] = [3, 5, 9],
            ["o_copy2"] = [3, 5, 9],
            ["oT-"] = [5, 9],
            ["t"] = [3],
            ["d+"] = [4],
            ["d-"] = [4],
        };
        foreach ((string layer, int[] phases) in expected)
            Assert.Equal(phases, circuit.SpikeCounts().Where(count => count.Layer == layer).Select(count => count.Phase));
        for (int gate = 0; gate < 12; gate++)
            Assert.Equal(
                [new PhaseCount($"g{gate:00}", (gate + 11) % 12, 600)], circuit.SpikeCounts().Where(count => count.Layer == $"g{gate:00}"));
        Assert.Equal(600, Count(circuit, "t", 3));
        Assert.Equal(Count(circuit, "h1", 2), Count(circuit, "h1", 5));
        Assert.Equal(Count(circuit, "d+", 4), Count(circuit, "o", 5));
        Assert.Equal(Count(circuit, "d-", 4), Count(circuit, "o", 9));
    }

    [Fact]
    public void Sizes_are_those_of_the_published_network()
    {
        var weights = BinaryWeights.Random(LayerSizes.Parse("400-400-10"), 1);
        Network training = new SynfireCircuit(weights).Network, inference = new InferenceCircuit(weights).Network;
        Assert.Equal(102, training.Connections.Count);
        Assert.Equal(500_000, training.Connections.Where(c => c.Synapse.Plasticity is not null).Sum(c => c.Count));
        Assert.Equal(17_203, training.Connections.Where(c => c.Synapse.Plasticity is null).Sum(c => c.Count));
        Assert.Equal(
            (27, 3282), (training.Populations.OfType<NeuronGroup>().Count(), training.Populations.OfType<NeuronGroup>().Sum(g => g.Count)));
        Assert.Equal((11, 165_215), (inference.Connections.Count, inference.Connections.Sum(c => c.Count)));
        Assert.Equal(
            (7, 814), (inference.Populations.OfType<NeuronGroup>().Count(), inference.Populations.OfType<NeuronGroup>().Sum(g => g.Count)));
    }

    // Counts from a separate simulation of every time step, with initial weights and sample order of the authors' script (seed 43).
    [MnistFact]
    public void The_first_samples_of_MNIST_fire_the_spikes_that_a_separate_simulation_counted()
    {
        (BinarySamples train, _) = Mnist.LoadBinary();
        var random = new NumpyRandomState(43);
        int[] loaded = random.Permutation(train.Count), shuffled = new NumpyRandomState(43).Permutation(train.Count);
        BinaryWeights start = AuthorsWeights(new NumpyRandomState(44), LayerSizes.Parse("400-400-10"));

        var circuit = new SynfireCircuit(start);
        var fast = new FastBackprop(start);
        for (int i = 0; i < 1000; i++)
        {
            int sample = loaded[shuffled[i]];
            Assert.Equal(fast.Learn(train.Active(sample), train.Label(sample)), circuit.Learn(train.Active(sample), train.Label(sample)));
            if (i == 299)
                foreach ((string layer, int phase, int spikes) in Published) Assert.Equal(
                    (layer, phase, spikes), (layer, phase, Count(circuit, layer, phase)));
        }
        Assert.Equal(0, circuit.Weights().Differences(fast.Weights()));
        Assert.All(circuit.CopyDifferences(), copy => Assert.Equal(0, copy.Synapses));
    }

    static readonly (string Layer, int Phase, int Spikes)[] Published =
    [
        ("x", 1, 29635), (
            "x", 7, 29635), ("x", 11, 29635), ("h1", 2, 21085), ("h1", 5, 21085), ("h1", 7, 10204), ("h1", 9, 21085), ("h1", 11, 10432),
        ("h1_copy", 2, 56268), ("h1_copy2", 2, 5635), ("m_h1", 3, 21085), ("m_x6", 6, 29635), ("c_h1", 6, 50633),
        ("h1T", 5, 21085), ("h1T", 6, 24008), ("h1T", 9, 21085), ("h1T", 10, 24013), ("o", 3, 159), ("o", 5, 62), ("o", 9, 80),
        ("o_copy", 3, 551), ("o_copy2", 3, 45), ("d+", 4, 62), ("d-", 4, 80), ("oT-", 5, 80), ("oT-", 9, 62), ("t", 3, 300),
    ];

    [Fact]
    public void Hidden_sums_above_9216_fire_ungated_units_in_phase_0_and_change_no_weight()
    {
        var layers = LayerSizes.Parse("60-6-3");
        var start = BinaryWeights.Of(
            layers, (m, _, post) => m == 1 ? 150 : post < 2 ? 240 : 10); // units 0, 1: 14,400; the others 600
        var all = BinarySamples.FromBits("all on", 60, 3, [0, 1, 2, 0, 1], (_, bits) => bits.Fill(true));
        var circuit = new SynfireCircuit(start);
        AssertEqualLearning(circuit, new BinaryBackprop(start), all, all.Count);
        Assert.Contains(circuit.BrokenSilences(), count => count is { Layer: "h1", Phase: 0 });
        Assert.All(circuit.BrokenSilences(), count => Assert.Equal(0, count.Phase));
    }

    [Fact]
    public void At_the_limits_the_transposed_copy_drifts_as_in_arithmetic()
    {
        var layers = LayerSizes.Parse("3-5-2");
        int[] w2 = [-254, 200, 250, 254, 254];
        var start = BinaryWeights.Of(layers, (m, pre, post) => m == 0 ? 200 : post == 0 ? w2[pre] : 0);
        var samples = BinarySamples.FromBits("on", 3, 2, [1, 1, 1, 0, 0], (_, bits) => bits.Fill(true));
        var circuit = new SynfireCircuit(start);
        AssertEqualLearning(circuit, new BinaryBackprop(start), samples, samples.Count);
        Assert.True(circuit.Weights().Drifted() > 0);
        Assert.Equal(circuit.Weights().Drifted(), circuit.CopyDifferences().Single(copy => copy.Copy == "w2Tm").Synapses);
    }

    [Fact]
    public void The_inference_circuit_answers_as_the_weights_say()
    {
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        OneBitLearner learner = Networks.Trained("64-50-10", new TrainingPlan(20, 3), train, out _);
        var circuit = new InferenceCircuit(learner.Weights());
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
    public void A_trainer_trains_the_circuit_itself()
    {
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        var plan = new TrainingPlan(1, 5) { EvaluateEvery = 500 };
        var start = BinaryWeights.Random(LayerSizes.Parse("64-20-10"), 5);
        OneBitLearner arithmetic = new(start), chip = new(start, form: weights => new SynfireCircuit(weights));
        Assert.Equal(Trainer.Run(arithmetic, plan, train, test).Curve, Trainer.Run(chip, plan, train, test).Curve);
        Assert.Equal(0, arithmetic.Weights().Differences(chip.Weights()));
    }

    [Fact]
    public void A_sample_costs_next_to_no_memory()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var circuit = new SynfireCircuit(BinaryWeights.Random(LayerSizes.Parse("64-50-10"), 1));
        Learn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Learn();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 300.0, 0, 1000);

        void Learn()
        {
            for (int i = 0; i < 300; i++) circuit.Learn(train.Active(i), train.Label(i));
        }
    }

    [Fact]
    public void What_the_circuit_cannot_do_is_said()
    {
        var circuit = new SynfireCircuit(new BinaryWeights(LayerSizes.Parse("4-3-2")));
        Assert.Contains("5 inputs", Assert.Throws<ArgumentException>(() => circuit.Learn(ActiveInputs.Of(5, [4]), 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => circuit.Learn(ActiveInputs.Of(4, [0]), 2));
    }

    static void AssertEqualLearning(SynfireCircuit circuit, IOneBitNetwork arithmetic, BinarySamples samples, int count)
    {
        for (int i = 0; i < count; i++)
            Assert.Equal(arithmetic.Learn(samples.Active(i), samples.Label(i)), circuit.Learn(samples.Active(i), samples.Label(i)));
        Assert.Equal(0, circuit.Weights().Differences(arithmetic.Weights()));
    }

    static long Count(SynfireCircuit circuit, string layer, int phase)
        => circuit.SpikeCounts().SingleOrDefault(count => count.Layer == layer && count.Phase == phase)?.Spikes ?? 0;

    static BinaryWeights AuthorsWeights(NumpyRandomState random, LayerSizes layers)
    {
        return BinaryWeights.Of(layers, (m, _, _) =>
        {
            double factor = Math.Sqrt(2.0 / (layers[m] + layers[m + 1]));
            return 2 * (int)(Math.Clamp(random.Normal(0, 1) * factor * 1024, -240, 240) / 2);
        });
    }
}
