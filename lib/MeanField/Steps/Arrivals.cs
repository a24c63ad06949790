namespace Spikebook.MeanField;

/// <summary>
/// What reaches the populations late: kicks of earlier firing with their mean over a pair of steps, kicks of events all at once, and the
/// adaptation w, dw/dt = -w / tau_w + beta N, which takes -w off the drive.
/// </summary>
sealed class Arrivals
{
    readonly PopulationNetwork _network;
    readonly Population[] _populations;
    readonly (double Delay, Couplings Weights)[] _couplings;
    readonly double[] _rates, _adapted;
    readonly PriorityQueue<double[], double> _late = new(); // shifts that events send, by the time at which they arrive

    public Arrivals(PopulationNetwork network, Population[] populations)
    {
        (_network, _populations) = (network, populations);
        _couplings = [.. network.Delayed.Select(c => (c.Delay, new Couplings(c.Weights)))];
        (_rates, _adapted, Drive) = (new double[populations.Length], new double[network.Adaptations.Count], new double[populations.Length]);
        LongestDelay = network.Delayed.Count > 0 ? network.Delayed.Max(c => c.Delay) : 0;
    }

    /// <summary>Mean drive over the next pair.</summary>
    public double[] Drive { get; }

    /// <summary>The longest delay; 0 without any.</summary>
    public double LongestDelay { get; }

    /// <summary>When kicks of an event arrive next; infinite where none are under way.</summary>
    public double NextDue => _late.TryPeek(out _, out double due) ? due : double.PositiveInfinity;

    /// <summary>Finds <see cref="Drive"/> for a pair of steps of that length in all.</summary>
    public void Prepare(double time, double length)
    {
        Array.Clear(Drive);
        foreach ((double delay, Couplings weights) in _couplings)
        {
            bool any = false;
            for (int b = 0; b < _rates.Length; b++)
            {
                Past past = _populations[b].Past;
                _rates[b] = (past.FiredBy(time + length - delay) - past.FiredBy(time - delay)) / length;
                any |= _rates[b] != 0;
            }
            if (any) for (int a = 0; a < _rates.Length; a++) Drive[a] += weights.Kick(a, _rates);
        }
        // The midpoint rule: w in the middle of the pair, by its slope now.
        for (int a = 0; a < _adapted.Length; a++)
            if (_network.Adaptations[a] is { } w)
                Drive[a] -= _adapted[a] + 0.5 * length * (w.Strength * _populations[a].Rate - _adapted[a] / w.Time);
    }

    /// <summary>Adaptation over a pair of steps in which that much fired, evenly.</summary>
    public void After(double length, ReadOnlySpan<double> fired)
    {
        for (int a = 0; a < _adapted.Length; a++)
            if (_network.Adaptations[a] is { } w)
            {
                double decay = Real.Exp(-length / w.Time);
                _adapted[a] = _adapted[a] * decay + w.Strength * fired[a] * (1 - decay) * w.Time / length;
            }
    }

    /// <summary>An event: its kicks are sent off, and who fired adapts.</summary>
    public void Send(double time, IReadOnlyList<double> sizes)
    {
        double[] amounts = [.. sizes];
        foreach ((double delay, Couplings weights) in _couplings)
        {
            double[] kicks = [.. Enumerable.Range(0, sizes.Count).Select(a => weights.Kick(a, amounts))];
            if (Array.Exists(kicks, kick => kick != 0)) _late.Enqueue(kicks, time + delay);
        }
        for (int a = 0; a < _adapted.Length; a++)
            if (_network.Adaptations[a] is { } w) _adapted[a] += w.Strength * sizes[a];
    }

    /// <summary>The shift by all that arrives now.</summary>
    public double[] Take(double time)
    {
        var shift = new double[_rates.Length];
        while (_late.TryPeek(out double[]? kicks, out double due) && due <= time * (1 + 1e-14))
        {
            _late.Dequeue();
            for (int a = 0; a < shift.Length; a++) shift[a] += kicks[a];
        }
        return shift;
    }

    public NetworkState Save(NetworkState state) => state with
    {
        Late = [.. _late.UnorderedItems.OrderBy(l => l.Priority).Select(l => new LateKicks(l.Priority, l.Element))],
        Adapted = [.. _adapted],
    };

    public void Load(NetworkState state)
    {
        foreach (LateKicks late in state.Late) _late.Enqueue([.. late.Kicks], late.Due);
        for (int a = 0; a < Math.Min(_adapted.Length, state.Adapted.Count); a++) _adapted[a] = state.Adapted[a];
    }
}
