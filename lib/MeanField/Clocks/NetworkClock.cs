namespace Spikebook.MeanField;

/// <summary>One run of several populations: how long the next step is, when an event begins, and when what arrives late is due.</summary>
sealed class NetworkClock
{
    const double SmallestHalf = 1e-11;

    readonly ClockSettings _settings;
    readonly PopulationNetwork _network;
    readonly double _longestHalf, _widest;
    readonly double[] _longestShift;
    readonly Couplings _excitation;
    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly NetworkPair _pair;
    readonly NetworkShift _shift;
    readonly EventForecast _forecast;
    readonly NetworkLead _lead;
    readonly NetworkCascade _cascade;
    readonly Arrivals _arrivals;
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
            _shift.Memory = dilated;
            _forecast.Begin(dilated.Forecasts);
        }
        else if (state.AfterEvent) EnterDilatedTime(atEvent: true);
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
        _cascade = new NetworkCascade(_populations, _excitation);
        _arrivals = new Arrivals(network, _populations);
        _shift = new NetworkShift(_populations, _voltages, _excitation, _arrivals, residual);
        _forecast = new EventForecast(_populations, _excitation);
        _lead = new NetworkLead(_populations, _voltages, _excitation, _arrivals);
        _longestShift = [.. _populations.Select(p => p.Mesh.Width / (p.Model.Threshold - p.Model.Reset))];
        foreach (Nnlif model in network.Populations)
        {
            if (!(model.Refractory > 0)) continue;
            // Nobody who comes back within a step may reach the threshold within it (seven deviations of a dt).
            double gap = (model.Threshold - model.Reset) / 7;
            for (int a = 0; a < _longestShift.Length; a++) _longestShift[a] = Math.Min(_longestShift[a], gap * gap / model.A);
        }
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
            Solves = _voltages.Sum(v => v.Solves),
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
            Dilated = _dilated ? _shift.Memory with { Forecasts = [.. _forecast.Forecasts] } : null,
        });
    }

    void Step(double until)
    {
        double tried = Math.Min(Math.Min(_half, _longestHalf), Math.Max(1e-13, 0.5 * (NextStop(until) - Time))), shortest = ShortestHalf();
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
            if (KicksAreFast()) EnterDilatedTime(atEvent: false);
            return;
        }
        _half = outcome.Verdict == PairVerdict.TooInaccurate
            ? Math.Max(shortest, tried * Math.Clamp(0.8 * Math.Sqrt(tolerance / outcome.Error), 0.2, 0.7)) : 0.25 * tried;
        if (_half >= Math.Max(SmallestHalf, 1e-3 * shortest)) return;
        if (_refused) Event(arriving: null);
        else EnterDilatedTime(atEvent: !AnyKick());
    }

    /// <summary>A step by a cell; back to physical time where that takes too long, on into an event where it takes no time.</summary>
    void DilatedStep(double until)
    {
        switch (_shift.Step(_longestShift, Math.Min(NextStop(until) - Time, 2 * _longestHalf)))
        {
            case ShiftVerdict.Jumped:
                Event(arriving: null, first: [.. _shift.Fired]);
                break;
            case ShiftVerdict.Moved:
                (_afterEvent, _refused) = (false, false);
                _arrivals.After(_shift.LastStep, _shift.Fired);
                _rates.Add(new NetworkSample(Time, [.. _populations.Select(p => p.Tau)], [.. _populations.Select(p => p.Rate)]));
                if (_forecast.After(_shift) is { } rest && _lead.Fire(_shift, rest, NextStop(until) - Time) is { } fired)
                    Event(arriving: null, fired: fired);
                break;
            default:
                (_dilated, _refused) = (false, true);
                if (_afterEvent) break;
                _pair.Enter(_arrivals.Drive);
                _half = Math.Max(ShortestHalf(), 0.25 * _shift.LastStep);
                break;
        }
    }

    void EnterDilatedTime(bool atEvent)
    {
        _dilated = true;
        _shift.Enter(atEvent);
        _forecast.Begin();
    }

    /// <summary>Rates of this moment, as the coupling takes them.</summary>
    double[] RatesNow()
    {
        for (int a = 0; a < _populations.Length; a++) _pair.Rates[a] = _populations[a].Rate;
        return _pair.Rates;
    }

    bool AnyKick()
    {
        var rates = RatesNow();
        for (int a = 0; a < _populations.Length; a++) if (_excitation.Kick(a, rates) > 0) return true;
        return false;
    }

    /// <summary>Kicks that cross the gap between reset and threshold twice in a membrane time, as for <see cref="Hybrid"/>.</summary>
    bool KicksAreFast()
    {
        var rates = RatesNow();
        for (int a = 0; a < _populations.Length; a++)
        {
            Nnlif model = _populations[a].Model;
            if (_excitation.Kick(a, rates) >= 2 * (model.Threshold - model.Reset)) return true;
        }
        return false;
    }

    /// <summary>A tenth of the time that diffusion or the kicks take through a cell.</summary>
    double ShortestHalf()
    {
        double shortest = double.PositiveInfinity;
        var rates = RatesNow();
        for (int a = 0; a < _populations.Length; a++)
        {
            double h = _populations[a].Mesh.Width;
            shortest = Math.Min(shortest, 0.1 * h / Math.Max(_populations[a].Model.A / h, _excitation.Kick(a, rates)));
        }
        return shortest;
    }

    /// <summary>Where a step has to end: something arrives or comes back.</summary>
    double NextStop(double until)
    {
        double stop = Math.Min(until, _arrivals.NextDue);
        foreach (Population p in _populations)
            foreach (double at in (ReadOnlySpan<double>)[p.Model.Refractory, p.Past.NextReturn])
                if (double.IsFinite(at) && Time < at * (1 - 1e-13)) stop = Math.Min(stop, at);
        foreach (DelayedCoupling coupling in _network.Delayed)
            if (Time < coupling.Delay * (1 - 1e-13)) stop = Math.Min(stop, coupling.Delay);
        return stop;
    }

    /// <summary>An event by itself, or the kicks of an earlier one arrive and perhaps set one off.</summary>
    /// <param name="arriving">Shift by what arrives; null where the event starts by itself.</param>
    /// <param name="fired">What fired on the last part of the way to it, and is sent with it.</param>
    /// <param name="first">What fires first.</param>
    void Event(double[]? arriving, double[]? fired = null, double[]? first = null)
    {
        NetworkEvent over = _cascade.Run(arriving, first);
        _arrivals.Send(Time, [.. over.Sizes.Select((size, a) => size + (fired?[a] ?? 0))]);
        if (over.Sizes.Max() > 0) _events.Add(over);
        foreach (Population p in _populations) p.Rate = 0;
        _pair.Forget();
        _afterEvent = true;
        EnterDilatedTime(atEvent: true);
    }

    /// <summary>The first pair after an event: the densities jump at V_F.</summary>
    void Soothe(double until)
    {
        _afterEvent = false;
        double half = Math.Min(ShortestHalf(), Math.Max(1e-13, 0.5 * (NextStop(until) - Time)));
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
