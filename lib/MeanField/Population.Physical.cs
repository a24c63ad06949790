namespace Spikebook.MeanField;

// Steps in physical time.
sealed partial class Population
{
    double _rateBefore;   // the rate one half pair earlier, for extrapolation
    double _halfBefore;   // that half pair's length
    double _gain = 0.3;   // d(flux)/d(assumed rate) of the last secant step
    bool _slopeKnown;     // _slope0 holds the slope of the present density
    double _slopeReturn, _slope2Return; // the rate of return in it, and in _slope2

    /// <summary>Rate that solves N = k(N) p_n for the present density, or NaN where there is no finite one.</summary>
    public double RateFromDensity()
    {
        double last = _density[^1], rate = Math.Max(0, Rate), h = Mesh.Width;
        if (double.IsInfinity(rate) || double.IsNaN(rate)) rate = 0;
        for (int i = 0; i < 200; i++)
        {
            double noise = _model.A + _model.A1 * rate;
            double half = 0.5 * (_model.DriveAt(Time) + _model.B * KickRate(rate, Time) - Mesh.Threshold) * h / noise;
            double next = 2 * noise / h * (VoltageOperator.EvenBernoulli(half) + 0.5 * half) * last;
            if (Math.Abs(next - rate) <= 1e-14 * Math.Abs(next) + 1e-300) return next;
            if (!(next < 1e12)) return double.NaN;
            rate = next;
        }
        return _model.B * last < 1 ? rate : double.NaN;
    }

    /// <summary>Enters physical time: the rate is read off the density.</summary>
    public bool EnterPhysicalTime()
    {
        Rate = RateFromDensity();
        _slopeKnown = false;
        _halfBefore = 0;
        return double.IsFinite(Rate);
    }

    /// <summary>What a pair of steps finds: fluxes at their ends, what fired in each, and what came back at V_R.</summary>
    readonly record struct Pair(double Flux1, double Flux2, double Out1, double Out2, double In);

    /// <summary>
    /// A pair of steps of <paramref name="half"/> each: TR, then BDF2. Returns the estimated local error (L1 norm of the density),
    /// NaN where no finite rate was found, infinity where it came out negative; then, and above <paramref name="tolerance"/>, nothing has changed.
    /// </summary>
    /// <remarks>With the tolerance <see cref="double.MaxValue"/> what comes out negative is stepped again by backward Euler, which cannot.</remarks>
    public double PhysicalPair(double half, double tolerance)
    {
        LayGaussiansNearThreshold(_model.B * Math.Max(0, Rate) * 2 * half);
        double time = Time;
        if (!_slopeKnown)
        {
            SetOperator(_model.DriveAt(time) + _model.B * KickRate(Rate, time), _model.A + _model.A1 * Rate);
            Rate = _operator.Exit(_density);
            _slopeReturn = ReturnRate(Rate, time);
            Slope(_density, _slopeReturn, _slope0);
            _slopeKnown = true;
        }
        return Take(half, tolerance, TrapezoidPair(half, out Pair pair), pair);
    }

    /// <summary>
    /// Two steps of backward Euler, of <paramref name="half"/> each: first order, and positive whatever the step; also from a density that
    /// has no finite rate because it jumps at V_F. Returns NaN where no finite rate was found at their ends either.
    /// </summary>
    public double DampingPair(double half)
    {
        LayGaussiansNearThreshold(_model.B * (double.IsFinite(Rate) ? Rate : 0) * 2 * half);
        if (!double.IsFinite(Rate)) Rate = 0;
        return Take(half, double.MaxValue, EulerPair(half, out Pair pair), pair);
    }

