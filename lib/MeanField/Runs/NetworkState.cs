using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spikebook.MeanField;

/// <summary>Mass that fired in an event and comes back at V_R a refractory time later.</summary>
/// <param name="Due">When.</param>
/// <param name="Mass">How much.</param>
public sealed record ReturningMass(double Due, double Mass);

/// <summary>A stretch of time in which a rate was linear; what a delay or a refractory time asks for.</summary>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end.</param>
/// <param name="First">Rate at its start.</param>
/// <param name="Last">Rate at its end.</param>
/// <param name="Fired">What had fired outside events by its start.</param>
/// <param name="Mass">What fired in it.</param>
public sealed record PastStretch(double Start, double End, double First, double Last, double Fired, double Mass);

/// <summary>Kicks of an event that are under way.</summary>
/// <param name="Due">When they arrive.</param>
/// <param name="Kicks">The shift of each population.</param>
public sealed record LateKicks(double Due, IReadOnlyList<double> Kicks);

/// <summary>One population at a time of a run, all that a solver needs to go on.</summary>
public sealed record PopulationState
{
    /// <summary>Left end of the mesh.</summary>
    public required double Minimum { get; init; }

    /// <summary>Cell averages on the mesh, moving Gaussians left out.</summary>
    public required IReadOnlyList<double> Density { get; init; }

    /// <summary>Moving Gaussians.</summary>
    public IReadOnlyList<MovingGaussian> Gaussians { get; init; } = [];

    /// <summary>Mass that fired and is not put back at V_R yet; below rounding of a step.</summary>
    public double Queue { get; init; }

    /// <summary>Mass in its refractory time.</summary>
    public double Away { get; init; }

    /// <summary>How often the population has fired.</summary>
    public double Tau { get; init; }

    /// <summary>Its rate.</summary>
    public double Rate { get; init; }

    /// <summary>Its past, as far as delays and refractory times reach.</summary>
    public IReadOnlyList<PastStretch> Past { get; init; } = [];

    /// <summary>Events whose mass is out.</summary>
    public IReadOnlyList<ReturningMass> Returning { get; init; } = [];

    /// <summary>What came back of those that fired outside events.</summary>
    public double Returned { get; init; }

    /// <summary>The mesh that the densities are on.</summary>
    internal Mesh MeshFor(Nnlif model)
    {
        // In the middle of its first cell: the mesh's own left end is reached without a doubt about rounding.
        double width = (model.Threshold - Minimum) / Density.Count;
        return Mesh.For(model, Minimum + 1e-6 * width, Density.Count);
    }
}

/// <summary>What the next step extrapolates from: without it a run goes on within its error, with it to the last bit.</summary>
/// <param name="HalfBefore">Length of half the last pair; 0 after a jump.</param>
/// <param name="FluxesBefore">Rates in its middle.</param>
/// <param name="Gains">Slopes of the rates over the drives.</param>
public sealed record NetworkMemory(double HalfBefore, IReadOnlyList<double> FluxesBefore, IReadOnlyList<double> Gains);

/// <summary>The same in dilated time, for each population.</summary>
/// <param name="Dilations">M = dt / ds of the last step, s being the kicks; not finite where nothing kicks.</param>
/// <param name="DilationsBefore">M of the step before; not a number where there was none.</param>
/// <param name="Lengths">s of the last step; 0 where M is that of the moment.</param>
/// <param name="Kicks">Kicks of the last step.</param>
/// <param name="Fired">What fired in it.</param>
/// <param name="Slopes">Slopes of what fires over dt.</param>
public sealed record DilatedMemory(IReadOnlyList<double> Dilations, IReadOnlyList<double> DilationsBefore, IReadOnlyList<double> Lengths,
    IReadOnlyList<double> Kicks, IReadOnlyList<double> Fired, IReadOnlyList<double> Slopes)
{
    /// <summary>Where the next event was foreseen to begin on this approach.</summary>
    public IReadOnlyList<StartForecast> Forecasts { get; init; } = [];

    /// <summary>Cell averages on the finer cells that are used near an event; null elsewhere.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Near { get; init; }
}

/// <summary>Where an event is foreseen to begin while the layer at V_F still has a width.</summary>
/// <param name="Layer">Width of the layer in cells.</param>
/// <param name="Taus">How often each population has fired by then.</param>
public sealed record StartForecast(double Layer, IReadOnlyList<double> Taus);

/// <summary>
/// A run of several populations at one time, in full: <see cref="ManyPopulations"/> goes on from it as if it had not stopped, to the last
/// bit, also after a way through JSON (doubles are written so that they read back the same).
/// </summary>
public sealed record NetworkState
{
    static readonly JsonSerializerOptions Format = new()
    {
        AllowTrailingCommas = false,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // M is infinite where nobody kicks
    };

    /// <summary>Physical time.</summary>
    public required double Time { get; init; }

    /// <summary>The populations.</summary>
    public required IReadOnlyList<PopulationState> Populations { get; init; }

    /// <summary>Kicks of events that are under way.</summary>
    public IReadOnlyList<LateKicks> Late { get; init; } = [];

    /// <summary>The adaptation w of each population; none where empty.</summary>
    public IReadOnlyList<double> Adapted { get; init; } = [];

    /// <summary>Whether an event has just ended: the densities jump at V_F.</summary>
    public bool AfterEvent { get; init; }

    /// <summary>Length of half the next pair of steps.</summary>
    public double Half { get; init; } = 1e-4;

    /// <summary>What the next step in physical time extrapolates from.</summary>
    public NetworkMemory? Memory { get; init; }

    /// <summary>What the next step extrapolates from where it is one in dilated time.</summary>
    public DilatedMemory? Dilated { get; init; }

    /// <summary>The state as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>A state from what <see cref="ToJson"/> gave.</summary>
    /// <exception cref="ArgumentException">The text is not a state; the message says where.</exception>
    public static NetworkState FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<NetworkState>(json, Format)
                ?? throw new ArgumentException("the text is null, not a state of a run");
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"the text is not a state of a run: {e.Message}", e);
        }
    }

    /// <summary>Checks the state against a network.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or the shapes do not fit; the message names the population.</exception>
    internal void Validate(PopulationNetwork network)
    {
        if (Populations.Count != network.Count)
            throw new ArgumentException(
                $"the state has {Populations.Count} populations, the network {network.Count}; they must be the same");
        for (int a = 0; a < network.Count; a++)
        {
            PopulationState p = Populations[a];
            if (p.Density.Count < 16) throw new ArgumentException(
                $"the state of population {network.NameOf(a)} has {p.Density.Count} cells; use at least 16");
            if (!p.Density.All(double.IsFinite) || !double.IsFinite(p.Minimum + p.Queue + p.Away + p.Tau + p.Rate))
                throw new ArgumentException($"the state of population {network.NameOf(a)} holds a number that is not finite");
        }
        if (!double.IsFinite(Time)) throw new ArgumentException("the state's time is not finite");
        if (Adapted.Count != 0 && Adapted.Count != network.Count || Late.Any(l => l.Kicks.Count != network.Count))
            throw new ArgumentException($"the state's adaptation or kicks under way do not fit {network.Count} populations");
    }
}
