namespace Spikebook.MeanField;

/// <summary>
/// A fold of periodic events, where a stable and an unstable one meet and beyond which there is none. Near it the parameter is a parabola
/// over the event's size, lambda = lambda_f + c (m - m_f)²; three orbits give it, and the next one is sought nearer to its top.
/// </summary>
/// <param name="Parameter">The parameter at the fold.</param>
/// <param name="Size">Size of the event there, of the population that fires most.</param>
/// <param name="Period">Time between events there.</param>
/// <param name="Orbits">The orbits on the way to it, in order; the last is the nearest.</param>
public sealed record OrbitFold(double Parameter, double Size, double Period, IReadOnlyList<BranchPoint> Orbits)
{
    const int Most = 40;

    /// <summary>Goes along a branch to its fold.</summary>
    /// <param name="maps">The period map at any value of the parameter; all on one mesh.</param>
    /// <param name="start">
    /// Value at which there is an orbit; where the search for it fails, it is sought up to two steps farther on.
    /// </param>
    /// <param name="step">First step towards the fold, of either sign.</param>
    /// <param name="within">Distance of the last orbit from the fold, in the parameter, at which the search ends.</param>
    /// <param name="tolerance">Sum of |P(x) - x| of each orbit.</param>
    /// <param name="cancel">Stops the runs.</param>
    /// <returns>The fold; null where steps shrink to nothing before three orbits tell a parabola that opens away from it.</returns>
    /// <exception cref="NoEventException">There is no event at the start.</exception>
    /// <exception cref="StepLimitException">No orbit was found there.</exception>
    public static OrbitFold? Find(Func<double, EventMap> maps, double start, double step, double within = 5e-4, double tolerance = 2e-4,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(maps);
        List<BranchPoint> orbits = [First(maps, start, step, tolerance, cancel)];
        OrbitFold? known = null;
        double longest = Math.Abs(step);
        for (int trial = 0; trial < Most && Math.Abs(step) > 0.1 * within; trial++)
        {
            double next = orbits[^1].Parameter + step;
            try
            {
                orbits.Add(new BranchPoint(next, EventOrbit.Find(maps(next), orbits[^1].Orbit.State, tolerance, cancel)));
            }
            catch (Exception e) when (e is NoEventException or StepLimitException)
            {
                step *= 0.4; // beyond the fold, or too far from the last
                continue;
            }
            step = Math.Sign(step) * Math.Min(longest, 1.5 * Math.Abs(step));
            if (orbits.Count < 3 || Top(orbits) is not { } fold || !((fold.Parameter - next) * step > 0)) continue;
            known = fold;
            if (Math.Abs(fold.Parameter - next) < within) break;
            step = Math.Sign(step) * Math.Min(Math.Abs(step), 0.6 * Math.Abs(fold.Parameter - next));
        }
        return known;
    }

    static BranchPoint First(Func<double, EventMap> maps, double start, double step, double tolerance, CancellationToken cancel)
    {
        for (int trial = 0; ; trial++)
        {
            double at = start + 0.25 * trial * step;
            try
            {
                return new BranchPoint(at, EventOrbit.Find(maps(at), null, tolerance, cancel));
            }
            catch (Exception e) when (trial < 8 && (e is NoEventException or StepLimitException))
            {
                // from all neurons at V_R a run may settle elsewhere, or the search end short of the tolerance
            }
        }
    }

    /// <summary>The top of the parabola through the last three orbits; null where they lie on a straight line.</summary>
    static OrbitFold? Top(List<BranchPoint> orbits)
    {
        (BranchPoint p0, BranchPoint p1, BranchPoint p2) = (orbits[^3], orbits[^2], orbits[^1]);
        (double m0, double m1, double m2) = (SizeOf(p0), SizeOf(p1), SizeOf(p2));
        double first = (p1.Parameter - p0.Parameter) / (m1 - m0), second = (p2.Parameter - p1.Parameter) / (m2 - m1);
        double curvature = (second - first) / (m2 - m0);
        double top = 0.5 * (m1 + m2) - 0.5 * second / curvature;
        if (!double.IsFinite(top) || (top - m2) * (m2 - m1) <= 0) return null; // behind: not a top that is still to come
        double parameter = p2.Parameter + (top - m2) * (second + curvature * (top - m1));
        double slope = (p2.Orbit.Period - p1.Orbit.Period) / (m2 - m1);
        return new OrbitFold(parameter, top, p2.Orbit.Period + slope * (top - m2), [.. orbits]);
    }

    static double SizeOf(BranchPoint point) => point.Orbit.Sizes.Max();
}
