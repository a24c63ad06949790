namespace Spikebook.MeanField;

/// <summary>The firing rate at one instant, on both clocks.</summary>
/// <param name="Time">Physical time t.</param>
/// <param name="Tau">Dilated time tau, the integral of N dt: how often the population has fired.</param>
/// <param name="Rate">N = d tau / dt; infinite during an event.</param>
public readonly record struct RateSample(double Time, double Tau, double Rate)
{
    /// <summary>M = dt / d tau = 1/N, 0 during an event: the quantity that stays finite.</summary>
    public double Dilation => double.IsPositiveInfinity(Rate) ? 0 : 1 / Rate;
}

/// <summary>A multiple firing event: tau moves on while t stands still.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Tau">Dilated time at its start.</param>
/// <param name="Size">Fraction m* of the population that fires, which is its duration in tau.</param>
/// <param name="Before">Density just before.</param>
/// <param name="After">Density just after.</param>
public sealed record FiringEvent(double Time, double Tau, double Size, Density Before, Density After)
{
    /// <summary>Duration in dilated time: the same number as the size.</summary>
    public double DurationTau => Size;

    /// <summary>Number of cascades that the event is made of: 1 in the mean field, several in a finite network.</summary>
    public int Cascades { get; init; } = 1;

    /// <summary>Physical time from the first to the last of these cascades: 0 in the mean field.</summary>
    public double Lasting { get; init; }
}

/// <summary>The times between which a solver in physical time lost its firing rate.</summary>
/// <param name="After">The last time with a finite rate.</param>
/// <param name="Before">A time that could not be reached with a finite rate.</param>
/// <param name="Rate">The last finite rate.</param>
public sealed record BlowUp(double After, double Before, double Rate);

/// <summary>How a run came about.</summary>
/// <param name="Solver">Solver with its numerical parameters.</param>
/// <param name="Model">Model parameters.</param>
/// <param name="Start">Initial density.</param>
/// <param name="Seed">Seed, where numbers were drawn.</param>
/// <param name="Version">Version of the library.</param>
public sealed record Provenance(string Solver, Nnlif Model, string Start, ulong? Seed, string Version)
{
    internal static Provenance Of(string solver, Nnlif model, string start, ulong? seed = null) =>
        new(solver, model, start, seed, typeof(Provenance).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
}

/// <summary>What every solver returns.</summary>
public sealed record MeanFieldRun
{
    /// <summary>The rate, in order of time.</summary>
    public required IReadOnlyList<RateSample> Rate { get; init; }

    /// <summary>The multiple firing events, in order of time.</summary>
    public required IReadOnlyList<FiringEvent> Events { get; init; }

    /// <summary>Densities at the times asked for, and the last one.</summary>
    public required IReadOnlyList<Density> Densities { get; init; }

    /// <summary>Where a solver in physical time lost its rate; null where it did not.</summary>
    public BlowUp? BlowUp { get; init; }

    /// <summary>The largest deviation of the whole mass from 1 over the run, reported, never repaired.</summary>
    public double MassDefect { get; init; }

    /// <summary>The smallest cell average over the run; below 0 only by rounding or by the second-order step's undershoot in empty cells.</summary>
    public double LowestDensity { get; init; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; init; }

    /// <summary>Steps taken in dilated time.</summary>
    public long DilatedSteps { get; init; }

    /// <summary>Tridiagonal systems solved.</summary>
    public long Solves { get; init; }

    /// <summary>Cell width of the mesh, 0 where there is none.</summary>
    public double CellWidth { get; init; }

    /// <summary>Relative error estimated by mesh refinement, where one was asked for (<see cref="Hybrid.ToTolerance"/>).</summary>
    public double? ErrorEstimate { get; init; }

    /// <summary>
    /// Largest relative difference in event times, event sizes (absolute) and, without events, the last rate; infinite where the number of events differs.
    /// </summary>
    public double DifferenceFrom(MeanFieldRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Events.Count != other.Events.Count) return double.PositiveInfinity;
        if (Events.Count == 0) return Math.Abs(Rate[^1].Rate - other.Rate[^1].Rate) / Math.Max(1e-12, Math.Abs(Rate[^1].Rate));
        return Events.Zip(other.Events, (mine, its) => Math.Max(Math.Abs(mine.Time - its.Time) / mine.Time, Math.Abs(mine.Size - its.Size))).Max();
    }

    /// <summary>Where this comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The density at the end of the run.</summary>
    public Density Final => Densities[^1];

    /// <summary>
    /// Events after a time that are at least half as large as the largest of them: what recurs. Events that follow each other within
    /// <paramref name="gap"/> are first put together; the size is then all that fires from the first to the last. A network's clusters
    /// (<see cref="ParticleNetwork.ClusterGap"/>) and the mean field's events are so counted by one rule.
    /// </summary>
    /// <param name="after">Events up to this time are left out.</param>
    /// <param name="gap">Longest time between two events that are counted as one.</param>
    public IReadOnlyList<FiringEvent> MainEvents(double after = 0, double gap = 1e-3)
    {
        List<FiringEvent> late = [];
        double last = double.NegativeInfinity, largest = 0;
        foreach (FiringEvent e in Events.Where(e => e.Time > after))
        {
            if (e.Time - last <= gap)
            {
                FiringEvent first = late[^1];
                late[^1] = first with
                {
                    Time = e.Size > largest ? e.Time : first.Time,
                    Size = e.Tau + e.Size - first.Tau,
                    After = e.After,
                    Cascades = first.Cascades + e.Cascades,
                    Lasting = first.Lasting + (e.Time - last) + e.Lasting,
                };
                largest = Math.Max(largest, e.Size);
            }
            else
            {
                late.Add(e);
                largest = e.Size;
            }
            last = e.Time;
        }
        return [.. late.Where(e => e.Size >= 0.5 * late.Max(other => other.Size))];
    }

    /// <summary>Times between successive events.</summary>
    public IReadOnlyList<double> Periods => [.. Events.Zip(Events.Skip(1), (first, second) => second.Time - first.Time)];
}

/// <summary>Progress of a run.</summary>
/// <param name="Time">Physical time reached.</param>
/// <param name="Until">Physical time wanted.</param>
/// <param name="Events">Events so far.</param>
public readonly record struct RunProgress(double Time, double Until, int Events);

/// <summary>A solver of the NNLIF equation: the same call and the same kind of result for all.</summary>
public interface IMeanFieldSolver
{
    /// <summary>Runs the model from a density up to a physical time.</summary>
    /// <param name="model">Model parameters.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Physical time to reach.</param>
    /// <param name="densitiesAt">Times at which the density is wanted, ascending; within a step in dilated time it is interpolated. The last density is always kept.</param>
    /// <param name="progress">Told now and then how far the run is.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it, its bound and the remedy.</exception>
    MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default);
}
