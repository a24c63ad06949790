namespace Spikebook.MeanField;

/// <summary>One run of several populations: how long the next step is, when an event begins, and when what arrives late is due.</summary>
sealed class NetworkClock
{
    const double SmallestHalf = 1e-11;

    readonly ClockSettings _settings;
    readonly PopulationNetwork _network;
    readonly double _longestHalf, _widest;
    readonly Couplings _excitation;
    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly NetworkPair _pair;
    readonly NetworkCascade _cascade;
    readonly Arrivals _arrivals;
    readonly List<NetworkSample> _rates = [];
    readonly List<NetworkEvent> _events = [];
    double _half = 1e-4, _massDefect, _lowest = double.PositiveInfinity;
    bool _afterEvent;

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
            // In the middle of its first cell: the mesh's own left end is reached without a doubt about rounding.
            double width = (model.Threshold - saved.Minimum) / saved.Density.Count;
            var mesh = Mesh.For(model, saved.Minimum + 1e-6 * width, saved.Density.Count);
            return new Population(model, mesh, saved, state.Time, rememberAll: network.Delayed.Count > 0);
        })
    {
        _arrivals.Load(state);
        (_half, _afterEvent) = (state.Half, state.AfterEvent);
        if (state.Memory is { } memory) _pair.Memory = memory;
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
        _pair = new NetworkPair(_populations, _voltages, _excitation,
            Math.Clamp(0.02 * settings.StepError * _widest * _widest, 1e-9, 1e-3));
        _cascade = new NetworkCascade(_populations, _excitation);
        _arrivals = new Arrivals(network, _populations);
    }

    double Time => _populations[0].Time;

    /// <summary>Late inhibition and adaptation move a density down: room for the kicks of one event of all, and for two spikes each.</summary>
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
            else if (_afterEvent) Soothe();
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
        });
    }

    void Step(double until)
    {
        double tried = Math.Min(Math.Min(_half, _longestHalf), Math.Max(1e-13, 0.5 * (NextStop(until) - Time))), shortest = ShortestHalf();
        _arrivals.Prepare(Time, 2 * tried);
        double allowed = _settings.StepError * _widest * _widest, tolerance = allowed * 2 * tried;
        PairOutcome outcome = _pair.Try(tried, tried <= shortest ? double.PositiveInfinity : tolerance, _arrivals.Drive);
        if (outcome.Verdict == PairVerdict.Negative && tried <= shortest) outcome = _pair.Damp(tried, _arrivals.Drive);
        if (outcome.IsTaken)
        {
            _arrivals.After(2 * tried, _pair.Fired);
            _rates.Add(new NetworkSample(Time, [.. _populations.Select(p => p.Tau)], [.. _populations.Select(p => p.Rate)]));
            if (tried >= _half * 0.999)
                _half = tried * Math.Clamp(0.85 * Math.Sqrt(tolerance / (outcome.Error + 1e-300)), tried > shortest ? 0.5 : 1, 2);
            return;
        }
        _half = outcome.Verdict == PairVerdict.TooInaccurate
            ? Math.Max(shortest, tried * Math.Clamp(0.8 * Math.Sqrt(tolerance / outcome.Error), 0.2, 0.7)) : 0.25 * tried;
        if (_half < Math.Max(SmallestHalf, 1e-3 * shortest)) Event(arriving: null);
    }

    /// <summary>A tenth of the time that diffusion or the kicks take through a cell.</summary>
    double ShortestHalf()
    {
        double shortest = double.PositiveInfinity;
        for (int a = 0; a < _populations.Length; a++) _pair.Rates[a] = _populations[a].Rate;
        for (int a = 0; a < _populations.Length; a++)
        {
            double h = _populations[a].Mesh.Width;
            shortest = Math.Min(shortest, 0.1 * h / Math.Max(_populations[a].Model.A / h, _excitation.Kick(a, _pair.Rates)));
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
    void Event(double[]? arriving)
    {
        (NetworkEvent over, double[] fired) = _cascade.Run(arriving);
        _arrivals.Send(Time, fired);
        if (over.Sizes.Max() > 0) _events.Add(over);
        foreach (Population p in _populations) p.Rate = 0;
        _pair.Forget();
        _afterEvent = true;
    }

    /// <summary>The first pair after an event: the densities jump at V_F.</summary>
    void Soothe()
    {
        _afterEvent = false;
        double half = ShortestHalf();
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
