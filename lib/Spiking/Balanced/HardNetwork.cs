using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Spiking;

/// <summary>Who fires of those above threshold.</summary>
public enum FiringRule
{
    /// <summary>All of them in the same bin.</summary>
    All,
    /// <summary>
    /// One, drawn at random: what the theory of efficient balance assumes, and what needs neurons to know of each other at once.
    /// </summary>
    One,
}

/// <summary>A hard threshold with delayed spikes: a neuron fires where v_i > T_i = |W_i|^2 / 2.</summary>
/// <remarks>The classic rule (Boerlin, Machens, Deneve 2013) in the delayed setting of Rullan Buxo, Pillow 2020.</remarks>
public sealed record HardNetwork : BalancedNetwork
{
    /// <summary>Who fires of those above threshold.</summary>
    public FiringRule Rule { get; init; }

    internal override Firing Firing(double step) => new HardThreshold(this);
}

/// <summary>The kernel of the hard threshold.</summary>
sealed class HardThreshold(HardNetwork network) : Firing
{
    readonly VoltageRows _rows = new(network.Weights, 1);
    readonly int _neurons = network.Weights.Neurons;

    public override bool OneOnly { get; } = network.Rule == FiringRule.One;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one loop that is hot from the first run on
    public override int Decide(int bin, ReadOnlySpan<double> error, ReadOnlySpan<float> own, Span<int> fired)
    {
        var count = 0;
        for (var first = 0; first < _rows.Padded; first += 16)
        {
            var above = Vector512.GreaterThan(_rows.Scaled(first, error, own), Vector512<float>.Zero);
            count = VoltageRows.Append(first, above.ExtractMostSignificantBits(), _neurons, fired, count);
        }
        return count;
    }
}
