namespace Spikebook.Plasticity;

/// <summary>One spike of each input in each pattern, in ticks.</summary>
public sealed class SpikeTimes
{
    /// <summary>The latest tick that is taken: longer patterns would make tables of pairs that fit no cache.</summary>
    public const int MostTicks = 1_000_000;

    readonly int[] _ticks;

    SpikeTimes(int[] ticks, int inputs, double tickMs)
    {
        (_ticks, Inputs, TickMs) = (ticks, inputs, tickMs);
        LastTick = ticks.Max();
    }

    /// <summary>Patterns.</summary>
    public int Count => _ticks.Length / Inputs;

    /// <summary>Inputs.</summary>
    public int Inputs { get; }

    /// <summary>Length of a tick in ms.</summary>
    public double TickMs { get; }

    /// <summary>The latest spike of all patterns.</summary>
    public int LastTick { get; }

    /// <summary>When each input fires in a pattern.</summary>
    public ReadOnlySpan<int> Pattern(int index) => _ticks.AsSpan(index * Inputs, Inputs);

    /// <summary>The earliest spike of a pattern.</summary>
    public int First(int index)
    {
        int first = int.MaxValue;
        foreach (int tick in Pattern(index)) first = Math.Min(first, tick);
        return first;
    }

    /// <summary>Patterns made of given times.</summary>
    /// <param name="ticks">Pattern after pattern; none below 0.</param>
    /// <param name="inputs">Inputs of a pattern, up to 32,767.</param>
    /// <param name="tickMs">Length of a tick.</param>
    /// <exception cref="ArgumentException">The lengths do not match, or a time lies below 0 or above 1,000,000 ticks.</exception>
    public static SpikeTimes Of(ReadOnlySpan<int> ticks, int inputs, double tickMs)
    {
        if (inputs is < 1 or > short.MaxValue || ticks.Length == 0 || ticks.Length % inputs != 0)
            throw new ArgumentException($"spike times: {ticks.Length} times do not make patterns of {inputs} inputs (1 … {short.MaxValue})",
                nameof(inputs));
        if (!(tickMs > 0 && double.IsFinite(tickMs)))
            throw new ArgumentException($"spike times: a tick of {tickMs} ms; use a length above 0", nameof(tickMs));
        foreach (int tick in ticks)
            if (tick is < 0 or > MostTicks)
                throw new ArgumentException($"spike times: tick {tick} is outside 0 … {MostTicks}", nameof(ticks));
        return new SpikeTimes(ticks.ToArray(), inputs, tickMs);
    }

    /// <summary>The same spikes, each moved by a normal number of <paramref name="sdMs"/>, rounded to ticks and kept between 0 and
    /// <see cref="LastTick"/>.</summary>
    /// <param name="sdMs">Standard deviation in ms.</param>
    /// <param name="random">Where the numbers come from.</param>
    public SpikeTimes Jittered(double sdMs, Randomness.RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!(sdMs >= 0 && double.IsFinite(sdMs)))
            throw new ArgumentOutOfRangeException(nameof(sdMs), sdMs, $"jitter of {sdMs} ms; use 0 or more");
        return Of([.. _ticks.Select(tick => (int)Math.Clamp(Math.Round(tick + sdMs / TickMs * random.NextGaussian()), 0, LastTick))],
            Inputs, TickMs);
    }
}
