using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Backprop.Tests;

/// <summary>Small random networks and samples, dense enough that every branch of the algorithm is taken.</summary>
static class Networks
{
    public static Gen<LayerSizes> Sizes(int deepest = 4)
        => Gen.Choose(3, deepest).SelectMany(count => Gen.ArrayOf(Gen.Choose(1, 40), count)).Select(sizes => new LayerSizes(sizes));

    /// <summary>Weights over the whole range, so that limits, box edges and drift are met.</summary>
    public static BinaryWeights Wild(LayerSizes layers, ulong seed, int smallest = -256, double mean = 0.25)
    {
        var weights = new BinaryWeights(layers);
        RandomStream random = Streams.For(seed, "wild-weights");
        for (int m = 0; m < layers.Matrices; m++)
        {
            // a positive mean in large layers would leave the box at once
            double spread = 700 / Math.Sqrt(layers[m]);
            foreach (ref short w in weights.Forward(m))
                w = (short)(2 * (int)Math.Clamp((random.NextGaussian() + mean) * spread / 2, smallest / 2, 127));
            for (int i = 0; i < weights.Minus(m).Length; i++) weights.Minus(m)[i] = (short)Math.Clamp(-weights.Forward(m)[i], smallest, 254);
        }
        return weights;
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
