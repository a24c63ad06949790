namespace Spikebook.MeanField;

/// <summary>A place on a boundary of the phase diagram: the change happens between two couplings.</summary>
/// <param name="Mu">Drive.</param>
/// <param name="Low">The largest coupling at which the long run was still seen on the near side.</param>
/// <param name="High">The smallest coupling at which it was seen beyond.</param>
public sealed record BoundaryPoint(double Mu, double Low, double High)
{
    /// <summary>The middle of the bracket.</summary>
    public double B => (Low + High) / 2;
}

/// <summary>
/// Follows a boundary b*(mu) of the phase diagram: at each drive a bracket around the secant through the two places before,
/// b*(mu_k) ≈ b_{k-1} + (b_{k-1} - b_{k-2}) (mu_k - mu_{k-1}) / (mu_{k-1} - mu_{k-2}),
/// is widened until the boundary is inside and then halved. Where the long run is beyond the boundary is asked of a whole run each time, so
/// that events and partial events need no linearisation. Source: natural-parameter continuation, E. Allgower, K. Georg,
/// Introduction to Numerical Continuation Methods, SIAM 2003, doi:10.1137/1.9780898719154, section 2.
/// </summary>
public static class RegimeBoundary
{
    /// <summary>Follows a boundary along the drive.</summary>
    /// <param name="drives">Values of mu, in the order in which the boundary is followed.</param>
    /// <param name="beyond">Whether the long run at (mu, b) is beyond the boundary; false for small b, true for large b.</param>
    /// <param name="guess">About where the boundary is at the first drive.</param>
    /// <param name="width">Half the first bracket around a prediction; more where a prediction fails.</param>
    /// <param name="tolerance">The brackets end up no wider.</param>
    /// <param name="range">Couplings within which the boundary is looked for.</param>
    /// <returns>The places, one a drive.</returns>
    /// <exception cref="ArgumentException">
    /// There is no drive, a width is not above 0, or the boundary is not inside the range at a drive.
    /// </exception>
    public static IReadOnlyList<BoundaryPoint> Follow(IReadOnlyList<double> drives, Func<double, double, bool> beyond, double guess,
        double width, double tolerance, (double Least, double Most) range)
    {
        ArgumentNullException.ThrowIfNull(drives);
        ArgumentNullException.ThrowIfNull(beyond);
        if (drives.Count == 0) throw new ArgumentException("there is no drive to follow the boundary along", nameof(drives));
        if (!(width > 0)) throw new ArgumentException(FormattableString.Invariant($"width = {width} is not above 0"), nameof(width));
        if (!(tolerance > 0))
            throw new ArgumentException(FormattableString.Invariant($"tolerance = {tolerance} is not above 0"), nameof(tolerance));
        var found = new List<BoundaryPoint>(drives.Count);
        foreach (var mu in drives) found.Add(Refined(mu, Bracket(mu, Math.Clamp(Predicted(mu), range.Least, range.Most))));
        return found;

        double Predicted(double mu) => found switch
        {
            [] => guess,
            [var only] => only.B,
            [.., var before, var last] => last.B + (last.B - before.B) * (mu - last.Mu) / (last.Mu - before.Mu),
        };

        (double Low, double High) Bracket(double mu, double at)
        {
            double low = at, high = at, step = width;
            if (beyond(mu, at))
            {
                do
                {
                    if (low <= range.Least) throw Outside(mu, "beyond it");
                    (high, low, step) = (low, Math.Max(low - step, range.Least), 2 * step);
                }
                while (beyond(mu, low));
            }
            else
            {
                do
                {
                    if (high >= range.Most) throw Outside(mu, "on the near side");
                    (low, high, step) = (high, Math.Min(high + step, range.Most), 2 * step);
                }
                while (!beyond(mu, high));
            }
            return (low, high);
        }

        BoundaryPoint Refined(double mu, (double Low, double High) bracket)
        {
            var (low, high) = bracket;
            while (high - low > tolerance)
            {
                var middle = (low + high) / 2;
                if (beyond(mu, middle)) high = middle;
                else low = middle;
            }
            return new BoundaryPoint(mu, low, high);
        }

        ArgumentException Outside(double mu, string where) => new(FormattableString.Invariant(
            $"the boundary is not within b = {range.Least} … {range.Most} at mu = {mu}: all of it is {where}; widen the range"));
    }
}
