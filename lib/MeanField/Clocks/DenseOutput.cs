namespace Spikebook.MeanField;

/// <summary>
/// Densities at wanted times. A step in dilated time does not end where one wants it to: within one the density is linear in t. At an
/// event the density
/// jumps: before its time it goes to the state just before it, from its time on it is that just after; no state from inside an event is
/// ever given.
/// </summary>
sealed class DenseOutput(Population population, IReadOnlyList<double> wanted, double until)
{
    readonly List<Density> _densities = [];
    Density? _earlier; // before the last step, where a density is wanted soon
    Density? _last;    // the final one, where an event follows it
    int _next;

    /// <summary>What was wanted so far, in order of time.</summary>
    public IReadOnlyList<Density> Densities => _densities;

    /// <summary>The next time at which a density is wanted.</summary>
    public double NextTime => _next < wanted.Count ? Math.Min(until, wanted[_next]) : until;

    /// <summary>Before a step in dilated time of at most this length.</summary>
    public void BeforeStep(double longest)
    {
        if (population.InEvent) return; // what was before its first step stays
        _earlier = NextTime - population.Time <= longest ? population.Snapshot() : null;
    }

    /// <summary>Before a step in physical time, which ends where one wants it to.</summary>
    public void BeforePhysicalStep() => _earlier = null;

    /// <summary>After an event: what was wanted before it lies between the last step and the state before the event.</summary>
    public void AfterEvent(FiringEvent over)
    {
        while (_next < wanted.Count && wanted[_next] < over.Time) _densities.Add(Between(_earlier, over.Before, wanted[_next++]));
        if (until < over.Time) _last = Between(_earlier, over.Before, until);
        _earlier = over.After with { Time = over.Time, Tau = over.Tau + over.Size };
    }

    /// <summary>After a step that did not end inside an event: what was wanted up to now.</summary>
    public void AfterStep()
    {
        if (population.InEvent) return;
        while (_next < wanted.Count && population.Time >= wanted[_next] * (1 - 1e-13)) _densities.Add(At(wanted[_next++]));
    }

    /// <summary>The last density, at the end of the run.</summary>
    public void Finish(double reached) => _densities.Add(_last ?? At(reached));

    Density At(double time)
    {
        Density now = population.Snapshot();
        return time < now.Time ? Between(_earlier, now, time) : now;
    }

    static Density Between(Density? from, Density to, double time)
    {
        if (from is null || !(from.Time < to.Time)) return to;
        double part = Math.Clamp((time - from.Time) / (to.Time - from.Time), 0, 1);
        double Mix(double first, double last) => first + part * (last - first);
        return new Density(time, Mix(from.Tau, to.Tau), to.Minimum, to.Width, [.. from.Values.Zip(to.Values, Mix)], Mix(from.Refractory,
            to.Refractory));
    }
}
