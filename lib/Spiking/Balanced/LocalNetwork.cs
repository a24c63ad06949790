using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// The local form: neurons are conditionally Poisson with a soft threshold. Rate f = f_max / (1 + f_max e^{-alpha (v_i - T_i)}) + f_min
/// with T_i = |W_i|^2 / 2, probability of a spike in a bin 1 - e^{-f dt}.
/// </summary>
/// <remarks>Source: Rullan Buxo, Pillow 2020, PLoS Comput Biol 16, e1008261.</remarks>
public sealed record LocalNetwork : BalancedNetwork
{
    /// <summary>alpha: how sharp the threshold is, per unit of voltage; a hard threshold is its limit at infinity.</summary>
    public double Sharpness { get; init; } = 1000;

    /// <summary>f_max, spikes/s.</summary>
    public double MaxRate { get; init; } = 100;

    /// <summary>f_min, spikes/s.</summary>
    public double MinRate { get; init; }

    // F(v) = f_max / (1 + f_max e^{-alpha (v - T)}) + f_min
    /// <summary>Rate of a neuron at a voltage, spikes/s, for a threshold T.</summary>
    public double Rate(double voltage, double threshold) => MaxRate / (1 + MaxRate * Real.Exp(-Sharpness * (voltage - threshold)))
        + MinRate;

    internal override Firing Firing(double step)
    {
        if (!(Sharpness > 0) || !double.IsFinite(Sharpness))
            throw new ArgumentException(Invariant($"Sharpness = {Sharpness} must be above 0 and finite")
                + "; use HardNetwork for a hard threshold");
        if (!(MaxRate > 0) || !double.IsFinite(MaxRate))
            throw new ArgumentException(Invariant($"MaxRate = {MaxRate} spikes/s must be above 0 and finite"));
        if (!(MinRate >= 0) || !double.IsFinite(MinRate))
            throw new ArgumentException(Invariant($"MinRate = {MinRate} spikes/s must not be below 0"));
        return new SoftThreshold(this, step);
    }
}

/// <summary>The kernel of the local form: sixteen neurons at a time.</summary>
sealed class SoftThreshold : Firing
{
    readonly VoltageRows _rows; // alpha W_i, alpha T_i, alpha |W_i|^2
    readonly RandomStream _random;
    readonly Vector512<float> _maxRate, _maxExpected, _minExpected;
    readonly Vector512<uint> _mostBelow; // of the random words that can mean a spike below the threshold
    readonly LocalNetwork _network;
    readonly double _step;
    readonly int _blocks, _neurons;

    public SoftThreshold(LocalNetwork network, double step)
    {
        _neurons = network.Weights.Neurons;
        _rows = new VoltageRows(network.Weights, network.Sharpness);
        _random = Streams.For(network.Seed, "spikes");
        _maxRate = Vector512.Create((float)network.MaxRate);
        _maxExpected = Vector512.Create((float)(network.MaxRate * step));
        _minExpected = Vector512.Create((float)(network.MinRate * step));
        (_network, _step) = (network, step);
        _mostBelow = Vector512.Create(MostWords(0));
        _blocks = _rows.Padded / PhiloxWords.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one loop that is hot from the first run on
    public override int Decide(int bin, ReadOnlySpan<double> error, ReadOnlySpan<float> own, Span<int> fired)
    {
        var count = 0;
        var most = Vector512.Create(MostWords(_rows.Highest(error)));
        for (var block = 0; block < _blocks; block++)
        {
            PhiloxWords.Fill(_random, (long)bin * _blocks + block, out var w0, out var w1, out var w2, out var w3);
            var first = block * PhiloxWords.Count;
            count = Group(first, w0, most, error, own, fired, count);
            count = Group(first + 16, w1, most, error, own, fired, count);
            count = Group(first + 32, w2, most, error, own, fired, count);
            count = Group(first + 48, w3, most, error, own, fired, count);
        }
        return count;
    }

    // A spike is u < 1 - e^{-f dt}, u uniform. Who has u >= f_bound dt does not fire, where f_bound is the rate at the highest voltage
    // that any neuron can have at this error: then its own is not asked for (thinning: Lewis, Shedler 1979). Below the threshold the bound
    // is f <= 1/s + f_min. A part in a thousand more covers rounding.
    uint MostWords(double voltage)
        => VoltageRows.WordsBelow(1.001 * (_network.MaxRate / (1 + _network.MaxRate * Real.Exp(-voltage)) + _network.MinRate) * _step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Group(int first, Vector512<uint> words, Vector512<uint> most, ReadOnlySpan<double> error, ReadOnlySpan<float> own, Span<int> fired,
        int count)
    {
        if (!Vector512.LessThanAny(words, most)) return count;
        var z = _rows.Scaled(first, error, own); // alpha (v - T)
        var above = Vector512.GreaterThan(z, Vector512<float>.Zero).AsUInt32();
        if (!Vector512.LessThanAny(words, Vector512.ConditionalSelect(above, most, _mostBelow))) return count;
        var expected = _maxExpected / Vector512.FusedMultiplyAdd(_maxRate, VectorExp.Exp(-z), Vector512<float>.One) + _minExpected; // f dt
        var uniform = VoltageRows.Uniform(words);
        if (!Vector512.LessThanAny(uniform, expected)) return count; // 1 - e^{-x} <= x
        var spikes = Vector512.LessThan(uniform, VectorExp.OneMinusExp(expected));
        return VoltageRows.Append(first, spikes.ExtractMostSignificantBits(), _neurons, fired, count);
    }
}
