using BenchmarkDotNet.Attributes;
using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Benchmarks;

/// <summary>
/// Time to learn one sample, 400-400-10, from partly trained weights. For comparison: the authors' NumPy program takes 470 us a sample
/// on the machine where these were first run, the chip 1,480 us.
/// </summary>
[WarmupCount(3), IterationCount(5)]
[MemoryDiagnoser]
public class BackpropBenchmarks
{
    const int Samples = 500;

    BinarySamples _samples = null!;
    BinaryBackprop _plain = null!;
    FastBackprop _fast = null!;
    SynfireCircuit _circuit = null!;
    InferenceCircuit _inference = null!;

    [GlobalSetup]
    public void Train()
    {
        var layers = LayerSizes.Parse("400-400-10");
        _samples = Mnist.TryFind() is null ? Blobs(layers) : Mnist.LoadBinary().Train;
        var start = new FastBackprop(BinaryWeights.Random(layers, 1));
        for (int i = 0; i < _samples.Count; i++) start.Learn(_samples.Active(i), _samples.Label(i));
        BinaryWeights weights = start.Weights();
        (_plain, _fast, _circuit, _inference) = (new(weights), new(weights), new(weights), new(weights));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Samples)]
    public void PlainArithmetic() => Learn(_plain);

    [Benchmark(OperationsPerInvoke = Samples)]
    public void FastArithmetic() => Learn(_fast);

    [Benchmark(OperationsPerInvoke = Samples)]
    public void CircuitOnTheEmulator() => Learn(_circuit);

    [Benchmark(OperationsPerInvoke = Samples)]
    public void InferenceCircuitOnTheEmulator()
    {
        for (int i = 0; i < Samples; i++) _inference.Infer(_samples.Active(i));
    }

    void Learn(IOneBitNetwork learner)
    {
        for (int i = 0; i < Samples; i++) learner.Learn(_samples.Active(i), _samples.Label(i));
    }

    // As many active inputs as MNIST has: each class is a random pattern of 99 inputs with a tenth of them replaced.
    static BinarySamples Blobs(LayerSizes layers)
    {
        int[][] patterns = [.. Enumerable.Range(0, layers.Outputs)
            .Select(k => Streams.For(1, "patterns", k).Permutation(layers.Inputs)[..99])];
        RandomStream random = Streams.For(1, "samples");
        byte[] labels = [.. Enumerable.Range(0, 5000).Select(_ => (byte)random.NextInt(layers.Outputs))];
        return BinarySamples.FromBits("patterns", layers.Inputs, layers.Outputs, labels, (sample, bits) =>
        {
            foreach (int input in patterns[labels[sample]]) bits[random.NextInt(10) == 0 ? random.NextInt(bits.Length) : input] = true;
        });
    }
}
