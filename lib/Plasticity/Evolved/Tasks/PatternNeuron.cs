using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// The neuron of the correlation-driven task: V ← V e^{-h/τ_m} + Σ w, spikes at 20, reset 0, 2 ms refractory in which input is lost;
/// τ_m = 18 ms, h = 0.1 ms. Synapses are brought up to date when their presynaptic neuron fires, and a spike acts 1 ms later.
/// </summary>
sealed class PatternNeuron(PatternSpikes input, Rule facilitate, Rule depress, CorrelationDrivenSettings settings)
{
    const int StepsPerMs = PatternSpikes.StepsPerMs, Delay = StepsPerMs, Refractory = 2 * StepsPerMs;
    const double Threshold = 20, TauTraceMs = 20, LearningRate = 0.01, StartSpreadMv = 10;
    const uint LearningSeed = 17893;   // of the published start potential
    static readonly double Decay = Real.Exp(-1.0 / (18 * StepsPerMs));

    readonly double[] _weights = new double[PatternSpikes.Neurons], _traces = new double[PatternSpikes.Neurons];
    readonly int[] _last = new int[PatternSpikes.Neurons], _seen = new int[PatternSpikes.Neurons];
    readonly List<int> _post = [];
    readonly List<double> _postTraces = [];

    /// <summary>Weights after learning, from one weight for all.</summary>
    public double[] Learn(double firstWeight)
    {
        Array.Fill(_weights, firstWeight);
        double v = new NumpyRandomState(LearningSeed).Normal(0, StartSpreadMv);
        var arriving = new double[Delay + 1];
        int resting = 0, next = 0, steps = settings.DurationMs * StepsPerMs;
        var events = input.Events;
        for (int step = 1; step <= steps; step++)
        {
            ref double drive = ref arriving[step % arriving.Length];
            if (resting == 0) v = v * Decay + drive;
            else resting--;
            drive = 0;
            if (v >= Threshold)
            {
                (v, resting) = (0, Refractory);
                _postTraces.Add(1 + (_post.Count == 0 ? 0 : _postTraces[^1] * Trace(step - _post[^1])));
                _post.Add(step);
            }
            for (; next < events.Length && events[next].Step == step; next++)
                for (int spike = 0; spike < events[next].Count; spike++) // each of several at once is a spike of its own, as in NEST 2
                {
                    Update(events[next].Neuron, step);
                    arriving[(step + Delay) % arriving.Length] += _weights[events[next].Neuron];
                }
        }
        return _weights;
    }

    // Postsynaptic spikes since the last presynaptic one facilitate, in order; then this presynaptic spike depresses.
    void Update(int neuron, int step)
    {
        double w = _weights[neuron];
        int seen = _seen[neuron];
        for (; seen < _post.Count && _post[seen] + Delay <= step; seen++)
        {
            w += LearningRate * facilitate.Evaluate(w, _traces[neuron] * Trace(_post[seen] + Delay - _last[neuron]));
            w = w < 1 ? settings.ClipsBoth && w < 0 ? 0 : w : 1;
        }
        _seen[neuron] = seen;
        int before = seen > 0 && _post[seen - 1] + Delay == step ? seen - 2 : seen - 1;
        double post = before < 0 ? 0 : _postTraces[before] * Trace(step - Delay - _post[before]);
        w -= LearningRate * depress.Evaluate(w, post);
        _weights[neuron] = w > 0 ? settings.ClipsBoth && w > 1 ? 1 : w : 0;
        _traces[neuron] = _traces[neuron] * Trace(step - _last[neuron]) + 1;
        _last[neuron] = step;
    }

    /// <summary>(mean of the maxima in the pattern - mean outside) / deviation outside, of a potential without threshold.</summary>
    public static double SignalToNoise(PatternSpikes input, double[] weights, CorrelationDrivenSettings settings, uint startSeed)
    {
        double v = new NumpyRandomState(startSeed).Normal(0, StartSpreadMv), sum = 0, squares = 0, maxima = 0,
            highest = double.NegativeInfinity;
        var arriving = new double[Delay + 1];
        int next = 0, steps = settings.MeasuredMs * StepsPerMs, presentations = 0;
        long outside = 0;
        const int period = PatternSpikes.PeriodMs * StepsPerMs, gap = (PatternSpikes.PeriodMs - PatternSpikes.PatternMs) * StepsPerMs;
        // The evolution's program begins a step later than that of the figures, and divides by n - 1.
        bool skipsFirst = settings.Labels == PresentationLabels.AllButFirst;
        int late = skipsFirst ? 0 : 1;
        for (int step = 1; step <= steps; step++)
        {
            ref double drive = ref arriving[step % arriving.Length];
            v = v * Decay + drive;
            drive = 0;
            for (; next < input.Events.Length && input.Events[next].Step == step; next++)
                arriving[(step + Delay) % arriving.Length] += weights[input.Events[next].Neuron] * input.Events[next].Count;
            int phase = (step - late + period) % period;
            if (phase >= gap && !(skipsFirst && step < period)) highest = Math.Max(highest, v);
            else (sum, squares, outside) = (sum + v, squares + v * v, outside + 1);
            if (phase != period - 1 || double.IsNegativeInfinity(highest)) continue;
            (maxima, highest, presentations) = (maxima + highest, double.NegativeInfinity, presentations + 1);
        }
        double mean = sum / outside, deviation = Math.Sqrt(Math.Max(0, squares - outside * mean * mean) / (outside - late));
        double ratio = (maxima / presentations - mean) / deviation;
        return double.IsFinite(ratio) ? ratio : double.NegativeInfinity;
    }

    static double Trace(int steps) => Real.Exp(-steps / (TauTraceMs * StepsPerMs));
}
