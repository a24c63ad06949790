namespace Spikebook.MeanField;

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

    /// <summary>Why a run with a delay was stopped before its end: its rate grows for ever; null where it does not.</summary>
    public Runaway? Runaway { get; init; }

    /// <summary>
    /// The lowest mass of those past threshold that were not counted yet, 0 or below. Below 0 is what one step's search left over, or an
    /// error of the scheme.
    /// </summary>
    public double LowestQueue { get; init; }

    /// <summary>
    /// The largest share of the population that was in its refractory time at once; above 1 would be an error of the scheme.
    /// </summary>
    public double HighestAway { get; init; }

    /// <summary>The largest deviation of the whole mass from 1 over the run, reported, never repaired.</summary>
    public double MassDefect { get; init; }

    /// <summary>
    /// The smallest cell average over the run; below 0 only by rounding or by the second-order step's undershoot in empty cells.
    /// </summary>
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
    /// Largest relative difference in event times, event sizes (absolute) and, without events, the last rate; infinite where the number of
    /// events differs.
    /// </summary>
    public double DifferenceFrom(MeanFieldRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Events.Count != other.Events.Count) return double.PositiveInfinity;
        if (Events.Count == 0) return Math.Abs(Rate[^1].Rate - other.Rate[^1].Rate) / Math.Max(1e-12, Math.Abs(Rate[^1].Rate));
        return Events.Zip(other.Events, (mine, its) => Math.Max(Math.Abs(mine.Time - its.Time) / mine.Time,
            Math.Abs(mine.Size - its.Size))).Max();
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
