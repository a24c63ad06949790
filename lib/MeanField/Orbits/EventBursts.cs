namespace Spikebook.MeanField;

/// <summary>Events that follow each other faster than the pauses between their groups.</summary>
/// <param name="Bursts">Number of groups.</param>
/// <param name="EventsEach">Mean number of events in a whole group; 0 without events.</param>
/// <param name="Period">Mean time from the first event of a group to that of the next; null with fewer than two groups.</param>
public sealed record EventBursts(int Bursts, double EventsEach, double? Period)
{
    /// <summary>A pause ends a group where it is longer than this many times the shortest gap.</summary>
    public const double LongerBy = 1.5;

    /// <summary>Groups events. The first group and the last one may be cut, and do not count for the mean where there are others.</summary>
    /// <param name="times">Times of events, ascending.</param>
    public static EventBursts Of(IReadOnlyList<double> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Count == 0) return new EventBursts(0, 0, null);
        double shortest = times.Zip(times.Skip(1), (x, y) => y - x).DefaultIfEmpty(1).Min();
        List<int> starts = [0];
        for (int i = 1; i < times.Count; i++) if (times[i] - times[i - 1] > LongerBy * shortest) starts.Add(i);
        // All gaps alike: every event is a group of its own.
        if (starts.Count == 1) starts = [.. Enumerable.Range(0, times.Count)];
        double? period = starts.Count < 2 ? null : (times[starts[^1]] - times[starts[0]]) / (starts.Count - 1);
        (int from, int to) = starts.Count > 3 ? (starts[1], starts[^1]) : (starts[0], times.Count);
        int whole = starts.Count > 3 ? starts.Count - 2 : starts.Count;
        return new EventBursts(starts.Count, (double)(to - from) / whole, period);
    }
}
