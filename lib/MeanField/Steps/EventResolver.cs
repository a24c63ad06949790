namespace Spikebook.MeanField;

/// <summary>
/// Multiple firing events: steps in dilated time in which physical time stands still. While b p(V_F) &gt; 1 the queue of those past threshold grows,
/// dq/d tau = b p(V_F) - 1; the event ends when it has run empty, and its size is the length of tau from one end to the other.
/// </summary>
sealed class EventResolver(Population population, DilationTrend trend)
{
    const int LayerSteps = 4; // steps after which the layer at V_F, however thin, has gone through

    readonly Nnlif model = population.Model;
    readonly Mesh mesh = population.Mesh;
    readonly double[] start = new double[population.Mesh.Cells], leaving = new double[population.Mesh.Cells];
    int jumps;              // steps of the running event
    bool leadPlaced;
    double queue1, queue2;  // the queue one and two steps before
    double tauBefore, dilationBefore, awayBefore; // tau, M and the refractory mass at the last step before the event

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
        double b = model.B, share = mesh.Width / b;
        if (!population.InEvent) Begin(share);
        if (model.A1 > 0) population.AcceptTrial(); // as moved and spread by the kicks
        else PartShift.MoveCells(population.OnMesh, 1);
        (queue2, queue1, population.Queue) = (queue1, population.Queue, ready - share);
        population.Tau += share;
        jumps++;
        if (model.Refractory > 0 || model.Convention == ResetConvention.HeldAtReset) population.Held += share;
        else
        {
            population.OnMesh[mesh.ResetCell] += 1 / b;
            double kicked = b * (population.Tau - Start), gap = mesh.Threshold - model.Reset;
            if (kicked >= gap)
                throw new EndlessEventException(FormattableString.Invariant(
                    $"the event at t = {population.Time} has reached b m = {kicked} >= V_F - V_R = {gap} and never ends: fired neurons are kicked over V_F again; use HeldAtReset or a smaller b"));
        }
        if (jumps == LayerSteps)
        {
            RefineStart(share);
            PlaceLead();
        }
        List<MovingGaussian> gaussians = population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++) gaussians[i] = gaussians[i].Kicked(share, b, model.A1);
        population.Rate = double.PositiveInfinity;
        trend.Jump();
        CountStep();
    }

    /// <summary>Ends an event after which nobody is near threshold: the kicks of its last part of a cell move the density by a fraction.</summary>
    public void EndInCell()
    {
        double h = mesh.Width, b = model.B, held = Math.Clamp(population.Queue / (1 - b * population.OnMesh[^1]), 0, h / b);
        population.Queue += h * PartShift.Move(population.OnMesh, held * b / h, leaving) - held;
        population.Tau += held;
        List<MovingGaussian> gaussians = population.Gaussians;
        for (int i = 0; i < gaussians.Count; i++) gaussians[i] = gaussians[i].Kicked(held, b, model.A1);
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
        if (model.Refractory > 0)
        {
            population.Held += held;
            population.Away += population.Held;
            population.Past.RememberEvent(population.Time, population.Held);
        }
        else if (model.Convention == ResetConvention.KickedAfterReset) population.OnMesh[mesh.ResetCell] += held / mesh.Width;
        else population.Gaussians.Add(new MovingGaussian(population.Held + held, model.Reset, 0));
        population.Held = 0;
    }

    /// <summary>
    /// Fired between the last step and the event's start, thus one by one: it lies with density 1/b as far above V_R as the kicks took it.
    /// </summary>
    public void PlaceLead()
    {
        if (leadPlaced) return;
        leadPlaced = true;
        if (model.Refractory > 0 || model.Convention == ResetConvention.KickedAfterReset) return;
        double cells = (Start - tauBefore) * model.B / mesh.Width;
        for (int k = 0; k < Math.Min(jumps, cells); k++)
        {
            double part = Math.Min(1, cells - k);
            population.OnMesh[Math.Min(mesh.ResetCell + jumps - 1 - k, mesh.Cells - 1)] += part / model.B;
            population.Held -= part * mesh.Width / model.B;
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
        (jumps, leadPlaced) = (0, false);
        (tauBefore, dilationBefore, awayBefore) = (population.Tau, trend.Newest, population.Away);
        population.Show(start);
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
        double slope = 0.5 * (queue - queue2) / share, curve = 0.5 * (queue - 2 * queue1 + queue2) / (share * share);
        double x = -queue1 / slope;
        for (int i = 0; i < 8; i++) x -= (queue1 + x * (slope + x * curve)) / (slope + 2 * x * curve);
        double refined = population.Tau - share + x, lead = refined - tauBefore;
        if (!(lead >= 0 && lead < 2.5 * share)) return;
        Start = refined;
        // M falls to 0 on the way
        if (double.IsFinite(dilationBefore)) population.Time += 0.5 * dilationBefore * lead * lead / (lead + 0.5 * share);
    }

    /// <summary>
    /// The density of the last step before the event, moved on by the kicks until the queue began. What the layer at V_F lacked has
    /// come in by then: the last cell takes what the whole mass lacks.
    /// </summary>
    Density Before()
    {
        double h = mesh.Width, lead = Math.Max(0, Start - tauBefore), cells = lead * model.B / h;
        int whole = (int)cells;
        PartShift.MoveCells(start, whole);
        PartShift.Move(start, cells - whole, leaving);
        double away = awayBefore;
        if (model.Refractory > 0) away += lead;
        else for (int i = 0; i <= whole; i++) start[mesh.ResetCell + i] += Math.Min(1, cells - i) / model.B;
        double mass = away;
        foreach (double p in start) mass += p * h;
        double lack = (1 - mass) / h; // below 0 where kicks spread what they move: then the uppermost cells give it
        for (int i = mesh.Cells - 1; i >= 0 && lack != 0; i--)
        {
            double change = Math.Max(-start[i], lack);
            start[i] += change;
            lack -= change;
        }
        return new Density(population.Time, Start, mesh.Minimum, h, [.. start], away);
    }
}
