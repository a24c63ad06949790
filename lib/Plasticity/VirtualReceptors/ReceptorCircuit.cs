using Spikebook.Randomness;
using static Spikebook.Plasticity.ReceptorSettings;

namespace Spikebook.Plasticity;

/// <summary>
/// The spiking part: glomeruli that inhibit each other, and populations that vote. Neurons with conductances,
/// <c>C dV/dt = g_L (E_L - V) + g_e (0 - V) + g_i (E_i - V)</c>, conductances falling with 5 ms; each step is exact for conductances that
/// are held. Fires at -55 mV, back to -80 mV.
/// </summary>
/// <remarks>
/// Gamma processes drive projection neurons (4 nS to local ones, 5 nS from their drivers); local neurons inhibit the projection neurons of
/// all other glomeruli. Projection neurons drive all voters over the weights that learn; voters drive the inhibitory neurons of their
/// class (3.5 nS), and those inhibit the voters of all others (10 nS).
/// </remarks>
sealed class ReceptorCircuit
{
    const double RestMv = -65, ResetMv = -80, InhibitionMv = -80, ThresholdMv = -55, LeakNs = 10, CapacityPf = 200, SynapseMs = 5,
        RefractoryMs = 1, DriverNs = 5, LocalNs = 4, SilencerNs = 3.5, SilenceNs = 10;

    readonly ReceptorSettings _settings;
    readonly int _classes, _projections, _locals, _voters, _neurons;
    readonly double[] _voltage, _excitation, _inhibition, _resting, _next;
    readonly int[] _fired, _counts;

    public ReceptorCircuit(ReceptorSettings settings, int classes)
    {
        (_settings, _classes) = (settings, classes);
        (_projections, _locals, _voters) = (settings.Receptors * Projections, settings.Receptors * Locals, classes * Voters);
        _neurons = _projections + _locals + 2 * _voters;
        (_voltage, _excitation, _inhibition, _resting) = (new double[_neurons], new double[_neurons], new double[_neurons],
            new double[_neurons]);
        (_fired, _counts, _next) = (new int[_neurons], new int[_neurons], new double[settings.Receptors * Drivers]);
        Weights = new double[_projections * _voters];
    }

    /// <summary>Conductance from each projection neuron to each voter, nS; a row for each projection neuron.</summary>
    public double[] Weights { get; }

    /// <summary>Spikes of the projection neurons, glomerulus by glomerulus, while the last row was shown.</summary>
    public ReadOnlySpan<int> ProjectionSpikes => _counts.AsSpan(0, _projections);

    /// <summary>Spikes of the gamma processes while the last row was shown.</summary>
    public int InputSpikes { get; private set; }

    /// <summary>Shows a row, from rest; the class with most spikes of its voters, the lower one of equals.</summary>
    public int Show(ReadOnlySpan<double> responses, RandomStream random)
    {
        Rest(responses, random);
        double keep = Real.Exp(-_settings.StepMs / SynapseMs);
        for (double now = 0; now < _settings.ShownMs; now += _settings.StepMs)
        {
            for (int i = 0; i < _neurons; i++) (_excitation[i], _inhibition[i]) = (keep * _excitation[i], keep * _inhibition[i]);
            Drive(now, responses, random);
            int count = Advance();
            for (int k = 0; k < count; k++) Deliver(_fired[k]);
        }
        return Winner();
    }

    void Rest(ReadOnlySpan<double> responses, RandomStream random)
    {
        _voltage.AsSpan().Fill(RestMv);
        _excitation.AsSpan().Clear();
        _inhibition.AsSpan().Clear();
        _resting.AsSpan().Clear();
        _counts.AsSpan().Clear();
        InputSpikes = 0;
        for (int d = 0; d < _next.Length; d++) _next[d] = random.NextDouble() * Interval(responses[d / Drivers], random);
    }

    // Time between two spikes of a gamma process, the sum of five exponential times
    static double Interval(double response, RandomStream random)
    {
        double product = 1;
        for (int k = 0; k < GammaOrder; k++) product *= 1 - random.NextDouble();
        return -1000 * Real.Log(product) / (GammaOrder * (LeastRateHz + (MostRateHz - LeastRateHz) * response));
    }

    void Drive(double now, ReadOnlySpan<double> responses, RandomStream random)
    {
        for (int d = 0; d < _next.Length; d++)
            while (_next[d] <= now)
            {
                int receptor = d / Drivers;
                _next[d] += Interval(responses[receptor], random);
                InputSpikes++;
                foreach (ref double g in _excitation.AsSpan(receptor * Projections, Projections)) g += DriverNs;
            }
    }

    int Advance()
    {
        int count = 0;
        for (int i = 0; i < _neurons; i++)
        {
            if (_resting[i] > 0)
            {
                _resting[i] -= _settings.StepMs;
                continue;
            }
            double conductance = LeakNs + _excitation[i] + _inhibition[i];
            double aim = (LeakNs * RestMv + _inhibition[i] * InhibitionMv) / conductance;
            _voltage[i] = aim + (_voltage[i] - aim) * Real.Exp(-_settings.StepMs * conductance / CapacityPf);
            if (_voltage[i] <= ThresholdMv) continue;
            (_voltage[i], _resting[i]) = (ResetMv, RefractoryMs);
            _counts[i]++;
            _fired[count++] = i;
        }
        return count;
    }

    void Deliver(int neuron)
    {
        int firstVoter = _projections + _locals, firstSilencer = firstVoter + _voters;
        if (neuron < _projections)
        {
            int glomerulus = neuron / Projections;
            foreach (ref double g in _excitation.AsSpan(_projections + glomerulus * Locals, Locals)) g += LocalNs;
            for (int voter = 0; voter < _voters; voter++) _excitation[firstVoter + voter] += Weights[neuron * _voters + voter];
        }
        else if (neuron < firstVoter)
        {
            int own = (neuron - _projections) / Locals;
            for (int i = 0; i < _projections; i++)
                if (i / Projections != own) _inhibition[i] += _settings.LateralNs;
        }
        else if (neuron < firstSilencer)
        {
            int own = (neuron - firstVoter) / Voters;
            foreach (ref double g in _excitation.AsSpan(firstSilencer + own * Voters, Voters)) g += SilencerNs;
        }
        else
        {
            int own = (neuron - firstSilencer) / Voters;
            for (int voter = 0; voter < _voters; voter++)
                if (voter / Voters != own) _inhibition[firstVoter + voter] += SilenceNs;
        }
    }

    int Winner()
    {
        int winner = 0, most = -1;
        for (int c = 0; c < _classes; c++)
        {
            int votes = 0;
            foreach (int count in _counts.AsSpan(_projections + _locals + c * Voters, Voters)) votes += count;
            if (votes > most) (winner, most) = (c, votes);
        }
        return winner;
    }
}
