using System.Globalization;

namespace Spikebook.Cli;

/// <summary>Times as a clock shows them: 4:07, 1:04:07, 2 d 1:04:07.</summary>
static class Durations
{
    public static string Clock(TimeSpan time)
    {
        string clock = time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
        return time.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {clock}") : clock;
    }
}
