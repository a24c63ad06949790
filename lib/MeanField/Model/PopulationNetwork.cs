using System.Globalization;

namespace Spikebook.MeanField;

/// <summary>
/// K populations, each of its own noise, drive and refractory time, coupled by matrices:
/// dp_a/dt = d/dv[(v - mu_a - sum B_ab N_b(t) - sum C_ab N_b(t - D)) p_a] + a_a d²p_a/dv² + N_a delta(v - V_R), p_a(V_F) = 0.
/// </summary>
/// <remarks>
/// B &gt;= 0 acts at once, C of any sign after a delay. Inhibition at once is refused: the order in which neurons fire would then decide
/// who fires.
/// A distributed delay is a sum of a few; an adaptation takes -w_a off the drift (<see cref="Adaptation"/>).
/// Fired neurons wait at V_R during an event (<see cref="ResetConvention.HeldAtReset"/>).
/// </remarks>
public sealed record PopulationNetwork
{
    /// <summary>The populations, each with B, Delay and A1 left at 0: their couplings are the matrices'.</summary>
    public required IReadOnlyList<Nnlif> Populations { get; init; }

    /// <summary>Names of the populations, for messages and figures; numbers by default.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>
    /// Excitation B that acts at once: the voltage that every neuron of population a gains when all of population b fire.
    /// </summary>
    public required double[,] Excitation { get; init; }

    /// <summary>Couplings that act later.</summary>
    public IReadOnlyList<DelayedCoupling> Delayed { get; init; } = [];

    /// <summary>Adaptation of each population, null for none; empty where nobody adapts.</summary>
    public IReadOnlyList<Adaptation?> Adaptations { get; init; } = [];

    /// <summary>Number of populations K.</summary>
    public int Count => Populations.Count;

    /// <summary>Name of a population.</summary>
    public string NameOf(int population) => Names is null ? population.ToString(CultureInfo.InvariantCulture) : Names[population];

    /// <summary>Checks all values and returns the network itself.</summary>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it, the populations and the remedy.</exception>
    /// <exception cref="EndlessEventException">With KickedAfterReset an event could not end; the message names who is in it.</exception>
    public PopulationNetwork Validate()
    {
        if (Count == 0) throw new ArgumentException("a network of no populations; give at least one");
        if (Names is not null && Names.Count != Count)
            throw new ArgumentException($"{Names.Count} names for {Count} populations; give one each");
        for (int a = 0; a < Count; a++) ValidatePopulation(a);
        ValidateShape(Excitation, "Excitation");
        for (int a = 0; a < Count; a++)
            for (int b = 0; b < Count; b++)
                if (!(Excitation[a, b] >= 0) || !double.IsFinite(Excitation[a, b]))
                    throw new ArgumentException(Text(
                        $"Excitation from {NameOf(b)} to {NameOf(a)} is {Excitation[a, b]}: what acts at once must be finite and not below 0, ")
                        + "since the order of firing would decide an event; give inhibition a delay (Delayed)");
        ValidateConvention();
        foreach (DelayedCoupling coupling in Delayed)
        {
            if (!(coupling.Delay > 0) || !double.IsFinite(coupling.Delay))
                throw new ArgumentException(Text(
                    $"a delay of {coupling.Delay} must be above 0 and finite; what acts at once belongs into Excitation"));
            ValidateShape(coupling.Weights, "Weights");
            for (int a = 0; a < Count; a++)
                for (int b = 0; b < Count; b++)
                    if (!double.IsFinite(coupling.Weights[a, b]))
                        throw new ArgumentException(Text(
                            $"the delayed weight from {NameOf(b)} to {NameOf(a)} is {coupling.Weights[a, b]}; give a finite one"));
        }
        if (Adaptations.Count != 0 && Adaptations.Count != Count)
            throw new ArgumentException($"{Adaptations.Count} adaptations for {Count} populations; give one each (null for none)");
        for (int a = 0; a < Adaptations.Count; a++)
            if (Adaptations[a] is { } w && !(w.Strength >= 0 && w.Time > 0 && double.IsFinite(w.Strength + w.Time)))
                throw new ArgumentException(Text($"the adaptation of {NameOf(a)} has strength {w.Strength} and time {w.Time}; ")
                    + "use a strength of 0 or more and a time above 0, both finite");
        return this;
    }

    /// <summary>Checks the network and how a run of it begins.</summary>
    /// <param name="starts">Initial density of each population.</param>
    /// <exception cref="ArgumentException">As <see cref="Validate()"/>, or not one initial density each.</exception>
    internal void Validate(IReadOnlyList<InitialDensity> starts)
    {
        ArgumentNullException.ThrowIfNull(starts);
        Validate();
        if (starts.Count != Count)
            throw new ArgumentException($"{starts.Count} initial densities for {Count} populations; give one each");
    }

    void ValidatePopulation(int population)
    {
        Nnlif model = Populations[population];
        ArgumentNullException.ThrowIfNull(model);
        model.Validate();
        string name = NameOf(population);
        if (model.B != 0 || model.Delay != 0)
            throw new ArgumentException(Text(
                $"population {name} has B = {model.B}, Delay = {model.Delay}; in a network couplings are matrices, leave both 0"));
        if (model.A1 != 0)
            throw new ArgumentException(Text(
                $"population {name} has A1 = {model.A1}; noise that depends on the rate is for one population only"));
    }

    /// <summary>
    /// With KickedAfterReset who fired goes round from V_R to V_F, with density 1 / (V_F - V_R) in the end: an event feeds itself for ever
    /// where the matrix B_ab / (V_F - V_R) of those populations has a spectral radius of 1 or more.
    /// </summary>
    void ValidateConvention()
    {
        int[] kicked = [.. Enumerable.Range(0, Count).Where(a => Populations[a].Convention != ResetConvention.HeldAtReset)];
        if (kicked.Length == 0) return;
        double[] round = new double[Count];
        foreach (int a in kicked) round[a] = 1 / (Populations[a].Threshold - Populations[a].Reset);
        (double radius, double[] direction) = AbelianCascade.Onset(round, Excitation);
        string names = string.Join(", ", kicked.Where(a => radius < 1 || direction[a] > 1e-3).Select(NameOf));
        if (radius >= 1)
            throw new EndlessEventException(Text(
                $"an event of {names} would never end: with KickedAfterReset the spectral radius of B / (V_F - V_R) stays at {radius:g3} ")
                + "after all have fired, and they are kicked over V_F again and again; use HeldAtReset or smaller weights");
        throw new ArgumentException($"population {names} has KickedAfterReset; an event between populations needs HeldAtReset");
    }

    void ValidateShape(double[,] matrix, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.GetLength(0) != Count || matrix.GetLength(1) != Count)
            throw new ArgumentException(
                $"{name} has {matrix.GetLength(0)} x {matrix.GetLength(1)} entries for {Count} populations; give {Count} x {Count}");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
