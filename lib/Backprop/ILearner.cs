namespace Spikebook.Backprop;

/// <summary>
/// One of the three views of the algorithm: arithmetic (<see cref="BinaryBackprop"/>), fast arithmetic (<see cref="FastBackprop"/>) or spikes.
/// All come out with the same weights, bit for bit.
/// </summary>
public interface ILearner
{
    /// <summary>Units per layer.</summary>
    LayerSizes Layers { get; }

    /// <summary>Learns one sample: forward, error, backward, update.</summary>
    /// <param name="active">The inputs that are 1, in rising order.</param>
    /// <param name="label">The output unit that should fire, alone.</param>
    /// <returns>Whether the output was exactly the target before the update.</returns>
    bool Learn(ReadOnlySpan<ushort> active, int label);

    /// <summary>The output potentials of a sample; nothing is learned.</summary>
    /// <param name="active">The inputs that are 1, in rising order.</param>
    /// <param name="potentials">Receives one potential an output unit; a unit fires above 512.</param>
    void Infer(ReadOnlySpan<ushort> active, Span<int> potentials);

    /// <summary>A copy of the weights as they are now.</summary>
    BinaryWeights Weights();
}
