namespace Spikebook.MeanField;

/// <summary>How a step in dilated time ended.</summary>
enum ShiftVerdict
{
    /// <summary>The density moved up by one cell while time went on.</summary>
    Moved,

    /// <summary>The density moved up by one cell while time stood still: an event goes on.</summary>
    Jumped,

    /// <summary>An event ended within a cell, nobody being near threshold any more; time stood still.</summary>
    EventOver,

    /// <summary>One cell would take longer than allowed: nothing has changed, and physical time is the clock to use.</summary>
    TooSlow,
}

/// <summary>
/// The exact shift in dilated time: every step moves the density up by one cell, d tau = h/b, and finds dt &gt;= 0 so that just this share
/// fires,
/// (mass swept by V_F) + (flux into it) = h/b. Second order: the trapezoidal rule acts along characteristics, on control volumes that move
/// with the kicks.
/// </summary>
/// <remarks>
/// V_F sweeps over one control volume a step; what that volume held plus what flowed into it is what fired. For the steady layer at V_F
/// this gives the exact deficit of mass whatever the cell width, also with the layer inside one cell. A step allocates nothing.
/// </remarks>
sealed class KickShift
{
    const double NegativeDensity = 1e-9;
    const int Trials = 62;

    readonly Population _population;
    readonly Nnlif _model;
    readonly Mesh _mesh;
    readonly VoltageOperator _voltage;
    readonly DilationTrend _trend = new();
    readonly double _residual;
    readonly double[] _rightSide, _slope0, _slope1;
    bool _damped;      // all weight on the step's end: first order, and positive
    double _reach;     // d(M) over half a step, per difference to the newest
    double _middleDrive, _sweptMass, _sweptFlux;
    double _outSlope;  // d(out)/d(dt) at the last step, the secant's first slope

    public KickShift(Population population, VoltageOperator voltage, double residual)
    {
        (_population, _model, _mesh, _voltage, _residual) = (population, population.Model, population.Mesh, voltage, residual);
        Events = new EventResolver(population, _trend);
        int n = _mesh.Cells;
        (_rightSide, _slope0, _slope1) = (new double[n], new double[n], new double[n]);
    }

    /// <summary>The running event, and what the last one was.</summary>
    public EventResolver Events { get; }

    /// <summary>Enters dilated time.</summary>
    public void Enter() => _trend.Start(_population.Rate);

    /// <summary>
    /// Moves the density by one cell, d tau = h/b: finds dt &gt;= 0 so that exactly h/b fires, or, where the last cell alone holds
    /// more, takes dt = 0 and lets the queue grow.
    /// </summary>
    /// <param name="longest">Longest dt.</param>
    public ShiftVerdict Step(double longest)
    {
        double h = _mesh.Width, share = h / _model.B;
        _population.LayGaussiansNearThreshold(h);
        Events.BeginStep();
        double leaving = h * _population.OnMesh[^1];
        if (_model.A1 > 0) leaving = FiredAtOnce();
        if (_population.Queue + leaving >= share)
        {
            Events.JumpOneCell(_population.Queue + leaving);
            return ShiftVerdict.Jumped;
        }
        double held = _population.InEvent ? Math.Clamp(_population.Queue / (1 - leaving / share), 0, share) : 0;
        double regular = share - held;
        if (regular < 1e-9 * share)
        {
            Events.JumpOneCell(_population.Queue + leaving); // the queue runs empty with this cell, to rounding
            return ShiftVerdict.Jumped;
        }
        if (_population.InEvent)
        {
            Events.PlaceLead();
            _trend.LeaveEvent();
        }
        _reach = regular / (regular + _trend.LengthBefore);
        PrepareShift(_model.Refractory > 0 ? 0 : regular);
        double dt = SolveForStep(share - _population.Queue, regular, longest, out double fired);
        if (!double.IsNaN(dt) && _population.LowestOfTrial() < -NegativeDensity)
        {
            _damped = true; // the explicit part took more than there is
            dt = SolveForStep(share - _population.Queue, regular, longest, out fired);
            _damped = false;
        }
        if (double.IsNaN(dt) || _voltage.Exit(_population.Trial) < 0)
        {
            if (!_population.InEvent) return ShiftVerdict.TooSlow;
            Events.EndInCell();
            return ShiftVerdict.EventOver;
        }
        _population.AcceptTrial();
        if (_population.InEvent) Events.End(held);
        Commit(dt, regular, fired);
        return ShiftVerdict.Moved;
    }

