namespace Spikebook.Spiking;

/// <summary>Every source to every target.</summary>
public sealed class DenseLayer : SynapticLayer
{
    /// <summary>A layer of given weights, source after source: weight of (source, target) at source * outputs + target.</summary>
    /// <exception cref="ArgumentException">A size below 1, or a number of weights that does not fit.</exception>
    public DenseLayer(int inputs, int outputs, float[] weights) : base(inputs, outputs, weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (inputs < 1 || outputs < 1)
            throw new ArgumentException($"a dense layer of {inputs} sources and {outputs} targets; use at least one of each");
        if (weights.Length != inputs * outputs)
            throw new ArgumentException($"{weights.Length} weights for {inputs} x {outputs}; give {inputs * outputs}");
    }

    /// <summary>A layer of zeros, for a trainer to start from.</summary>
    public DenseLayer(int inputs, int outputs) : this(inputs, outputs, new float[Math.Max(inputs, 0) * Math.Max(outputs, 0)])
    {
    }

    /// <inheritdoc/>
    public override int FanOut(int source) => Outputs;

    /// <inheritdoc/>
    public override void Add(int source, float amount, Span<float> targets) => Axpy(amount, WeightArray.AsSpan(source * Outputs, Outputs),
        targets);

    /// <inheritdoc/>
    public override SynapticLayer Scaled(float factor) => new DenseLayer(Inputs, Outputs, Times(WeightArray, factor));

    internal override float Backward(int source, float x, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        if (x != 0) Axpy(x, targets, gradient.Slice(source * Outputs, Outputs));
        return Dot(WeightArray.AsSpan(source * Outputs, Outputs), targets);
    }
}
