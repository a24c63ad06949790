namespace Spikebook.Sweeps;

/// <summary>What the parts of a sweep cost besides the computation, measured.</summary>
/// <param name="PointSeconds">Overhead of a point: its key, its line, its telling.</param>
/// <param name="TaskSeconds">Start of a task: runtime, compilation, reading what is done.</param>
/// <param name="SubmissionsPerSecond">Tasks that the scheduler starts a second.</param>
/// <param name="LinesPerSecond">Lines that the shared folder takes a second from all nodes together.</param>
public sealed record SweepOverheads(double PointSeconds, double TaskSeconds, double SubmissionsPerSecond, double LinesPerSecond);

/// <summary>What bounds a sweep's speed.</summary>
public enum SweepBound
{
    /// <summary>The computation: more nodes help.</summary>
    Computation,

    /// <summary>The starting of tasks: longer tasks help.</summary>
    Scheduler,

    /// <summary>The shared folder: fewer, longer points help.</summary>
    Folder,
}

/// <summary>
/// How long a sweep takes on a cluster of any size, from what it costs on one machine. With n points of c seconds on w workers in k tasks,
/// T = max(n (c + o) / w + ceil(k / w) s, k / r, n / f), where o is the overhead of a point, s the start of a task, r the scheduler's rate
/// and f the folder's. A planning model: nothing here was measured on more than one machine.
/// </summary>
/// <param name="Overheads">What was measured.</param>
public sealed record ClusterModel(SweepOverheads Overheads)
{
    /// <summary>The time that the sweep takes, and what bounds it.</summary>
    /// <param name="points">How many points.</param>
    /// <param name="cost">What a point takes.</param>
    /// <param name="workers">Cores in all.</param>
    /// <param name="mostTasks">The most tasks that the cluster takes in one array.</param>
    /// <exception cref="ArgumentOutOfRangeException">No points or no workers.</exception>
    public (double Seconds, SweepBound Bound) Time(int points, PointCost cost, int workers, int mostTasks = 1000)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        int tasks = SlurmPlan.For(points, cost, mostTasks).Tasks, used = Math.Min(workers, tasks);
        double computing = points * (cost.Seconds + Overheads.PointSeconds) / used + Math.Ceiling((double)tasks / used)
            * Overheads.TaskSeconds;
        double starting = tasks / Overheads.SubmissionsPerSecond, writing = points / Overheads.LinesPerSecond;
        double all = Math.Max(computing, Math.Max(starting, writing));
        return (all, all == computing ? SweepBound.Computation : all == starting ? SweepBound.Scheduler : SweepBound.Folder);
    }
}
