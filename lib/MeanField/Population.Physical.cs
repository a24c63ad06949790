namespace Spikebook.MeanField;

// Steps in physical time.
sealed partial class Population
{
    double _rateBefore;   // the rate one half pair earlier, for extrapolation
    double _halfBefore;   // that half pair's length
    double _gain = 0.3;   // d(flux)/d(assumed rate) of the last secant step
    bool _slopeKnown;     // _slope0 holds the slope of the present density

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

    /// <summary>
    /// A pair of steps of <paramref name="half"/> each: TR, then BDF2. Returns the estimated local error (L1 norm of the density),
    /// NaN where no finite rate was found, infinity where it came out negative; then, and above <paramref name="tolerance"/>, nothing has changed.
    /// </summary>
    public double PhysicalPair(double half, double tolerance)
    {
        LayGaussiansNearThreshold(_model.B * Math.Max(0, Rate) * 2 * half);
        double h = Mesh.Width, time = Time;
        if (!_slopeKnown)
        {
            SetOperator(_model.DriveAt(time) + _model.B * KickRate(Rate, time), _model.A + _model.A1 * Rate);
            Rate = _operator.Exit(_density);
            Slope(_density, ReturnRate(Rate, time), _slope0);
            _slopeKnown = true;
        }
        double rate0 = Rate, queue0 = Queue, back0 = ReturnRate(rate0, time);
        _density.CopyTo(_start, 0);

        // TR: p1 - half/2 L p1 = p0 + half/2 f0; the queue's remainder is put back at V_R
        for (int i = 0; i < _rightSide.Length; i++) _rightSide[i] = _start[i] + 0.5 * half * _slope0[i];
        AddAtReset(_rightSide, queue0);
        double guess = _halfBefore > 0 ? rate0 + (rate0 - _rateBefore) * half / _halfBefore : rate0;
        (double rate1, double flux1) = SolveForRate(Math.Max(0, guess), time + half, 0.5 * half, 0.5 * half);
        if (double.IsNaN(rate1)) return double.NaN;
        double back1 = ReturnRate(rate1, time + half);
        Slope(_trial, ReturnRate(flux1, time + half), _slope1);
        double out1 = 0.5 * half * (rate0 + flux1), in1 = queue0 + 0.5 * half * (back0 + back1);
        _trial.CopyTo(_middle, 0);

        // BDF2: p2 = 4/3 p1 - 1/3 p0 + 2/3 half f2
        for (int i = 0; i < _rightSide.Length; i++) _rightSide[i] = (4 * _middle[i] - _start[i]) / 3;
        (double rate2, double flux2) = SolveForRate(Math.Max(0, 2 * rate1 - rate0), time + 2 * half, 2 * half / 3, 2 * half / 3);
        if (double.IsNaN(rate2)) return double.NaN;
        double back2 = ReturnRate(rate2, time + 2 * half);
        Slope(_trial, ReturnRate(flux2, time + 2 * half), _slope2);
        double out2 = out1 / 3 + 2 * half / 3 * flux2, in2 = in1 / 3 + 2 * half / 3 * back2;

        // Extrapolation has overshot: the layer at V_F changes faster than this pair.
        if (flux1 < -NegativeRate || flux2 < -NegativeRate) return double.PositiveInfinity;

        // Local error of the pair (Bank et al. 1985): (half/3) (f0 - 2 f1 + f2)
        double error = 0;
        for (int i = 0; i < _slope0.Length; i++) error += Math.Abs(_slope0[i] - 2 * _slope1[i] + _slope2[i]);
        error *= h * half / 3;
        if (error > tolerance) return error;

        _trial.CopyTo(_density, 0);
        _slope2.CopyTo(_slope0, 0);
        for (int i = 0; i < _gaussians.Count; i++)
        {
            double noise = _model.A + _model.A1 * flux1;
            _gaussians[i] = _gaussians[i].After(2 * half, _model.DriveAt(time + half), noise, _model.B * (out1 + out2));
        }
        Time = time + 2 * half;
        Tau += out1 + out2;
        double stays = out1 + out2 - in1 - in2;
        if (_model.Refractory > 0)
        {
            Away += stays + queue0;
            Queue = 0;
        }
        else Queue = queue0 + stays;
        Rate = flux2;
        _rateBefore = flux1;
        _halfBefore = half;
        LastStep = 2 * half;
        Steps += 2;
        Remember(time, time + half, rate0, flux1);
        Remember(time + half, Time, flux1, flux2);
        ReturnEvents();
        return error;
    }

    /// <summary>
    /// Solves p - weight L(N) p = right side + source N delta(v - V_R) for p and N = flux(p) by a secant whose slope is kept from step to step.
    /// Leaves p in the trial density; returns the assumed rate and the flux that came out.
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
