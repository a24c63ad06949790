using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>Which values a weight, delay or tag can take, and how a change is rounded to them.</summary>
readonly struct StoredRange
{
    readonly WeightRounding _rounding;
    readonly int _unit, _lowest, _highest;

    StoredRange(WeightRounding rounding, int unit, int lowest, int highest)
        => (_rounding, _unit, _lowest, _highest) = (rounding, unit, lowest, highest);

    public static StoredRange Of(RuleTarget target, Synapse synapse, Conventions conventions)
    {
        if (target == RuleTarget.Delay) return new(conventions.Rounding, 1, 0, Synapse.MaxDelay);
        if (target == RuleTarget.Tag) return new(conventions.Rounding, 1, -256, 255);
        bool odd = conventions.OddMixedWeights && synapse.Sign == SignMode.Mixed;
        int unit = odd ? Math.Max(1, synapse.Unit / 2) : synapse.Unit;
        bool symmetric = conventions.LowestWeight == LowestWeight.Symmetric
            || conventions.LowestWeight == LowestWeight.InhibitoryMinus255 && synapse.Sign == SignMode.Inhibitory;
        int lowest = symmetric ? Math.Max(synapse.Lowest, unit - 256) : synapse.Lowest;
        return new(conventions.Rounding, unit, lowest, synapse.Sign == SignMode.Inhibitory ? 0 : 256 - unit);
    }

    /// <summary>Whether the change can be added without a random draw.</summary>
    public bool IsExact(long change, int fractionBits) => (change & ((long)_unit << fractionBits) - 1) == 0;

    /// <summary>value + change 2^-fractionBits, rounded and clipped.</summary>
    /// <param name="value">The stored value.</param>
    /// <param name="change">Fixed-point change.</param>
    /// <param name="fractionBits">Its fraction bits.</param>
    /// <param name="draw">16 random bits.</param>
    public short Add(int value, long change, int fractionBits, int draw)
    {
        bool stochastic = _rounding == WeightRounding.Stochastic;
        long rounded = stochastic ? Stochastic(change, fractionBits, draw) : AwayFromZero(change, fractionBits, draw);
        return (short)Math.Clamp(value + rounded, _lowest, _highest);
    }

    // change = units · U + rest with 0 <= rest < U; one unit more with probability rest / U; U is the stored unit with seven fraction bits
    long Stochastic(long change, int fractionBits, int draw)
    {
        long seven = fractionBits >= 7 ? change >> fractionBits - 7 : change << 7 - fractionBits;
        long whole = (long)_unit << 7, rest = seven & whole - 1;
        return (seven - rest >> 7) + (draw * whole >> 16 < rest ? _unit : 0);
    }

    /// <summary>Eight values at once; lane i takes draw i of the block, exactly as <see cref="Add(int, long, int, int)"/> would.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Add(Vector256<int> values, Vector256<int> change, int fractionBits, bool isExact, ulong key, int block, long step)
    {
        var draw = Vector256<int>.Zero;
        if (!isExact)
        {
            var (a, b, c, d) = Philox.Block(key, (ulong)block, (ulong)step);
            var draws = Vector128.Create(a, b, c, d).AsUInt16();
            draw = Vector256.Create(Vector128.WidenLower(draws), Vector128.WidenUpper(draws)).AsInt32();
        }
        bool stochastic = _rounding == WeightRounding.Stochastic;
        var rounded = stochastic ? Stochastic(change, fractionBits, draw) : AwayFromZero(change, fractionBits, draw);
        return Vector256.Min(Vector256.Max(values + rounded, Vector256.Create(_lowest)), Vector256.Create(_highest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<int> Stochastic(Vector256<int> change, int fractionBits, Vector256<int> draw)
    {
        var seven = fractionBits >= 7 ? change >> fractionBits - 7 : change << 7 - fractionBits;
        int whole = _unit << 7;
        var rest = seven & Vector256.Create(whole - 1);
        return (seven - rest >> 7) + (Vector256.LessThan(draw * whole >>> 16, rest) & Vector256.Create(_unit));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<int> AwayFromZero(Vector256<int> change, int fractionBits, Vector256<int> draw)
    {
        var sign = change >> 31;
        var magnitude = ((change ^ sign) - sign + Vector256.Create((1 << fractionBits) - 1)) >> fractionBits;
        var rest = magnitude & Vector256.Create(_unit - 1);
        var rounded = magnitude - rest + (Vector256.LessThan(draw * _unit >>> 16, rest) & Vector256.Create(_unit));
        return (rounded ^ sign) - sign;
    }

    long AwayFromZero(long change, int fractionBits, int draw)
    {
        long magnitude = Math.Abs(change) + (1L << fractionBits) - 1 >> fractionBits;
        long rest = magnitude & _unit - 1, rounded = magnitude - rest + ((long)draw * _unit >> 16 < rest ? _unit : 0);
        return change < 0 ? -rounded : rounded;
    }
}