    double Take(double half, double tolerance, double error, Pair pair)
    {
        double time = Time, rate0 = Rate, queue0 = Queue;
        if (double.IsPositiveInfinity(error) && tolerance == double.MaxValue) error = EulerPair(half, out pair);
        if (!(error <= tolerance)) return error;

        _trial.CopyTo(_density, 0);
        _slope2.CopyTo(_slope0, 0);
        (_slopeReturn, _slopeKnown) = (_slope2Return, true);
        for (int i = 0; i < _gaussians.Count; i++)
        {
            double noise = _model.A + _model.A1 * pair.Flux1;
            _gaussians[i] = _gaussians[i].After(2 * half, _model.DriveAt(time + half), noise, _model.B * (pair.Out1 + pair.Out2));
        }
        Time = time + 2 * half;
        Tau += pair.Out1 + pair.Out2;
        double stays = pair.Out1 + pair.Out2 - pair.In;
        if (_model.Refractory > 0)
        {
            Away += stays;
            _returned += pair.In;
        }
        else Queue = queue0 + stays;
        Rate = Math.Max(0, pair.Flux2);
        _rateBefore = pair.Flux1;
        _halfBefore = half;
        LastStep = 2 * half;
        Steps += 2;
        Remember(time, time + half, rate0, pair.Flux1, pair.Out1);
        Remember(time + half, Time, pair.Flux1, pair.Flux2, pair.Out2);
        ReturnEvents();
        return error;
    }

    double TrapezoidPair(double half, out Pair pair)
    {
        pair = default;
        double h = Mesh.Width, time = Time, rate0 = Rate, queue0 = Queue, back0 = _slopeReturn;
        bool away = _model.Refractory > 0; // those who come back fired long ago: what comes is known beforehand
        double return1 = ReturningUntil(time + half), return2 = ReturningUntil(time + 2 * half);
        _density.CopyTo(_start, 0);

        // TR: p1 - half/2 L p1 = p0 + half/2 f0; the queue's remainder is put back at V_R
        for (int i = 0; i < _rightSide.Length; i++) _rightSide[i] = _start[i] + 0.5 * half * _slope0[i];
        AddAtReset(_rightSide, away ? return1 - 0.5 * half * back0 : queue0);
        double guess = _halfBefore > 0 ? rate0 + (rate0 - _rateBefore) * half / _halfBefore : rate0;
        (double rate1, double flux1) = SolveForRate(Math.Max(0, guess), time + half, 0.5 * half, away ? 0 : 0.5 * half);
        if (!double.IsFinite(rate1)) return rate1;
        double back1 = ReturnRate(rate1, time + half);
        Slope(_trial, ReturnRate(flux1, time + half), _slope1);
        double out1 = 0.5 * half * (rate0 + flux1), in1 = away ? return1 : queue0 + 0.5 * half * (back0 + back1);
        _trial.CopyTo(_middle, 0);

        // BDF2: p2 = 4/3 p1 - 1/3 p0 + 2/3 half f2
        for (int i = 0; i < _rightSide.Length; i++) _rightSide[i] = (4 * _middle[i] - _start[i]) / 3;
        double rest = Math.Max(0, return2 - 4 * return1 / 3);
        if (away) AddAtReset(_rightSide, rest);
        (double rate2, double flux2) = SolveForRate(Math.Max(0, 2 * rate1 - rate0), time + 2 * half, 2 * half / 3, away ? 0 : 2 * half / 3);
        if (!double.IsFinite(rate2)) return rate2;
        double back2 = ReturnRate(rate2, time + 2 * half);
        _slope2Return = ReturnRate(flux2, time + 2 * half);
        Slope(_trial, _slope2Return, _slope2);
        double out2 = out1 / 3 + 2 * half / 3 * flux2, in2 = in1 / 3 + (away ? rest : 2 * half / 3 * back2);
        pair = new Pair(flux1, flux2, out1, out2, in1 + in2);

        // Local error of the pair (Bank et al. 1985): (half/3) (f0 - 2 f1 + f2)
        double error = 0, lowest = 0;
        for (int i = 0; i < _slope0.Length; i++)
        {
            error += Math.Abs(_slope0[i] - 2 * _slope1[i] + _slope2[i]);
            lowest = Math.Min(lowest, Math.Min(_middle[i], _trial[i]));
        }
        error *= h * half / 3;
        // Extrapolation has overshot: the density changes faster than this pair.
        return flux1 < -NegativeRate || flux2 < -NegativeRate || lowest < -NegativeDensity ? double.PositiveInfinity : error;
    }

