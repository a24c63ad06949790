namespace Spikebook.MeanField;

/// <summary>One run on both clocks: which step to take next, and what to write down.</summary>
sealed class ClockRun
{
    const double SmallestHalf = 1e-11;

    readonly ClockSettings settings;
    readonly Nnlif model;
    readonly InitialDensity start;
    readonly double until;
    readonly ClockSwitch clocks;
    readonly Population population;
    readonly VoltageOperator voltage;
    readonly PhysicalPair physical;
    readonly KickShift shift;
    readonly DenseOutput dense;
    readonly RunawayWatch watch;
    readonly ProgressLimit limit;
    readonly List<RateSample> rate = [];
    readonly List<FiringEvent> events = [];
    double half = 1e-4, longestHalf, massDefect, lowest = double.PositiveInfinity;
    bool dilated;
    BlowUp? blowUp;
    Runaway? runaway;
    double lowestQueue, highestAway;
    long attempts;

    /// <param name="settings">Numerical settings; the solver itself, for the record of where results come from.</param>
    /// <param name="clocks">When to change clocks, once mesh and model are known.</param>
    /// <param name="model">Model.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Time to reach.</param>
    /// <param name="densitiesAt">Times at which densities are wanted.</param>
    public ClockRun(ClockSettings settings, Func<Mesh, Nnlif, ClockSwitch> clocks, Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        model.Validate();
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until), FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        (this.settings, this.model, this.start, this.until) = (settings, model, start, until);
        IReadOnlyList<double> wanted = densitiesAt ?? [];
        for (int i = 0; i < wanted.Count; i++)
            if (!(wanted[i] >= (i == 0 ? 0 : wanted[i - 1])))
                throw new ArgumentException(FormattableString.Invariant($"densitiesAt[{i}] = {wanted[i]} is below the time before it; give times in ascending order from 0"));
        var mesh = Mesh.For(model, settings.Minimum ?? ClockSettings.LeftEnd(model, start), settings.Cells);
        this.clocks = clocks(mesh, model);
        population = new Population(model, mesh, start);
        voltage = new VoltageOperator(mesh);
        // A rate or a step's length is sought to a fiftieth of what the error control allows; what is left over stays in the queue.
        double residual = Math.Clamp(0.02 * settings.StepError * mesh.Width * mesh.Width, 1e-9, 1e-3);
        physical = new PhysicalPair(population, voltage, residual);
        shift = new KickShift(population, voltage, residual);
        dense = new DenseOutput(population, wanted, until);
        watch = new RunawayWatch(model);
        limit = new ProgressLimit(until, settings.StepLimit);
    }

    public MeanFieldRun Complete(IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        Begin();
        while ((population.Time < until * (1 - 1e-14) || population.InEvent) && blowUp is null && runaway is null)
        {
            cancel.ThrowIfCancellationRequested();
            if (dilated) DilatedStep();
            else PhysicalStep();
            Note();
            runaway = watch.After(population.Time, population.Tau);
            if (++attempts % 2_048 == 0) progress?.Report(new RunProgress(population.Time, until, events.Count));
            limit.After(population.Time, population.Steps);
        }
        dense.Finish(blowUp is null && runaway is null ? until : population.Time);
        return new MeanFieldRun
        {
            Rate = rate,
            Events = events,
            Densities = dense.Densities,
            BlowUp = blowUp,
            Runaway = runaway,
            MassDefect = massDefect,
            LowestDensity = lowest,
            LowestQueue = lowestQueue,
            HighestAway = highestAway,
            Steps = population.Steps,
            DilatedSteps = population.DilatedSteps,
            Solves = voltage.Solves,
            CellWidth = population.Mesh.Width,
            Provenance = Provenance.Of(settings.ToString(), model, start.Name),
        };
    }

    void Begin()
    {
        double memory = Math.Min(
            model.Delay > 0 ? model.Delay : double.PositiveInfinity, model.Refractory > 0 ? model.Refractory : double.PositiveInfinity);
        longestHalf = Math.Min(0.5 * settings.LongestStep, 0.5 * memory);
        bool finite = physical.Enter();
        if (!finite && !clocks.CanDilate)
        {
            // A start that touches V_F fires at an infinite rate at first, which says nothing yet: a blow-up is a density of 1/b there.
            bool excited = model.B > 0 && !(model.Delay > 0) && model.B * population.OnMesh[^1] >= 1;
            if (excited || !physical.Damp(ShortestHalf).IsTaken) blowUp = new BlowUp(0, 0, double.PositiveInfinity);
        }
        else if (!finite || population.Rate >= clocks.On) EnterDilatedTime();
        Note();
    }

    void EnterDilatedTime()
    {
        dilated = true;
        shift.Enter();
    }

    void DilatedStep()
    {
        double longest = population.Mesh.Width / (model.B * clocks.Off);
        if (model.Refractory > 0)
        {
            // Nobody who comes back within a step may reach the threshold within it (seven deviations of a dt).
            double gap = (model.Threshold - model.Reset) / 7;
            longest = Math.Min(longest, Math.Min(model.Refractory, gap * gap / model.A));
        }
        double time = population.Time, tau = population.Tau;
        dense.BeforeStep(longest);
        if (shift.Step(longest) == ShiftVerdict.TooSlow)
        {
            LeaveDilatedTime();
            return;
        }
        double stepRate = population.Rate;
        if (shift.Events.Size > 0) NoteEvent(time);
        rate.Add(new RateSample(0.5 * (time + population.Time), 0.5 * (tau + population.Tau), stepRate));
    }

    void NoteEvent(double time)
    {
        // The event's own time is known better after its first steps than at them.
        for (int i = rate.Count - 1; i >= 0 && double.IsPositiveInfinity(rate[i].Rate); i--) rate[i] = rate[i] with { Time = time };
        var over = new FiringEvent(time, shift.Events.Start, shift.Events.Size, shift.Events.BeforeEvent!, population.Snapshot());
        dense.AfterEvent(over);
        if (time <= until) events.Add(over);
    }

    void LeaveDilatedTime()
    {
        if (!physical.Enter() && !physical.Damp(ShortestHalf).IsTaken)
        {
            shift.Enter();
            return;
        }
        dilated = false;
        half = Math.Max(ShortestHalf, 0.25 * population.LastStep);
    }

    /// <summary>A tenth of the time that diffusion or the kicks take through a cell: shorter steps resolve nothing that the mesh carries.</summary>
    double ShortestHalf
    {
        get
        {
            double h = population.Mesh.Width, kicks = model.Delay > 0 ? 0 : Math.Abs(model.B) * population.Rate;
            return 0.1 * h / Math.Max(model.A / h, double.IsFinite(kicks) ? kicks : 0);
        }
    }

    void PhysicalStep()
    {
        double h = population.Mesh.Width, allowed = settings.StepError * h * h;
        dense.BeforePhysicalStep();
        double tried = Math.Min(Math.Min(half, longestHalf), Math.Max(1e-13, 0.5 * (NextStop() - population.Time)));
        double tolerance = allowed * 2 * tried;
        PairOutcome outcome = tried <= ShortestHalf ? physical.Force(tried) : physical.Try(tried, tolerance);
        if (!outcome.IsTaken)
        {
            half = outcome.Verdict == PairVerdict.TooInaccurate
                ? Math.Max(ShortestHalf, tried * Math.Clamp(0.8 * Math.Sqrt(tolerance / outcome.Error), 0.2, 0.7)) : 0.25 * tried;
            if (half >= Math.Max(SmallestHalf, 1e-3 * ShortestHalf)) return;
            if (clocks.CanDilate) EnterDilatedTime();
            else blowUp = new BlowUp(population.Time, population.Time + 2 * tried, population.Rate);
            return;
        }
        rate.Add(new RateSample(population.Time, population.Tau, population.Rate));
        // Noise that grows with the rate leaves the discrete rate a finite root, of the mesh's making, beyond the blow-up.
        if (!clocks.CanDilate && model.A1 > 0 && model.B > 0 && model.Delay == 0 && 2 * ShortestHalf * model.B * population.Rate > h)
            blowUp = new BlowUp(population.Time - 2 * tried, population.Time, population.Rate);
        if (tried >= half * 0.999)
            half = tried * Math.Clamp(0.85 * Math.Sqrt(tolerance / (outcome.Error + 1e-300)), tried > ShortestHalf ? 0.5 : 1, 2);
        if (population.Rate >= clocks.On) EnterDilatedTime();
    }

    /// <summary>Where a step in physical time has to end: a density is wanted, or what fired first comes back, or arrives, and the rate jumps.</summary>
    double NextStop()
    {
        double stop = dense.NextTime;
        foreach (double jump in (ReadOnlySpan<double>)[model.Refractory, model.Delay, population.Past.NextReturn])
            if (double.IsFinite(jump) && population.Time < jump * (1 - 1e-13)) stop = Math.Min(stop, jump);
        return stop;
    }

    void Note()
    {
        dense.AfterStep();
        (double mass, double lowestNow) = population.Balance();
        massDefect = Math.Max(massDefect, Math.Abs(mass - 1));
        lowest = Math.Min(lowest, lowestNow);
        lowestQueue = Math.Min(lowestQueue, population.Queue);
        highestAway = Math.Max(highestAway, population.Away);
    }
}
