using System.Buffers.Binary;
using System.Security.Cryptography;
using Spikebook.Data;
using Spikebook.Data.Tests;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

/// <summary>
/// Runs recorded bit for bit before training left this room: whoever changes one of these numbers says which old value was wrong, and why.
/// </summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("64-100-10", 3, 1, "circuit", "Glorot", 0, "9513f820e972af00")]
    [InlineData("64-60-10", 3, 11, "circuit", "Glorot", 700, "018444d254de9d62")]
    [InlineData("64-60-10", 2, 5, "circuit", "He", 0, "09052879ffe5323b")]
    [InlineData("64-60-10", 4, 2, "numpy", "Glorot", 0, "3f9568cef6bdec6b")]
    [InlineData("64-40-30-10", 3, 3, "circuit", "Glorot", 1000, "cfc6956d4fd13649")]
    [InlineData("64-300-20-20-10", 2, 4, "circuit", "Glorot", 0, "9736dda476841a1c")]
    public void The_fast_form_on_digits(string sizes, int epochs, ulong seed, string rules, string scale, int evaluateEvery, string golden)
        => Assert.Equal(golden, Run(sizes, epochs, seed, rules, scale, evaluateEvery, "fast", 1437));

    [Theory]
    [InlineData("64-60-10", 1, 11, "circuit", "c076e08f6aa64da0")]
    [InlineData("64-30-20-10", 2, 6, "circuit", "ce3bbd8ade8d2c1e")]
    [InlineData("64-30-10", 2, 7, "numpy", "6d630ce77f064bae")]
    public void Plain_arithmetic_on_digits(string sizes, int epochs, ulong seed, string rules, string golden)
        => Assert.Equal(golden, Run(sizes, epochs, seed, rules, "Glorot", 500, "plain", 700));

    [Theory]
    [InlineData("64-60-10", 2, 11, "c7069f34e9c5db4d")]
    [InlineData("64-30-20-10", 2, 6, "92e2fda5ed404a59")]
    [InlineData("64-20-16-12-10", 1, 8, "59ea3e80e153dd83")]
    public void The_circuit_on_digits(string sizes, int epochs, ulong seed, string golden)
        => Assert.Equal(golden, Run(sizes, epochs, seed, "circuit", "Glorot", 150, "circuit", 400));

    [Fact]
    public void Evaluations_and_confusions()
    {
        (_, BinarySamples test) = Digits.LoadBinary();
        OneBitLearner net = new(BinaryWeights.Random(LayerSizes.Parse("64-100-10"), 1));
        var e = Evaluation.Of(net, test);
        Assert.Equal("ef5b7826bc2d1528", Hash(hash => Add(hash, ((double[])[e.Samples, e["exact"], e["spikes"], e["potentials"], e["mse"]])
            .Select(BitConverter.DoubleToInt64Bits))));
        Assert.Equal(
            "bf147dcfc0c9bb20", Hash(hash => Add(hash, ConfusionMatrix.Of(net, test).Counts.Cast<int>().Select(count => (long)count))));
    }

    [Fact]
    public void Splits_of_shipped_data()
    {
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        Assert.Equal("c40fa93e01503900", train.Fingerprint()[..16]);
        Assert.Equal("34f6599553a04013", test.Fingerprint()[..16]);
        Assert.Equal("29a106f64caff932", train.Take(1000).Fingerprint()[..16]);
        Assert.Equal("609c66dfd452a955", FeatureTable.Iris().Thermometer(4).Fingerprint()[..16]);
        Assert.Equal("9deafbb1e901445d", FeatureTable.BreastCancer().Thermometer(3).Fingerprint()[..16]);
    }

    [Fact]
    public void Initial_weights()
    {
        Assert.Equal("9e01c349c16d9090", Hash(hash => Add(hash, BinaryWeights.Random(LayerSizes.Parse("400-400-10"), 1))));
        Assert.Equal("549d4e8167a1a092", Hash(hash => Add(hash, BinaryWeights.Random(LayerSizes.Parse("64-30-20-10"), 9, WeightScale.He))));
    }

    [MnistFact]
    public void An_epoch_of_MNIST()
    {
        (BinarySamples train, BinarySamples test) = Mnist.LoadBinary();
        OneBitLearner learner = new(BinaryWeights.Random(LayerSizes.Parse("400-400-10"), 1));
        Assert.Equal("1d31f18887744ddc", Hash(hash => Add(hash, learner, new TrainingPlan(1, 1), train, test)));
        Assert.Equal("2eda8237a5140c25", train.Fingerprint()[..16]);
        Assert.Equal("d22043486b99daf9", test.Fingerprint()[..16]);
    }

    static string Run(string sizes, int epochs, ulong seed, string rules, string scale, int evaluateEvery, string form, int count)
    {
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        LearningRules variant = rules == "circuit" ? LearningRules.Circuit : LearningRules.NumPyReference;
        OneBitLearner learner = new(
            BinaryWeights.Random(LayerSizes.Parse(sizes), seed, Enum.Parse<WeightScale>(scale)), variant, form switch
            {
                "plain" => weights => new BinaryBackprop(weights, variant),
                "circuit" => weights => new SynfireCircuit(weights),
                _ => null,
            });
        return Hash(hash => Add(hash, learner, new TrainingPlan(epochs, seed) { EvaluateEvery = evaluateEvery }, train.Take(count), test));
    }

    static void Add(IncrementalHash hash, OneBitLearner learner, TrainingPlan plan, BinarySamples train, BinarySamples test)
    {
        foreach (LearningPoint point in Trainer.Run(learner, plan, train, test).Curve)
        {
            double[] values =
            [
                point.Epoch, point.Samples, point.Train["exact"],
                point.Test!["exact"], point.Test["spikes"], point.Test["potentials"], point.Test["mse"],
            ];
            Add(hash, values.Select(BitConverter.DoubleToInt64Bits));
        }
        Add(hash, learner.Weights());
    }

    static void Add(IncrementalHash hash, BinaryWeights weights)
    {
        for (int m = 0; m < weights.Layers.Matrices; m++)
        {
            foreach (short weight in weights.Forward(m)) Add(hash, weight);
            foreach (short weight in weights.Minus(m)) Add(hash, weight);
        }
    }

    static void Add(IncrementalHash hash, IEnumerable<long> values)
    {
        foreach (long value in values) Add(hash, value);
    }

    static void Add(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    static string Hash(Action<IncrementalHash> add)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        add(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
