namespace Spikebook.MeanField;

/// <summary>
/// Multiple firing events: steps in dilated time in which physical time stands still. While b p(V_F) &gt; 1 the queue of those past
/// threshold grows,
/// dq/d tau = b p(V_F) - 1; the event ends when it has run empty, and its size is the length of tau from one end to the other.
/// </summary>
sealed class EventResolver(Population population, DilationTrend trend)
{
    const int LayerSteps = 4; // steps after which the layer at V_F, however thin, has gone through

    readonly Nnlif _model = population.Model;
    readonly Mesh _mesh = population.Mesh;
    readonly double[] _start = new double[population.Mesh.Cells], _leaving = new double[population.Mesh.Cells];
    int _jumps;              // steps of the running event
    bool _leadPlaced;
    double _queue1, _queue2;  // the queue one and two steps before
    double _tauBefore, _dilationBefore, _awayBefore; // tau, M and the refractory mass at the last step before the event

    /// <summary>Dilated time at the start of the last event.</summary>
    public double Start { get; private set; }

    /// <summary>Size of the event that ended in the last step; 0 where none did.</summary>
    public double Size { get; private set; }

    /// <summary>The whole density just before the event that ended last, at the moment when the queue began.</summary>
    public Density? BeforeEvent { get; private set; }

    /// <summary>A new step begins: no event has ended in it yet.</summary>
    public void BeginStep() => Size = 0;

