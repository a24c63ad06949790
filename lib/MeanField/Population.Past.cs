namespace Spikebook.MeanField;

// What happened a delay or a refractory time ago, and who comes back.
sealed partial class Population
{
    /// <summary>A stretch of time in which the rate goes linearly from one value to another; events lie between stretches.</summary>
    readonly record struct Stretch(double Start, double End, double First, double Last);

    readonly List<Stretch> _past = [];
    int _pastCursor;

    readonly Queue<(double Due, double Mass)> _events = new();

    /// <summary>When the mass of an event comes back at V_R next; infinite where none is out.</summary>
    public double NextReturn => _events.Count > 0 ? _events.Peek().Due : double.PositiveInfinity;

    /// <summary>Writes down a stretch where a delay or a refractory time will ask for it.</summary>
    void Remember(double start, double end, double first, double last)
    {
        if (_model.Delay > 0 || _model.Refractory > 0) _past.Add(new Stretch(start, end, first, last));
    }

    /// <summary>The rate whose kicks arrive at a time: the present one, or N(t - D), 0 before the start.</summary>
    double KickRate(double rate, double time) => _model.Delay > 0 ? PastRate(time - _model.Delay) : rate;

    /// <summary>The rate at which neurons come back at V_R: the present one, or the one a refractory time ago.</summary>
    double ReturnRate(double rate, double time) => _model.Refractory > 0 ? PastRate(time - _model.Refractory) : rate;

    double PastRate(double time)
    {
        if (_past.Count == 0 || time < _past[0].Start || time <= 0) return 0;
        while (_pastCursor > 0 && _past[_pastCursor].Start > time) _pastCursor--;
        while (_pastCursor < _past.Count - 1 && _past[_pastCursor + 1].Start <= time) _pastCursor++;
        Stretch at = _past[_pastCursor];
        if (time <= at.End) return at.First + (at.Last - at.First) * (time - at.Start) / (at.End - at.Start);
        return _pastCursor == _past.Count - 1 ? at.Last : 0; // between stretches lies an event, whose mass returns at once
    }

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
