namespace Spikebook.MeanField;

/// <summary>What happened a delay or a refractory time ago, and who comes back.</summary>
/// <param name="model">Model, whose delay and refractory time ask for the past.</param>
/// <param name="asked">Whether others ask for it too.</param>
sealed class Past(Nnlif model, bool asked = false)
{
    /// <summary>
    /// A stretch of time in which the rate goes linearly from one value to another; events lie between stretches.
    /// <paramref name="Fired"/> is what had fired outside events by its start, <paramref name="Mass"/> what fired in it.
    /// </summary>
    readonly record struct Stretch(double Start, double End, double First, double Last, double Fired, double Mass)
    {
        double Part(double time) => End > Start ? Math.Clamp((time - Start) / (End - Start), 0, 1) : 1;

        public double RateAt(double time) => First + (Last - First) * Part(time);

        public double FiredBy(double time)
        {
            double part = Part(time), linear = First + Last > 0 ? 2 * First / (First + Last) : 1;
            return Fired + Mass * part * (linear + (1 - linear) * part);
        }
    }

    readonly List<Stretch> _stretches = [];
    readonly Queue<(double Due, double Mass)> _events = new();
    int _cursor;
    double _returned; // of those that fired outside events, who is back at V_R

    /// <summary>All that a later question can ask for, from <paramref name="from"/> on.</summary>
    public PopulationState Save(PopulationState state, double from)
    {
        int first = Math.Max(0, _stretches.FindLastIndex(s => s.Start <= from));
        return state with
        {
            Past = [.. _stretches.Skip(first).Select(s => new PastStretch(s.Start, s.End, s.First, s.Last, s.Fired, s.Mass))],
            Returning = [.. _events.Select(e => new ReturningMass(e.Due, e.Mass))],
            Returned = _returned,
        };
    }

    /// <summary>Takes over a saved past.</summary>
    public void Load(PopulationState state)
    {
        _stretches.AddRange(state.Past.Select(s => new Stretch(s.Start, s.End, s.First, s.Last, s.Fired, s.Mass)));
        foreach (ReturningMass returning in state.Returning) _events.Enqueue((returning.Due, returning.Mass));
        _returned = state.Returned;
    }

    /// <summary>When the mass of an event comes back at V_R next; infinite where none is out.</summary>
    public double NextReturn => _events.Count > 0 ? _events.Peek().Due : double.PositiveInfinity;

    /// <summary>The mass of the event that comes back next, which is then no longer out.</summary>
    public (double Due, double Mass) TakeReturn() => _events.Dequeue();

    /// <summary>Writes down the mass of an event, which comes back a refractory time later.</summary>
    public void RememberEvent(double time, double mass) => _events.Enqueue((time + model.Refractory, mass));

    /// <summary>Writes down a stretch where a delay or a refractory time will ask for it.</summary>
    public void Remember(double start, double end, double first, double last, double mass)
    {
        if (!(asked || model.Delay > 0 || model.Refractory > 0)) return;
        double fired = _stretches.Count > 0 ? _stretches[^1].Fired + _stretches[^1].Mass : 0;
        _stretches.Add(new Stretch(start, end, first, last, fired, mass));
    }

    /// <summary>The rate whose kicks arrive at a time: the present one, or N(t - D), 0 before the start.</summary>
    public double KickRate(double rate, double time) => model.Delay > 0 ? RateAt(time - model.Delay) : rate;

    /// <summary>The rate at which neurons come back at V_R: the present one, or the one a refractory time ago.</summary>
    public double ReturnRate(double rate, double time) => model.Refractory > 0 ? RateAt(time - model.Refractory) : rate;

    /// <summary>Mass that comes back at V_R from now until <paramref name="time"/>, of neurons that fired outside events.</summary>
    public double ReturningUntil(double time) =>
        model.Refractory > 0 && Find(time - model.Refractory) is { } at
            ? Math.Max(0, at.FiredBy(time - model.Refractory) - _returned) : 0;

    /// <summary>Notes that this mass, of neurons that fired outside events, is back.</summary>
    public void Return(double mass) => _returned += mass;

    /// <summary>What had fired by a time outside events; 0 before the start.</summary>
    public double FiredBy(double time) => Find(time) is { } at ? at.FiredBy(time) : 0;

    double RateAt(double time)
    {
        if (Find(time) is not { } at) return 0;
        if (time <= at.End) return at.RateAt(time);
        return _cursor == _stretches.Count - 1 ? at.Last : 0; // between stretches lies an event, whose mass returns at once
    }

    Stretch? Find(double time)
    {
        if (_stretches.Count == 0 || time < _stretches[0].Start || time <= 0) return null;
        while (_cursor > 0 && _stretches[_cursor].Start > time) _cursor--;
        while (_cursor < _stretches.Count - 1 && _stretches[_cursor + 1].Start <= time) _cursor++;
        return _stretches[_cursor];
    }
}
