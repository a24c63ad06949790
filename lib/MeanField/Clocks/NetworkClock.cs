namespace Spikebook.MeanField;

/// <summary>One run of several populations: how long the next step is, when an event begins, and when what arrives late is due.</summary>
sealed class NetworkClock
{
    const double SmallestHalf = 1e-11;
    const double FastCrossings = 2; // of the gap between reset and threshold by kicks, in a membrane time: as for Hybrid
    const double CalmRadius = 0.9;  // spectral radius after an event, below which rates are finite without a doubt

    readonly ClockSettings _settings;
    readonly PopulationNetwork _network;
    readonly double _longestHalf, _widest;
    readonly Couplings _excitation;
    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly NetworkPair _pair;
    readonly Arrivals _arrivals;
    readonly NetworkPace _pace;
    readonly DilatedLevel _coarse;
    DilatedLevel _level;   // _coarse, or near an event _fine
    DilatedLevel? _fine;
    readonly List<NetworkSample> _rates = [];
    readonly List<NetworkEvent> _events = [];
    double _half = 1e-4, _massDefect, _lowest = double.PositiveInfinity;
    bool _afterEvent, _dilated, _refused;

    public NetworkClock(ClockSettings settings, PopulationNetwork network, IReadOnlyList<InitialDensity> starts)
        : this(settings, network, a =>
        {
            Nnlif model = network.Populations[a];
            ArgumentNullException.ThrowIfNull(starts[a]);
            var mesh = Mesh.For(model, settings.Minimum ?? LeftEnd(network, a, starts[a]), settings.Cells);
            return new Population(model, mesh, starts[a], rememberAll: network.Delayed.Count > 0);
        })
    {
    }

    public NetworkClock(ClockSettings settings, PopulationNetwork network, NetworkState state)
        : this(settings, network, a =>
        {
            Nnlif model = network.Populations[a];
            PopulationState saved = state.Populations[a];
            return new Population(model, saved.MeshFor(model), saved, state.Time, rememberAll: network.Delayed.Count > 0);
        })
    {
        _arrivals.Load(state);
        (_half, _afterEvent) = (state.Half, state.AfterEvent);
        if (state.Memory is { } memory) _pair.Memory = memory;
        _dilated = state.Dilated is not null;
        if (state.Dilated is { } dilated)
        {
            if (dilated.Near is { } near)
            {
                _level = _fine = _coarse.MakeFiner();
                _fine.Refine(_coarse);
                for (int a = 0; a < near.Count; a++) near[a].ToArray().CopyTo(_fine.Populations[a].OnMesh);
            }
            _level.Shift.Memory = dilated;
            _level.Forecast.Begin(dilated.Forecasts);
        }
        else if (state.AfterEvent && _coarse.Cascade.Radius() > CalmRadius) EnterDilatedTime(atEvent: true);
    }

    NetworkClock(ClockSettings settings, PopulationNetwork network, Func<int, Population> population)
    {
        (_settings, _network, _excitation) = (settings, network, new Couplings(network.Excitation));
        _populations = [.. Enumerable.Range(0, network.Count).Select(population)];
        _voltages = [.. _populations.Select(p => new VoltageOperator(p.Mesh))];
        _widest = _populations.Max(p => p.Mesh.Width);
        double memory = double.PositiveInfinity;
        foreach (Nnlif model in network.Populations) if (model.Refractory > 0) memory = Math.Min(memory, model.Refractory);
        foreach (DelayedCoupling coupling in network.Delayed) memory = Math.Min(memory, coupling.Delay);
        _longestHalf = Math.Min(0.5 * settings.LongestStep, 0.5 * memory);
        double residual = Math.Clamp(0.02 * settings.StepError * _widest * _widest, 1e-9, 1e-3);
        _pair = new NetworkPair(_populations, _voltages, _excitation, residual);
        _arrivals = new Arrivals(network, _populations);
        _pace = new NetworkPace(network, _populations, _excitation, _arrivals);
        double[] longestShift = [.. _populations.Select(p => p.Mesh.Width / (p.Model.Threshold - p.Model.Reset))];
        foreach (Nnlif model in network.Populations)
        {
            if (!(model.Refractory > 0)) continue;
            // Nobody who comes back within a step may reach the threshold within it (seven deviations of a dt).
            double gap = (model.Threshold - model.Reset) / 7;
            for (int a = 0; a < longestShift.Length; a++) longestShift[a] = Math.Min(longestShift[a], gap * gap / model.A);
        }
        _level = _coarse = new DilatedLevel(_populations, _excitation, _arrivals, residual, longestShift);
    }

