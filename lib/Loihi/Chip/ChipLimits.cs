using System.Text.Json;

namespace Spikebook.Loihi;

/// <summary>A published limit of the chip.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Label">What is limited, in words.</param>
/// <param name="Value">How far.</param>
/// <param name="Source">Where it is published.</param>
public sealed record Limit(string Name, string Label, int Value, string Source);

/// <summary>What a core and a chip can hold. The numbers and their sources are data: lib/Loihi/Chip/loihi-limits.json.</summary>
public sealed record ChipLimits
{
    readonly Dictionary<string, Limit> _limits;

    ChipLimits(IReadOnlyList<Limit> all)
    {
        All = all;
        _limits = all.ToDictionary(limit => limit.Name);
    }

    /// <summary>The first-generation chip.</summary>
    public static ChipLimits Loihi1 { get; } = new(Embedded.Read("loihi-limits.json")
        .GetProperty("limits").Deserialize<Limit[]>(Embedded.Options)!);

    /// <summary>All limits with their sources.</summary>
    public IReadOnlyList<Limit> All { get; }

    /// <summary>Cores of a tile.</summary>
    public int CoresPerTile => this["coresPerTile"];

    /// <summary>Tiles of a chip from west to east.</summary>
    public int TilesEastWest => this["tilesEastWest"];

    /// <summary>Tiles of a chip from north to south.</summary>
    public int TilesNorthSouth => this["tilesNorthSouth"];

    /// <summary>Cores of a chip.</summary>
    public int CoresPerChip => CoresPerTile * TilesEastWest * TilesNorthSouth;

    /// <summary>Compartments of a core.</summary>
    public int Compartments => this["compartmentsPerCore"];

    /// <summary>Synaptic memory of a core, bits.</summary>
    public int SynapticBits => this["synapticBitsPerCore"];

    /// <summary>Input axons of a core.</summary>
    public int AxonsIn => this["axonsInPerCore"];

    /// <summary>Output axons of a core.</summary>
    public int AxonsOut => this["axonsOutPerCore"];

    /// <summary>Sets of compartment registers of a core.</summary>
    public int CompartmentProfiles => this["compartmentProfilesPerCore"];

    /// <summary>Thresholds of a core.</summary>
    public int ThresholdProfiles => this["thresholdProfilesPerCore"];

    /// <summary>Synapse formats of a core.</summary>
    public int SynapseFormats => this["synapseFormatsPerCore"];

    /// <summary>Sets of presynaptic traces of a core.</summary>
    public int TraceProfiles => this["traceProfilesPerCore"];

    /// <summary>The value of a limit by its name in the file.</summary>
    public int this[string name] => _limits.TryGetValue(name, out var limit)
        ? limit.Value : throw new LoihiException($"the limits have no '{name}'.");

    /// <summary>The same limits, one of them changed.</summary>
    /// <param name="name">Name in the file.</param>
    /// <param name="value">New value.</param>
    public ChipLimits With(string name, int value)
        => new([.. All.Select(limit => limit.Name == name ? limit with { Value = value, Source = "given" } : limit)]);
}

static class Embedded
{
    public static JsonSerializerOptions Options { get; } = new() { PropertyNameCaseInsensitive = true };

    public static JsonElement Read(string name)
    {
        using var stream = typeof(Embedded).Assembly.GetManifestResourceStream($"Spikebook.Loihi.Chip.{name}")
            ?? throw new InvalidOperationException($"resource {name} is missing from the library.");
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
