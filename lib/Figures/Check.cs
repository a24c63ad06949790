using System.Globalization;

namespace Spikebook.Figures;

/// <summary>
/// A claim of a notebook's prose, and a cell that fails when it does not hold. What holds is printed, a line for each claim.
/// </summary>
public static class Check
{
    /// <summary>Asserts a claim.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="claim">What is claimed, for instance <c>"just above the fold there is no steady state"</c>.</param>
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void That(bool holds, string claim)
    {
        if (!holds) throw new InvalidOperationException("does not hold: " + claim);
        Console.WriteLine("holds: " + claim);
    }

    /// <summary>Asserts a number: |actual − expected| ≤ tolerance. The line names all three.</summary>
    /// <param name="actual">What was computed.</param>
    /// <param name="expected">What the prose claims.</param>
    /// <param name="tolerance">How far apart they may be, in the same unit.</param>
    /// <param name="what">What the number is, for instance <c>"time of the first event"</c>.</param>
    /// <exception cref="InvalidOperationException">They are farther apart, or one is not a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is negative or not finite.</exception>
    public static void That(double actual, double expected, double tolerance, string what)
    {
        if (!(tolerance >= 0) || double.IsInfinity(tolerance))
            throw new ArgumentOutOfRangeException(nameof(tolerance),
            Invariant($"{what}: tolerance = {tolerance}; use 0 or a positive number."));
        if (!(Math.Abs(actual - expected) <= tolerance))
            throw new InvalidOperationException(
            Invariant($"does not hold: {what} is {actual:g8}, not {expected:g8} ± {tolerance:g3} (off by {Math.Abs(actual - expected):g3})"));
        Console.WriteLine(Invariant($"holds: {what} is {expected:g8} ± {tolerance:g3} (here {actual:g8})"));
    }

    /// <summary>
    /// Says that a claim cannot be checked here, instead of leaving it out in silence. <c>spikebook run</c> counts these lines.
    /// </summary>
    /// <param name="claim">What is claimed.</param>
    /// <param name="missing">What is missing for the check and where it comes from, on one line.</param>
    /// <exception cref="ArgumentException">One of the two is empty: a claim that is not checked must say which and why.</exception>
    public static void NotMade(string claim, string missing)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(claim);
        ArgumentException.ThrowIfNullOrWhiteSpace(missing);
        Console.WriteLine($"not checked: {claim.ReplaceLineEndings(" ")} ({missing.ReplaceLineEndings(" ")})");
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
