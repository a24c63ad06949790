namespace Spikebook.MeanField;

/// <summary>An orbit at a value of the parameter that a branch is followed in.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Orbit">The orbit.</param>
public sealed record BranchPoint(double Parameter, EventOrbit Orbit);

/// <summary>
/// Orbits over a parameter, round folds too: pseudo-arclength. From two orbits on the branch the next is sought on the plane normal to
/// their secant, P(x, lambda) = x and t (x - x1) + t_lambda (lambda - lambda1) = ds, by Newton's method in a Krylov space.
/// </summary>
/// <remarks>Source: Keller 1977; the small space of slow directions after Shroff and Keller 1993.</remarks>
public static class OrbitBranch
{
    /// <summary>Follows a branch.</summary>
    /// <param name="maps">The period map at any value of the parameter; all on one mesh.</param>
    /// <param name="start">Value at which the branch starts.</param>
    /// <param name="step">First step in the parameter, of either sign.</param>
    /// <param name="points">Points wanted.</param>
    /// <param name="lowest">The branch is left at this value of the parameter.</param>
    /// <param name="highest">And at this one.</param>
    /// <param name="tolerance">Sum of |P(x) - x| of each orbit.</param>
    /// <param name="cancel">Stops the runs.</param>
    /// <returns>The orbits in order; fewer than wanted where the branch ends (no event comes any more, even for small steps).</returns>
    public static IReadOnlyList<BranchPoint> Follow(Func<double, EventMap> maps, double start, double step, int points, double lowest,
        double highest, double tolerance = 1e-4, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var first = EventOrbit.Find(maps(start), null, tolerance, cancel);
        var branch = new List<BranchPoint> { new(start, first) };
        var second = EventOrbit.Find(maps(start + step), first.State, tolerance, cancel);
        branch.Add(new BranchPoint(start + step, second));
        double scale = 1 / Math.Abs(step), length = 1, weight = 1 / Math.Max(1e-12, Distance(first.State, second.State));
        while (branch.Count < points && branch[^1].Parameter >= lowest && branch[^1].Parameter <= highest && length > 0.02)
        {
            BranchPoint? next = null;
            try
            {
                next = Correct(maps, branch[^2], branch[^1], length, scale, weight, tolerance, cancel);
            }
            catch (NoEventException)
            {
                // too far: a shorter step
            }
            if (next is null)
            {
                length *= 0.4;
                continue;
            }
            branch.Add(next);
            length = Math.Min(3, 1.4 * length);
        }
        return branch;
    }

    /// <summary>The points where the parameter turns round.</summary>
    public static IReadOnlyList<BranchPoint> Folds(IReadOnlyList<BranchPoint> branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        return [.. Enumerable.Range(1, Math.Max(0, branch.Count - 2)).Where(i =>
            (branch[i].Parameter - branch[i - 1].Parameter) * (branch[i + 1].Parameter - branch[i].Parameter) < 0).Select(i => branch[i])];
    }

    /// <summary>Unknowns are weight x and scale lambda, so that both move by about 1 a step.</summary>
    static BranchPoint? Correct(Func<double, EventMap> maps, BranchPoint before, BranchPoint last, double length, double scale,
        double weight, double tolerance, CancellationToken cancel)
    {
        int n = last.Orbit.State.Length;
        double[] z0 = Pack(last), tangent = [.. z0.Zip(Pack(before), (a, b) => a - b)];
        double size = Krylov.Norm(tangent);
        for (int i = 0; i <= n; i++) tangent[i] /= size;
        double[] z = [.. z0.Zip(tangent, (a, t) => a + length * t)];
        double known = double.PositiveInfinity;
        for (int trial = 0; trial < 6; trial++)
        {
            EventOrbit here = At(z);
            double[] defect = Defect(z, here);
            if (here.Defect <= tolerance && Math.Abs(defect[n]) < 1e-3) return new BranchPoint(z[n] / scale, here);
            if (trial > 0 && here.Defect > 2 * known) return null;
            known = here.Defect;
            double[] step = Solve(z, here, defect);
            for (int i = 0; i <= n; i++) z[i] += step[i];
        }
        return null;

        double[] Pack(BranchPoint p) => [.. p.Orbit.State.Select(v => weight * v), scale * p.Parameter];

        EventOrbit At(double[] at) => EventOrbit.At(maps(at[n] / scale), [.. at.Take(n).Select(v => v / weight)], cancel);

        double[] Defect(double[] at, EventOrbit orbit)
        {
            double[] f = new double[n + 1];
            for (int i = 0; i < n; i++) f[i] = weight * (orbit.Image[i] - orbit.State[i]);
            for (int i = 0; i <= n; i++) f[n] -= tangent[i] * (at[i] - z0[i]);
            f[n] += length;
            return f;
        }

        // -F' d = F in the Krylov space of F; for the part of x, -F' is 1 - P' and so near 1.
        double[] Solve(double[] at, EventOrbit orbit, double[] f)
        {
            const int Vectors = 8;
            double step = maps(at[n] / scale).Difference * weight * Krylov.Norm(orbit.State);
            return Krylov.Of(f, Vectors, q =>
            {
                double[] moved = [.. at.Zip(q, (a, b) => a + step * b)];
                return [.. f.Zip(Defect(moved, At(moved)), (a, b) => (a - b) / step)];
            }).Solve();
        }
    }

    static double Distance(double[] a, double[] b) => Krylov.Norm([.. a.Zip(b, (x, y) => x - y)]);
}
