using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Spiking;

/// <summary>
/// Synapses between two layers, y = W x, seen from their sources: a number x_j adds x_j times its column of W to the targets, a spike adds
/// the column itself. So a network of numbers and one of spikes run the same synapses.
/// </summary>
public abstract class SynapticLayer
{
    /// <summary>A layer.</summary>
    /// <param name="inputs">Number of sources.</param>
    /// <param name="outputs">Number of targets.</param>
    /// <param name="weights">Weights, each once however often it is used.</param>
    private protected SynapticLayer(int inputs, int outputs, float[] weights) => (Inputs, Outputs, WeightArray) =
        (inputs, outputs, weights);

    /// <summary>Number of sources.</summary>
    public int Inputs { get; }

    /// <summary>Number of targets.</summary>
    public int Outputs { get; }

    /// <summary>Weights that are stored.</summary>
    public ReadOnlySpan<float> Weights => WeightArray;

    /// <summary>Connections from a source to a target; a convolution has many more than weights.</summary>
    public long Synapses => Enumerable.Range(0, Inputs).Sum(source => (long)FanOut(source));

    /// <summary>Whether a trainer may change the weights.</summary>
    public virtual bool Learns => true;

    internal float[] WeightArray { get; }

    /// <summary>Mean number of sources that reach a target: how a random start is scaled.</summary>
    internal double FanIn => (double)Synapses / Outputs;

    /// <summary>Synapses that leave a source.</summary>
    public abstract int FanOut(int source);

    /// <summary>y += amount W[:, source].</summary>
    public abstract void Add(int source, float amount, Span<float> targets);

    /// <summary>The same layer with all weights times a factor.</summary>
    public abstract SynapticLayer Scaled(float factor);

    /// <summary>dL/dW += x_source dL/dy, and returns dL/dx_source.</summary>
    internal abstract float Backward(int source, float x, ReadOnlySpan<float> targets, Span<float> gradient);

    // Sixteen lanes on every machine: the same rounding everywhere.
    private protected static void Axpy(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        int i = 0;
        ref float from = ref MemoryMarshal.GetReference(x), to = ref MemoryMarshal.GetReference(y);
        for (; i + 16 <= x.Length; i += 16)
            (Vector512.LoadUnsafe(ref to, (nuint)i) + Vector512.LoadUnsafe(ref from, (nuint)i) * a).StoreUnsafe(ref to, (nuint)i);
        for (; i < x.Length; i++) y[i] += x[i] * a;
    }

    private protected static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        int i = 0;
        var lanes = Vector512<float>.Zero;
        ref float a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        for (; i + 16 <= x.Length; i += 16) lanes += Vector512.LoadUnsafe(ref a, (nuint)i) * Vector512.LoadUnsafe(ref b, (nuint)i);
        float sum = 0;
        for (int lane = 0; lane < 16; lane++) sum += lanes[lane];
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    private protected static float[] Times(float[] weights, float factor) => [.. weights.Select(w => w * factor)];
}
