namespace Spikebook.MeanField;

// Multiple firing events: steps in dilated time in which physical time stands still.
sealed partial class Population
{
    const int LayerSteps = 4; // steps after which the layer at V_F, however thin, has gone through

    double _held;             // mass fired in the running event, waiting at V_R
    int _jumps;               // steps of the running event
    bool _leadPlaced;
    double _queue1, _queue2;  // the queue one and two steps before
    double _tauBefore, _dilationBefore, _awayBefore; // tau, M and the refractory mass at the last step before the event

    /// <summary>In an event now.</summary>
    public bool InEvent { get; private set; }

    /// <summary>Dilated time at the start of the last event.</summary>
    public double EventStart { get; private set; }

    /// <summary>Size of the event that ended in the last step; 0 where none did.</summary>
    public double EventSize { get; private set; }

    /// <summary>The whole density just before the event that ended last, at the moment when the queue began.</summary>
    public Density? BeforeEvent { get; private set; }

    /// <summary>Inside an event: dt = 0, the last cell joins the queue, everything moves up by one cell.</summary>
    void JumpOneCell(double ready)
    {
        double b = _model.B, share = Mesh.Width / b;
        int n = Mesh.Cells;
        if (!InEvent) BeginEvent(share);
        if (_model.A1 > 0) (_density, _trial) = (_trial, _density); // as moved and spread by the kicks
        else
        {
            _density.AsSpan(0, n - 1).CopyTo(_density.AsSpan(1));
            _density[0] = 0;
        }
        (_queue2, _queue1, Queue) = (_queue1, Queue, ready - share);
        Tau += share;
        _jumps++;
        if (_model.Refractory > 0 || _model.Convention == ResetConvention.HeldAtReset) _held += share;
        else
        {
            _density[Mesh.ResetCell] += 1 / b;
            if (b * (Tau - EventStart) >= Mesh.Threshold - _model.Reset)
                throw new EndlessEventException(FormattableString.Invariant(
                    $"the event at t = {Time} has reached b m = {b * (Tau - EventStart)} >= V_F - V_R = {Mesh.Threshold - _model.Reset} and never ends: fired neurons are kicked over V_F again; use HeldAtReset or a smaller b"));
        }
        if (_jumps == LayerSteps)
        {
            RefineEventStart(share);
            PlaceLead();
        }
        for (int i = 0; i < _gaussians.Count; i++) _gaussians[i] = _gaussians[i].Kicked(share, b, _model.A1);
        Rate = double.PositiveInfinity;
        (_dilation3, _dilation2, _dilation1) = (double.NaN, double.NaN, 0);
        LastStep = 0;
        Steps++;
        DilatedSteps++;
    }

    /// <summary>Takes down the state before the event, and a first estimate of where it begins.</summary>
    void BeginEvent(double share)
    {
        InEvent = true;
        (_jumps, _leadPlaced) = (0, false);
        (_tauBefore, _dilationBefore, _awayBefore) = (Tau, _dilation1, Away);
        Show(_start);
        // M falls linearly to 0 at the start of the event; the two steps before tell where it is.
        double offset = share * (_dilation2 / (_dilation3 - _dilation2) - 1.5);
        EventStart = Tau + (_dilation3 > _dilation2 ? Math.Clamp(offset, 0, share) : 0);
    }

    /// <summary>Fired between the last step and the event's start, thus one by one: it lies with density 1/b as far above V_R as the kicks took it.</summary>
    void PlaceLead()
    {
        if (_leadPlaced) return;
        _leadPlaced = true;
        if (_model.Refractory > 0 || _model.Convention == ResetConvention.KickedAfterReset) return;
        double cells = (EventStart - _tauBefore) * _model.B / Mesh.Width;
        for (int k = 0; k < Math.Min(_jumps, cells); k++)
        {
            double part = Math.Min(1, cells - k);
            _density[Math.Min(Mesh.ResetCell + _jumps - 1 - k, Mesh.Cells - 1)] += part / _model.B;
            _held -= part * Mesh.Width / _model.B;
        }
    }

