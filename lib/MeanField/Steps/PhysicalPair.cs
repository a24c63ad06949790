using MathNet.Numerics.RootFinding;

namespace Spikebook.MeanField;

/// <summary>
/// A pair of steps in physical time: the trapezoidal rule (TR), p1 - half/2 L p1 = p0 + half/2 L p0, then the backward difference formula
/// (BDF2), p2 - 2/3 half L p2 = 4/3 p1 - 1/3 p0, which damps fast modes (<see cref="PairEquations"/>). Second order. A step allocates
/// nothing.
/// </summary>
/// <remarks>Source: Bank, Coughran, Fichtner, Grosse, Rose, Smith 1985.</remarks>
sealed class PhysicalPair
{
    const double NegativeRate = 1e-12, NegativeDensity = 1e-9;

    readonly Population _population;
    readonly Nnlif _model;
    readonly VoltageOperator _voltage;
    readonly RateSolver _rates;
    readonly BackwardEuler _damping;
    readonly double[] _rightSide, _slope0, _slope1, _slope2, _start, _middle;
    double _rateBefore;      // the rate one half pair earlier, for extrapolation
    double _halfBefore;      // that half pair's length
    int _slopeRevision = -1; // the density's revision that slope0 belongs to
    double _slopeReturn, _slope2Return; // the rate of return in slope0 and in slope2

