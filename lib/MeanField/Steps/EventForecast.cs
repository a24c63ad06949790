namespace Spikebook.MeanField;

/// <summary>
/// Foresees where an event between populations begins while the layer a / u at V_F still is a few cells wide. With nothing moving but by
/// kicks it would begin at the root of m_a = F_a(sum B_ab m_b) next to 0, beyond the layer, which has used up its deficit of mass there.
/// </summary>
/// <remarks>
/// What diffuses until then moves the start by an amount in proportion to the width of the layer, lambda: the approach to a blow-up is
/// alike at all widths, lambda being eps times the distance from the start. No mesh holds the layer at all widths. The last part of the
/// way therefore is gone on finer cells (<see cref="DilatedLevel"/>), and the start extrapolated to lambda = 0 by a parabola from three
/// widths there: then the event is a continuous function of the state, to 1e-5 of a population, whichever step it falls in.
/// </remarks>
sealed class EventForecast
{
    const double FirstCell = 1, MostCells = 150; // where the root is looked for
    const double NearDistance = 0.7; // kicks until the root, in V_F - V_R, from which finer cells are used
    const double ThinLayer = 3, LastCells = 12; // width of the layer and distance of the root, in cells: either at the last forecast
    static readonly double[] Widths = [1, 2, 3]; // lambda, by that at the last forecast, from which is extrapolated

    readonly Population[] _populations;
    readonly Couplings _excitation, _turned;
    readonly List<StartForecast> _forecasts = [];

    public EventForecast(Population[] populations, Couplings excitation) =>
        (_populations, _excitation, _turned) = (populations, excitation, excitation.Transposed());

    /// <summary>What was forecast so far on this approach.</summary>
    public IReadOnlyList<StartForecast> Forecasts => _forecasts;

    /// <summary>Forgets an approach, or takes over another one.</summary>
    public void Begin(IReadOnlyList<StartForecast>? forecasts = null)
    {
        _forecasts.Clear();
        if (forecasts is not null) _forecasts.AddRange(forecasts);
    }

    /// <summary>Whether an event is ahead, so near that the rest of the way to it takes finer cells.</summary>
    public bool IsNear(NetworkShift clock)
    {
        if (!(clock.Ahead <= 2 * NearDistance) || Root() is not { } lead) return false;
        for (int a = 0; a < lead.Length; a++)
            if (_excitation.Kick(a, lead) > NearDistance * (_populations[a].Model.Threshold - _populations[a].Model.Reset)) return false;
        return true;
    }

    /// <summary>After a step in dilated time.</summary>
    /// <returns>What each population fires until an event begins; null where none is foreseen yet.</returns>
    public double[]? After(NetworkShift clock)
    {
        double layer = clock.LayerInCells;
        if (_forecasts.Count > 0 && layer >= _forecasts[^1].Layer)
        {
            _forecasts.Clear();
            return null;
        }
        if (layer > 4 * ThinLayer && clock.AheadInCells > 4 * LastCells || Root() is not { } lead) return null;
        _forecasts.Add(new StartForecast(layer, [.. lead.Select((m, a) => _populations[a].Tau + m)]));
        if (layer > ThinLayer && CellsOf(lead) > LastCells) return null;
        double[] rest = AtNoLayer(), kicks = new double[rest.Length];
        for (int a = 0; a < rest.Length; a++) rest[a] -= _populations[a].Tau;
        for (int a = 0; a < rest.Length; a++) kicks[a] = _excitation.Kick(a, rest);
        return rest.All(m => m >= 0) && clock.FallsToZeroWithin(kicks) ? rest : null;
    }

    double CellsOf(ReadOnlySpan<double> fired)
    {
        double cells = 0;
        for (int a = 0; a < _populations.Length; a++) cells = Math.Max(cells, _excitation.Kick(a, fired) / _populations[a].Mesh.Width);
        return cells;
    }

    /// <summary>The parabola through forecasts at three widths, at width 0.</summary>
    double[] AtNoLayer()
    {
        double last = _forecasts[^1].Layer;
        double[] widths = _forecasts[0].Layer > Widths[^1] * last ? Widths : [1];
        double[] taus = new double[_populations.Length], wide = new double[taus.Length];
        for (int i = 0; i < widths.Length; i++)
        {
            double weight = 1;
            for (int j = 0; j < widths.Length; j++)
                if (j != i) weight *= widths[j] / (widths[j] - widths[i]);
            At(widths[i] * last, wide);
            for (int a = 0; a < taus.Length; a++) taus[a] += weight * wide[a];
        }
        return taus;
    }

