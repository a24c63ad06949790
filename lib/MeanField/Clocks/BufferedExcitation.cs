namespace Spikebook.MeanField;

/// <summary>
/// A run that needs no event rule: what a population fires fills a buffer Y_b, which hands its kicks on at the rate Y_b / epsilon,
/// dY_b/dt = N_b - Y_b / epsilon, and p_a is moved by sum B_ab Y_b / epsilon in place of sum B_ab N_b. No rate enters the drift at the
/// moment at which it is fired, and nothing blows up; with epsilon to 0 the buffer empties at once, and a blow-up becomes a jump.
/// </summary>
/// <remarks>
/// This is a route of its own to the jump that is physical: no cascade, no smallest fixed point and no clock is put in. While the buffer
/// empties, r_b being what it has handed on, dr/ds = F(B r) - r with s = t / epsilon: r climbs from 0 to the first root, which is the
/// cascade's smallest fixed point. At the start of an event two roots meet, and r passes slowly between them: what comes after is late by
/// a time of order epsilon^(2/3), the delay of a slow passage through a fold, as measured. Emptying takes time, in which who has fired is
/// kicked on, so that the limit is <see cref="ResetConvention.KickedAfterReset"/>; a refractory time that is long beside epsilon makes it
/// <see cref="ResetConvention.HeldAtReset"/>. Kicks move the density by a part of a cell, diffusion acts by backward Euler's rule before
/// and after them. Related: Papadopoulos, Taillefumier (arXiv 2508.15961), whose buffer acts on the change of time.
/// </remarks>
public sealed record BufferedExcitation
{
    const double CellsPerStep = 0.5;

    /// <summary>Time constant epsilon of the buffer, of the membrane's.</summary>
    public double Buffer { get; init; } = 1e-3;

    /// <summary>Number of cells of each mesh.</summary>
    public int Cells { get; init; } = 500;

    /// <summary>Longest step; while kicks are fast, none moves a density by more than half a cell.</summary>
    public double LongestStep { get; init; } = 1e-3;

    /// <summary>Runs a network without delays and adaptation to a time.</summary>
    /// <param name="network">Network; its populations have one refractory time, or none.</param>
    /// <param name="starts">Initial density of each population.</param>
    /// <param name="until">Physical time to reach.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <returns>What each population has fired over time: events are its steep parts.</returns>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it and the remedy.</exception>
    public IReadOnlyList<BufferedSample> Run(PopulationNetwork network, IReadOnlyList<InitialDensity> starts, double until,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Validate(starts);
        if (network.Delayed.Count > 0 || network.Adaptations.Count > 0)
            throw new ArgumentException("a buffered run knows neither delays nor adaptation; use ManyPopulations");
        if (!(Buffer > 0) || !double.IsFinite(Buffer))
            throw new ArgumentException(FormattableString.Invariant($"Buffer = {Buffer} must be above 0 and finite; use for instance 1e-3"));
        if (!(LongestStep > 0))
            throw new ArgumentException(FormattableString.Invariant($"LongestStep = {LongestStep} must be above 0; use for instance 1e-3"));
        if (!(until > 0) || !double.IsFinite(until))
            throw new ArgumentOutOfRangeException(nameof(until),
                FormattableString.Invariant($"until = {until} must be above 0 and finite; give a time to reach"));
        var populations = new Population[network.Count];
        for (int a = 0; a < network.Count; a++)
        {
            Nnlif model = network.Populations[a];
            populations[a] = new Population(model, Mesh.For(model, ClockSettings.LeftEnd(model, starts[a]), Cells), starts[a]);
            populations[a].LayGaussiansNearThreshold(double.PositiveInfinity);
        }
        return Complete(populations, new Couplings(network.Excitation), until, cancel);
    }

    List<BufferedSample> Complete(Population[] populations, Couplings excitation, double until, CancellationToken cancel)
    {
        int k = populations.Length;
        VoltageOperator[] voltages = [.. populations.Select(p => new VoltageOperator(p.Mesh))];
        double[] held = new double[k], released = new double[k], room = new double[populations.Max(p => p.Mesh.Cells)];
        double time = 0;
        var samples = new List<BufferedSample>();
        while (time < until)
        {
            cancel.ThrowIfCancellationRequested();
            double dt = Math.Min(LongestStep, until - time);
            for (int a = 0; a < k; a++)
            {
                double speed = excitation.Kick(a, held) / Buffer;
                if (speed > 0) dt = Math.Min(dt, CellsPerStep * populations[a].Mesh.Width / speed);
            }
            double stays = Real.Exp(-dt / Buffer);
            for (int a = 0; a < k; a++) released[a] = held[a] * (1 - stays);
            for (int a = 0; a < k; a++)
                held[a] = held[a] * stays + Step(populations[a], voltages[a], time, dt, excitation.Kick(a, released), room);
            time += dt;
            samples.Add(new BufferedSample(time, [.. populations.Select(p => p.Tau)]));
        }
        return samples;
    }

    /// <summary>Half of the diffusion, the kicks, the other half; returns what passes V_F.</summary>
    static double Step(Population p, VoltageOperator voltage, double time, double dt, double kick, double[] room)
    {
        voltage.Set(p.Model.DriveAt(time + 0.5 * dt), p.Model.A, front: kick > 0);
        double fired = Diffuse();
        double cells = kick / p.Mesh.Width;
        fired += p.Mesh.Width * PartShift.Move(p.OnMesh, Math.Min(1, cells), room);
        fired += Diffuse();
        p.Tau += fired;
        p.Time = time + dt;
        double back = fired;
        if (p.Model.Refractory > 0)
        {
            p.Past.Remember(time, time + dt, fired / dt, fired / dt, fired);
            back = p.Past.ReturningUntil(time + dt);
            p.Past.Return(back);
            p.Away += fired - back;
        }
        p.AddAtReset(p.OnMesh, back);
        return fired;

        double Diffuse()
        {
            voltage.Solve(0.5 * dt, p.OnMesh, p.OnMesh);
            return 0.5 * dt * voltage.Exit(p.OnMesh);
        }
    }
}

/// <summary>What each population has fired by a time.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Taus">How often each has fired.</param>
public sealed record BufferedSample(double Time, IReadOnlyList<double> Taus);
