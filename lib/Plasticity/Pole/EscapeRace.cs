using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Plasticity;

/// <summary>
/// Neurons that fire by chance, the more likely the higher their voltage, and race: <c>rho = exp((V - threshold) / softness)</c> per ms,
/// V the sum of PSPs. The first to fire decides and silences the others. What a synapse remembers of it, its eligibility, is
/// <code>e_cj = (1 / softness) [ 1(c fired) psp_j(t*) a - ∫ rho_c psp_j dt ]</code>
/// up to the spike at t*: how the logarithm of this outcome's probability changes with the weight, so that "reward times eligibility"
/// climbs the mean reward. On bins of h, with <c>a = rho h / (exp(rho h) - 1)</c>, it is exact.
/// </summary>
/// <remarks>
/// J.-P. Pfister, T. Toyoizumi, D. Barber, W. Gerstner, Neural Comput 18, 1318 (2006); X. Xie, H. S. Seung, Phys Rev E 69, 041909 (2004).
/// </remarks>
sealed class EscapeRace
{
    const double BinMs = .1;

    readonly double _threshold, _softness;
    readonly int _neurons, _inputs, _bins, _ticksPerBin;
    readonly double[] _psp;   // unit PSP by bins
    readonly double[] _now;   // PSP of each input in this bin

    public EscapeRace(RewardSettings settings, int neurons, int inputs)
    {
        (_threshold, _softness, _neurons, _inputs) = (settings.Threshold, settings.Softness, neurons, inputs);
        _ticksPerBin = (int)Math.Round(BinMs / settings.Fields.TickMs);
        _bins = (int)Math.Ceiling(settings.Fields.LastMs / BinMs) + 20;
        var lif = new Lif(TemporalSettings.TauMembraneMs, TemporalSettings.TauSynapseMs);
        _psp = [.. Enumerable.Range(0, _bins + 1).Select(bin => TemporalSettings.CurrentPerWeight * lif.Psp(bin * BinMs))];
        _now = new double[inputs];
    }

    /// <summary>When the neuron fired, in ms; the end of the race where none did.</summary>
    public double TimeMs { get; private set; }

    /// <summary>PSPs when all fields have spoken: what a critic reads.</summary>
    public void Read(ReadOnlySpan<int> ticks, int lastTick, Span<double> potentials)
    {
        for (int j = 0; j < _inputs; j++) potentials[j] = _psp[Math.Min((lastTick - ticks[j]) / _ticksPerBin, _bins)];
    }

    /// <summary>Runs a race.</summary>
    /// <param name="ticks">When each input fires.</param>
    /// <param name="weights">Neuron by neuron.</param>
    /// <param name="eligibility">What this race leaves at each synapse.</param>
    /// <param name="random">Chance.</param>
    /// <returns>The neuron that fired first; one of them at random where none did.</returns>
    public int Run(ReadOnlySpan<int> ticks, ReadOnlySpan<double> weights, Span<double> eligibility, RandomStream random)
    {
        eligibility.Clear();
        for (int bin = 0; bin < _bins; bin++)
        {
            for (int j = 0; j < _inputs; j++)
            {
                int since = bin - ticks[j] / _ticksPerBin;
                _now[j] = since > 0 ? _psp[since] : 0;
            }
            int winner = -1;
            for (int c = 0; c < _neurons; c++)
            {
                var own = weights.Slice(c * _inputs, _inputs);
                double v = 0;
                for (int j = 0; j < _inputs; j++) v += own[j] * _now[j];
                double hazard = Real.Exp(Math.Min((v - _threshold) / _softness, 20)) * BinMs;
                bool fires = winner < 0 && random.NextDouble() < 1 - Real.Exp(-hazard);
                double slope = (fires ? hazard / (Real.Exp(hazard) - 1) : -hazard) / _softness;
                if (winner >= 0) continue; // silenced in this bin already
                if (fires) winner = c;
                var trace = eligibility.Slice(c * _inputs, _inputs);
                for (int j = 0; j < _inputs; j++) trace[j] += slope * _now[j];
            }
            TimeMs = (bin + 1) * BinMs;
            if (winner >= 0) return winner;
        }
        return random.NextInt(_neurons);
    }
}