    void Commit(double dt, double regular, double fired)
    {
        double h = _mesh.Width, b = _model.B, share = h / b;
        List<MovingGaussian> gaussians = _population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++)
        {
            // An event that ended within this step left the kicks of its remainder to its own Gaussian.
            double kicks = Events.Size > 0 && _model.Refractory == 0 && i == gaussians.Count - 1 ? b * regular : h;
            gaussians[i] = gaussians[i].After(dt, _model.DriveAt(_population.Time + 0.5 * dt), _model.A + _model.A1 * share / dt, kicks);
        }
        if (_model.Refractory > 0)
        {
            double back = _population.Past.ReturningUntil(_population.Time + dt);
            ReturnDuringStep(back, dt, share);
            _population.Past.Return(back);
            _population.Away += regular - back;
        }
        double rate = regular / dt;
        _population.Rate = rate;
        _population.Past.Remember(_population.Time, _population.Time + dt, rate, rate, regular);
        _population.Time += dt;
        _population.Tau += share;
        _population.Queue += fired - share;
        _trend.Add(dt / regular, regular);
        _population.LastStep = dt;
        _population.Steps++;
        _population.DilatedSteps++;
        _population.ReturnEvents();
    }

    /// <summary>
    /// Who comes back at V_R during a step, one by one, stands at its end with half of the step's kicks and drift on the mean and half of
    /// its noise; laid down as a Gaussian of that mean and variance.
    /// </summary>
    void ReturnDuringStep(double mass, double dt, double share)
    {
        if (!(mass > 0)) return;
        double mean = _model.Reset + 0.5 * (_model.B * share + (_middleDrive - _model.Reset) * dt);
        double variance = _model.A * dt + _model.A1 * share + _mesh.Width * _mesh.Width / 12;
        new MovingGaussian(mass, mean, variance).LayOnto(_mesh, _population.OnMesh);
    }

    /// <summary>
    /// Right side of p1 - dt/2 L p1 = p0 + dt/2 L p0 + source on the control volumes that move with the kicks: everything one
    /// cell up. The source, uniform over the step, fills the first cell above V_R.
    /// </summary>
    void PrepareShift(double source)
    {
        int n = _mesh.Cells;
        _middleDrive = _model.DriveAt(_population.Time + 0.5 * _mesh.Width / _model.B * (_trend.Newest > 0 ? _trend.Newest : 0));
        _rightSide[0] = 0;
        _population.OnMesh[..(n - 1)].CopyTo(_rightSide.AsSpan(1));
        _rightSide[_mesh.ResetCell] += source / _mesh.Width;
        _sweptMass = _mesh.Width * _population.OnMesh[^1];
        if (_model.A1 > 0) return; // the operator depends on the trial
        _voltage.Set(_middleDrive, _model.A, front: true);
        PrepareSlope();
    }

    /// <summary>The slope at the start, on the moved volumes.</summary>
    void PrepareSlope()
    {
        int n = _mesh.Cells;
        _voltage.Apply(_population.OnMesh, _slope1);
        _slope0[0] = 0;
        _slope1.AsSpan(0, n - 1).CopyTo(_slope0.AsSpan(1));
        _sweptFlux = _voltage.FluxInto(n - 1, _population.OnMesh);
    }

    /// <summary>
    /// The step for a trial dt. What fired is what the swept volume held, and what flowed into it: at the start through the face
    /// that V_F will have reached, at the end through V_F on that face.
    /// </summary>
    /// <remarks>
    /// M goes linearly through the step, as the mean M = dt / d tau and the step before tell, and each end has the M of its own: a layer
    /// thinner than a cell follows the M of the step's end, and with the mean in its place the clock would lag by half a step.
    /// </remarks>
    double TryShift(double dt, double regular)
    {
        double atEnd = _damped ? 2 * dt : Math.Max(0, dt + _reach * (dt - _trend.Newest * regular)), atStart = 2 * dt - atEnd;
        if (_model.A1 > 0) return TryShiftWithKickNoise(atStart, atEnd);
        for (int i = 0; i < _slope1.Length; i++) _slope1[i] = _rightSide[i] + 0.5 * atStart * _slope0[i];
        _voltage.Solve(0.5 * atEnd, _slope1, _population.Trial);
        return _sweptMass + 0.5 * (atStart * _sweptFlux + atEnd * _voltage.Exit(_population.Trial));
    }

    /// <summary>
    /// The same with a = a0 + a1 N: the kicks themselves spread the density, a1 per unit of tau, also while t stands still.
    /// </summary>
    double TryShiftWithKickNoise(double atStart, double atEnd)
    {
        double spread = _model.A1 * _mesh.Width / _model.B;
        if (_damped)
        {
            _voltage.Set(_middleDrive, _model.A * atEnd + 2 * spread, front: true, speed: atEnd);
            _voltage.Solve(0.5, _rightSide, _population.Trial);
            return _sweptMass + 0.5 * _voltage.Exit(_population.Trial);
        }
        _voltage.Set(_middleDrive, _model.A * atStart + spread, front: true, speed: atStart);
        PrepareSlope();
        for (int i = 0; i < _slope1.Length; i++) _slope1[i] = _rightSide[i] + 0.5 * _slope0[i];
        _voltage.Set(_middleDrive, _model.A * atEnd + spread, front: true, speed: atEnd);
        _voltage.Solve(0.5, _slope1, _population.Trial);
        return _sweptMass + 0.5 * (_sweptFlux + _voltage.Exit(_population.Trial));
    }

    /// <summary>
    /// What would fire in the next step with dt = 0, by the kicks and their noise alone; the density is left in the trial array. Where the
    /// explicit half
    /// takes more than there is, because a1 / (b h) is large, all is put on the step's end.
    /// </summary>
    double FiredAtOnce()
    {
        PrepareShift(0);
        double fired = TryShiftWithKickNoise(0, 0);
        if (_population.LowestOfTrial() >= -NegativeDensity) return fired;
        _damped = true;
        fired = TryShiftWithKickNoise(0, 0);
        _damped = false;
        return fired;
    }

    /// <summary>
    /// Finds dt so that <paramref name="wanted"/> leaves in the step, by a bracketed secant; the density is left in the trial array. NaN
    /// where no dt up to
    /// the longest does it, or the search does not converge.
    /// </summary>
    double SolveForStep(double wanted, double regular, double longest, out double fired)
    {
        double share = _mesh.Width / _model.B, low = 0, high = double.PositiveInfinity;
        double thinnest = 1e-3 * _mesh.Width * _model.B / _model.A; // M whose layer is a thousandth of a cell
        double dt = Math.Min(longest, share * Math.Max(Math.Max(_trend.Next, 0.2 * _trend.Newest), thinnest));
        double slope = _outSlope > 0 ? _outSlope : wanted / dt, lastDt = 0, lastOut = 0;
        fired = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            fired = TryShift(dt, regular);
            double defect = fired - wanted;
            if (Math.Abs(defect) <= _residual * share)
            {
                _outSlope = slope;
                return dt;
            }
            if (defect < 0) low = dt;
            else high = dt;
            if (low >= longest) return double.NaN;
            if (trial > 0 && dt != lastDt && (fired - lastOut) / (dt - lastDt) is > 0 and double measured) slope = measured;
            (lastDt, lastOut) = (dt, fired);
            double next = dt - defect / slope;
            if (!(next > low && next < high)) next = double.IsInfinity(high) ? 3 * dt + 1e-12 : 0.5 * (low + high);
            dt = Math.Min(next, longest);
        }
        return double.NaN;
    }
}