    /// <summary>Inside an event: dt = 0, the last cell joins the queue, everything moves up by one cell.</summary>
    /// <param name="ready">The queue with the last cell.</param>
    public void JumpOneCell(double ready)
    {
        double b = _model.B, share = _mesh.Width / b;
        if (!population.InEvent) Begin(share);
        if (_model.A1 > 0) population.AcceptTrial(); // as moved and spread by the kicks
        else PartShift.MoveCells(population.OnMesh, 1);
        (_queue2, _queue1, population.Queue) = (_queue1, population.Queue, ready - share);
        population.Tau += share;
        _jumps++;
        if (_model.Refractory > 0 || _model.Convention == ResetConvention.HeldAtReset) population.Held += share;
        else
        {
            population.OnMesh[_mesh.ResetCell] += 1 / b;
            double kicked = b * (population.Tau - Start), gap = _mesh.Threshold - _model.Reset;
            if (kicked >= gap)
                throw new EndlessEventException(FormattableString.Invariant(
                    $"the event at t = {population.Time} has reached b m = {kicked} >= V_F - V_R = {gap} and never ends: fired neurons are kicked over V_F again; use HeldAtReset or a smaller b"));
        }
        if (_jumps == LayerSteps)
        {
            RefineStart(share);
            PlaceLead();
        }
        List<MovingGaussian> gaussians = population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++) gaussians[i] = gaussians[i].Kicked(share, b, _model.A1);
        population.Rate = double.PositiveInfinity;
        trend.Jump();
        CountStep();
    }

    /// <summary>
    /// Ends an event after which nobody is near threshold: the kicks of its last part of a cell move the density by a fraction.
    /// </summary>
    public void EndInCell()
    {
        double h = _mesh.Width, b = _model.B, held = Math.Clamp(population.Queue / (1 - b * population.OnMesh[^1]), 0, h / b);
        population.Queue += h * PartShift.Move(population.OnMesh, held * b / h, _leaving) - held;
        population.Tau += held;
        List<MovingGaussian> gaussians = population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++) gaussians[i] = gaussians[i].Kicked(held, b, _model.A1);
        End(held);
        Size = population.Tau - Start; // tau has counted the last part already
        CountStep();
    }

    /// <summary>Ends the event in a step of which the part <paramref name="held"/>, which tau has not counted yet, belongs to it.</summary>
    public void End(double held)
    {
        population.InEvent = false;
        Size = population.Tau + held - Start;
        BeforeEvent = Before();
        if (_model.Refractory > 0)
        {
            population.Held += held;
            population.Away += population.Held;
            population.Past.RememberEvent(population.Time, population.Held);
        }
        else if (_model.Convention == ResetConvention.KickedAfterReset) population.OnMesh[_mesh.ResetCell] += held / _mesh.Width;
        else population.Gaussians.Add(new MovingGaussian(population.Held + held, _model.Reset, 0));
        population.Held = 0;
    }

    /// <summary>
    /// Fired between the last step and the event's start, thus one by one: it lies with density 1/b as far above V_R as the kicks took it.
    /// </summary>
    public void PlaceLead()
    {
        if (_leadPlaced) return;
        _leadPlaced = true;
        if (_model.Refractory > 0 || _model.Convention == ResetConvention.KickedAfterReset) return;
        double cells = (Start - _tauBefore) * _model.B / _mesh.Width;
        for (int k = 0; k < Math.Min(_jumps, cells); k++)
        {
            double part = Math.Min(1, cells - k);
            population.OnMesh[Math.Min(_mesh.ResetCell + _jumps - 1 - k, _mesh.Cells - 1)] += part / _model.B;
            population.Held -= part * _mesh.Width / _model.B;
        }
    }

    void CountStep()
    {
        population.LastStep = 0;
        population.Steps++;
        population.DilatedSteps++;
    }

    /// <summary>Takes down the state before the event, and a first estimate of where it begins.</summary>
    void Begin(double share)
    {
        population.InEvent = true;
        (_jumps, _leadPlaced) = (0, false);
        (_tauBefore, _dilationBefore, _awayBefore) = (population.Tau, trend.Newest, population.Away);
        population.Show(_start);
        // M falls linearly to 0 at the start of the event; the two steps before tell where it is.
        double offset = share * (trend.Before / (trend.Oldest - trend.Before) - 1.5);
        Start = population.Tau + (trend.Oldest > trend.Before ? Math.Clamp(offset, 0, share) : 0);
    }

    /// <summary>
    /// Where the queue began, by a parabola through its last three values: by then the layer at V_F has gone through, and mass
    /// conservation has put its deficit into the queue, however coarse the mesh was for it. M alone tells the start only to a cell.
    /// </summary>
    void RefineStart(double share)
    {
        double queue = population.Queue;
        double slope = 0.5 * (queue - _queue2) / share, curve = 0.5 * (queue - 2 * _queue1 + _queue2) / (share * share);
        double x = -_queue1 / slope;
        for (int i = 0; i < 8; i++) x -= (_queue1 + x * (slope + x * curve)) / (slope + 2 * x * curve);
        double refined = population.Tau - share + x, lead = refined - _tauBefore;
        if (!(lead >= 0 && lead < 2.5 * share)) return;
        Start = refined;
        // M falls to 0 on the way
        if (double.IsFinite(_dilationBefore)) population.Time += 0.5 * _dilationBefore * lead * lead / (lead + 0.5 * share);
    }

    /// <summary>
    /// The density of the last step before the event, moved on by the kicks until the queue began. What the layer at V_F lacked has
    /// come in by then: the last cell takes what the whole mass lacks.
    /// </summary>
    Density Before()
    {
        double h = _mesh.Width, lead = Math.Max(0, Start - _tauBefore), cells = lead * _model.B / h;
        int whole = (int)cells;
        PartShift.MoveCells(_start, whole);
        PartShift.Move(_start, cells - whole, _leaving);
        double away = _awayBefore;
        if (_model.Refractory > 0) away += lead;
        else for (int i = 0; i <= whole; i++) _start[_mesh.ResetCell + i] += Math.Min(1, cells - i) / _model.B;
        double mass = away;
        foreach (double p in _start) mass += p * h;
        double lack = (1 - mass) / h; // below 0 where kicks spread what they move: then the uppermost cells give it
        for (int i = _mesh.Cells - 1; i >= 0 && lack != 0; i--)
        {
            double change = Math.Max(-_start[i], lack);
            _start[i] += change;
            lack -= change;
        }
        return new Density(population.Time, Start, _mesh.Minimum, h, [.. _start], away);
    }
}
