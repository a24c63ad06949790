namespace Spikebook.MeanField;

// Steps in dilated time.
sealed partial class Population
{
    double _dilation1, _dilation2, _dilation3; // M in the middle of the last three steps, newest first
    double _lengthBefore;                      // in tau, of the step that the newest belongs to; 0 where it is M at this moment
    double _reach;                             // d(M) over half a step, per difference to the newest

    /// <summary>Enters dilated time.</summary>
    public void EnterDilatedTime()
    {
        _dilation1 = Rate > 0 ? 1 / Rate : 0; // no finite rate: at the blow-up itself
        _dilation2 = _dilation3 = double.NaN;
        _lengthBefore = 0;
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
        double leaving = h * _density[^1];
        if (_model.A1 > 0) leaving = FiredAtOnce(share);
        if (Queue + leaving >= share)
        {
            JumpOneCell(Queue + leaving);
            return true;
        }
        double held = InEvent ? Math.Clamp(Queue / (1 - leaving / share), 0, share) : 0;
        double regular = share - held;
        if (regular < 1e-9 * share)
        {
            JumpOneCell(Queue + leaving); // the queue runs empty with this cell, to rounding
            return true;
        }
        if (InEvent)
        {
            PlaceLead();
            (_dilation1, _lengthBefore) = (0, 0);
        }
        _reach = regular / (regular + _lengthBefore);
        PrepareShift(_model.Refractory > 0 ? 0 : regular);
        double dt = SolveForStep(share - Queue, regular, longest, out double fired);
        if (!double.IsNaN(dt) && Lowest(_trial) < -NegativeDensity)
        {
            _damped = true; // the explicit part took more than there is
            dt = SolveForStep(share - Queue, regular, longest, out fired);
            _damped = false;
        }
        if (double.IsNaN(dt) || _operator.Exit(_trial) < 0)
        {
            if (!InEvent) return false;
            EndEventInCell();
            return true;
        }
        (_density, _trial) = (_trial, _density);
        if (InEvent) EndEvent(held);
        for (int i = 0; i < _gaussians.Count; i++)
        {
            // An event that ended within this step left the kicks of its remainder to its own Gaussian.
            double kicks = EventSize > 0 && _model.Refractory == 0 && i == _gaussians.Count - 1 ? b * regular : h;
            _gaussians[i] = _gaussians[i].After(dt, _model.DriveAt(Time + 0.5 * dt), _model.A + _model.A1 * share / dt, kicks);
        }
        if (_model.Refractory > 0)
        {
            double back = ReturningUntil(Time + dt);
            ReturnDuringStep(back, dt, share);
            _returned += back;
            Away += regular - back;
        }
        Rate = regular / dt;
        Remember(Time, Time + dt, Rate, Rate, regular);
        Time += dt;
        Tau += share;
        Queue += fired - share;
        (_dilation3, _dilation2, _dilation1) = (_dilation2, _dilation1, dt / regular);
        _lengthBefore = regular;
        LastStep = dt;
        Steps++;
        DilatedSteps++;
        ReturnEvents();
        return true;
    }

    /// <summary>
    /// Who comes back at V_R during a step, one by one, stands at its end with half of the step's kicks and drift on the mean and half of
    /// its noise; laid down as a Gaussian of that mean and variance.
    /// </summary>
    void ReturnDuringStep(double mass, double dt, double share)
    {
        if (!(mass > 0)) return;
        double mean = _model.Reset + 0.5 * (_model.B * share + (_middleDrive - _model.Reset) * dt);
        double variance = _model.A * dt + _model.A1 * share + Mesh.Width * Mesh.Width / 12;
        new MovingGaussian(mass, mean, variance).LayOnto(Mesh, _density);
    }

