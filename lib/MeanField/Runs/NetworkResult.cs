namespace Spikebook.MeanField;

/// <summary>The rates of all populations at one time.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Taus">How often each population has fired.</param>
/// <param name="Rates">Rate of each.</param>
public sealed record NetworkSample(double Time, IReadOnlyList<double> Taus, IReadOnlyList<double> Rates);

/// <summary>An event that takes part of one population or of several at one time.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Sizes">Fraction of each population that fires.</param>
/// <param name="Taus">How often each population had fired before.</param>
/// <param name="Radius">Spectral radius of P_a B_ab at its start; 0 where kicks that were under way set it off.</param>
/// <param name="Before">Density of each population before.</param>
/// <param name="After">Density of each after.</param>
public sealed record NetworkEvent(double Time, IReadOnlyList<double> Sizes, IReadOnlyList<double> Taus, double Radius,
    IReadOnlyList<Density> Before, IReadOnlyList<Density> After);

/// <summary>What a run of several populations returns.</summary>
public sealed record NetworkResult
{
    /// <summary>The rates, in order of time.</summary>
    public required IReadOnlyList<NetworkSample> Rates { get; init; }

    /// <summary>The events, in order of time.</summary>
    public required IReadOnlyList<NetworkEvent> Events { get; init; }

    /// <summary>Density of each population at the end.</summary>
    public required IReadOnlyList<Density> Final { get; init; }

    /// <summary>The state at the end, from which <see cref="ManyPopulations"/> goes on.</summary>
    public required NetworkState End { get; init; }

    /// <summary>The largest deviation of any population's mass from 1, reported, never repaired.</summary>
    public double MassDefect { get; init; }

    /// <summary>The smallest cell average of all populations.</summary>
    public double LowestDensity { get; init; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; init; }

    /// <summary>Tridiagonal systems solved.</summary>
    public long Solves { get; init; }

    /// <summary>Solver and settings.</summary>
    public required string Solver { get; init; }

    /// <summary>Network.</summary>
    public required PopulationNetwork Network { get; init; }
}