    double Time => _populations[0].Time;

    /// <summary>
    /// Late inhibition and adaptation move a density down: room for the kicks of one event of all, and for two spikes each.
    /// </summary>
    static double LeftEnd(PopulationNetwork network, int population, InitialDensity start)
    {
        double down = network.Adaptations.Count > 0 && network.Adaptations[population] is { } w ? -2 * w.Strength : 0;
        foreach (DelayedCoupling coupling in network.Delayed)
            for (int b = 0; b < network.Count; b++) down += Math.Min(0, coupling.Weights[population, b]);
        return ClockSettings.LeftEnd(network.Populations[population], start) + down;
    }

    /// <summary>Runs to a time, or to the end of the first event that is asked for.</summary>
    public NetworkResult Complete(double until, Func<NetworkEvent, bool>? last, IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        var limit = new ProgressLimit(until, _settings.StepLimit);
        for (long attempts = 1; Time < until * (1 - 1e-14); attempts++)
        {
            cancel.ThrowIfCancellationRequested();
            int events = _events.Count;
            if (_arrivals.NextDue <= Time * (1 + 1e-14)) Event(_arrivals.Take(Time));
            else if (_dilated) DilatedStep(until);
            else if (_afterEvent) Soothe(until);
            else Step(until);
            Watch();
            if (last is not null && _events.Count > events && last(_events[^1])) break;
            limit.After(Time, _populations[0].Steps);
            if (attempts % 2_048 == 0) progress?.Report(new RunProgress(Time, until, _events.Count));
        }
        return new NetworkResult
        {
            Rates = _rates,
            Events = _events,
            Final = [.. _populations.Select(p => p.Snapshot())],
            End = Save(),
            MassDefect = _massDefect,
            LowestDensity = _lowest,
            Steps = _populations[0].Steps,
            Solves = _voltages.Sum(v => v.Solves) + _coarse.Solves + (_fine?.Solves ?? 0),
            Solver = _settings.ToString(),
            Network = _network,
        };
    }

    NetworkState Save()
    {
        double memory = Math.Max(_arrivals.LongestDelay, _populations.Max(p => p.Model.Refractory));
        return _arrivals.Save(new NetworkState
        {
            Time = Time,
            Populations = [.. _populations.Select(p => p.Save(Time - memory))],
            AfterEvent = _afterEvent,
            Half = _half,
            Memory = _pair.Memory,
            Dilated = _dilated ? _level.Shift.Memory with
            {
                Forecasts = [.. _level.Forecast.Forecasts],
                Near = _level == _coarse ? null : [.. _level.Populations.Select(p => (IReadOnlyList<double>)[.. p.OnMesh])],
            } : null,
        });
    }

    void Step(double until)
    {
        double tried = Math.Min(Math.Min(_half, _longestHalf), Math.Max(1e-13, 0.5 * (_pace.NextStop(until) - Time)));
        double shortest = _pace.ShortestHalf(), crossings = _pace.Crossings();
        _arrivals.Prepare(Time, 2 * tried);
        double allowed = _settings.StepError * _widest * _widest, tolerance = allowed * 2 * tried;
        PairOutcome outcome = _pair.Try(tried, tried <= shortest ? double.PositiveInfinity : tolerance, _arrivals.Drive);
        if (outcome.Verdict == PairVerdict.Negative && tried <= shortest) outcome = _pair.Damp(tried, _arrivals.Drive, afterTry: true);
        if (outcome.IsTaken)
        {
            _arrivals.After(2 * tried, _pair.Fired);
            _rates.Add(new NetworkSample(Time, [.. _populations.Select(p => p.Tau)], [.. _populations.Select(p => p.Rate)]));
            if (tried >= _half * 0.999)
                _half = tried * Math.Clamp(0.85 * Math.Sqrt(tolerance / (outcome.Error + 1e-300)), tried > shortest ? 0.5 : 1, 2);
            _refused = false;
            if (_pace.Crossings() is var now && now >= FastCrossings && now > crossings) EnterDilatedTime(atEvent: false);
            return;
        }
        _half = outcome.Verdict == PairVerdict.TooInaccurate
            ? Math.Max(shortest, tried * Math.Clamp(0.8 * Math.Sqrt(tolerance / outcome.Error), 0.2, 0.7)) : 0.25 * tried;
        if (_half >= Math.Max(SmallestHalf, 1e-3 * shortest)) return;
        if (_refused) Event(arriving: null);
        else EnterDilatedTime(atEvent: crossings == 0);
    }