    /// <summary>
    /// Right side of p1 - dt/2 L p1 = p0 + dt/2 L p0 + source on the control volumes that move with the kicks: everything one
    /// cell up. The source, uniform over the step, fills the first cell above V_R.
    /// </summary>
    void PrepareShift(double source)
    {
        int n = Mesh.Cells;
        _middleDrive = _model.DriveAt(Time + 0.5 * Mesh.Width / _model.B * (_dilation1 > 0 ? _dilation1 : 0));
        _rightSide[0] = 0;
        _density.AsSpan(0, n - 1).CopyTo(_rightSide.AsSpan(1));
        _rightSide[Mesh.ResetCell] += source / Mesh.Width;
        _sweptMass = Mesh.Width * _density[^1];
        if (_model.A1 > 0) return; // the operator depends on the trial
        SetOperator(_middleDrive, _model.A, front: true);
        PrepareSlope();
    }

    /// <summary>The slope at the start, on the moved volumes.</summary>
    void PrepareSlope()
    {
        int n = Mesh.Cells;
        _operator.Apply(_density, _slope1);
        _slope0[0] = 0;
        _slope1.AsSpan(0, n - 1).CopyTo(_slope0.AsSpan(1));
        _sweptFlux = _operator.FluxInto(n - 1, _density);
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
        double atEnd = _damped ? 2 * dt : Math.Max(0, dt + _reach * (dt - _dilation1 * regular)), atStart = 2 * dt - atEnd;
        if (_model.A1 > 0) return TryShiftWithKickNoise(dt, atStart, atEnd);
        for (int i = 0; i < _slope1.Length; i++) _slope1[i] = _rightSide[i] + 0.5 * atStart * _slope0[i];
        _operator.Solve(0.5 * atEnd, _slope1, _trial);
        return _sweptMass + 0.5 * (atStart * _sweptFlux + atEnd * _operator.Exit(_trial));
    }

    /// <summary>The same with a = a0 + a1 N: the kicks themselves spread the density, a1 per unit of tau, also while t stands still.</summary>
    double TryShiftWithKickNoise(double dt, double atStart, double atEnd)
    {
        double spread = _model.A1 * Mesh.Width / _model.B;
        _centre = double.NaN; // not the operator of any plain step
        _operator.Set(_middleDrive, _model.A * atStart + spread, front: true, speed: atStart);
        PrepareSlope();
        for (int i = 0; i < _slope1.Length; i++) _slope1[i] = _rightSide[i] + 0.5 * _slope0[i];
        _operator.Set(_middleDrive, _model.A * atEnd + spread, front: true, speed: atEnd);
        _operator.Solve(0.5, _slope1, _trial);
        return _sweptMass + 0.5 * (_sweptFlux + _operator.Exit(_trial));
    }

    /// <summary>What would fire in the next step with dt = 0, by the kicks and their noise alone; the density is left in the trial array.</summary>
    double FiredAtOnce(double share)
    {
        PrepareShift(0);
        return TryShiftWithKickNoise(0, 0, 0);
    }

    bool _damped; // all weight on the step's end: first order, and positive
    double _middleDrive, _sweptMass, _sweptFlux;
    double _outSlope; // d(out)/d(dt) at the last step, the secant's first slope

    /// <summary>Finds dt so that <paramref name="wanted"/> leaves in the step, by a bracketed secant; the density is left in the trial array.</summary>
    double SolveForStep(double wanted, double regular, double longest, out double fired)
    {
        double share = Mesh.Width / _model.B, low = 0, high = double.PositiveInfinity;
        double last = _dilation1;
        double dilation = double.IsNaN(_dilation2) ? last : 2 * last - _dilation2;
        double thinnest = 1e-3 * Mesh.Width * _model.B / _model.A; // M whose layer is a thousandth of a cell
        double dt = Math.Min(longest, share * Math.Max(Math.Max(dilation, 0.2 * last), thinnest));
        double slope = _outSlope > 0 ? _outSlope : wanted / dt, lastDt = 0, lastOut = 0;
        for (int trial = 0; ; trial++)
        {
            fired = TryShift(dt, regular);
            double defect = fired - wanted;
            if (Math.Abs(defect) <= _residual * share || trial > 60) break;
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

}
