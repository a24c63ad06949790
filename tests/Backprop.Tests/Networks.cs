using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;
using Spikebook.Randomness;
using Spikebook.Training;

namespace Spikebook.Backprop.Tests;

/// <summary>Small random networks and samples, dense enough that every branch of the algorithm is taken.</summary>
static class Networks
{
    public static Gen<LayerSizes> Sizes(int deepest = 4)
        => Gen.Choose(3, deepest).SelectMany(count => Gen.ArrayOf(Gen.Choose(1, 40), count)).Select(sizes => new LayerSizes(sizes));

    /// <summary>Weights over the whole range, so that limits, box edges and drift are met.</summary>
    public static BinaryWeights Wild(LayerSizes layers, ulong seed, int smallest = -256, double mean = 0.25)
    {
        RandomStream random = Streams.For(seed, "wild-weights");
        return BinaryWeights.Of(layers, (m, _, _) =>
        {
            // a positive mean in large layers would leave the box at once
            double spread = 700 / Math.Sqrt(layers[m]);
            return 2 * (int)Math.Clamp((random.NextGaussian() + mean) * spread / 2, smallest / 2, 127);
        });
    }

    /// <summary>A learner that has learned from random weights of the plan's seed.</summary>
    public static OneBitLearner Trained(string sizes, TrainingPlan plan, BinarySamples train, out TrainingRun run)
    {
        OneBitLearner learner = new(BinaryWeights.Random(LayerSizes.Parse(sizes), plan.Seed));
        run = Trainer.Run(learner, plan, train);
        return learner;
    }

    public static BinarySamples Samples(LayerSizes layers, int count, ulong seed, double density = 0.4)
    {
        RandomStream random = Streams.For(seed, "samples");
        byte[] labels = [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt(layers.Outputs))];
        return BinarySamples.FromBits("random", layers.Inputs, layers.Outputs, labels, (_, bits) =>
        {
            for (int i = 0; i < bits.Length; i++) bits[i] = random.NextDouble() < density;
        });
    }
}
