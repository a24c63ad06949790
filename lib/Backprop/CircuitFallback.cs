using Spikebook.Data;

namespace Spikebook.Backprop;

/// <summary>
/// Keeps what it takes to go back to before the sample just learned: weights from time to time, and the samples since then. Within
/// <see cref="CircuitRange"/> the circuit learns from them what arithmetic did, bit for bit.
/// </summary>
sealed class CircuitFallback
{
    const int MostSamples = 2048; // a copy of the weights costs as much as some hundred samples of the fast form

    readonly List<(BinarySamples Samples, int Index)> _since = new(MostSamples);
    BinaryWeights? _weights;

    /// <summary>Says that a network is about to learn a sample.</summary>
    public void Before(IOneBitNetwork network, BinarySamples samples, int index)
    {
        if (_weights is null || _since.Count == MostSamples)
        {
            _weights = network.Weights();
            _since.Clear();
        }
        _since.Add((samples, index));
    }

    /// <summary>The circuit that has learned all samples, the last one too.</summary>
    public SynfireCircuit Replay()
    {
        var circuit = new SynfireCircuit(_weights!);
        foreach (var (samples, index) in _since) circuit.Learn(samples.Active(index), samples.Label(index));
        return circuit;
    }

    /// <summary>Starts anew: the weights came from elsewhere.</summary>
    public void Forget() => _weights = null;
}
