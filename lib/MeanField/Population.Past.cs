namespace Spikebook.MeanField;

// What happened a delay or a refractory time ago, and who comes back.
sealed partial class Population
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

    readonly List<Stretch> _past = [];
    int _pastCursor;
    double _returned; // of those that fired outside events, who is back at V_R

    readonly Queue<(double Due, double Mass)> _events = new();

    /// <summary>When the mass of an event comes back at V_R next; infinite where none is out.</summary>
    public double NextReturn => _events.Count > 0 ? _events.Peek().Due : double.PositiveInfinity;

    /// <summary>Writes down a stretch where a delay or a refractory time will ask for it.</summary>
    void Remember(double start, double end, double first, double last, double mass)
    {
        if (!(_model.Delay > 0 || _model.Refractory > 0)) return;
        double fired = _past.Count > 0 ? _past[^1].Fired + _past[^1].Mass : 0;
        _past.Add(new Stretch(start, end, first, last, fired, mass));
    }

    /// <summary>The rate whose kicks arrive at a time: the present one, or N(t - D), 0 before the start.</summary>
    double KickRate(double rate, double time) => _model.Delay > 0 ? PastRate(time - _model.Delay) : rate;

    /// <summary>The rate at which neurons come back at V_R: the present one, or the one a refractory time ago.</summary>
    double ReturnRate(double rate, double time) => _model.Refractory > 0 ? PastRate(time - _model.Refractory) : rate;

    double PastRate(double time)
    {
        if (Find(time) is not { } at) return 0;
        if (time <= at.End) return at.RateAt(time);
        return _pastCursor == _past.Count - 1 ? at.Last : 0; // between stretches lies an event, whose mass returns at once
    }

    Stretch? Find(double time)
    {
        if (_past.Count == 0 || time < _past[0].Start || time <= 0) return null;
        while (_pastCursor > 0 && _past[_pastCursor].Start > time) _pastCursor--;
        while (_pastCursor < _past.Count - 1 && _past[_pastCursor + 1].Start <= time) _pastCursor++;
        return _past[_pastCursor];
    }

    /// <summary>Mass that comes back at V_R from now until <paramref name="time"/>, of neurons that fired outside events.</summary>
    double ReturningUntil(double time) =>
        _model.Refractory > 0 && Find(time - _model.Refractory) is { } at
            ? Math.Max(0, at.FiredBy(time - _model.Refractory) - _returned) : 0;

    /// <summary>The mass of events that fired a refractory time ago starts from V_R as a moving Gaussian.</summary>
    void ReturnEvents()
    {
        while (NextReturn <= Time * (1 + 1e-14))
        {
            (double due, double mass) = _events.Dequeue();
            double age = Math.Max(0, Time - due), kicks = age > 0 ? _model.B * Rate * age : 0;
            _gaussians.Add(new MovingGaussian(mass, _model.Reset, 0).After(age, _model.DriveAt(Time), _model.A + _model.A1 * Rate, kicks));
            Away -= mass;
        }
    }
}
