using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>The trace of each neuron of a population, as one connection keeps it.</summary>
sealed class TraceState
{
    readonly Trace _trace;
    readonly double _keep;
    readonly ulong _key;

    public readonly byte[] Values;

    public TraceState(Trace trace, TraceDecay decay, int count, ulong key)
    {
        _trace = trace;
        _keep = trace.Keep(decay);
        _key = key;
        Values = new byte[count];
    }

    /// <summary>Draws used instead of random ones, when a recorded run is replayed: (step, index) to 0 or 1.</summary>
    public Func<long, int, int>? Replay { get; set; }

    public void Update(long step, Fired fired)
    {
        if (Values.Length == 0) return;
        for (int i = 0; i < Values.Length; i++)
        {
            int value = Values[i];
            if (value != 0) value = Decayed(value, step, i);
            Values[i] = (byte)value;
        }
        foreach (int i in fired.Indices) Values[i] = (byte)Math.Min(Trace.Max, Values[i] + _trace.Impulse);
    }

    int Decayed(int value, long step, int index)
    {
        double kept = value * _keep;
        int whole = (int)kept;
        if (Replay is { } replay) return Math.Min(Trace.Max, whole + replay(step, index));
        if (kept == whole) return whole;
        var (draw, _, _, _) = Philox.Block(_key, (ulong)index, (ulong)step);
        return whole + (draw * (1.0 / (1UL << 32)) < kept - whole ? 1 : 0);
    }
}
