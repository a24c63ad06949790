using Spikebook.Figures;

namespace Spikebook.Course;

/// <summary>
/// "Build the dilated clock": checks a reader's transport steps. A kick moves the density up,
/// dp/d tau = -b dp/dv, and what passes V_F is what fires.
/// </summary>
public static class ShiftTask
{
    const double Width = 0.05;

    /// <summary>
    /// Checks a step of the first-order upwind scheme, p_i &lt;- p_i - nu (p_i - p_(i-1)), p_(-1) = 0, which returns the mass
    /// nu h p_(n-1) that left through V_F.
    /// </summary>
    /// <param name="step">The reader's function: cell averages (changed in place), nu in 0..1, cell width h.</param>
    public static Verdict Upwind(Func<double[], double, double, double> step) => Verdict.Judge(() =>
    {
        ArgumentNullException.ThrowIfNull(step);
        foreach (double nu in new[] { 0.25, 1 })
            if (Compare(p => step(p, nu, Width), nu) is { } wrong) return wrong;
        return Verdict.Yes($"upwind keeps mass, moves the mean by ν h and is the exact shift at ν = 1");
    });

    /// <summary>Checks the exact shift by one cell, which returns the mass h p_(n-1) that left through V_F.</summary>
    /// <param name="step">The reader's function: cell averages (changed in place), cell width h.</param>
    public static Verdict OneCell(Func<double[], double, double> step) => Verdict.Judge(() =>
    {
        ArgumentNullException.ThrowIfNull(step);
        return Compare(p => step(p, Width), 1) ?? Verdict.Yes($"every cell has moved up by one, and what left is counted");
    });

    /// <summary>Checks the whole solver: time and size of the first event.</summary>
    /// <param name="found">What the reader's solver found.</param>
    /// <param name="time">The library's time t*.</param>
    /// <param name="size">The library's size m*.</param>
    /// <param name="tolerance">Relative, for both; what the mesh allows.</param>
    public static Verdict FirstEvent((double Time, double Size) found, double time, double size, double tolerance) => Verdict.Judge(() =>
    {
        if (!double.IsFinite(found.Time) || !double.IsFinite(found.Size))
            return Verdict.No($"time {found.Time:g4}, size {found.Size:g4}: no event was found; does the queue receive what the noise drives over V_F?");
        double late = found.Time / time - 1, large = found.Size / size - 1;
        if (Math.Abs(late) <= tolerance && Math.Abs(large) <= tolerance)
            return Verdict.Yes($"t* = {found.Time:0.0000} ({100 * late:+0.0;-0.0} %), m* = {found.Size:0.0000} ({100 * large:+0.0;-0.0} %)");
        if (Math.Abs(late) > tolerance)
            return Verdict.No($"the event comes {100 * Math.Abs(late):0.0} % too {(late > 0 ? "late" : "early")} (t = {found.Time:0.0000}): {Reason(late)}");
        return Verdict.No($"the event comes in time, but its size {found.Size:0.0000} is {100 * Math.Abs(large):0.0} % too {(large > 0
            ? "large: those who fired must wait at V_R until it is over" : "small: go on while the queue holds a cell's worth, h/b")}");

        static string Reason(double late) => late > 0
            ? "is every fired neuron's kick counted, and does mass come back at V_R?" : "is a kick counted twice, or is V_R too high?";
    });

    // The reader's step on a hill that touches V_F, beside the upwind step; null where they agree.
    static Verdict? Compare(Func<double[], double> step, double nu)
    {
        double[] before = [.. Enumerable.Range(0, 40).Select(i => Real.Exp(-0.5 * Real.Pow((i - 31) / 4.0, 2)))];
        double[] after = [.. before], expected = [.. before], inPlace = [.. before];
        for (int i = before.Length - 1; i >= 0; i--) expected[i] -= nu * (expected[i] - (i > 0 ? expected[i - 1] : 0));
        for (int i = 0; i < before.Length; i++) inPlace[i] -= nu * (inPlace[i] - (i > 0 ? inPlace[i - 1] : 0));
        double left = step(after), fired = nu * Width * before[^1];

        if (after.SequenceEqual(before)) return Verdict.No($"the density has not moved: change p in place");
        if (after.Any(x => !double.IsFinite(x))) return Verdict.No($"the density is not finite any more");
        if (Largest(after, expected) < 1e-12)
        {
            if (Math.Abs(left - fired) < 1e-12) return null;
            if (Math.Abs(left * Width - fired) < 1e-12)
                return Verdict.No($"mass: you return a density, {left:g4}; the mass in a cell is density times h = {fired:g4}");
            if (Math.Abs(left - nu * Width * after[^1]) < 1e-12)
                return Verdict.No($"order: what leaves is what the last cell held before the step, not after");
            return Verdict.No($"mass: {fired:g4} left through V_F, you return {left:g4}");
        }
        if (Largest(after, inPlace) < 1e-12)
            return Verdict.No($"order: going up from the first cell, p[i-1] has moved already when p[i] needs it; go from the last cell down");
        double mean = Mean(after, before.Length - 8) - Mean(before, before.Length - 8);
        if (mean < 0) return Verdict.No($"sign: the density has moved down; a kick lifts, so cell i receives from cell i - 1");
        double lost = before.Sum() * Width - after.Sum() * Width - left;
        if (Math.Abs(lost) > 1e-12)
            return Verdict.No($"mass: {Math.Abs(lost):g3} {(lost > 0 ? "is lost" : "came from nowhere")} at ν = {nu}; what one cell gives, the next receives");
        return Verdict.No($"the cells differ from p[i] - ν (p[i] - p[i-1]) by up to {Largest(after, expected):g3} at ν = {nu}; is ν used once?");
    }

    static double Largest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    static double Mean(double[] p, int cells) => p.Take(cells).Select((x, i) => x * i).Sum() / p.Take(cells).Sum();
}
