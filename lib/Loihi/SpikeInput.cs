using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>Spikes from outside into a run.</summary>
public static class SpikeInput
{
    /// <summary>Lets a port of a source send a spike with a tag; it acts in step tag + 1 + delay.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">The source.</param>
    /// <param name="tag">Step in which the port "fires", later than the steps already done (0 is possible before the first step).</param>
    /// <param name="ports">The ports.</param>
    /// <exception cref="ArgumentException">The tag is over, there is no such port, or it already sends with this tag.</exception>
    public static void Send(this LoihiRun run, SpikeSource source, long tag, params ReadOnlySpan<int> ports)
    {
        var state = run.Machine.StateOf(source);
        long earliest = run.Step == 0 ? 0 : run.Step + 1;
        // the texts of errors are made only for errors: a circuit sends a hundred spikes a sample
        if (tag < earliest)
            Bounds.Check(tag, earliest, long.MaxValue, $"{source.Name}: tag", "that step is over; send with the tag of a step to come");
        foreach (int port in ports)
        {
            if ((uint)port >= (uint)source.Count) Bounds.Check(port, 0, source.Count - 1, $"{source.Name}: port");
            if (state.Waits(tag, port)) throw state.Twice(tag, port);
        }
        if (IsAscending(ports))
        {
            foreach (int port in ports) state.Add(tag, port);
            return;
        }
        int[] sorted = [.. ports]; // what comes in order need not be sorted when the step comes
        Array.Sort(sorted);
        foreach (int port in sorted) state.Add(tag, port);

        static bool IsAscending(ReadOnlySpan<int> ports)
        {
            for (int k = 1; k < ports.Length; k++)
                if (ports[k] < ports[k - 1]) return false;
            return true;
        }
    }

    /// <summary>Lets a port send spikes with several tags.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">The source.</param>
    /// <param name="port">The port.</param>
    /// <param name="tags">The tags; see <see cref="Send"/>.</param>
    public static void SendTrain(this LoihiRun run, SpikeSource source, int port, params ReadOnlySpan<long> tags)
    {
        foreach (long tag in tags) run.Send(source, tag, port);
    }

    /// <summary>Lets every port send random spikes in the next steps, in each step with the same probability.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">The source.</param>
    /// <param name="rate">Probability of a spike per port and step, 0 … 1.</param>
    /// <param name="steps">Number of steps.</param>
    public static void SendPoisson(this LoihiRun run, SpikeSource source, double rate, long steps)
    {
        if (!(rate is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), $"rate = {rate} spikes per step is outside 0 … 1.");
        var stream = Streams.For(run.Seed, "input " + source.Name, run.Step);
        for (long tag = run.Step + 1; tag <= run.Step + steps; tag++)
            for (int port = 0; port < source.Count; port++)
                if (stream.NextDouble() < rate) run.Send(source, tag, port);
    }
}
