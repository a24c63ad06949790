using System.Globalization;

namespace Spikebook.Figures;

/// <summary>Times as a clock shows them: 4:07, 1:04:07, 2 d 1:04:07.</summary>
public static class Durations
{
    /// <summary>The time in that way, without parts of a second.</summary>
    public static string Clock(TimeSpan time)
    {
        string clock = time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
        return time.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {clock}") : clock;
    }
}
