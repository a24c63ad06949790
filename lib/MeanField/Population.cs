using System.Numerics;

namespace Spikebook.MeanField;

/// <summary>
/// The state of a run, and its two kinds of step: a pair of steps in physical time, and the exact shift by one cell in dilated
/// time. The whole mass is mesh + Gaussians + queue = 1.
/// </summary>
/// <remarks>
/// Both kinds are second order. In physical time a trapezoidal step (TR) is followed by a backward difference step (BDF2), which damps
/// fast modes. In dilated time the trapezoidal rule acts along characteristics: the control volumes move with the kicks, V_F sweeps
/// over one of them a step, and what that volume held plus what flowed into it is what fired. For the steady layer at V_F this
/// gives the exact deficit of mass whatever the cell width, also with the layer inside one cell. A step allocates nothing.
/// </remarks>
sealed class Population
{
    const double ResidualTolerance = 1e-7; // of a step's outflow; what is left over stays in the queue, so no mass is lost
    const double TailDeviations = 7;       // a Gaussian is laid onto the mesh before its tail of so many deviations meets V_F

    const double NegativeRate = 1e-12;

    readonly Nnlif _model;
    readonly VoltageOperator _operator;
    readonly double[] _rightSide, _slope0, _slope1, _slope2, _start, _middle, _shown;
    readonly List<MovingGaussian> _gaussians = new(64);
    double[] _density, _trial;
    double _centre = double.NaN, _noise = double.NaN;
    bool _front;

