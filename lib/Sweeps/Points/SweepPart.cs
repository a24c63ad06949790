using System.Globalization;

namespace Spikebook.Sweeps;

/// <summary>
/// One of several equal parts of a sweep: the points whose place leaves the remainder <c>Number - 1</c> when divided by <c>Count</c>.
/// </summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">Of how many.</param>
public sealed record SweepPart(int Number, int Count)
{
    /// <summary>The whole.</summary>
    public static SweepPart Whole { get; } = new(1, 1);

    /// <summary>Whether a point belongs to this part.</summary>
    public bool Has(int index) => index % Count == Number - 1;

    /// <summary>A part from text such as <c>3/8</c>; null where it is none.</summary>
    public static SweepPart? TryParse(string text)
        => text.Split('/') is [var number, var count]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int of)
            && n >= 1 && n <= of ? new(n, of) : null;

    internal string FileName => string.Create(CultureInfo.InvariantCulture, $"{Number}-of-{Count}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
