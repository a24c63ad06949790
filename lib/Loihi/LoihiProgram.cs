namespace Spikebook.Loihi;

/// <summary>A network that has been checked and is ready to run; it can be started any number of times.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class LoihiProgram
{
    internal LoihiProgram(Network network)
    {
        if (network.Populations.Count == 0) throw new LoihiException("the network is empty; add neurons or sources first.");
        Populations = [.. network.Populations];
        Connections = [.. network.Connections];
        Conventions = network.Conventions;
    }

    /// <summary>Groups and sources.</summary>
    public IReadOnlyList<Population> Populations { get; }

    /// <summary>Connections.</summary>
    public IReadOnlyList<Connection> Connections { get; }

    /// <summary>How points are settled on which emulators differ.</summary>
    public Conventions Conventions { get; }

    /// <summary>Groups, sources and connections, one a line.</summary>
    public override string ToString() => SummaryFormatters.Of("program", Populations, Connections);

    /// <summary>Starts a run from rest, before step 1.</summary>
    /// <param name="seed">Seed of stochastic rounding and noise.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    /// <param name="overflow">What to do when a current or a summed input wraps, as on the chip; results do not depend on it.</param>
    public LoihiRun Start(ulong seed = 0, int threads = 1, OverflowResponse overflow = OverflowResponse.Warn) => new(this, seed, threads, overflow);

    /// <summary>Goes on from a saved state, bit for bit.</summary>
    /// <param name="stream">From <see cref="LoihiRun.Save(Stream)"/>.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    /// <param name="overflow">What to do when a current or a summed input wraps from now on.</param>
    /// <exception cref="LoihiException">The stream holds no run, one of another program, or a damaged one.</exception>
    public LoihiRun Restore(Stream stream, int threads = 1, OverflowResponse overflow = OverflowResponse.Warn)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        var run = Start(Checkpoint.ReadHeader(reader, this), threads, overflow);
        run.Load(reader);
        return run;
    }

    /// <summary>Goes on from a saved file, bit for bit.</summary>
    /// <param name="path">From <see cref="LoihiRun.Save(string)"/>.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    /// <param name="overflow">What to do when a current or a summed input wraps from now on.</param>
    /// <exception cref="LoihiException">The file holds no run, one of another program, or a damaged one.</exception>
    public LoihiRun Restore(string path, int threads = 1, OverflowResponse overflow = OverflowResponse.Warn)
    {
        using var stream = File.OpenRead(path);
        return Restore(stream, threads, overflow);
    }

    /// <summary>Places the network on cores and checks every published limit.</summary>
    /// <param name="options">How; default: one chip, cores filled as far as possible.</param>
    /// <param name="limits">Limits to keep; default <see cref="ChipLimits.Loihi1"/>.</param>
    /// <exception cref="LoihiException">The network does not fit; the message names the group, the limit, and how far over.</exception>
    public Placement Place(PlacementOptions? options = null, ChipLimits? limits = null)
        => new Placer(this, limits ?? ChipLimits.Loihi1, options ?? new PlacementOptions()).Place();
}
