namespace Spikebook.MeanField;

/// <summary>
/// Where periodic total events end. In a total event the cascade F(m) stays above m until nearly all have fired; towards the boundary a
/// dip of F(m) - m in between comes down, and where it touches 0 the cascade stops in it: the event is a partial one from there
/// on. The orbit of total events is followed to the parameter at which the dip is 0.
/// </summary>
/// <param name="Parameter">The parameter at the boundary.</param>
/// <param name="Dip">Where the dip touches: the fraction m that has fired by then.</param>
/// <param name="Size">Size of the total event there.</param>
/// <param name="Orbits">The orbits on the way to it, in order.</param>
public sealed record TotalEventsEnd(double Parameter, double Dip, double Size, IReadOnlyList<BranchPoint> Orbits)
{
    /// <summary>Follows total events of one population down to where they end.</summary>
    /// <param name="models">The model at any value of the parameter.</param>
    /// <param name="start">Value at which events are total.</param>
    /// <param name="step">First step towards the boundary, of either sign.</param>
    /// <param name="cells">Cells of the mesh.</param>
    /// <param name="within">Distance of the last orbit from the boundary at which the search ends.</param>
    /// <param name="patience">Time after which no event is expected any more.</param>
    /// <param name="cancel">Stops the runs.</param>
    /// <returns>The boundary; null where the events get smaller without a dip, and so without a boundary.</returns>
    /// <exception cref="ArgumentException">The events at the start are not total.</exception>
    public static TotalEventsEnd? Find(Func<double, Nnlif> models, double start, double step, int cells = 250, double within = 1e-4,
        double patience = 4, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        List<BranchPoint> orbits = [];
        orbits.Add(At(start));
        if (orbits[0].Orbit.Sizes[0] < PhaseDiagram.TotalShare)
            throw new ArgumentException(FormattableString.Invariant(
                $"at {start} the periodic event takes {orbits[0].Orbit.Sizes[0]:0.000} of all and is not total; start farther from the boundary"));
        double known = double.NaN, at = double.NaN;
        for (int trial = 0; trial < 60 && Math.Abs(step) > 0.1 * within; trial++)
        {
            BranchPoint next;
            try
            {
                next = At(orbits[^1].Parameter + step);
            }
            catch (Exception e) when (e is NoEventException or StepLimitException)
            {
                step *= 0.4;
                continue;
            }
            if (next.Orbit.Sizes[0] < PhaseDiagram.TotalShare)
            {
                step *= 0.4;
                continue;
            }
            orbits.Add(next);
            if (DipOf(orbits[^2]) is not { } before || DipOf(next) is not { } here) continue;
            // The dip is nearly linear in the parameter.
            known = next.Parameter - here.Gap * (next.Parameter - orbits[^2].Parameter) / (here.Gap - before.Gap);
            at = here.Fired;
            double left = known - next.Parameter;
            if (Math.Abs(left) < within) break;
            if (left * step > 0) step = Math.Sign(step) * Math.Min(Math.Abs(step), 0.8 * Math.Abs(left));
        }
        return double.IsFinite(known) ? new TotalEventsEnd(known, at, orbits[^1].Orbit.Sizes[0], orbits) : null;

        BranchPoint At(double parameter) => new(parameter, EventOrbit.Find(
            new PopulationEventMap(models(parameter), cells) { Patience = patience }, orbits.LastOrDefault()?.Orbit.State, 1e-4, cancel));

        (double Gap, double Fired)? DipOf(BranchPoint point) =>
            Lowest(Cascade.Map(point.Orbit.Before[0], models(point.Parameter).B), point.Orbit.Sizes[0]);
    }

    /// <summary>The lowest place of F(m) - m behind its first top and before its last; null where it has one top only.</summary>
    internal static (double Gap, double Fired)? Lowest(IReadOnlyList<CascadePoint> map, double size)
    {
        List<(double Gap, double Fired)> gaps = [.. map.Where(p => p.X < size).Select(p => (-p.Gap, p.X))];
        (double Gap, double Fired)? lowest = null;
        for (int i = 1; i < gaps.Count - 1; i++)
            if (gaps[i].Gap <= gaps[i - 1].Gap && gaps[i].Gap < gaps[i + 1].Gap && (lowest is null || gaps[i].Gap < lowest.Value.Gap))
                lowest = gaps[i];
        return lowest;
    }
}