    /// <summary>Two steps of backward Euler: p - half L p = p0. First order, and positive whatever the step.</summary>
    double EulerPair(double half, out Pair pair)
    {
        pair = default;
        double time = Time, queue0 = Queue;
        bool away = _model.Refractory > 0;
        double return1 = ReturningUntil(time + half), return2 = ReturningUntil(time + 2 * half);
        _density.CopyTo(_rightSide, 0);
        AddAtReset(_rightSide, away ? return1 : queue0);
        (double rate1, double flux1) = SolveForRate(Math.Max(0, Rate), time + half, half, away ? 0 : half);
        if (!double.IsFinite(rate1)) return double.NaN;
        double back1 = ReturnRate(rate1, time + half);
        _trial.CopyTo(_rightSide, 0);
        if (away) AddAtReset(_rightSide, return2 - return1);
        (double rate2, double flux2) = SolveForRate(rate1, time + 2 * half, half, away ? 0 : half);
        if (!double.IsFinite(rate2)) return double.NaN;
        double back2 = ReturnRate(rate2, time + 2 * half);
        _slope2Return = ReturnRate(flux2, time + 2 * half);
        Slope(_trial, _slope2Return, _slope2);
        pair = new Pair(flux1, flux2, half * flux1, half * flux2, away ? return2 : queue0 + half * (back1 + back2));
        return 0;
    }

    /// <summary>
    /// Solves p - weight L(N) p = right side + source N delta(v - V_R) for p and N = flux(p) by a secant whose slope is kept from step to step.
    /// Leaves p in the trial density; returns the assumed rate and the flux that came out; NaN where there is no finite rate, infinity
    /// where the flux is negative even at rate 0.
    /// </summary>
    (double Rate, double Flux) SolveForRate(double guess, double time, double weight, double source)
    {
        double drive = _model.DriveAt(time), rate = guess, previousRate = 0, previousFlux = 0, flux = 0;
        for (int trial = 0; trial < 30; trial++)
        {
            SetOperator(drive + _model.B * KickRate(rate, time), _model.A + _model.A1 * rate);
            double back = source * ReturnRate(rate, time);
            AddAtReset(_rightSide, back);
            _operator.Solve(weight, _rightSide, _trial);
            AddAtReset(_rightSide, -back);
            flux = _operator.Exit(_trial);
            if (!(flux < 1e9)) return (double.NaN, double.NaN);
            double defect = flux - rate;
            if (Math.Abs(defect) <= _residual * (Math.Abs(flux) + 1e-8)) return (rate, flux);
            if (rate == 0 && flux < 0 && trial > 2) return (double.PositiveInfinity, flux);
            if (trial > 0 && rate != previousRate) _gain = Math.Clamp((flux - previousFlux) / (rate - previousRate), -5, 0.98);
            (previousRate, previousFlux) = (rate, flux);
            rate = Math.Max(0, rate + defect / (1 - _gain));
        }
        return (double.NaN, double.NaN);
    }

    void Slope(double[] density, double rate, double[] slope)
    {
        _operator.Apply(density, slope);
        AddAtReset(slope, rate);
    }

    /// <summary>A point mass at V_R, which is a face: half to each side, so that its mean is V_R.</summary>
    void AddAtReset(double[] density, double mass)
    {
        double each = 0.5 * mass / Mesh.Width;
        density[Mesh.ResetCell - 1] += each;
        density[Mesh.ResetCell] += each;
    }
}
