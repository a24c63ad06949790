namespace Spikebook.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="Done">Points that have a result or an error.</param>
/// <param name="Total">All points.</param>
/// <param name="Failed">Points among those done that failed.</param>
/// <param name="Computed">Points computed since this run began, the others being found.</param>
/// <param name="Elapsed">Time since this run began.</param>
public sealed record SweepProgress(int Done, int Total, int Failed, int Computed, TimeSpan Elapsed)
{
    /// <summary>Points a second in this run; 0 before anything is known.</summary>
    public double Rate => Computed > 0 && Elapsed > TimeSpan.Zero ? Computed / Elapsed.TotalSeconds : 0;

    /// <summary>Time that is left at this rate; null before anything is known.</summary>
    public TimeSpan? Remaining => Rate > 0 ? TimeSpan.FromSeconds((Total - Done) / Rate) : null;
}
