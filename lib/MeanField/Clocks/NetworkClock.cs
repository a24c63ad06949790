namespace Spikebook.MeanField;

/// <summary>One run of several populations: how long the next step is, when an event begins, and what arrives late.</summary>
sealed class NetworkClock
{
    const double SmallestHalf = 1e-11;
    const int SeedCells = 2; // cells by which an event that starts by itself is begun: the layer at V_F is within them

    readonly ClockSettings _settings;
    readonly PopulationNetwork _network;
    readonly double _until, _longestHalf;
    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly NetworkPair _pair;
    readonly double[] _delayed, _shift, _room;
    readonly PriorityQueue<double[], double> _late = new(); // shifts that events send, by the time at which they arrive
    readonly List<NetworkSample> _rates = [];
    readonly List<NetworkEvent> _events = [];
    double _half = 1e-4, _massDefect, _lowest = double.PositiveInfinity;

    public NetworkClock(ClockSettings settings, PopulationNetwork network, IReadOnlyList<InitialDensity> starts, double until)
    {
        (_settings, _network, _until) = (settings, network, until);
        int k = network.Count;
        _populations = new Population[k];
        _voltages = new VoltageOperator[k];
        double widest = 0, memory = double.PositiveInfinity;
        for (int a = 0; a < k; a++)
        {
            Nnlif model = network.Populations[a];
            ArgumentNullException.ThrowIfNull(starts[a]);
            var mesh = Mesh.For(model, settings.Minimum ?? LeftEnd(a, model, starts[a]), settings.Cells);
            _populations[a] = new Population(model, mesh, starts[a], rememberAll: network.Delayed.Count > 0);
            _voltages[a] = new VoltageOperator(mesh);
            widest = Math.Max(widest, mesh.Width);
            if (model.Refractory > 0) memory = Math.Min(memory, model.Refractory);
        }
        foreach (DelayedCoupling coupling in network.Delayed) memory = Math.Min(memory, coupling.Delay);
        _longestHalf = Math.Min(0.5 * settings.LongestStep, 0.5 * memory);
        _pair = new NetworkPair(_populations, _voltages, network.Excitation, Math.Clamp(0.02 * settings.StepError * widest * widest,
            1e-9, 1e-3));
        (_delayed, _shift, _room) = (new double[k], new double[k], new double[settings.Cells]);
    }

    double Time => _populations[0].Time;

    /// <summary>Late inhibition moves a density down: room for the kicks of one event of all.</summary>
    double LeftEnd(int population, Nnlif model, InitialDensity start)
    {
        double down = 0;
        foreach (DelayedCoupling coupling in _network.Delayed)
            for (int b = 0; b < _network.Count; b++) down += Math.Min(0, coupling.Weights[population, b]);
        return ClockSettings.LeftEnd(model, start) + down;
    }

    public NetworkResult Complete(IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        var limit = new ProgressLimit(_until, _settings.StepLimit);
        for (long attempts = 1; Time < _until * (1 - 1e-14); attempts++)
        {
            cancel.ThrowIfCancellationRequested();
            if (_late.TryPeek(out _, out double due) && due <= Time * (1 + 1e-14)) Arrive();
            else Step();
            Watch();
            limit.After(Time, _populations[0].Steps);
            if (attempts % 2_048 == 0) progress?.Report(new RunProgress(Time, _until, _events.Count));
        }
        return new NetworkResult
        {
            Rates = _rates,
            Events = _events,
            Final = [.. _populations.Select(p => p.Snapshot())],
            MassDefect = _massDefect,
            LowestDensity = _lowest,
            Steps = _populations[0].Steps,
            Solves = _voltages.Sum(v => v.Solves),
            Solver = _settings.ToString(),
            Network = _network,
        };
    }

