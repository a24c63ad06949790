namespace Spikebook.Sweeps;

/// <summary>What a sweep asks a cluster for, made from the measured cost of a point.</summary>
/// <param name="Tasks">How many tasks the array job has; each computes its part of the points, one after the other.</param>
/// <param name="Minutes">The time limit of a task.</param>
/// <param name="Megabytes">The memory limit of a task.</param>
public sealed record SlurmPlan(int Tasks, int Minutes, int Megabytes)
{
    /// <summary>A task shall work at least this long, so that its start (about a second and a half) costs little.</summary>
    public static readonly TimeSpan LeastWork = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The plan for a study: as many tasks as keep each at work for <see cref="LeastWork"/>, never more than points or than the cluster
    /// takes; three times the expected time and twice the measured memory, for points differ.
    /// </summary>
    /// <param name="points">How many points are missing.</param>
    /// <param name="cost">What a point takes.</param>
    /// <param name="most">The most tasks that the cluster takes in one array.</param>
    public static SlurmPlan For(int points, PointCost cost, int most)
    {
        ArgumentNullException.ThrowIfNull(cost);
        double work = points * cost.Seconds;
        int tasks = (int)Math.Clamp(Math.Floor(work / LeastWork.TotalSeconds), 1, Math.Max(1, Math.Min(points, most)));
        double each = cost.FirstSeconds + Math.Ceiling((double)points / tasks) * cost.Seconds;
        return new SlurmPlan(tasks, (int)Math.Max(2, Math.Ceiling(3 * each / 60)),
            (int)Math.Max(256, Math.Ceiling(2.0 * cost.PeakBytes / (1 << 20))));
    }
}
