namespace Spikebook.MeanField;

/// <summary>
/// The delay at which a steady state of several populations loses its stability. The state itself does not depend on delays, only its
/// answer does: a pair of growth rates crosses to the right, and is counted by the argument of the determinant
/// (<see cref="NetworkStability.CountRightOf"/>).
/// </summary>
public static class DelayBoundary
{
    const double Line = 1e-6; // just right of 0, where the determinant itself is 0 / 0

    /// <summary>The delay between a stable and an unstable one.</summary>
    /// <param name="networks">The network at any delay, all else the same.</param>
    /// <param name="low">Delay, above 0.</param>
    /// <param name="high">A longer delay.</param>
    /// <param name="cells">Cells of each mesh.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <returns>
    /// The delay to a ten-thousandth of the interval; <paramref name="low"/> where the state is unstable there, <paramref name="high"/>
    /// where it is stable up to it, null without a steady state. Of several states the one of the lowest rates is taken.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The delays are not above 0 and ascending.</exception>
    public static double? Of(Func<double, PopulationNetwork> networks, double low, double high, int cells = 150,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (!(low > 0 && high > low)) throw new ArgumentOutOfRangeException(nameof(low),
            FormattableString.Invariant($"low = {low}, high = {high} must be above 0 and ascending"));
        if (NetworkSteadyState.All(networks(low)).FirstOrDefault() is not { } state) return null;
        if (!Stable(low)) return low;
        if (Stable(high)) return high;
        for (double width = high - low; high - low > 1e-4 * width;)
        {
            cancel.ThrowIfCancellationRequested();
            double middle = 0.5 * (low + high);
            if (Stable(middle)) low = middle;
            else high = middle;
        }
        return 0.5 * (low + high);

        bool Stable(double delay) =>
            new NetworkStability(new NetworkSteadyState(networks(delay), state.Rates), cells).CountRightOf(Line) == 0;
    }
}