    void Step()
    {
        double tried = Math.Min(Math.Min(_half, _longestHalf), Math.Max(1e-13, 0.5 * (NextStop() - Time))), shortest = ShortestHalf();
        UnderWay(2 * tried);
        double allowed = _settings.StepError * double.Pow(_populations.Max(p => p.Mesh.Width), 2), tolerance = allowed * 2 * tried;
        PairOutcome outcome = _pair.Try(tried, tried <= shortest ? double.PositiveInfinity : tolerance, _delayed);
        if (outcome.Verdict == PairVerdict.Negative && tried <= shortest) outcome = _pair.Damp(tried, _delayed);
        if (outcome.IsTaken)
        {
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
        for (int a = 0; a < _populations.Length; a++)
        {
            double h = _populations[a].Mesh.Width, kicks = 0;
            for (int b = 0; b < _populations.Length; b++) kicks += _network.Excitation[a, b] * _populations[b].Rate;
            shortest = Math.Min(shortest, 0.1 * h / Math.Max(_populations[a].Model.A / h, kicks));
        }
        return shortest;
    }

    /// <summary>Mean drive over the next pair by what fired a delay ago, outside events.</summary>
    void UnderWay(double length)
    {
        Array.Clear(_delayed);
        foreach (DelayedCoupling coupling in _network.Delayed)
            for (int b = 0; b < _populations.Length; b++)
            {
                Past past = _populations[b].Past;
                double rate = (past.FiredBy(Time + length - coupling.Delay) - past.FiredBy(Time - coupling.Delay)) / length;
                if (rate != 0) for (int a = 0; a < _populations.Length; a++) _delayed[a] += coupling.Weights[a, b] * rate;
            }
    }

    /// <summary>Where a step has to end: something arrives or comes back.</summary>
    double NextStop()
    {
        double stop = _until;
        if (_late.TryPeek(out _, out double due)) stop = Math.Min(stop, due);
        foreach (Population p in _populations)
            foreach (double at in (ReadOnlySpan<double>)[p.Model.Refractory, p.Past.NextReturn])
                if (double.IsFinite(at) && Time < at * (1 - 1e-13)) stop = Math.Min(stop, at);
        foreach (DelayedCoupling coupling in _network.Delayed)
            if (Time < coupling.Delay * (1 - 1e-13)) stop = Math.Min(stop, coupling.Delay);
        return stop;
    }

    /// <summary>Kicks of an earlier event arrive: a shift of every population, and perhaps an event by it.</summary>
    void Arrive()
    {
        Array.Clear(_shift);
        while (_late.TryPeek(out double[]? kicks, out double due) && due <= Time * (1 + 1e-14))
        {
            _late.Dequeue();
            for (int a = 0; a < _shift.Length; a++) _shift[a] += kicks[a];
        }
        Event(_shift);
    }

    /// <summary>An event: by itself, or set off by a shift. All who fire wait at V_R; their late kicks are sent off.</summary>
    void Event(double[]? arriving)
    {
        int k = _populations.Length;
        double radius = 0;
        double[] lead = new double[k], shift = arriving ?? new double[k], seed = new double[k], sizes = new double[k];
        for (int a = 0; a < k; a++)
        {
            double most = Math.Max(0, shift[a]);
            for (int b = 0; b < k; b++) most += _network.Excitation[a, b];
            _populations[a].LayGaussiansNearThreshold(most);
        }
        if (arriving is null)
        {
            (radius, seed) = Seed();
            lead = FireLead(seed);
        }
        IReadOnlyList<Density> before = [.. _populations.Select(p => p.Snapshot())];
        double[] fired = AbelianCascade.SmallestFixedPoint(before, _network.Excitation, shift, seed);
        for (int a = 0; a < k; a++)
        {
            double kick = shift[a];
            for (int b = 0; b < k; b++) kick += _network.Excitation[a, b] * fired[b];
            sizes[a] = _populations[a].Kick(kick, _room.AsSpan(0, _populations[a].Mesh.Cells));
        }
        double[] taus = [.. _populations.Select(p => p.Tau)];
        for (int a = 0; a < k; a++) Reset(_populations[a], sizes[a]);
        for (int a = 0; a < k; a++) lead[a] += sizes[a];
        foreach (DelayedCoupling coupling in _network.Delayed) Send(coupling, lead);
        if (sizes.Max() > 0) _events.Add(new NetworkEvent(Time, sizes, taus, radius, before, [.. _populations.Select(p => p.Snapshot())]));
        foreach (Population p in _populations) p.Rate = 0;
        _pair.Forget();
        double half = ShortestHalf();
        UnderWay(2 * half);
        _half = _pair.Damp(half, _delayed).IsTaken ? half : SmallestHalf;
    }

    /// <summary>The direction in which an event starts by itself, as long as its kicks reach through the layer at V_F.</summary>
    (double Radius, double[] Fractions) Seed()
    {
        double[] outer = [.. _populations.Select(p => Math.Max(p.OnMesh[^1], p.OnMesh[^2]))];
        (double radius, double[] direction) = AbelianCascade.Onset(outer, _network.Excitation);
        double scale = double.PositiveInfinity;
        for (int a = 0; a < direction.Length; a++)
        {
            double kick = 0;
            for (int b = 0; b < direction.Length; b++) kick += _network.Excitation[a, b] * direction[b];
            if (kick > 0) scale = Math.Min(scale, SeedCells * _populations[a].Mesh.Width / kick);
        }
        return (radius, [.. direction.Select(d => d * (double.IsFinite(scale) ? scale : 0))]);
    }

    /// <summary>
    /// The layer at V_F hides where the event begins by about a cell. Once it has gone through, mass conservation tells: with s the firing
    /// in the direction of the
    /// seed, the queue Q(s) = sum (F_a(B s) - s_a) follows a parabola beyond the layer, whose root is the start. What fires up to it does
    /// so one by one: it
    /// lies above V_R by the kicks since then, and takes part in what follows.
    /// </summary>
    /// <returns>What fired of each population.</returns>
    double[] FireLead(double[] seed)
    {
        int k = seed.Length;
        double[] queue = new double[3];
        for (int i = 0; i < 3; i++)
        {
            double seeds = 1 + 0.5 * i; // of two cells each
            for (int a = 0; a < k; a++)
            {
                double kick = 0;
                for (int b = 0; b < k; b++) kick += _network.Excitation[a, b] * seed[b] * seeds;
                Mesh mesh = _populations[a].Mesh;
                queue[i] += MassWithin(_populations[a].OnMesh, kick / mesh.Width) * mesh.Width - seed[a] * seeds;
            }
        }
        // Q(1 + x / 2) = q0 + x (q1 - q0) + x (x - 1) / 2 (q2 - 2 q1 + q0), its root by Newton from the line.
        double slope = queue[1] - queue[0], curve = queue[2] - 2 * queue[1] + queue[0];
        var sizes = new double[k];
        if (!(slope > 0)) return sizes;
        double x = -queue[0] / slope;
        for (int i = 0; i < 8; i++)
            x -= (queue[0] + x * slope + 0.5 * x * (x - 1) * curve) / (slope + (x - 0.5) * curve);
        double lead = 1 + 0.5 * x;
        if (!(lead > 0 && lead < 1.5)) return sizes;
        for (int a = 0; a < k; a++)
        {
            double kick = 0;
            for (int b = 0; b < k; b++) kick += _network.Excitation[a, b] * seed[b] * lead;
            Population p = _populations[a];
            double fired = p.Kick(kick, _room.AsSpan(0, p.Mesh.Cells)), width = p.Mesh.Width;
            p.Tau += fired;
            sizes[a] = fired;
            if (p.Model.Refractory > 0)
            {
                p.Away += fired;
                p.Past.RememberEvent(p.Time, fired);
            }
            else new MovingGaussian(fired, p.Model.Reset + 0.5 * kick, (kick * kick + width * width) / 12).LayOnto(p.Mesh, p.OnMesh);
        }
        return sizes;
    }

    static double MassWithin(ReadOnlySpan<double> density, double cells)
    {
        int whole = (int)Math.Min(cells, density.Length - 1);
        double mass = (Math.Min(cells, density.Length) - whole) * density[density.Length - 1 - whole];
        for (int i = 1; i <= whole; i++) mass += density[density.Length - i];
        return mass;
    }

    static void Reset(Population population, double size)
    {
        population.Tau += size;
        if (!(size > 0)) return;
        if (population.Model.Refractory > 0)
        {
            population.Away += size;
            population.Past.RememberEvent(population.Time, size);
        }
        else population.Gaussians.Add(new MovingGaussian(size, population.Model.Reset, 0));
    }

    void Send(DelayedCoupling coupling, double[] sizes)
    {
        var kicks = new double[sizes.Length];
        for (int a = 0; a < sizes.Length; a++)
            for (int b = 0; b < sizes.Length; b++) kicks[a] += coupling.Weights[a, b] * sizes[b];
        if (Array.Exists(kicks, kick => kick != 0)) _late.Enqueue(kicks, Time + coupling.Delay);
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
