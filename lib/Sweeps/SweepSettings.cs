namespace Spikebook.Sweeps;

/// <summary>How a sweep is run.</summary>
public sealed record SweepSettings
{
    /// <summary>The sweep's name; its keys depend on it.</summary>
    public string Name { get; init; } = "sweep";

    /// <summary>The seed of the points' random streams.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where results are kept and found again; null to keep them in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>How many points at a time; all cores unless given.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The version of the code that computes, recorded with the results: results of another version are refused, never mixed.
    /// By default made from the compiled code itself, see <see cref="CodeVersion"/>.
    /// </summary>
    public string? Version { get; init; }

    internal SweepSettings Checked()
    {
        if (string.IsNullOrWhiteSpace(Name)) throw new SweepException("a sweep needs a name, for instance \"phase-diagram\"");
        if (Threads < 1) throw new SweepException($"{Threads} threads compute nothing; use 1 or more");
        return this;
    }
}