    /// <summary>A step by a cell; back to physical time where that takes too long, on into an event where it takes no time.</summary>
    void DilatedStep(double until)
    {
        DilatedLevel level = _level;
        switch (level.Shift.Step(level.LongestShift, Math.Min(_pace.NextStop(until) - Time, 2 * _longestHalf)))
        {
            case ShiftVerdict.Jumped:
                Event(arriving: null, first: [.. level.Shift.Fired]);
                break;
            case ShiftVerdict.Moved:
                (_afterEvent, _refused) = (false, false);
                if (level != _coarse) _coarse.Coarsen(level);
                _arrivals.After(level.Shift.LastStep, level.Shift.Fired);
                _rates.Add(new NetworkSample(Time, [.. _populations.Select(p => p.Tau)], [.. _populations.Select(p => p.Rate)]));
                if (level == _coarse) ApproachEvent();
                else if (level.Forecast.After(level.Shift) is { } rest && level.Lead.Fire(level.Shift, rest, _pace.NextStop(until) - Time))
                    Event(arriving: null);
                break;
            default:
                if (level != _coarse)
                {
                    LeaveApproach();
                    break;
                }
                (_dilated, _refused) = (false, true);
                if (_afterEvent) break;
                _pair.Enter(_arrivals.Drive);
                _half = Math.Max(_pace.ShortestHalf(), 0.25 * level.Shift.LastStep);
                break;
        }
    }

    /// <summary>On to finer cells where an event is near.</summary>
    void ApproachEvent()
    {
        if (!_coarse.Forecast.IsNear(_coarse.Shift)) return;
        _level = _fine ??= _coarse.MakeFiner();
        _level.Refine(_coarse);
    }

    /// <summary>Back to the coarser cells; no event came.</summary>
    void LeaveApproach()
    {
        if (_level == _coarse) return;
        _coarse.Shift.TakeOver(_level.Shift);
        _level = _coarse;
    }

    void EnterDilatedTime(bool atEvent)
    {
        (_dilated, _level) = (true, _coarse);
        _coarse.Shift.Enter(atEvent);
    }

    /// <summary>An event by itself, or the kicks of an earlier one arrive and perhaps set one off.</summary>
    /// <param name="arriving">Shift by what arrives; null where the event starts by itself.</param>
    /// <param name="first">What fires first.</param>
    void Event(double[]? arriving, double[]? first = null)
    {
        if (arriving is not null) LeaveApproach();
        NetworkEvent over = _level.Cascade.Run(arriving, first);
        if (_level != _coarse)
        {
            over = DilatedLevel.Coarsen(over);
            _coarse.Coarsen(_level);
        }
        _arrivals.Send(Time, over.Sizes);
        if (over.Sizes.Max() > 0) _events.Add(over);
        foreach (Population p in _populations) p.Rate = 0;
        _pair.Forget();
        (_afterEvent, _dilated, _level) = (true, false, _coarse);
        if (_coarse.Cascade.Radius() > CalmRadius) EnterDilatedTime(atEvent: true);
    }

    /// <summary>The first pair after an event: the densities jump at V_F.</summary>
    void Soothe(double until)
    {
        _afterEvent = false;
        double half = Math.Min(_pace.ShortestHalf(), Math.Max(1e-13, 0.5 * (_pace.NextStop(until) - Time)));
        _arrivals.Prepare(Time, 2 * half);
        bool taken = _pair.Damp(half, _arrivals.Drive).IsTaken;
        if (taken) _arrivals.After(2 * half, _pair.Fired);
        _half = taken ? half : SmallestHalf;
    }

    void Watch()
    {
        foreach (Population p in _populations)
        {
            (double mass, double lowest) = p.Balance();
            _massDefect = Math.Max(_massDefect, Math.Abs(mass - 1));
            _lowest = Math.Min(_lowest, lowest);
        }
    }
}
