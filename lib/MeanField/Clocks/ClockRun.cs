namespace Spikebook.MeanField;

/// <summary>One run on both clocks: which step to take next, and what to write down.</summary>
sealed class ClockRun
{
    const double SmallestHalf = 1e-11;

    // With a delay, kicks of any strength may act at once, as in a runaway, and diffusion alone does not bound the steps: in half a pair
    // at most this part of all fires, so that what is left over of a rate's search stays as small a part of all.
    const double LargestShare = 0.15;

    readonly ClockSettings _settings;
    readonly Nnlif _model;
    readonly InitialDensity _start;
    readonly double _until;
    readonly ClockSwitch _clocks;
    readonly Population _population;
    readonly VoltageOperator _voltage;
    readonly PhysicalPair _physical;
    readonly KickShift _shift;
    readonly DenseOutput _dense;
    readonly RunawayWatch _watch;
    readonly ProgressLimit _limit;
    readonly List<RateSample> _rate = [];
    readonly List<FiringEvent> _events = [];
    double _half = 1e-4, _longestHalf, _massDefect, _lowest = double.PositiveInfinity;
    bool _dilated;
    BlowUp? _blowUp;
    Runaway? _runaway;
    double _lowestQueue, _highestAway;
    long _attempts;

    /// <param name="settings">Numerical settings; the solver itself, for the record of where results come from.</param>
    /// <param name="clocks">When to change clocks, once mesh and model are known.</param>
    /// <param name="model">Model.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Time to reach.</param>
    /// <param name="densitiesAt">Times at which densities are wanted.</param>
    public ClockRun(ClockSettings settings, Func<Mesh, Nnlif, ClockSwitch> clocks, Nnlif model, InitialDensity start, double until,
        IReadOnlyList<double>? densitiesAt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        model.Validate();
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until),
                FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        (_settings, _model, _start, _until) = (settings, model, start, until);
        IReadOnlyList<double> wanted = densitiesAt ?? [];
        for (int i = 0; i < wanted.Count; i++)
            if (!(wanted[i] >= (i == 0 ? 0 : wanted[i - 1])))
                throw new ArgumentException(FormattableString.Invariant(
                    $"densitiesAt[{i}] = {wanted[i]} is below the time before it; give times in ascending order from 0"));
        var mesh = Mesh.For(model, settings.Minimum ?? ClockSettings.LeftEnd(model, start), settings.Cells);
        _clocks = clocks(mesh, model);
        _population = new Population(model, mesh, start);
        _voltage = new VoltageOperator(mesh);
        // A rate or a step's length is sought to a fiftieth of what the error control allows; what is left over stays in the queue.
        double residual = Math.Clamp(0.02 * settings.StepError * mesh.Width * mesh.Width, 1e-9, 1e-3);
        _physical = new PhysicalPair(_population, _voltage, residual);
        _shift = new KickShift(_population, _voltage, residual);
        _dense = new DenseOutput(_population, wanted, until);
        _watch = new RunawayWatch(model);
        _limit = new ProgressLimit(until, settings.StepLimit);
    }

    /// <summary>Runs to the end, or to the end of the first event that is asked for.</summary>
    public MeanFieldRun Complete(IProgress<RunProgress>? progress, CancellationToken cancel, Func<FiringEvent, bool>? last = null)
    {
        var ended = false;
        Begin();
        while ((_population.Time < _until * (1 - 1e-14) || _population.InEvent) && _blowUp is null && _runaway is null)
        {
            cancel.ThrowIfCancellationRequested();
            int events = _events.Count;
            if (_dilated) DilatedStep();
            else PhysicalStep();
            Note();
            ended = last is not null && _events.Count > events && last(_events[^1]);
            if (ended) break;
            _runaway = _watch.After(_population.Time, _population.Tau);
            if (++_attempts % 2_048 == 0) progress?.Report(new RunProgress(_population.Time, _until, _events.Count));
            _limit.After(_population.Time, _population.Steps);
        }
        _dense.Finish(_blowUp is null && _runaway is null && !ended ? _until : _population.Time);
        return new MeanFieldRun
        {
            Rate = _rate,
            Events = _events,
            Densities = _dense.Densities,
            BlowUp = _blowUp,
            Runaway = _runaway,
            MassDefect = _massDefect,
            LowestDensity = _lowest,
            LowestQueue = _lowestQueue,
            HighestAway = _highestAway,
            Steps = _population.Steps,
            DilatedSteps = _population.DilatedSteps,
            Solves = _voltage.Solves,
            CellWidth = _population.Mesh.Width,
            Provenance = Provenance.Of(_settings.ToString(), _model, _start.Name),
        };
    }

    void Begin()
    {
        double memory = Math.Min(
            _model.Delay > 0 ? _model.Delay : double.PositiveInfinity, _model.Refractory > 0 ? _model.Refractory : double.PositiveInfinity);
        _longestHalf = Math.Min(0.5 * _settings.LongestStep, 0.5 * memory);
        bool finite = _physical.Enter();
        if (!finite && !_clocks.CanDilate)
        {
            // A start that touches V_F fires at an infinite rate at first, which says nothing yet: a blow-up is a density of 1/b there.
            bool excited = _model.B > 0 && !(_model.Delay > 0) && _model.B * _population.OnMesh[^1] >= 1;
            if (excited || !_physical.Damp(ShortestHalf).IsTaken) _blowUp = new BlowUp(0, 0, double.PositiveInfinity);
        }
        else if (!finite || _population.Rate >= _clocks.On) EnterDilatedTime();
        Note();
    }

    void EnterDilatedTime()
    {
        _dilated = true;
        _shift.Enter();
    }

    void DilatedStep()
    {
        double longest = _population.Mesh.Width / (_model.B * _clocks.Off);
        if (_model.Refractory > 0)
        {
            // Nobody who comes back within a step may reach the threshold within it (seven deviations of a dt).
            double gap = (_model.Threshold - _model.Reset) / 7;
            longest = Math.Min(longest, Math.Min(_model.Refractory, gap * gap / _model.A));
        }
        double time = _population.Time, tau = _population.Tau;
        _dense.BeforeStep(longest);
        if (_shift.Step(longest) == ShiftVerdict.TooSlow)
        {
            LeaveDilatedTime();
            return;
        }
        double stepRate = _population.Rate;
        if (_shift.Events.Size > 0) NoteEvent(time);
        _rate.Add(new RateSample(0.5 * (time + _population.Time), 0.5 * (tau + _population.Tau), stepRate));
    }

    void NoteEvent(double time)
    {
        // The event's own time is known better after its first steps than at them.
        for (int i = _rate.Count - 1; i >= 0 && double.IsPositiveInfinity(_rate[i].Rate); i--) _rate[i] = _rate[i] with { Time = time };
        var over = new FiringEvent(time, _shift.Events.Start, _shift.Events.Size, _shift.Events.BeforeEvent!, _population.Snapshot());
        _dense.AfterEvent(over);
        if (time <= _until) _events.Add(over);
    }

    void LeaveDilatedTime()
    {
        if (!_physical.Enter() && !_physical.Damp(ShortestHalf).IsTaken)
        {
            _shift.Enter();
            return;
        }
        _dilated = false;
        _half = Math.Max(ShortestHalf, 0.25 * _population.LastStep);
    }

    /// <summary>
    /// A tenth of the time that diffusion or the kicks take through a cell: shorter steps resolve nothing that the mesh carries.
    /// </summary>
    double ShortestHalf
    {
        get
        {
            double h = _population.Mesh.Width, kicks = _model.Delay > 0 ? 0 : Math.Abs(_model.B) * _population.Rate;
            return 0.1 * h / Math.Max(_model.A / h, double.IsFinite(kicks) ? kicks : 0);
        }
    }

    void PhysicalStep()
    {
        double h = _population.Mesh.Width, allowed = _settings.StepError * h * h;
        _dense.BeforePhysicalStep();
        double tried = Math.Min(Math.Min(_half, _longestHalf), Math.Max(1e-13, 0.5 * (NextStop() - _population.Time)));
        if (_model.Delay > 0 && _population.Rate > 0) tried = Math.Min(tried, LargestShare / _population.Rate);
        double tolerance = allowed * 2 * tried;
        PairOutcome outcome = tried <= ShortestHalf ? _physical.Force(tried) : _physical.Try(tried, tolerance);
        if (!outcome.IsTaken)
        {
            _half = outcome.Verdict == PairVerdict.TooInaccurate
                ? Math.Max(ShortestHalf, tried * Math.Clamp(0.8 * Math.Sqrt(tolerance / outcome.Error), 0.2, 0.7)) : 0.25 * tried;
            if (_half >= Math.Max(SmallestHalf, 1e-3 * ShortestHalf)) return;
            if (_clocks.CanDilate) EnterDilatedTime();
            else _blowUp = new BlowUp(_population.Time, _population.Time + 2 * tried, _population.Rate);
            return;
        }
        _rate.Add(new RateSample(_population.Time, _population.Tau, _population.Rate));
        // Noise that grows with the rate leaves the discrete rate a finite root, of the mesh's making, beyond the blow-up.
        if (!_clocks.CanDilate && _model.A1 > 0 && _model.B > 0 && _model.Delay == 0 && 2 * ShortestHalf * _model.B * _population.Rate > h)
            _blowUp = new BlowUp(_population.Time - 2 * tried, _population.Time, _population.Rate);
        if (tried >= _half * 0.999)
            _half = tried * Math.Clamp(0.85 * Math.Sqrt(tolerance / (outcome.Error + 1e-300)), tried > ShortestHalf ? 0.5 : 1, 2);
        if (_population.Rate >= _clocks.On) EnterDilatedTime();
    }

    /// <summary>
    /// Where a step in physical time has to end: a density is wanted, or what fired first comes back, or arrives, and the rate jumps.
    /// </summary>
    double NextStop()
    {
        double stop = _dense.NextTime;
        foreach (double jump in (ReadOnlySpan<double>)[_model.Refractory, _model.Delay, _population.Past.NextReturn])
            if (double.IsFinite(jump) && _population.Time < jump * (1 - 1e-13)) stop = Math.Min(stop, jump);
        return stop;
    }

    void Note()
    {
        _dense.AfterStep();
        (double mass, double lowestNow) = _population.Balance();
        _massDefect = Math.Max(_massDefect, Math.Abs(mass - 1));
        _lowest = Math.Min(_lowest, lowestNow);
        _lowestQueue = Math.Min(_lowestQueue, _population.Queue);
        _highestAway = Math.Max(_highestAway, _population.Away);
    }
}
