namespace Spikebook.MeanField;

/// <summary>One event between populations, by itself or set off by a shift: who fires, and where everybody is afterwards.</summary>
sealed class NetworkCascade
{
    const int SeedCells = 2; // cells by which an event that starts by itself is begun: the layer at V_F is within them

    readonly Population[] _populations;
    readonly Couplings _excitation;
    readonly double[] _room;

    public NetworkCascade(Population[] populations, Couplings excitation)
    {
        (_populations, _excitation) = (populations, excitation);
        _room = new double[populations.Max(p => p.Mesh.Cells)];
    }

    /// <summary>All who fire wait at V_R.</summary>
    /// <param name="arriving">Shift from outside; null where the event starts by itself.</param>
    /// <returns>The event, and all that each population fired: also just before, one by one.</returns>
    public (NetworkEvent Event, double[] Fired) Run(double[]? arriving)
    {
        int k = _populations.Length;
        double radius = 0;
        double[] lead = new double[k], shift = arriving ?? new double[k], seed = new double[k], sizes = new double[k];
        for (int a = 0; a < k; a++)
        {
            double most = Math.Max(0, shift[a]) + _excitation.Sum(a);
            if (most > 0) _populations[a].LayGaussiansNearThreshold(most);
        }
        if (arriving is null)
        {
            (radius, seed) = Seed();
            lead = FireLead(seed);
        }
        IReadOnlyList<Density> before = [.. _populations.Select(p => p.Snapshot())];
        double[] fired = AbelianCascade.SmallestFixedPoint(before, _excitation, shift, seed);
        for (int a = 0; a < k; a++)
        {
            double kick = shift[a] + _excitation.Kick(a, fired);
            if (kick != 0) sizes[a] = _populations[a].Kick(kick, _room.AsSpan(0, _populations[a].Mesh.Cells));
        }
        double[] taus = [.. _populations.Select(p => p.Tau)];
        for (int a = 0; a < k; a++) Reset(_populations[a], sizes[a]);
        for (int a = 0; a < k; a++) lead[a] += sizes[a];
        return (new NetworkEvent(_populations[0].Time, sizes, taus, radius, before, [.. _populations.Select(p => p.Snapshot())]), lead);
    }

    /// <summary>The direction in which an event starts by itself, as long as its kicks reach through the layer at V_F.</summary>
    (double Radius, double[] Fractions) Seed()
    {
        double[] outer = [.. _populations.Select(p => Math.Max(p.OnMesh[^1], p.OnMesh[^2]))];
        (double radius, double[] direction) = AbelianCascade.Onset(outer, _excitation);
        double scale = double.PositiveInfinity;
        for (int a = 0; a < direction.Length; a++)
        {
            double kick = _excitation.Kick(a, direction);
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
                double kick = _excitation.Kick(a, seed) * seeds;
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
            double kick = _excitation.Kick(a, seed) * lead;
            if (kick == 0) continue;
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
}