    public Population(Nnlif model, Mesh mesh, InitialDensity start)
    {
        _model = model;
        Mesh = mesh;
        _operator = new VoltageOperator(mesh);
        _density = [.. start.OnMesh(mesh).Values];
        if (start.PointAtReset > 0)
        {
            for (int i = 0; i < _density.Length; i++) _density[i] *= 1 - start.PointAtReset;
            _gaussians.Add(new MovingGaussian(start.PointAtReset, model.Reset, 0));
        }
        int n = mesh.Cells;
        (_trial, _rightSide, _slope0, _slope1, _slope2, _start, _middle, _shown) =
            (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
    }

    public Mesh Mesh { get; }
    public double Time { get; private set; }
    public double Tau { get; private set; }

    /// <summary>The current rate; a mean over the last step in dilated time.</summary>
    public double Rate { get; private set; }

    /// <summary>Mass past the threshold that has not been counted into tau yet.</summary>
    public double Queue { get; private set; }

    public long Steps { get; private set; }
    public long DilatedSteps { get; private set; }
    public long Solves => _operator.Solves;
    public ReadOnlySpan<double> OnMesh => _density;
    public IReadOnlyList<MovingGaussian> Gaussians => _gaussians;

    /// <summary>Mass that fired less than the refractory time ago.</summary>
    public double Away { get; private set; }

    /// <summary>Length of the last step.</summary>
    public double LastStep { get; private set; }

    /// <summary>The whole mass, mesh + Gaussians + queue + what is held or away, and the lowest cell average.</summary>
    public (double Mass, double LowestDensity) Balance()
    {
        double mass = Queue + _held + Away;
        foreach (MovingGaussian g in _gaussians) mass += g.Mass;
        ReadOnlySpan<double> p = _density;
        Vector<double> sums = Vector<double>.Zero, lowests = new(double.PositiveInfinity);
        int i = 0;
        for (; i + Vector<double>.Count <= p.Length; i += Vector<double>.Count)
        {
            var cells = new Vector<double>(p[i..]);
            sums += cells;
            lowests = Vector.Min(lowests, cells);
        }
        double sum = Vector.Sum(sums), lowest = double.PositiveInfinity;
        for (int lane = 0; lane < Vector<double>.Count; lane++) lowest = Math.Min(lowest, lowests[lane]);
        for (; i < p.Length; i++)
        {
            sum += p[i];
            lowest = Math.Min(lowest, p[i]);
        }
        return (mass + sum * Mesh.Width, lowest);
    }

    /// <summary>The whole density as cell averages: mesh, Gaussians and the mass held at V_R.</summary>
    public Density Snapshot()
    {
        Show(_shown);
        return new Density(Time, Tau, Mesh.Minimum, Mesh.Width, [.. _shown], Away);
    }

    void Show(Span<double> density)
    {
        _density.CopyTo(density);
        foreach (MovingGaussian g in _gaussians) g.LayOnto(Mesh, density);
    }

    // ---- physical time -------------------------------------------------------------------------------------------------

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
        if (_past.Count == 0 && double.IsFinite(Rate)) Remember();
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
        Remember();
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
            if (Math.Abs(defect) <= 1e-8 * (Math.Abs(flux) + 1e-8)) return (rate, flux);
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

    // ---- what happened a delay or a refractory time ago ----------------------------------------------------------------

    readonly List<(double Time, double Tau, double Rate)> _past = [];
    int _pastCursor;

    /// <summary>Writes down the present where a delay or a refractory time will ask for it.</summary>
    void Remember()
    {
        if (_model.Delay > 0 || _model.Refractory > 0) _past.Add((Time, Tau, Rate));
    }

    /// <summary>The rate whose kicks arrive at a time: the present one, or N(t - D), 0 before the start.</summary>
    double KickRate(double rate, double time) => _model.Delay > 0 ? PastRate(time - _model.Delay) : rate;

    /// <summary>The rate at which neurons come back at V_R: the present one, or the one a refractory time ago.</summary>
    double ReturnRate(double rate, double time) => _model.Refractory > 0 ? PastRate(time - _model.Refractory) : rate;

    double PastRate(double time)
    {
        if (_past.Count == 0 || time < _past[0].Time || time <= 0) return 0;
        while (_pastCursor > 0 && _past[_pastCursor].Time > time) _pastCursor--;
        while (_pastCursor < _past.Count - 1 && _past[_pastCursor + 1].Time <= time) _pastCursor++;
        (double t0, _, double r0) = _past[_pastCursor];
        if (_pastCursor == _past.Count - 1) return r0;
        (double t1, _, double r1) = _past[_pastCursor + 1];
        return r0 + (r1 - r0) * (time - t0) / (t1 - t0);
    }

    // ---- dilated time --------------------------------------------------------------------------------------------------

    double _dilation1, _dilation2, _dilation3;      // M of the last three steps, newest first
    double _held;                                   // mass fired in the running event, waiting at V_R

    /// <summary>In an event now.</summary>
    public bool InEvent { get; private set; }

    /// <summary>Dilated time and size of the event that just ended; size 0 where none did.</summary>
    public double EventStart { get; private set; }

    /// <summary>Size of the event that ended in the last step; 0 where none did.</summary>
    public double EventSize { get; private set; }

    /// <summary>Whether an event began in the last step.</summary>
    public bool EventBegan { get; private set; }

    /// <summary>Enters dilated time.</summary>
    public void EnterDilatedTime()
    {
        _dilation1 = Rate > 0 ? 1 / Rate : double.NaN;
        _dilation2 = _dilation3 = double.NaN;
        _slopeKnown = false;
    }

    /// <summary>
    /// Moves the density by one cell, d tau = h/b: finds dt >= 0 so that exactly h/b fires, or, where the last cell alone holds
    /// more, takes dt = 0 and lets the queue grow. Returns false where dt would exceed <paramref name="longest"/>; then nothing has changed.
    /// </summary>
    public bool ShiftStep(double longest)
    {
        double h = Mesh.Width, b = _model.B, share = h / b;
        LayGaussiansNearThreshold(h);
        EventSize = 0;
        EventBegan = false;
        double ready = Queue + h * _density[^1];
        if (ready >= share)
        {
            JumpOneCell(ready);
            return true;
        }
        double held = InEvent ? Math.Clamp(Queue / (1 - b * _density[^1]), 0, share) : 0;
        double regular = share - held;
        SetOperator(_model.DriveAt(Time), _model.A, front: true);
        PrepareShift(regular);
        double dt = SolveForStep(share - Queue, longest, out double fired);
        if (double.IsNaN(dt) || _operator.Exit(_trial) < 0)
        {
            if (!InEvent) return false;
            EndEventInCell(held);
            return true;
        }
        (_density, _trial) = (_trial, _density);
        if (InEvent) EndEvent(held);
        for (int i = 0; i < _gaussians.Count; i++)
        {
            // An event that ended within this step left the kicks of its remainder to its own Gaussian.
            double kicks = EventSize > 0 && i == _gaussians.Count - 1 ? b * regular : h;
            _gaussians[i] = _gaussians[i].After(dt, _model.DriveAt(Time + 0.5 * dt), _model.A, kicks);
        }
        Time += dt;
        Tau += share;
        Queue += fired - share;
        Rate = share / dt;
        (_dilation3, _dilation2, _dilation1) = (_dilation2, _dilation1, dt / share);
        LastStep = dt;
        Steps++;
        DilatedSteps++;
        return true;
    }

    /// <summary>
    /// Right side of p1 - dt/2 L p1 = p0 + dt/2 L p0 + source on the control volumes that move with the kicks: everything one
    /// cell up. The source, uniform over the step, fills the first cell above V_R.
    /// </summary>
    void PrepareShift(double source)
    {
        int n = Mesh.Cells;
        _operator.Apply(_density, _slope1);
        _rightSide[0] = _slope0[0] = 0;
        _density.AsSpan(0, n - 1).CopyTo(_rightSide.AsSpan(1));
        _slope1.AsSpan(0, n - 1).CopyTo(_slope0.AsSpan(1));
        _sweptMass = Mesh.Width * _density[^1];
        _sweptFlux = _operator.FluxInto(n - 1, _density);
        _rightSide[Mesh.ResetCell] += source / Mesh.Width;
    }

    /// <summary>
    /// The step for a trial dt. What fired is what the swept volume held, and what flowed into it: at the start through the face
    /// that V_F will have reached, at the end through V_F on that face.
    /// </summary>
    double TryShift(double dt)
    {
        for (int i = 0; i < _slope1.Length; i++) _slope1[i] = _rightSide[i] + 0.5 * dt * _slope0[i];
        _operator.Solve(0.5 * dt, _slope1, _trial);
        return _sweptMass + 0.5 * dt * (_sweptFlux + _operator.Exit(_trial));
    }

    /// <summary>Finds dt so that <paramref name="wanted"/> leaves in the step, by a bracketed secant; the density is left in the trial array.</summary>
    double SolveForStep(double wanted, double longest, out double fired)
    {
        double share = Mesh.Width / _model.B, low = 0, high = double.PositiveInfinity;
        double last = double.IsNaN(_dilation1) ? share : _dilation1;
        double dilation = double.IsNaN(_dilation2) ? last : 2 * last - _dilation2;
        double dt = Math.Min(longest, share * Math.Max(dilation, 0.2 * last) + 1e-300);
        double slope = _outSlope > 0 ? _outSlope : wanted / dt, lastDt = 0, lastOut = 0;
        for (int trial = 0; ; trial++)
        {
            fired = TryShift(dt);
            double defect = fired - wanted;
            if (Math.Abs(defect) <= ResidualTolerance * share || trial > 60) break;
            if (defect < 0) low = dt;
            else high = dt;
            if (low >= longest) return double.NaN;
            if (trial > 0 && dt != lastDt && (fired - lastOut) / (dt - lastDt) is > 0 and double measured) slope = measured;
            (lastDt, lastOut) = (dt, fired);
            double next = dt - defect / slope;
            if (!(next > low && next < high)) next = double.IsInfinity(high) ? 3 * dt + 1e-12 : 0.5 * (low + high);
            dt = Math.Min(next, longest);
        }
        _outSlope = slope;
        return dt;
    }

    double _sweptMass, _sweptFlux;
    double _outSlope; // d(out)/d(dt) at the last step, the secant's first slope

    /// <summary>Inside an event: dt = 0, the last cell joins the queue, everything moves up by one cell.</summary>
    void JumpOneCell(double ready)
    {
        double h = Mesh.Width, b = _model.B, share = h / b, regular = 0;
        int n = Mesh.Cells, reset = Mesh.ResetCell;
        if (!InEvent)
        {
            InEvent = EventBegan = true;
            // M falls linearly to 0 at the start of the event. The last step may lie across it; the two before tell where it is.
            double offset = share * (_dilation2 / (_dilation3 - _dilation2) - 1.5);
            regular = _dilation3 > _dilation2 ? Math.Clamp(offset, -share, share) : 0;
            EventStart = Tau + regular;
        }
        _density.AsSpan(0, n - 1).CopyTo(_density.AsSpan(1));
        _density[0] = 0;
        Queue = ready - share;
        Tau += share;
        if (_model.Convention == ResetConvention.KickedAfterReset)
        {
            _density[reset] += 1 / b;
            _held = 0;
            if (b * (Tau - EventStart) >= Mesh.Threshold - _model.Reset)
                throw new EndlessEventException(FormattableString.Invariant(
                    $"the event at t = {Time} has reached b m = {b * (Tau - EventStart)} >= V_F - V_R = {Mesh.Threshold - _model.Reset} and never ends: fired neurons are kicked over V_F again; use HeldAtReset or a smaller b"));
        }
        else
        {
            _held += share - regular;
            _density[regular < 0 ? reset + 1 : reset] += regular / h;
        }
        for (int i = 0; i < _gaussians.Count; i++) _gaussians[i] = _gaussians[i] with { Mean = _gaussians[i].Mean + h };
        Rate = double.PositiveInfinity;
        (_dilation3, _dilation2, _dilation1) = (double.NaN, double.NaN, 0);
        LastStep = 0;
        Steps++;
        DilatedSteps++;
    }

    /// <summary>
    /// Ends an event after which nobody is near threshold: the kicks of its last part of a cell move the density by a fraction
    /// (piecewise linear in cells, limited slopes: van Leer 1977).
    /// </summary>
    void EndEventInCell(double held)
    {
        double h = Mesh.Width, fraction = held * _model.B / h;
        int n = Mesh.Cells;
        double inflow = 0;
        for (int i = 0; i < n; i++)
        {
            double left = i == 0 ? 0 : _density[i] - _density[i - 1], right = i == n - 1 ? 0 : _density[i + 1] - _density[i];
            double slope = left * right > 0 ? 2 * left * right / (left + right) : 0;
            _rightSide[i] = fraction * (_density[i] + 0.5 * (1 - fraction) * slope); // what leaves cell i
        }
        for (int i = 0; i < n; i++)
        {
            double outflow = _rightSide[i];
            _density[i] += inflow - outflow;
            inflow = outflow;
        }
        Queue += inflow * h - held;
        Tau += held;
        for (int i = 0; i < _gaussians.Count; i++) _gaussians[i] = _gaussians[i] with { Mean = _gaussians[i].Mean + _model.B * held };
        _held += _model.Convention == ResetConvention.HeldAtReset ? held : 0;
        if (_model.Convention == ResetConvention.KickedAfterReset) _density[Mesh.ResetCell] += held / h;
        EndEvent(0);
        LastStep = 0;
        Steps++;
        DilatedSteps++;
    }

    void EndEvent(double held)
    {
        InEvent = false;
        EventSize = Tau + held - EventStart;
        if (_model.Convention == ResetConvention.KickedAfterReset)
        {
            _density[Mesh.ResetCell] += held / Mesh.Width;
            return;
        }
        _gaussians.Add(new MovingGaussian(_held + held, _model.Reset, 0));
        _held = 0;
    }

    void LayGaussiansNearThreshold(double move)
    {
        for (int i = _gaussians.Count - 1; i >= 0; i--)
        {
            MovingGaussian g = _gaussians[i];
            if (g.Mean + move + TailDeviations * Math.Sqrt(g.Variance) < Mesh.Threshold - Mesh.Width) continue;
            g.LayOnto(Mesh, _density);
            _gaussians.RemoveAt(i);
            _slopeKnown = false;
        }
    }

    void SetOperator(double centre, double noise, bool front = false)
    {
        if (centre == _centre && noise == _noise && front == _front) return;
        _operator.Set(centre, noise, front);
        (_centre, _noise, _front) = (centre, noise, front);
    }
}
