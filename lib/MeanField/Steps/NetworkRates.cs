namespace Spikebook.MeanField;

/// <summary>
/// Solves p_a - weight L_a(N) p_a = right side + source N_a delta(v - V_R), N_a = flux(p_a), for all populations at once: each rate is in
/// the drifts of those
/// that it kicks. Newton with the slopes g_a = d flux_a / d(drive_a) measured as secants: (1 - diag(g) B) dN = flux - N.
/// </summary>
sealed class NetworkRates
{
    const double LargestRate = 1e7, LargestRadius = 0.98;
    const int Trials = 30;

    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly Couplings _excitation;
    readonly double _residual;
    readonly double[] _kicksBefore, _fluxBefore, _defect, _change;

    public NetworkRates(Population[] populations, VoltageOperator[] voltages, Couplings excitation, double residual)
    {
        (_populations, _voltages, _excitation, _residual) = (populations, voltages, excitation, residual);
        int k = populations.Length;
        (Gains, Rates, Fluxes) = (new double[k], new double[k], new double[k]);
        (_kicksBefore, _fluxBefore, _defect, _change) = (new double[k], new double[k], new double[k], new double[k]);
        Array.Fill(Gains, 0.05);
    }

    /// <summary>The slopes g, kept from step to step.</summary>
    public double[] Gains { get; }

    /// <summary>The rates that were assumed last.</summary>
    public double[] Rates { get; }

    /// <summary>The fluxes that they gave.</summary>
    public double[] Fluxes { get; }

    /// <summary>Solves from the guess in <see cref="Rates"/>; the densities are left in the trials.</summary>
    /// <param name="time">Time for which drives and returns are taken.</param>
    /// <param name="weight">Weight of the operators.</param>
    /// <param name="source">Weight of what comes back at V_R; of populations with a refractory time it is in the right side
    /// already.</param>
    /// <param name="delayed">Drive by kicks that were under way.</param>
    /// <param name="rightSides">Right side of each population; the same after the call, to rounding.</param>
    public RateVerdict Solve(double time, double weight, double source, double[] delayed, double[][] rightSides)
    {
        int k = _populations.Length;
        for (int trial = 0; trial < Trials; trial++)
        {
            bool found = true;
            for (int a = 0; a < k; a++)
            {
                double kicks = KicksOf(a), rate = Rates[a];
                Nnlif model = _populations[a].Model;
                _voltages[a].Set(model.DriveAt(time) + kicks + delayed[a], model.A, layer: true);
                double back = model.Refractory > 0 ? 0 : source * rate;
                _populations[a].AddAtReset(rightSides[a], back);
                _voltages[a].Solve(weight, rightSides[a], _populations[a].Trial);
                _populations[a].AddAtReset(rightSides[a], -back);
                double flux = _voltages[a].Exit(_populations[a].Trial);
                if (!(flux < LargestRate)) return RateVerdict.NoFiniteRate;
                if (trial > 0 && Math.Abs(kicks - _kicksBefore[a]) > 1e-12 * (1 + Math.Abs(kicks)))
                    Gains[a] = Math.Clamp((flux - _fluxBefore[a]) / (kicks - _kicksBefore[a]), 0, 1e3);
                (_kicksBefore[a], _fluxBefore[a], Fluxes[a]) = (kicks, flux, flux);
                _defect[a] = flux - rate;
                found &= Math.Abs(flux - rate) <= _residual * (Math.Abs(flux) + 1e-8);
                if (rate == 0 && flux < 0 && trial > 2) return RateVerdict.Negative;
            }
            if (found) return RateVerdict.Found;
            Correct();
        }
        return RateVerdict.NoFiniteRate;
    }

    /// <summary>Drive of a population by the kicks of all at once.</summary>
    public double KicksOf(int population) => _excitation.Kick(population, Rates);

    void Correct()
    {
        // Beyond spectral radius 1 the correction would point away from the lower root. No radius is above the largest sum of a row.
        double largest = 0, scale = 1;
        for (int a = 0; a < Gains.Length; a++) largest = Math.Max(largest, Gains[a] * _excitation.Sum(a));
        if (largest > LargestRadius)
        {
            double radius = AbelianCascade.Onset(Gains, _excitation).Radius;
            if (radius > LargestRadius) scale = LargestRadius / radius;
        }
        _excitation.SolveFeedback(Gains, scale, _defect, _change);
        for (int a = 0; a < Gains.Length; a++) Rates[a] = Math.Max(0, Rates[a] + _change[a]);
    }
}
