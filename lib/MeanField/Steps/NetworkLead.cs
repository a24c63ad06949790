namespace Spikebook.MeanField;

/// <summary>
/// The last part of the way to an event, from a layer at V_F as wide as a cell to none: what <see cref="EventForecast"/> foresees fires one
/// by one, and lies above V_R by the kicks since then. The rest of the density drifts and diffuses, closed at V_F.
/// </summary>
sealed class NetworkLead(Population[] populations, VoltageOperator[] voltages, Couplings excitation, Arrivals arrivals)
{
    const int Stretches = 8; // in which the past keeps it

    readonly double[] _room = new double[populations.Max(p => p.Mesh.Cells)];

    /// <summary>Goes to the start of the event, unless that takes too long: then nothing has changed.</summary>
    /// <param name="clock">The clock, which knows how long it takes.</param>
    /// <param name="due">What each population fires until then.</param>
    /// <param name="longest">Time until something else happens.</param>
    /// <returns>False where it takes too long.</returns>
    public bool Fire(NetworkShift clock, double[] due, double longest)
    {
        double[] sizes = new double[due.Length], kicks = [.. due.Select((_, a) => excitation.Kick(a, due))];
        double time = clock.TimeOfLead(kicks);
        if (time > longest) return false;
        arrivals.Prepare(populations[0].Time, time);
        for (int a = 0; a < sizes.Length; a++) sizes[a] = Fire(a, time, due[a], kicks[a]);
        arrivals.After(time, sizes);
        return true;
    }

    double Fire(int a, double dt, double fired, double kick)
    {
        Population p = populations[a];
        double h = p.Mesh.Width, drive = p.Model.DriveAt(p.Time + 0.5 * dt) + arrivals.Drive[a];
        p.LayGaussiansNearThreshold(kick + h);
        voltages[a].Set(drive, p.Model.A, front: kick > 0, closed: kick > 0);
        voltages[a].Solve(dt, p.OnMesh, p.OnMesh);
        if (kick > 0)
        {
            double lack = (fired - p.Kick(kick, _room.AsSpan(0, p.Mesh.Cells))) / h;
            // What diffused into the layer meanwhile comes from the density next to it.
            Span<double> density = p.OnMesh;
            for (int i = density.Length - 1; i >= 0 && lack != 0; i--)
            {
                double change = Math.Max(-density[i], -lack);
                density[i] += change;
                lack += change;
            }
        }
        else fired = dt * voltages[a].Exit(p.OnMesh);
        for (int i = 0; i < p.Gaussians.Count; i++)
            p.Gaussians[i] = p.Gaussians[i].After(dt, drive, p.Model.A, 0);
        p.Time += dt;
        p.Tau += fired;
        Remember(p, dt, fired, kick > 0);
        if (p.Model.Refractory > 0) p.Away += fired;
        else
        {
            // Evenly up to where the kicks took it, and since it fired diffused by a third of the variance 2 a dt, in the mean.
            double variance = (kick * kick + h * h) / 12 + 2.0 / 3 * p.Model.A * dt;
            new MovingGaussian(fired, p.Model.Reset + 0.5 * kick, variance).LayOnto(p.Mesh, p.OnMesh);
        }
        return fired;
    }

    /// <summary>Kicked on, a population fires evenly over what is left to fire, thus like 1 - (1 - u)^(1/2) over the time u.</summary>
    static void Remember(Population p, double dt, double fired, bool kicked)
    {
        double start = p.Time - dt, parts = kicked ? Stretches : 1;
        for (int i = 0; i < parts; i++)
        {
            double left = 1 - i / parts, leftAfter = 1 - (i + 1) / parts;
            double from = kicked ? dt * (1 - left * left) : 0, to = kicked ? dt * (1 - leftAfter * leftAfter) : dt;
            double mass = fired / parts, mean = mass / (to - from), first = kicked ? 0.5 * fired / (dt * left) : mean;
            p.Past.Remember(start + from, start + to, first, 2 * mean - first, mass);
        }
    }
}
