namespace Spikebook.Loihi;

/// <summary>A moment at which a finite part of a population fires at once.</summary>
/// <param name="Step">The step in which enough of it had fired.</param>
/// <param name="Size">The fraction of the population that fired.</param>
public readonly record struct PopulationEvent(long Step, double Size);

/// <summary>What counts as an event.</summary>
public sealed record EventCriterion
{
    /// <summary>Fraction of the population that has to fire within <see cref="Window"/> steps.</summary>
    public double Fraction { get; init; } = 0.2;

    /// <summary>Steps within which it has to; the size is counted over as many more.</summary>
    public int Window { get; init; } = 8;

    /// <summary>Steps after an event in which no other begins.</summary>
    public int Pause { get; init; } = 32;

    /// <summary>Finds the events in the activity of a population.</summary>
    /// <param name="activity">Spikes of single steps: <see cref="ActivityProbe.Activity"/> with a bin of 1.</param>
    /// <param name="neurons">Number of neurons.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting or the number of neurons is out of range.</exception>
    public IReadOnlyList<PopulationEvent> Find(IReadOnlyList<Activity> activity, int neurons)
    {
        ArgumentNullException.ThrowIfNull(activity);
        if (!(Fraction is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(null, $"fraction = {Fraction} of an event is outside 0 … 1.");
        Bounds.Check(Window, 1, 1 << 20, "window of an event, in steps");
        Bounds.Check(Pause, 0, 1 << 20, "pause after an event, in steps");
        Bounds.Check(neurons, 1, int.MaxValue, "neurons");
        var events = new List<PopulationEvent>();
        long within = activity.Take(Window).Sum(step => (long)step.Spikes); // spikes of the last Window steps, that of t included
        long free = 0;
        for (int t = Window; t < activity.Count - Window; t++)
        {
            within += activity[t].Spikes - activity[t - Window].Spikes;
            if (t < free || activity[t].Spikes == 0 || within < Fraction * neurons) continue;
            long all = within;
            for (int k = t + 1; k <= t + Window; k++) all += activity[k].Spikes;
            events.Add(new PopulationEvent(activity[t].Step, (double)all / neurons));
            free = t + Pause + 1;
        }
        return events;
    }
}
