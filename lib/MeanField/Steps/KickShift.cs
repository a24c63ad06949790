namespace Spikebook.MeanField;

/// <summary>How a step in dilated time ended.</summary>
enum ShiftVerdict
{
    /// <summary>The density moved up by one cell while time went on.</summary>
    Moved,

    /// <summary>The density moved up by one cell while time stood still: an event goes on.</summary>
    Jumped,

    /// <summary>An event ended within a cell, nobody being near threshold any more; time stood still.</summary>
    EventOver,

    /// <summary>One cell would take longer than allowed: nothing has changed, and physical time is the clock to use.</summary>
    TooSlow,
}

/// <summary>
/// The exact shift in dilated time: every step moves the density up by one cell, d tau = h/b, and finds dt &gt;= 0 so that just this share fires,
/// (mass swept by V_F) + (flux into it) = h/b. Second order: the trapezoidal rule acts along characteristics, on control volumes that move with the kicks.
/// </summary>
/// <remarks>
/// V_F sweeps over one control volume a step; what that volume held plus what flowed into it is what fired. For the steady layer at V_F
/// this gives the exact deficit of mass whatever the cell width, also with the layer inside one cell. A step allocates nothing.
/// </remarks>
sealed class KickShift
{
    const double NegativeDensity = 1e-9;
    const int Trials = 62;

    readonly Population population;
    readonly Nnlif model;
    readonly Mesh mesh;
    readonly VoltageOperator voltage;
    readonly DilationTrend trend = new();
    readonly double residual;
    readonly double[] rightSide, slope0, slope1;
    bool damped;      // all weight on the step's end: first order, and positive
    double reach;     // d(M) over half a step, per difference to the newest
    double middleDrive, sweptMass, sweptFlux;
    double outSlope;  // d(out)/d(dt) at the last step, the secant's first slope

    public KickShift(Population population, VoltageOperator voltage, double residual)
    {
        (this.population, model, mesh, this.voltage, this.residual) = (population, population.Model, population.Mesh, voltage, residual);
        Events = new EventResolver(population, trend);
        int n = mesh.Cells;
        (rightSide, slope0, slope1) = (new double[n], new double[n], new double[n]);
    }

    /// <summary>The running event, and what the last one was.</summary>
    public EventResolver Events { get; }

    /// <summary>Enters dilated time.</summary>
    public void Enter() => trend.Start(population.Rate);

    /// <summary>
    /// Moves the density by one cell, d tau = h/b: finds dt &gt;= 0 so that exactly h/b fires, or, where the last cell alone holds
    /// more, takes dt = 0 and lets the queue grow.
    /// </summary>
    /// <param name="longest">Longest dt.</param>
    public ShiftVerdict Step(double longest)
    {
        double h = mesh.Width, share = h / model.B;
        population.LayGaussiansNearThreshold(h);
        Events.BeginStep();
        double leaving = h * population.OnMesh[^1];
        if (model.A1 > 0) leaving = FiredAtOnce();
        if (population.Queue + leaving >= share)
        {
            Events.JumpOneCell(population.Queue + leaving);
            return ShiftVerdict.Jumped;
        }
        double held = population.InEvent ? Math.Clamp(population.Queue / (1 - leaving / share), 0, share) : 0;
        double regular = share - held;
        if (regular < 1e-9 * share)
        {
            Events.JumpOneCell(population.Queue + leaving); // the queue runs empty with this cell, to rounding
            return ShiftVerdict.Jumped;
        }
        if (population.InEvent)
        {
            Events.PlaceLead();
            trend.LeaveEvent();
        }
        reach = regular / (regular + trend.LengthBefore);
        PrepareShift(model.Refractory > 0 ? 0 : regular);
        double dt = SolveForStep(share - population.Queue, regular, longest, out double fired);
        if (!double.IsNaN(dt) && population.LowestOfTrial() < -NegativeDensity)
        {
            damped = true; // the explicit part took more than there is
            dt = SolveForStep(share - population.Queue, regular, longest, out fired);
            damped = false;
        }
        if (double.IsNaN(dt) || voltage.Exit(population.Trial) < 0)
        {
            if (!population.InEvent) return ShiftVerdict.TooSlow;
            Events.EndInCell();
            return ShiftVerdict.EventOver;
        }
        population.AcceptTrial();
        if (population.InEvent) Events.End(held);
        Commit(dt, regular, fired);
        return ShiftVerdict.Moved;
    }

