using System.Runtime.CompilerServices;

namespace Spikebook.Loihi;

/// <summary>
/// The trace of each neuron of a population, as one connection keeps it. Whole part and fraction of value · keep come from a table of
/// the 128 values; the fraction is a probability in units of 2^-16.
/// </summary>
sealed class TraceState
{
    const int ChunkBits = 3; // eight draws of 16 bits in a Philox block

    readonly SpikeTrace _trace;
    readonly ulong _key;
    readonly byte[] _whole = new byte[SpikeTrace.Max + 1];
    readonly ushort[] _fraction = new ushort[SpikeTrace.Max + 1];

    public readonly byte[] Values;

    public TraceState(SpikeTrace trace, TraceDecay decay, int stepsAtOnce, int count, ulong key)
    {
        (_trace, _key) = (trace, key);
        Values = new byte[trace.Exists ? count : 0];
        double keep = Real.Pow(trace.Keep(decay), stepsAtOnce);
        for (int value = 0; value <= SpikeTrace.Max; value++)
        {
            double rest = Math.Round((value * keep - (int)(value * keep)) * 65536);
            _whole[value] = (byte)((int)(value * keep) + (rest == 65536 ? 1 : 0));
            _fraction[value] = (ushort)rest;
        }
    }

    /// <summary>Draws used instead of random ones, when a recorded run is replayed: (step, index) to the amount rounded up.</summary>
    public Func<long, int, int>? Replay { get; set; }

    /// <summary>
    /// Decay (of one step, or of all that are taken at once) for neurons first .. end, and the impulses of those that fired.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(long step, Fired fired, int first, int end)
    {
        if (Values.Length == 0 || first == end) return;
        var values = Values;
        for (int chunk = first >> ChunkBits; chunk << ChunkBits < end; chunk++)
            Decay(values, step, Math.Max(first, chunk << ChunkBits), Math.Min(end, chunk + 1 << ChunkBits), chunk);
        foreach (int i in fired.Indices)
            if (i >= first && i < end) values[i] = (byte)Math.Min(SpikeTrace.Max, values[i] + _trace.Impulse);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Decay(byte[] values, long step, int from, int to, int chunk)
    {
        int any = 0;
        for (int i = from; i < to; i++) any |= values[i];
        if (any == 0) return;
        if (Replay is { } replay)
        {
            for (int i = from; i < to; i++) values[i] = (byte)(_whole[values[i]] + (values[i] == 0 ? 0 : replay(step, i)));
            return;
        }
        var draws = new Draws(_key, (ulong)chunk, (ulong)step);
        for (int i = from; i < to; i++)
        {
            int value = values[i];
            values[i] = (byte)(_whole[value] + (draws[i & (1 << ChunkBits) - 1] < _fraction[value] ? 1 : 0));
        }
    }
}
