namespace Spikebook.Loihi;

/// <summary>Adds a change to a stored weight and rounds the sum to what can be stored.</summary>
readonly struct WeightUpdate
{
    readonly WeightRounding _rounding;
    readonly int _unit, _lowest, _highest;

    public WeightUpdate(Synapse synapse, Conventions conventions)
    {
        _rounding = conventions.Rounding;
        bool odd = conventions.OddMixedWeights && synapse.Sign == SignMode.Mixed;
        _unit = odd ? Math.Max(1, synapse.Unit / 2) : synapse.Unit;
        _lowest = synapse.Lowest;
        _highest = synapse.Sign == SignMode.Inhibitory ? 0 : 256 - _unit;
    }

    /// <summary>Whether the change can be added without a random draw.</summary>
    public bool IsExact(long change, int fractionBits) => (change & ((long)_unit << fractionBits) - 1) == 0;

    /// <summary>weight + change 2^-fractionBits, rounded and clipped.</summary>
    /// <param name="weight">The stored mantissa.</param>
    /// <param name="change">Fixed-point change.</param>
    /// <param name="fractionBits">Its fraction bits.</param>
    /// <param name="draw">32 random bits.</param>
    public int Apply(int weight, long change, int fractionBits, uint draw)
    {
        long sum = _rounding == WeightRounding.Stochastic
            ? weight + Stochastic(change, fractionBits, draw)
            : weight + AwayFromZero(change, fractionBits, draw);
        return (int)Math.Clamp(sum, _lowest, _highest);
    }

    // change = units · U + rest with 0 <= rest < U; one unit more with probability rest / U; U is the weight's unit with seven fraction bits
    long Stochastic(long change, int fractionBits, uint draw)
    {
        long seven = fractionBits >= 7 ? change >> fractionBits - 7 : change << 7 - fractionBits;
        long whole = (long)_unit << 7, rest = seven & whole - 1, units = (seven - rest) / whole;
        return (units + (((long)draw * whole >>> 32) < rest ? 1 : 0)) * _unit;
    }

    long AwayFromZero(long change, int fractionBits, uint draw)
    {
        long magnitude = Math.Abs(change) + (1L << fractionBits) - 1 >> fractionBits;
        long units = magnitude / _unit, rest = magnitude % _unit;
        if (((long)draw * _unit >>> 32) < rest) units++;
        return Math.Sign(change) * units * _unit;
    }
}
