namespace Spikebook.MeanField;

/// <summary>
/// The map of periodic multiple firing events: an event of size m leaves m at V_R and the rest where it was; from there the model
/// runs to its next event.
/// </summary>
/// <param name="Size">Size m of the event before.</param>
/// <param name="Period">Time to the next event; null where none comes.</param>
/// <param name="NextSize">Size of the next event; null where none comes.</param>
public sealed record PeriodMap(double Size, double? Period, double? NextSize)
{
    /// <summary>The map at several sizes.</summary>
    /// <param name="model">Model with constant drive.</param>
    /// <param name="rest">Shape of the part of the population that does not fire in the event.</param>
    /// <param name="sizes">Event sizes in (0, 1].</param>
    /// <param name="patience">Time after which no event is expected any more.</param>
    /// <param name="solver">Solver; by default the hybrid scheme at 500 cells.</param>
    /// <param name="cancel">Stops the runs.</param>
    public static IReadOnlyList<PeriodMap> Of(Nnlif model, InitialDensity rest, IEnumerable<double> sizes, double patience = 10,
        IMeanFieldSolver? solver = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        solver ??= new Hybrid { Cells = 500 };
        return [.. sizes.Select(size =>
        {
            // Short runs first: most periods are far below the patience.
            for (double until = Math.Min(1, patience); ; until = Math.Min(4 * until, patience))
            {
                MeanFieldRun run = solver.Run(model, InitialDensity.AfterEvent(size, rest), until, cancel: cancel);
                if (run.Events.Count > 0) return new PeriodMap(size, run.Events[0].Time, run.Events[0].Size);
                if (until >= patience) return new PeriodMap(size, null, null);
            }
        })];
    }
}
