using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// A trial's input: 1000 Poisson trains of 3 Hz in which a pattern of 100 ms returns every 500 ms. Neurons that take part in the pattern
/// fire once in it, and keep a sixth of their other spikes, drawn with replacement; nobody else fires during it. Drawn in the published
/// order.
/// </summary>
/// <remarks>Times are whole steps of 0.1 ms at which the presynaptic neuron fires, 1 ms after the generator's time.</remarks>
sealed class PatternSpikes
{
    public const int Neurons = 1000, StepsPerMs = 10, PeriodMs = 500, PatternMs = 100;
    const double RateHz = 3, GapMs = PeriodMs - PatternMs, DelayMs = 1;

    public PatternSpikes(NumpyRandomState random, int durationMs)
    {
        double[][] pattern = Frozen(random, PatternMs), background = Frozen(random, durationMs);
        List<double> starts = [];
        for (double start = 0.1 + GapMs; start < durationMs; start += PeriodMs) starts.Add(start);
        // What is kept beside one spike every period leaves the rate at 3 Hz.
        double kept = 1 - 1000.0 / PeriodMs / (RateHz * GapMs / PeriodMs);
        List<long> keys = [];   // time first, then neuron
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            double[] outside = [.. background[neuron].Where(time => !InPattern(starts, time))];
            if (pattern[neuron].Length > 0)
            {
                int draws = (int)(outside.Length * kept);
                for (int k = 0; k < draws; k++) keys.Add(Key(outside[random.Below(outside.Length)], neuron));
                foreach (double start in starts)
                    foreach (double time in pattern[neuron]) keys.Add(Key(time + start, neuron));
            }
            else foreach (double time in outside) keys.Add(Key(time, neuron));
        }
        keys.Sort();
        List<(int Step, int Neuron, int Count)> events = [];
        for (int i = 0, j; i < keys.Count; i = j)
        {
            for (j = i + 1; j < keys.Count && keys[j] == keys[i];) j++;
            events.Add(((int)(keys[i] / Neurons), (int)(keys[i] % Neurons), j - i));
        }
        Events = [.. events];
    }

    /// <summary>Spikes in order of time: step, neuron, and how many at once.</summary>
    public (int Step, int Neuron, int Count)[] Events { get; }

    static bool InPattern(List<double> starts, double time)
    {
        int at = starts.BinarySearch(time), before = (at >= 0 ? at : ~at) - 1;   // the last start that lies before
        return before >= 0 && time <= starts[before] + PatternMs;
    }

    static long Key(double timeMs, int neuron) => (long)Math.Round((timeMs + DelayMs) * StepsPerMs) * Neurons + neuron;

    static double[][] Frozen(NumpyRandomState random, int durationMs)
    {
        int intervals = Math.Max(1, (int)(1.25 * RateHz * 1e-3 * durationMs));
        var trains = new double[Neurons][];
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            double sum = 0;
            var times = new double[intervals];
            for (int k = 0; k < intervals; k++)
            {
                sum += random.Exponential(1 / (RateHz * 1e-3));
                // NumPy rounds to one decimal by way of tenths, halves to even.
                times[k] = Math.Round((sum + 0.1) * 10, MidpointRounding.ToEven) / 10;
            }
            trains[neuron] = [.. times.Where(time => time < durationMs)];
        }
        return trains;
    }
}
