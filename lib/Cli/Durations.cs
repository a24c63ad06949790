using System.Globalization;

namespace Spikebook.Cli;

/// <summary>Times as a clock shows them.</summary>
static class Durations
{
    public static string Clock(TimeSpan time)
        => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
