namespace Spikebook.MeanField;

/// <summary>
/// Puts the cascades of a network together to events. In a finite network the one jump of the mean field comes as a burst: fluctuations
/// stop a cascade and start the next a moment later. A cluster begins with a cascade of at least a given share of the population and
/// goes on while the next such cascade comes within the gap; its size is all that fires from the first to the last of them. A
/// cluster is an event if its size reaches a given share. For n to infinity the cascades in between vanish, and the size is the jump's.
/// </summary>
/// <param name="smallestCascade">Share of the population from which a cascade counts.</param>
/// <param name="gap">Longest time between two cascades of a cluster.</param>
/// <param name="smallestEvent">Share of the population from which a cluster is an event.</param>
sealed class CascadeCluster(double smallestCascade, double gap, double smallestEvent)
{
    readonly List<FiringEvent> _events = [];
    Density? _before, _after;
    double _start, _last, _tauStart, _tauEnd, _largest, _largestTime;
    int _cascades;

    public IReadOnlyList<FiringEvent> Events => _events;

    /// <summary>Whether a cascade of this size counts.</summary>
    public bool Counts(double size) => size >= smallestCascade;

    /// <summary>Whether a histogram before the cascade is wanted.</summary>
    public bool WantsBefore => _before is null;

    /// <summary>Notes a cascade that counts.</summary>
    /// <param name="time">When.</param>
    /// <param name="tau">Dilated time before it.</param>
    /// <param name="size">Fraction that fired.</param>
    /// <param name="before">Density before; used for the first of a cluster.</param>
    /// <param name="after">Density after.</param>
    public void Add(double time, double tau, double size, Density? before, Density after)
    {
        CloseIfOver(time);
        if (_before is null) (_before, _start, _tauStart, _largest, _cascades) = (before, time, tau, 0, 0);
        if (size > _largest) (_largest, _largestTime) = (size, time);
        (_last, _tauEnd, _after) = (time, tau + size, after);
        _cascades++;
    }

    /// <summary>Ends the cluster where nothing can join it any more.</summary>
    public void CloseIfOver(double time)
    {
        if (_before is not null && time - _last > gap) Close();
    }

    /// <summary>Ends the cluster.</summary>
    public void Close()
    {
        if (_before is not null && _tauEnd - _tauStart >= smallestEvent)
            _events.Add(new FiringEvent(_largestTime, _tauStart, _tauEnd - _tauStart, _before, _after!)
            {
                Cascades = _cascades,
                Lasting = _last - _start
            });
        _before = _after = null;
    }
}