    void Commit(double dt, double regular, double fired)
    {
        double h = mesh.Width, b = model.B, share = h / b;
        List<MovingGaussian> gaussians = population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++)
        {
            // An event that ended within this step left the kicks of its remainder to its own Gaussian.
            double kicks = Events.Size > 0 && model.Refractory == 0 && i == gaussians.Count - 1 ? b * regular : h;
            gaussians[i] = gaussians[i].After(dt, model.DriveAt(population.Time + 0.5 * dt), model.A + model.A1 * share / dt, kicks);
        }
        if (model.Refractory > 0)
        {
            double back = population.Past.ReturningUntil(population.Time + dt);
            ReturnDuringStep(back, dt, share);
            population.Past.Return(back);
            population.Away += regular - back;
        }
        double rate = regular / dt;
        population.Rate = rate;
        population.Past.Remember(population.Time, population.Time + dt, rate, rate, regular);
        population.Time += dt;
        population.Tau += share;
        population.Queue += fired - share;
        trend.Add(dt / regular, regular);
        population.LastStep = dt;
        population.Steps++;
        population.DilatedSteps++;
        population.ReturnEvents();
    }

    /// <summary>
    /// Who comes back at V_R during a step, one by one, stands at its end with half of the step's kicks and drift on the mean and half of
    /// its noise; laid down as a Gaussian of that mean and variance.
    /// </summary>
    void ReturnDuringStep(double mass, double dt, double share)
    {
        if (!(mass > 0)) return;
        double mean = model.Reset + 0.5 * (model.B * share + (middleDrive - model.Reset) * dt);
        double variance = model.A * dt + model.A1 * share + mesh.Width * mesh.Width / 12;
        new MovingGaussian(mass, mean, variance).LayOnto(mesh, population.OnMesh);
    }

    /// <summary>
    /// Right side of p1 - dt/2 L p1 = p0 + dt/2 L p0 + source on the control volumes that move with the kicks: everything one
    /// cell up. The source, uniform over the step, fills the first cell above V_R.
    /// </summary>
    void PrepareShift(double source)
    {
        int n = mesh.Cells;
        middleDrive = model.DriveAt(population.Time + 0.5 * mesh.Width / model.B * (trend.Newest > 0 ? trend.Newest : 0));
        rightSide[0] = 0;
        population.OnMesh[..(n - 1)].CopyTo(rightSide.AsSpan(1));
        rightSide[mesh.ResetCell] += source / mesh.Width;
        sweptMass = mesh.Width * population.OnMesh[^1];
        if (model.A1 > 0) return; // the operator depends on the trial
        voltage.Set(middleDrive, model.A, front: true);
        PrepareSlope();
    }

    /// <summary>The slope at the start, on the moved volumes.</summary>
    void PrepareSlope()
    {
        int n = mesh.Cells;
        voltage.Apply(population.OnMesh, slope1);
        slope0[0] = 0;
        slope1.AsSpan(0, n - 1).CopyTo(slope0.AsSpan(1));
        sweptFlux = voltage.FluxInto(n - 1, population.OnMesh);
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
        double atEnd = damped ? 2 * dt : Math.Max(0, dt + reach * (dt - trend.Newest * regular)), atStart = 2 * dt - atEnd;
        if (model.A1 > 0) return TryShiftWithKickNoise(atStart, atEnd);
        for (int i = 0; i < slope1.Length; i++) slope1[i] = rightSide[i] + 0.5 * atStart * slope0[i];
        voltage.Solve(0.5 * atEnd, slope1, population.Trial);
        return sweptMass + 0.5 * (atStart * sweptFlux + atEnd * voltage.Exit(population.Trial));
    }

    /// <summary>The same with a = a0 + a1 N: the kicks themselves spread the density, a1 per unit of tau, also while t stands still.</summary>
    double TryShiftWithKickNoise(double atStart, double atEnd)
    {
        double spread = model.A1 * mesh.Width / model.B;
        if (damped)
        {
            voltage.Set(middleDrive, model.A * atEnd + 2 * spread, front: true, speed: atEnd);
            voltage.Solve(0.5, rightSide, population.Trial);
            return sweptMass + 0.5 * voltage.Exit(population.Trial);
        }
        voltage.Set(middleDrive, model.A * atStart + spread, front: true, speed: atStart);
        PrepareSlope();
        for (int i = 0; i < slope1.Length; i++) slope1[i] = rightSide[i] + 0.5 * slope0[i];
        voltage.Set(middleDrive, model.A * atEnd + spread, front: true, speed: atEnd);
        voltage.Solve(0.5, slope1, population.Trial);
        return sweptMass + 0.5 * (sweptFlux + voltage.Exit(population.Trial));
    }

    /// <summary>
    /// What would fire in the next step with dt = 0, by the kicks and their noise alone; the density is left in the trial array. Where the explicit half
    /// takes more than there is, because a1 / (b h) is large, all is put on the step's end.
    /// </summary>
    double FiredAtOnce()
    {
        PrepareShift(0);
        double fired = TryShiftWithKickNoise(0, 0);
        if (population.LowestOfTrial() >= -NegativeDensity) return fired;
        damped = true;
        fired = TryShiftWithKickNoise(0, 0);
        damped = false;
        return fired;
    }

    /// <summary>
    /// Finds dt so that <paramref name="wanted"/> leaves in the step, by a bracketed secant; the density is left in the trial array. NaN where no dt up to
    /// the longest does it, or the search does not converge.
    /// </summary>
    double SolveForStep(double wanted, double regular, double longest, out double fired)
    {
        double share = mesh.Width / model.B, low = 0, high = double.PositiveInfinity;
        double thinnest = 1e-3 * mesh.Width * model.B / model.A; // M whose layer is a thousandth of a cell
        double dt = Math.Min(longest, share * Math.Max(Math.Max(trend.Next, 0.2 * trend.Newest), thinnest));
        double slope = outSlope > 0 ? outSlope : wanted / dt, lastDt = 0, lastOut = 0;
        fired = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            fired = TryShift(dt, regular);
            double defect = fired - wanted;
            if (Math.Abs(defect) <= residual * share)
            {
                outSlope = slope;
                return dt;
            }
            if (defect < 0) low = dt;
            else high = dt;
            if (low >= longest) return double.NaN;
            if (trial > 0 && dt != lastDt && (fired - lastOut) / (dt - lastDt) is > 0 and double measured) slope = measured;
            (lastDt, lastOut) = (dt, fired);
            double next = dt - defect / slope;
            if (!(next > low && next < high)) next = double.IsInfinity(high) ? 3 * dt + 1e-12 : 0.5 * (low + high);
            dt = Math.Min(next, longest);
        }
        return double.NaN;
    }
}
