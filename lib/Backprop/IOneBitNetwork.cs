using Spikebook.Data;

namespace Spikebook.Backprop;

/// <summary>
/// One of the three views of the algorithm: arithmetic (<see cref="BinaryBackprop"/>), fast arithmetic (<see cref="FastBackprop"/>) or
/// spikes
/// (<see cref="SynfireCircuit"/>). All come out with the same weights, bit for bit, as long as <see cref="Breach"/> is null.
/// </summary>
public interface IOneBitNetwork
{
    /// <summary>Units per layer.</summary>
    LayerSizes Layers { get; }

    /// <summary>Learns one sample: forward, error, backward, update.</summary>
    /// <param name="active">The inputs that are 1.</param>
    /// <param name="label">The output unit that should fire, alone.</param>
    /// <returns>Whether the output was exactly the target before the update.</returns>
    /// <exception cref="ArgumentException">The sample has another number of inputs, or there is no such output.</exception>
    bool Learn(ActiveInputs active, int label);

    /// <summary>The output potentials of the sample that was shown last, before the change that it made; a unit fires above 512.</summary>
    ReadOnlySpan<int> Outputs { get; }

    /// <summary>The output potentials of a sample; nothing is learned.</summary>
    /// <param name="active">The inputs that are 1.</param>
    /// <param name="potentials">Receives one potential an output unit; a unit fires above 512.</param>
    /// <exception cref="ArgumentException">The sample has another number of inputs.</exception>
    void Infer(ActiveInputs active, Span<int> potentials);

    /// <summary>The weights as they are now.</summary>
    BinaryWeights Weights();

    /// <summary>
    /// Where the sums first left the range in which all three views agree (<see cref="CircuitRange"/>); null while they have not.
    /// </summary>
    RangeBreach? Breach { get; }
}
