namespace Spikebook.Spiking;

/// <summary>
/// The next spike of many neurons with the same time constants, for kernels: the state at the end of the interval is known already,
/// time is <c>x = exp(-s / tau_m)</c>, and for r = 2, 3, 4 the powers of x are products. The same spikes as <see cref="Lif.NextSpike"/>.
/// </summary>
public readonly struct ThresholdCrossing
{
    /// <summary>Nearer to r = 1 than this, <c>a x - b x^r</c> loses more than two digits, and <see cref="Lif.NextSpike"/> is asked
    /// instead.</summary>
    const double NearEqual = 1e-2;

    /// <summary>A crossing at which I exceeds the threshold by less than this part of it is a touch, not a spike.</summary>
    public const double Touch = 1e-12;

    const int MostSteps = 100;

    readonly Lif _lif;
    readonly double _r, _kappa, _threshold, _least, _tauMembraneMs;
    readonly Form _form;

    enum Form { Square, Cube, Fourth, AnyPower, NearlyEqual }

    /// <summary>For neurons of this kind.</summary>
    public ThresholdCrossing(Lif lif)
    {
        ArgumentNullException.ThrowIfNull(lif);
        _lif = lif;
        (_r, _threshold, _tauMembraneMs) = (lif.Ratio, lif.Threshold, lif.TauMembraneMs);
        _kappa = 1 / (_r - 1);
        _least = _threshold * (1 + Touch);
        _form = _r switch
        {
            2 => Form.Square,
            3 => Form.Cube,
            4 => Form.Fourth,
            _ => Math.Abs(_r - 1) < NearEqual ? Form.NearlyEqual : Form.AnyPower,
        };
    }

    /// <summary>x^r, the decay of the current while the voltage decays by x.</summary>
    public double PowerOf(double x) => x > 0 ? x * PowerLess(x) : 0;

    /// <summary>What a current of 1 has added to the voltage while that decays by <paramref name="x"/>: <c>(x - x^r) / (r -
    /// 1)</c>.</summary>
    public double Response(double x)
        => _form == Form.NearlyEqual ? (x > 0 ? _lif.Voltage(0, 1, -_tauMembraneMs * Real.Log(x)) : 0) : _kappa * (x - PowerOf(x));

    /// <summary>x at the next crossing, 0 if there is none before the interval's end.</summary>
    /// <param name="voltage">V at the start, below the threshold.</param>
    /// <param name="current">I at the start.</param>
    /// <param name="end">x at the end of the interval; 0 for an interval without end.</param>
    /// <param name="endsAbove">Whether V without a threshold is above it at the end.</param>
    public double Next(double voltage, double current, double end, bool endsAbove)
    {
        if (!(current > _least)) return 0;
        if (voltage >= _threshold) return 1;
        if (_form == Form.NearlyEqual) return NextByTime(voltage, current, end);
        double b = _kappa * current, a = voltage + b;
        if (!endsAbove)
        {
            // V = I where x^(_r-1) = a / (_r b); if that is beyond the end, the end is the highest point
            double peak = Root(a / (_r * b));
            if (!(peak > end && peak < 1) || !(peak * (a - b * PowerLess(peak)) > _threshold)) return 0;
        }
        double x = _form == Form.Square ? (a + Math.Sqrt(a * a - 4 * b * _threshold)) / (2 * b) : Newton(a, b);
        x = Math.Min(1, Math.Max(x, end));
        return current * PowerOf(x) > _least ? x : 0;
    }

    // f(x) = a x - b x^_r - _threshold is concave and f(1) < 0 < its maximum: from x = 1 every step stays on the near side of the root.
    double Newton(double a, double b)
    {
        double x = 1;
        for (int step = 0; step < MostSteps; step++)
        {
            double power = b * PowerLess(x);
            double next = x - (x * (a - power) - _threshold) / (a - _r * power);
            if (!(next < x)) break;
            x = next;
        }
        return x;
    }

    double NextByTime(double voltage, double current, double end)
    {
        double s = _lif.NextSpike(voltage, current, end > 0 ? -_tauMembraneMs * Real.Log(end) : double.PositiveInfinity);
        if (!double.IsFinite(s)) return 0;
        double x = Real.Exp(-s / _tauMembraneMs);
        return current * PowerOf(x) > _least ? x : 0;
    }

    // x^(_r-1)
    double PowerLess(double x) => _form switch
    {
        Form.Square => x,
        Form.Cube => x * x,
        Form.Fourth => x * x * x,
        _ => Real.Pow(x, _r - 1),
    };

    // y^(1 / (_r-1)); 0 where y is not positive: then the voltage rises to the end
    double Root(double y) => !(y > 0) ? 0 : _form switch
    {
        Form.Square => y,
        Form.Cube => Math.Sqrt(y),
        Form.Fourth => Real.Cbrt(y),
        _ => Real.Pow(y, _kappa),
    };
}
