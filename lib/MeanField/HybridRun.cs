namespace Spikebook.MeanField;

/// <summary>One run of the hybrid scheme: which clock to step on, and what to write down.</summary>
sealed class HybridRun
{
    readonly Hybrid _numerics;
    readonly Nnlif _model;
    readonly string _solver;
    readonly InitialDensity _start;
    readonly double _until, _rateOn, _rateOff;
    readonly IReadOnlyList<double> _densitiesAt;
    readonly Population _population;
    readonly List<RateSample> _rate = [];
    readonly List<FiringEvent> _events = [];
    readonly List<Density> _densities = [];
    double _half = 1e-4, _massDefect, _lowest = double.PositiveInfinity;
    double _longestHalf;
    int _wanted;
    bool _dilated;
    BlowUp? _blowUp;
    Density? _before; // before the last step in dilated time, where a density is wanted soon
    long _attempts;

    const double SmallestHalf = 1e-11;
    readonly bool _neverDilated;

    public HybridRun(Hybrid numerics, string solver, bool dilated, bool always, Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        model.Validate();
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until), FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        (_numerics, _model, _start, _until) = (numerics, model, start, until);
        _densitiesAt = densitiesAt ?? [];
        for (int i = 0; i < _densitiesAt.Count; i++)
            if (!(_densitiesAt[i] >= (i == 0 ? 0 : _densitiesAt[i - 1])))
                throw new ArgumentException(FormattableString.Invariant($"densitiesAt[{i}] = {_densitiesAt[i]} is below the time before it; give times in ascending order from 0"));
        var mesh = Mesh.For(model, numerics.Minimum ?? LeftEnd(model, start), numerics.Cells);
        // A rate or a step's length is sought to a fiftieth of what the error control allows.
        _population = new Population(model, mesh, start, Math.Clamp(0.02 * numerics.StepError * mesh.Width * mesh.Width, 1e-9, 1e-3));
        _solver = solver;
        _neverDilated = !dilated || model.B <= 0 || model.Delay > 0;
        _rateOn = always && !_neverDilated ? mesh.Width / (model.B * numerics.LongestStep) : _neverDilated ? double.PositiveInfinity : numerics.RateOn ?? 2 * (model.Threshold - model.Reset) / model.B;
        _rateOff = numerics.RateOff ?? 0.5 * _rateOn;
        if (!(_rateOff < _rateOn) && !_neverDilated)
            throw new ArgumentException(FormattableString.Invariant($"RateOff = {_rateOff} is not below RateOn = {_rateOn}; use RateOff < RateOn"));
    }

    /// <summary>Six and a half standard deviations below all that the voltage is drawn to.</summary>
    internal static double LeftEnd(Nnlif model, InitialDensity start)
    {
        double drive = model.DriveAt(0), spread = 6.5 * Math.Sqrt(model.A);
        return Math.Min(Math.Min(start.Lowest, drive - spread), model.Reset - 0.5 * spread);
    }

    public MeanFieldRun Complete(IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        double delay = Math.Min(_model.Delay > 0 ? _model.Delay : double.PositiveInfinity, _model.Refractory > 0 ? _model.Refractory : double.PositiveInfinity);
        _longestHalf = Math.Min(0.5 * _numerics.LongestStep, 0.5 * delay);
        bool finite = _population.EnterPhysicalTime();
        if (!finite && _neverDilated) _blowUp = new BlowUp(0, 0, double.PositiveInfinity);
        else if (!finite || _population.Rate >= _rateOn) EnterDilatedTime();
        Note();
        while (_population.Time < _until * (1 - 1e-14) && _blowUp is null)
        {
            cancel.ThrowIfCancellationRequested();
            if (_dilated) DilatedStep();
            else PhysicalStep();
            Note();
            if (++_attempts % 2_048 == 0) progress?.Report(new RunProgress(_population.Time, _until, _events.Count));
            if (_population.Steps > _numerics.StepLimit || _attempts > 4 * _numerics.StepLimit)
                throw new StepLimitException(FormattableString.Invariant(
                    $"{_population.Steps} steps reached t = {_population.Time} of {_until}, StepLimit = {_numerics.StepLimit}; allow more steps, fewer cells or a larger StepError"));
        }
        _densities.Add(SnapshotAt(_until));
        return new MeanFieldRun
        {
            Rate = _rate,
            Events = _events,
            Densities = _densities,
            BlowUp = _blowUp,
            MassDefect = _massDefect,
            LowestDensity = _lowest,
            Steps = _population.Steps,
            DilatedSteps = _population.DilatedSteps,
            Solves = _population.Solves,
            CellWidth = _population.Mesh.Width,
            Provenance = Provenance.Of(_solver, _model, _start.Name),
        };
    }

    void DilatedStep()
    {
        double longest = _population.Mesh.Width / (_model.B * _rateOff);
        if (_model.Refractory > 0)
        {
            // Nobody who comes back within a step may reach the threshold within it (seven deviations of a dt).
            double gap = (_model.Threshold - _model.Reset) / 7;
            longest = Math.Min(longest, Math.Min(_model.Refractory, gap * gap / _model.A));
        }
        double time = _population.Time, tau = _population.Tau;
        _before = NextWanted - time <= longest ? _population.Snapshot() : null;
        if (!_population.ShiftStep(longest))
        {
            LeaveDilatedTime();
            return;
        }
        double rate = _population.Rate;
        if (_population.EventSize > 0)
        {
            // The event's own time is known better after its first steps than at them.
            for (int i = _rate.Count - 1; i >= 0 && double.IsPositiveInfinity(_rate[i].Rate); i--) _rate[i] = _rate[i] with { Time = time };
            _events.Add(new FiringEvent(time, _population.EventStart, _population.EventSize, _population.BeforeEvent!, _population.Snapshot()));
        }
        _rate.Add(new RateSample(0.5 * (time + _population.Time), 0.5 * (tau + _population.Tau), rate));
    }

    void LeaveDilatedTime()
    {
        if (!_population.EnterPhysicalTime() && double.IsNaN(_population.DampingPair(ShortestHalf)))
        {
            _population.EnterDilatedTime();
            return;
        }
        _dilated = false;
        _half = Math.Max(ShortestHalf, 0.25 * _population.LastStep);
    }

    /// <summary>A tenth of the time that diffusion or the kicks take through a cell: shorter steps resolve nothing that the mesh carries.</summary>
    double ShortestHalf
    {
        get
        {
            double h = _population.Mesh.Width, kicks = _model.Delay > 0 ? 0 : Math.Abs(_model.B) * _population.Rate;
            return 0.1 * h / Math.Max(_model.A / h, double.IsFinite(kicks) ? kicks : 0);
        }
    }

    /// <summary>The next time at which a density is wanted.</summary>
    double NextWanted => _wanted < _densitiesAt.Count ? Math.Min(_until, _densitiesAt[_wanted]) : _until;

    /// <summary>The density at a time within the last step, linear in t; a step in dilated time does not end where one wants it to.</summary>
    Density SnapshotAt(double time)
    {
        Density now = _population.Snapshot();
        if (!_dilated || _before is null || !(time < now.Time) || !(_before.Time < now.Time)) return now;
        double part = Math.Clamp((time - _before.Time) / (now.Time - _before.Time), 0, 1);
        double Mix(double from, double to) => from + part * (to - from);
        return new Density(time, Mix(_before.Tau, now.Tau), now.Minimum, now.Width,
            [.. _before.Values.Zip(now.Values, Mix)], Mix(_before.Refractory, now.Refractory));
    }

    void PhysicalStep()
    {
        double h = _population.Mesh.Width, allowed = _numerics.StepError * h * h;
        double wanted = NextWanted;
        // What fired first comes back, or arrives, at these times: the rate jumps there.
        foreach (double jump in (ReadOnlySpan<double>)[_model.Refractory, _model.Delay, _population.NextReturn])
            if (double.IsFinite(jump) && _population.Time < jump * (1 - 1e-13)) wanted = Math.Min(wanted, jump);
        double half = Math.Min(Math.Min(_half, _longestHalf), Math.Max(1e-13, 0.5 * (wanted - _population.Time)));
        double tolerance = half <= ShortestHalf ? double.MaxValue : allowed * 2 * half;
        double error = _population.PhysicalPair(half, tolerance);
        if (double.IsNaN(error) || error > tolerance)
        {
            _half = !double.IsFinite(error) ? 0.25 * half : Math.Max(ShortestHalf, half * Math.Clamp(0.8 * Math.Sqrt(tolerance / error), 0.2, 0.7));
            if (_half >= Math.Max(SmallestHalf, 1e-3 * ShortestHalf)) return;
            if (_neverDilated) _blowUp = new BlowUp(_population.Time, _population.Time + 2 * half, _population.Rate);
            else EnterDilatedTime();
            return;
        }
        _rate.Add(new RateSample(_population.Time, _population.Tau, _population.Rate));
        // Noise that grows with the rate leaves the discrete rate a finite root, of the mesh's making, beyond the blow-up.
        if (_neverDilated && _model.A1 > 0 && _model.B > 0 && _model.Delay == 0 && 2 * ShortestHalf * _model.B * _population.Rate > h)
            _blowUp = new BlowUp(_population.Time - 2 * half, _population.Time, _population.Rate);
        if (half >= _half * 0.999) _half = half * Math.Clamp(0.85 * Math.Sqrt(allowed * 2 * half / (error + 1e-300)), half > ShortestHalf ? 0.5 : 1, 2);
        if (_population.Rate >= _rateOn) EnterDilatedTime();
    }

    void EnterDilatedTime()
    {
        _dilated = true;
        _population.EnterDilatedTime();
    }

    void Note()
    {
        while (_wanted < _densitiesAt.Count && _population.Time >= _densitiesAt[_wanted] * (1 - 1e-13))
        {
            _densities.Add(SnapshotAt(_densitiesAt[_wanted]));
            _wanted++;
        }
        (double mass, double lowest) = _population.Balance();
        _massDefect = Math.Max(_massDefect, Math.Abs(mass - 1));
        _lowest = Math.Min(_lowest, lowest);
    }
}