    /// <summary>The forecast at a width, by the cubic through those next to it.</summary>
    void At(double width, double[] taus)
    {
        int after = 0;
        while (after < _forecasts.Count && _forecasts[after].Layer > width) after++;
        int first = Math.Clamp(after - 2, 0, Math.Max(0, _forecasts.Count - 4)), last = Math.Min(first + 3, _forecasts.Count - 1);
        Array.Clear(taus);
        for (int i = first; i <= last; i++)
        {
            double weight = 1;
            for (int j = first; j <= last; j++)
                if (j != i) weight *= (width - _forecasts[j].Layer) / (_forecasts[i].Layer - _forecasts[j].Layer);
            for (int a = 0; a < taus.Length; a++) taus[a] += weight * _forecasts[i].Taus[a];
        }
    }

    /// <summary>
    /// The root, along the leading eigenvector v of P_a B_ab with the one from the left, w, as the weights of w (F(B v s) - v s) = 0;
    /// v then becomes F, and again.
    /// </summary>
    double[]? Root()
    {
        int k = _populations.Length;
        double[] outer = [.. _populations.Select(Outer)], weights = AbelianCascade.LeftVector(outer, _turned);
        double[] v = AbelianCascade.Onset(outer, _excitation).Direction, m = new double[k];
        double cells = 0;
        for (int a = 0; a < k; a++) cells = Math.Max(cells, _excitation.Kick(a, v) / _populations[a].Mesh.Width);
        if (!(cells > 0)) return null;
        for (int a = 0; a < k; a++) v[a] /= cells; // v kicks the furthest one by a cell
        double Queue(double s)
        {
            double queue = 0;
            for (int a = 0; a < k; a++)
            {
                m[a] = MassWithin(_populations[a], _excitation.Kick(a, v) * s / _populations[a].Mesh.Width);
                queue += weights[a] * (m[a] - v[a] * s);
            }
            return queue;
        }
        double low = FirstCell, high = FirstCell;
        if (Queue(low) > 0) return null; // it has begun
        do
        {
            if (high >= MostCells) return null;
            (low, high) = (high, high + 1);
        }
        while (!(Queue(high) > 0));
        double root = high;
        for (int turn = 0; turn < 30; turn++)
        {
            double below = Math.Max(FirstCell, root - 1), above = root + 1, before = root;
            if (turn == 0) (below, above) = (low, high);
            for (int i = 0; i < 60 && above - below > 1e-13 * above; i++)
            {
                double middle = 0.5 * (below + above);
                if (Queue(middle) > 0) above = middle;
                else below = middle;
            }
            root = 0.5 * (below + above);
            Queue(root);
            for (int a = 0; a < k; a++) v[a] = m[a] / root;
            if (turn > 0 && Math.Abs(root - before) < 1e-12 * root) break;
        }
        for (int a = 0; a < k; a++) v[a] *= root;
        return v;
    }

    /// <summary>The density next to V_F outside the layer.</summary>
    public static double Outer(Population p)
    {
        double outer = 0;
        for (int i = 1; i <= 8; i++) outer = Math.Max(outer, p.OnMesh[^i]);
        return outer;
    }

    /// <summary>Mass within a distance from V_F, the sums at faces interpolated by cubics.</summary>
    static double MassWithin(Population p, double cells)
    {
        if (!(cells > 0)) return 0;
        ReadOnlySpan<double> density = p.OnMesh;
        int whole = (int)Math.Clamp(cells, 1, density.Length - 3);
        double sum = 0;
        for (int i = 1; i <= whole; i++) sum += density[^i];
        // From the sums at whole - 1, whole, whole + 1, whole + 2, by Newton's formula.
        double x = Math.Min(cells, density.Length) - whole;
        double first = density[^(whole + 1)], before = density[^whole], after = density[^(whole + 2)];
        return p.Mesh.Width * (sum + x * first + 0.25 * x * (x - 1) * (after - before)
            + x * (x - 1) * (x - 0.5) / 6 * (after - 2 * first + before));
    }
}