    public PhysicalPair(Population population, VoltageOperator voltage, double residual)
    {
        (_population, _model, _voltage) = (population, population.Model, voltage);
        _rates = new RateSolver(population, voltage, residual);
        _damping = new BackwardEuler(population, _rates);
        int n = population.Mesh.Cells;
        (_rightSide, _slope0, _slope1, _slope2, _start, _middle) =
            (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
    }

    /// <summary>Enters physical time: the rate is read off the density. False where there is no finite one.</summary>
    public bool Enter()
    {
        _population.Rate = RateFromDensity();
        _slopeRevision = -1;
        _halfBefore = 0;
        return double.IsFinite(_population.Rate);
    }

    /// <summary>
    /// Tries a pair of <paramref name="half"/> each; it is taken if its estimated error is within <paramref name="tolerance"/>.
    /// </summary>
    public PairOutcome Try(double half, double tolerance) => Attempt(half, tolerance, dampNegative: false);

    /// <summary>Takes a pair whatever its error; what comes out negative is stepped again by backward Euler, which cannot.</summary>
    public PairOutcome Force(double half) => Attempt(half, double.PositiveInfinity, dampNegative: true);

    /// <summary>Takes a pair of backward Euler steps, also from a density without a finite rate.</summary>
    public PairOutcome Damp(double half)
    {
        _population.LayGaussiansNearThreshold(_model.B * (double.IsFinite(_population.Rate) ? _population.Rate : 0) * 2 * half);
        if (!double.IsFinite(_population.Rate)) _population.Rate = 0;
        return DampedPair(half);
    }

    PairOutcome Attempt(double half, double tolerance, bool dampNegative)
    {
        _population.LayGaussiansNearThreshold(_model.B * Math.Max(0, _population.Rate) * 2 * half);
        double time = _population.Time;
        if (_slopeRevision != _population.Revision)
        {
            double rate = _population.Rate;
            _voltage.Set(_model.DriveAt(time) + _model.B * _population.Past.KickRate(rate, time), _model.A + _model.A1 * rate);
            _population.Rate = _voltage.Exit(_population.OnMesh);
            _slopeReturn = _population.Past.ReturnRate(_population.Rate, time);
            Slope(_population.OnMesh, _slopeReturn, _slope0);
            _slopeRevision = _population.Revision;
        }
        PairOutcome outcome = TrapezoidPair(half, tolerance, out PairFluxes pair);
        if (outcome.Verdict == PairVerdict.Negative && dampNegative) return DampedPair(half);
        if (outcome.IsTaken) Commit(half, pair);
        return outcome;
    }

    PairOutcome DampedPair(double half)
    {
        if (!_damping.Try(half, out PairFluxes pair)) return new(PairVerdict.NoFiniteRate, double.NaN);
        EndSlope(pair.Flux2, _population.Time + 2 * half);
        Commit(half, pair);
        return new(PairVerdict.Taken, 0);
    }

    /// <summary>Rate that solves N = k(N) p_n for the present density, or NaN where there is no finite one.</summary>
    double RateFromDensity()
    {
        double rate = Math.Max(0, _population.Rate);
        if (double.IsInfinity(rate) || double.IsNaN(rate)) rate = 0;
        for (int i = 0; i < 200; i++)
        {
            double next = RateThrough(rate);
            if (Math.Abs(next - rate) <= 1e-14 * Math.Abs(next) + 1e-300) return next;
            if (!(next < 1e12)) break;
            rate = next;
        }
        // Inhibition makes k fall with N: the iteration may jump to and fro about the one root, which lies below k(0) p_n.
        if (_model.B < 0 && _model.A1 == 0) return Brent.FindRoot(n => RateThrough(n) - n, 0, RateThrough(0), 1e-12, 200);
        return _model.B * _population.OnMesh[^1] < 1 && Math.Abs(RateThrough(rate) - rate) <= 1e-9 * rate ? rate : double.NaN;
    }

    /// <summary>k(N) p_n.</summary>
    double RateThrough(double rate)
    {
        double h = _population.Mesh.Width, time = _population.Time, noise = _model.A + _model.A1 * rate;
        double half = 0.5 * (_model.DriveAt(time) + _model.B * _population.Past.KickRate(rate,
            time) - _population.Mesh.Threshold) * h / noise;
        return 2 * noise / h * (VoltageOperator.EvenBernoulli(half) + 0.5 * half) * _population.OnMesh[^1];
    }

    PairOutcome TrapezoidPair(double half, double tolerance, out PairFluxes pair)
    {
        pair = default;
        double time = _population.Time, rate0 = _population.Rate, queue0 = _population.Queue, back0 = _slopeReturn;
        Past past = _population.Past;
        bool away = _model.Refractory > 0; // those who come back fired long ago: what comes is known beforehand
        double return1 = past.ReturningUntil(time + half), return2 = past.ReturningUntil(time + 2 * half);
        _population.OnMesh.CopyTo(_start);

        // TR: p1 - half/2 L p1 = p0 + half/2 f0; the queue's remainder is put back at V_R
        PairEquations.TrapezoidSide(_start, _slope0, half, _rightSide);
        _population.AddAtReset(_rightSide, away ? return1 - 0.5 * half * back0 : queue0);
        double guess = _halfBefore > 0 ? rate0 + (rate0 - _rateBefore) * half / _halfBefore : rate0;
        RateSolution first = _rates.Solve(Math.Max(0, guess), time + half, 0.5 * half, away ? 0 : 0.5 * half, _rightSide);
        if (!first.IsFound) return PairEquations.Failed(first.Verdict);
        double back1 = past.ReturnRate(first.Rate, time + half);
        Slope(_population.Trial, past.ReturnRate(first.Flux, time + half), _slope1);
        double out1 = 0.5 * half * (rate0 + first.Flux), in1 = away ? return1 : queue0 + 0.5 * half * (back0 + back1);
        _population.Trial.CopyTo(_middle);

        // BDF2: p2 = 4/3 p1 - 1/3 p0 + 2/3 half f2
        PairEquations.DifferenceSide(_start, _middle, _rightSide);
        double rest = PairEquations.ReturnInDifference(return1, return2);
        if (away) _population.AddAtReset(_rightSide, rest);
        RateSolution second = _rates.Solve(Math.Max(0, 2 * first.Rate - rate0), time + 2 * half, 2 * half / 3, away ? 0 : 2 * half / 3,
            _rightSide);
        if (!second.IsFound) return PairEquations.Failed(second.Verdict);
        double back2 = past.ReturnRate(second.Rate, time + 2 * half);
        EndSlope(second.Flux, time + 2 * half);
        double out2 = out1 / 3 + 2 * half / 3 * second.Flux, in2 = in1 / 3 + (away ? rest : 2 * half / 3 * back2);
        pair = new PairFluxes(first.Flux, second.Flux, out1, out2, in1 + in2);
        return Judge(pair, half, tolerance);
    }

    /// <summary>Local error of the pair: (half/3) (f0 - 2 f1 + f2), and whether extrapolation has overshot.</summary>
    PairOutcome Judge(PairFluxes pair, double half, double tolerance)
    {
        (double error, double lowest) = PairEquations.Judge(_slope0, _slope1, _slope2, _middle, _population.Trial);
        error *= _population.Mesh.Width * half / 3;
        // The density changes faster than this pair.
        if (pair.Flux1 < -NegativeRate || pair.Flux2 < -NegativeRate || lowest < -NegativeDensity) return new(PairVerdict.Negative, error);
        return new(error <= tolerance ? PairVerdict.Taken : double.IsNaN(error) ? PairVerdict.NoFiniteRate : PairVerdict.TooInaccurate,
            error);
    }

    void Commit(double half, PairFluxes pair)
    {
        double time = _population.Time, rate0 = _population.Rate, queue0 = _population.Queue, end = time + 2 * half;
        _population.AcceptTrial();
        _slope2.CopyTo(_slope0, 0);
        (_slopeReturn, _slopeRevision) = (_slope2Return, _population.Revision);
        List<MovingGaussian> gaussians = _population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++)
        {
            double noise = _model.A + _model.A1 * pair.Flux1;
            gaussians[i] = gaussians[i].After(2 * half, _model.DriveAt(time + half), noise, _model.B * (pair.Out1 + pair.Out2));
        }
        _population.Time = end;
        _population.Tau += pair.Out1 + pair.Out2;
        double stays = pair.Out1 + pair.Out2 - pair.In;
        if (_model.Refractory > 0)
        {
            _population.Away += stays;
            _population.Past.Return(pair.In);
        }
        else _population.Queue = queue0 + stays;
        _population.Rate = Math.Max(0, pair.Flux2);
        (_rateBefore, _halfBefore) = (pair.Flux1, half);
        _population.LastStep = 2 * half;
        _population.Steps += 2;
        _population.Past.Remember(time, time + half, rate0, pair.Flux1, pair.Out1);
        _population.Past.Remember(time + half, end, pair.Flux1, pair.Flux2, pair.Out2);
        _population.ReturnEvents();
    }

    /// <summary>Slope of the tried density at the pair's end.</summary>
    void EndSlope(double flux, double end)
    {
        _slope2Return = _population.Past.ReturnRate(flux, end);
        Slope(_population.Trial, _slope2Return, _slope2);
    }

    void Slope(ReadOnlySpan<double> density, double rate, double[] slope)
    {
        _voltage.Apply(density, slope);
        _population.AddAtReset(slope, rate);
    }
}