    /// <summary>
    /// Where the queue began, by a parabola through its last three values: by then the layer at V_F has gone through, and mass
    /// conservation has put its deficit into the queue, however coarse the mesh was for it. M alone tells the start only to a cell.
    /// </summary>
    void RefineEventStart(double share)
    {
        double slope = 0.5 * (Queue - _queue2) / share, curve = 0.5 * (Queue - 2 * _queue1 + _queue2) / (share * share);
        double x = -_queue1 / slope;
        for (int i = 0; i < 8; i++) x -= (_queue1 + x * (slope + x * curve)) / (slope + 2 * x * curve);
        double start = Tau - share + x, lead = start - _tauBefore;
        if (!(lead >= 0 && lead < 2.5 * share)) return;
        EventStart = start;
        if (double.IsFinite(_dilationBefore)) Time += 0.5 * _dilationBefore * lead * lead / (lead + 0.5 * share); // M falls to 0 on the way
    }

    /// <summary>Ends an event after which nobody is near threshold: the kicks of its last part of a cell move the density by a fraction.</summary>
    void EndEventInCell()
    {
        double h = Mesh.Width, b = _model.B, held = Math.Clamp(Queue / (1 - b * _density[^1]), 0, h / b);
        Queue += h * ShiftByPart(_density, held * b / h) - held;
        Tau += held;
        for (int i = 0; i < _gaussians.Count; i++) _gaussians[i] = _gaussians[i].Kicked(held, b, _model.A1);
        EndEvent(held);
        EventSize = Tau - EventStart; // tau has counted the last part already
        LastStep = 0;
        Steps++;
        DilatedSteps++;
    }

    /// <summary>The event's last part <paramref name="held"/> lies in a step that tau has not counted yet.</summary>
    void EndEvent(double held)
    {
        InEvent = false;
        EventSize = Tau + held - EventStart;
        BeforeEvent = Before();
        if (_model.Refractory > 0)
        {
            _held += held;
            Away += _held;
            _events.Enqueue((Time + _model.Refractory, _held));
        }
        else if (_model.Convention == ResetConvention.KickedAfterReset) _density[Mesh.ResetCell] += held / Mesh.Width;
        else _gaussians.Add(new MovingGaussian(_held + held, _model.Reset, 0));
        _held = 0;
    }

    /// <summary>
    /// The density of the last step before the event, moved on by the kicks until the queue began. What the layer at V_F lacked has
    /// come in by then: the last cell takes what the whole mass lacks.
    /// </summary>
    Density Before()
    {
        double h = Mesh.Width, lead = Math.Max(0, EventStart - _tauBefore), cells = lead * _model.B / h;
        int whole = (int)cells, n = Mesh.Cells;
        _start.AsSpan(0, n - whole).CopyTo(_start.AsSpan(whole));
        _start.AsSpan(0, whole).Clear();
        ShiftByPart(_start, cells - whole);
        double away = _awayBefore;
        if (_model.Refractory > 0) away += lead;
        else for (int i = 0; i <= whole; i++) _start[Mesh.ResetCell + i] += Math.Min(1, cells - i) / _model.B;
        double mass = away;
        foreach (double p in _start) mass += p * h;
        _start[^1] = Math.Max(0, _start[^1] + (1 - mass) / h);
        return new Density(Time, EventStart, Mesh.Minimum, h, [.. _start], away);
    }

    /// <summary>Moves a density up by part of a cell, piecewise linear with limited slopes (van Leer 1977); returns what leaves, times h.</summary>
    double ShiftByPart(double[] density, double fraction)
    {
        int n = density.Length;
        for (int i = 0; i < n; i++)
        {
            double left = i == 0 ? 0 : density[i] - density[i - 1], right = i == n - 1 ? 0 : density[i + 1] - density[i];
            double slope = left * right > 0 ? 2 * left * right / (left + right) : 0;
            _rightSide[i] = fraction * (density[i] + 0.5 * (1 - fraction) * slope); // what leaves cell i
        }
        double inflow = 0;
        for (int i = 0; i < n; i++)
        {
            double outflow = _rightSide[i];
            density[i] += inflow - outflow;
            inflow = outflow;
        }
        return inflow;
    }
}
