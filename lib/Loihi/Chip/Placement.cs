namespace Spikebook.Loihi;

/// <summary>What a core holds.</summary>
/// <param name="Core">Number of the core, from 0, through all chips.</param>
/// <param name="Chip">Chip.</param>
/// <param name="TileX">Tile from west to east.</param>
/// <param name="TileY">Tile from north to south.</param>
/// <param name="Groups">The groups that it holds, with their stretches of neurons.</param>
/// <param name="Compartments">Compartments.</param>
/// <param name="SynapticBits">Synaptic memory, bits.</param>
/// <param name="AxonsIn">Input axons.</param>
/// <param name="AxonsOut">Output axons.</param>
/// <param name="CompartmentProfiles">Different sets of compartment registers.</param>
/// <param name="ThresholdProfiles">Different thresholds.</param>
/// <param name="SynapseFormats">Different synapse formats.</param>
/// <param name="TraceProfiles">Different sets of presynaptic traces.</param>
public sealed record CoreUse(
    int Core, int Chip, int TileX, int TileY, string Groups, int Compartments, long SynapticBits, int AxonsIn, int AxonsOut,
    int CompartmentProfiles, int ThresholdProfiles, int SynapseFormats, int TraceProfiles);

/// <summary>A stretch of a group on a core.</summary>
/// <param name="Group">The group.</param>
/// <param name="First">First neuron.</param>
/// <param name="Count">Number of neurons.</param>
/// <param name="Core">The core.</param>
public sealed record Stretch(NeuronGroup Group, int First, int Count, int Core);

/// <summary>Where the neurons of a network lie on the chip; made by <see cref="Placing.Place"/>.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class Placement
{
    readonly int[][] _coreOf; // [population][neuron]; empty for sources

    internal Placement(LoihiProgram program, ChipLimits limits, IReadOnlyList<Stretch> stretches, IReadOnlyList<CoreUse> cores,
        IReadOnlyDictionary<Connection, SynapseFormat> formats)
    {
        Program = program;
        Limits = limits;
        Stretches = stretches;
        Cores = cores;
        Formats = formats;
        _coreOf = [.. program.Populations.Select(population => new int[population is NeuronGroup ? population.Count : 0])];
        foreach (var stretch in stretches) _coreOf[stretch.Group.Index].AsSpan(stretch.First, stretch.Count).Fill(stretch.Core);
    }

    /// <summary>The program that was placed.</summary>
    public LoihiProgram Program { get; }

    /// <summary>The limits that were kept.</summary>
    public ChipLimits Limits { get; }

    /// <summary>Which neurons lie where.</summary>
    public IReadOnlyList<Stretch> Stretches { get; }

    /// <summary>Use of each core.</summary>
    public IReadOnlyList<CoreUse> Cores { get; }

    /// <summary>The format in which the synapses of each connection are stored: the smallest.</summary>
    public IReadOnlyDictionary<Connection, SynapseFormat> Formats { get; }

    /// <summary>Number of chips in use.</summary>
    public int Chips => Cores[^1].Chip + 1;

    /// <summary>Number of cores that hold compartments; given places can leave others empty.</summary>
    public int CoresInUse => Cores.Count(core => core.Compartments > 0);

    /// <summary>Number of tiles in use.</summary>
    public int Tiles => Cores.Where(core => core.Compartments > 0).Select(core => (core.Chip, core.TileX, core.TileY)).Distinct().Count();

    /// <summary>The cores and what they hold, one a line.</summary>
    public override string ToString() => string.Join(Environment.NewLine,
        [FormattableString.Invariant($"placement: {Cores.Count} cores of {Chips} chip(s)"),
            .. Cores.Select(core => $"  core {core.Core}: {core.Groups}")]);

    /// <summary>The core of a neuron.</summary>
    public int CoreOf(NeuronGroup group, int neuron) => _coreOf[group.Index][neuron];
}

/// <summary>How a network is placed.</summary>
public sealed record PlacementOptions
{
    /// <summary>Number of chips that may be used.</summary>
    public int Chips { get; init; } = 1;

    /// <summary>Most neurons of a group on one core, by group; others fill cores as far as the limits allow.</summary>
    public IReadOnlyDictionary<NeuronGroup, int> NeuronsPerCore { get; init; } = new Dictionary<NeuronGroup, int>();

    /// <summary>Groups with given places; others follow on further cores.</summary>
    public IReadOnlyDictionary<NeuronGroup, CoreRange> Places { get; init; } = new Dictionary<NeuronGroup, CoreRange>();

    /// <summary>Whether a core may hold several groups.</summary>
    public bool ShareCores { get; init; } = true;
}

/// <summary>A given place: neuron i lies on core First + i / NeuronsPerCore, together with whatever else lies there.</summary>
/// <param name="First">First core, from 0.</param>
/// <param name="NeuronsPerCore">Neurons of the group on each core, the last one apart.</param>
public sealed record CoreRange(int First, int NeuronsPerCore);
