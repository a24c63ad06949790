namespace Spikebook.MeanField;

/// <summary>
/// The last part of the way to an event, from a layer at V_F as wide as a cell to none: what <see cref="EventForecast"/> foresees fires one
/// by one, and lies above V_R by the kicks since then. The rest of the density drifts and diffuses, closed at V_F.
/// </summary>
sealed class NetworkLead(Population[] populations, VoltageOperator[] voltages, Couplings excitation, Arrivals arrivals)
{
    readonly double[] _none = new double[populations.Length];
    readonly double[] _room = new double[populations.Max(p => p.Mesh.Cells)];

    /// <summary>Goes to the start of the event, unless that takes too long: then nothing has changed.</summary>
    /// <param name="clock">The clock, which knows how long it takes.</param>
    /// <param name="due">What each population fires until then.</param>
    /// <param name="longest">Time until something else happens.</param>
    /// <returns>What each population has fired, those that nothing kicks at their own pace; null where it takes too long.</returns>
    public double[]? Fire(NetworkShift clock, double[] due, double longest)
    {
        double[] sizes = new double[due.Length], kicks = [.. due.Select((_, a) => excitation.Kick(a, due))];
        double time = clock.TimeOfLead(kicks);
        if (time > longest) return null;
        arrivals.Prepare(populations[0].Time, time);
        for (int a = 0; a < sizes.Length; a++) sizes[a] = Fire(a, time, due[a], kicks[a]);
        arrivals.After(time, _none); // what has fired is sent off with the event
        return sizes;
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
        if (p.Model.Refractory > 0)
        {
            p.Away += fired;
            p.Past.RememberEvent(p.Time, fired);
        }
        else new MovingGaussian(fired, p.Model.Reset + 0.5 * kick, (kick * kick + h * h) / 12).LayOnto(p.Mesh, p.OnMesh);
        return fired;
    }
}
