using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// The population form, a population of conditionally Poisson neurons: mirror pairs on W fire as often as would cancel the error in beta
/// bins, p_i = |[W^+ e]_i| / beta; the sign picks the partner. The expected change of the read-out is e / beta, whatever the weights.
/// </summary>
/// <remarks>Source: Rullan Buxo, Pillow 2020, PLoS Comput Biol 16, e1008261. Weights: <see cref="ReadoutWeights.MirrorPairs"/>.</remarks>
public sealed record PoissonPopulation : BalancedNetwork
{
    /// <summary>beta: bins in which the expected spikes cancel an error; 1/beta is the gain of the loop.</summary>
    public double CorrectionBins { get; init; } = 25;

    internal override Firing Firing(double step)
    {
        if (!(CorrectionBins >= 1) || !double.IsFinite(CorrectionBins))
            throw new ArgumentException(Invariant($"CorrectionBins = {CorrectionBins} must be 1 or more")
                + ": below, an error would be over-corrected in one bin");
        if (InFlight == InFlight.Own)
            throw new ArgumentException("in the population form a neuron's own spikes have no threshold to act on"
                + "; use InFlight.Ignored or All");
        return new ExpectedCounts(this);
    }
}

/// <summary>The kernel of the population form.</summary>
sealed class ExpectedCounts : Firing
{
    readonly VoltageRows _rows;
    readonly RandomStream _random;
    readonly float _gain;
    readonly int _half, _blocks;

    public ExpectedCounts(PoissonPopulation network)
    {
        _rows = new VoltageRows(network.Weights.PseudoinverseOfPairs(), network.Weights.Dimensions);
        _random = Streams.For(network.Seed, "spikes");
        (_gain, _half, _blocks) = ((float)(1 / network.CorrectionBins), network.Weights.Neurons / 2, _rows.Padded / PhiloxWords.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one loop that is hot from the first run on
    public override int Decide(int bin, ReadOnlySpan<double> error, ReadOnlySpan<float> own, Span<int> fired)
    {
        var count = 0;
        for (var block = 0; block < _blocks; block++)
        {
            PhiloxWords.Fill(_random, (long)bin * _blocks + block, out var w0, out var w1, out var w2, out var w3);
            var first = block * PhiloxWords.Count;
            count = Group(first, w0, error, fired, count);
            count = Group(first + 16, w1, error, fired, count);
            count = Group(first + 32, w2, error, fired, count);
            count = Group(first + 48, w3, error, fired, count);
        }
        return count;
    }

    // p = |[W^+ e]_i| / beta; neuron i + N/2 pulls up, its mirror i down
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Group(int first, Vector512<uint> words, ReadOnlySpan<double> error, Span<int> fired, int count)
    {
        var wanted = _rows.Scaled(first, error, []) * Vector512.Create(_gain);
        var fires = Vector512.LessThan(VoltageRows.Uniform(words), Vector512.Abs(wanted)).ExtractMostSignificantBits();
        if (fires == 0) return count;
        var down = wanted.ExtractMostSignificantBits();
        count = VoltageRows.Append(first, fires & down, _half, fired, count);
        var before = count;
        count = VoltageRows.Append(first, fires & ~down, _half, fired, count);
        for (var k = before; k < count; k++) fired[k] += _half;
        return count;
    }
}
