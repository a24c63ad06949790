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
    /// <param name="first">
    /// What fires first where it starts by itself, no more than its kicks sustain; in the direction of the onset by default.
    /// </param>
    public NetworkEvent Run(double[]? arriving, double[]? first = null)
    {
        int k = _populations.Length;
        double radius = 0;
        double[] shift = arriving ?? new double[k], seed = new double[k], sizes = new double[k];
        for (int a = 0; a < k; a++)
        {
            double most = Math.Max(0, shift[a]) + _excitation.Sum(a);
            if (most > 0) _populations[a].LayGaussiansNearThreshold(most);
        }
        if (arriving is null)
        {
            (radius, seed) = Seed();
            seed = first ?? seed;
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
        return new NetworkEvent(_populations[0].Time, sizes, taus, radius, before, [.. _populations.Select(p => p.Snapshot())]);
    }

    /// <summary>Spectral radius of P_a B_ab now.</summary>
    public double Radius() => AbelianCascade.Onset([.. _populations.Select(EventForecast.Outer)], _excitation).Radius;

    /// <summary>The direction in which an event starts by itself, as long as its kicks reach through the layer at V_F.</summary>
    (double Radius, double[] Fractions) Seed()
    {
        double[] outer = [.. _populations.Select(EventForecast.Outer)];
        (double radius, double[] direction) = AbelianCascade.Onset(outer, _excitation);
        double scale = CellsOf(direction);
        return (radius, [.. direction.Select(d => scale > 0 ? d * SeedCells / scale : 0)]);
    }

    /// <summary>By how many cells this kicks the population that it kicks furthest.</summary>
    double CellsOf(ReadOnlySpan<double> fired)
    {
        double cells = 0;
        for (int a = 0; a < _populations.Length; a++) cells = Math.Max(cells, _excitation.Kick(a, fired) / _populations[a].Mesh.Width);
        return cells;
    }

    static void Reset(Population population, double size)
    {
        population.Tau += size;
        if (!(size > 0)) return;
        // What the search for the last step's rates left over goes with it: after a total event no density is there to take a debt from.
        double mass = Math.Max(0, size + population.Queue);
        population.Queue += size - mass;
        if (!(mass > 0)) return;
        if (population.Model.Refractory > 0)
        {
            population.Away += mass;
            population.Past.RememberEvent(population.Time, mass);
        }
        else population.Gaussians.Add(new MovingGaussian(mass, population.Model.Reset, 0));
    }
}
