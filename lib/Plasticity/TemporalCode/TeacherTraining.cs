using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity;

/// <summary>
/// Training by a teacher, in closed form. Pattern n begins at n P. A pulse makes the neuron of its class fire at the pattern's first
/// spike, all others stay silent; the synapses learn of it a delay d later, at <c>a = t_first + d</c>. So each spike's partners are known
/// without any voltage. Pairing is by nearest neighbours: an input's spike meets the last spike of the output (weakening), the output's
/// spike meets the last spike of each input (strengthening). For the neuron of the class, with t the input's time in the pattern:
/// <code>
/// t &lt; a   weakened by its own last spike, k(L - t);    strengthened, k(a - t)
/// t &gt; a   strengthened for its spike of the pattern before, k(a + P - t');    weakened, k(a - t)
/// t = a   weakened by the last spike, k(L - t); no pair with the spike at the same instant
/// </code>
/// For all others: weakened, k(L - t). L is the neuron's last spike, t' the time in the pattern before.
/// </summary>
/// <remarks>
/// Source of the scheme: Sboev et al. (2021). k is looked up by the ticks of D; below 1e-17 it is taken as 0, which changes no weight
/// above 0.05. Where weakening is an exponential, <c>k(L - t) = k(L) exp(-t / tau)</c>: a neuron's last spike gives one number, a pattern
/// a row of factors, and no table of long ago is needed.
/// </remarks>
public sealed class TeacherTraining
{
    const double Negligible = 1e-17;
    const int MostWeakeningTicks = 1 << 20;

    readonly TemporalSettings _settings;
    readonly int _period, _delay, _lastTick;
    readonly double[] _strengthening, _weakening; // k by |D| in ticks
    readonly double[]? _fading;                   // exp(-t / tau) by ticks, where weakening is an exponential

    /// <summary>Tables of the window on the grid of the spikes.</summary>
    /// <param name="settings">Window, period, delay.</param>
    /// <exception cref="ArgumentException">The settings are outside their bounds.</exception>
    public TeacherTraining(TemporalSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings.Validated();
        (_period, _delay, _lastTick) = (settings.PeriodTicks, settings.DelayTicks, settings.Fields.LastTick);
        // D of strengthening: at most a spike at the start of a pattern against one at the end of the next.
        _strengthening = Table(+1, _period + _lastTick + _delay);
        if (settings.Window.WeakeningFadesMs is { } tau)
        {
            _fading = new double[_lastTick + 1];
            for (int ticks = 0; ticks < _fading.Length; ticks++) _fading[ticks] = Real.Exp(-ticks * settings.Fields.TickMs / tau);
        }
        _weakening = Table(-1, _fading is null ? MostWeakeningTicks : _lastTick);
    }

    /// <summary>Trains.</summary>
    /// <param name="times">The patterns.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="classes">How many classes, each with a neuron.</param>
    /// <param name="order">Which patterns are shown, one after another.</param>
    /// <returns>Weights, class by class.</returns>
    /// <exception cref="ArgumentException">A label is outside the classes, or the grid of the patterns is another.</exception>
    public double[] Train(SpikeTimes times, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(times);
        Check(times, labels, classes);
        int inputs = times.Inputs;
        var weights = new double[classes * inputs];
        Array.Fill(weights, _settings.InitialWeight);
        var last = new long[classes];
        Array.Fill(last, long.MinValue);
        var kernel = new double[inputs];
        double[] faded = Faded(times);
        long now = 0;
        for (int n = 0; n < order.Length; n++, now += _period)
        {
            var pattern = times.Pattern(order[n]);
            var fading = _fading is null ? default : faded.AsSpan(order[n] * inputs, inputs);
            int own = labels[order[n]];
            for (int other = 0; other < classes; other++)
                if (other != own && last[other] != long.MinValue)
                    Weaken(weights.AsSpan(other * inputs, inputs), pattern, fading, now - last[other], kernel);

            int arrival = times.First(order[n]) + _delay;
            var learning = weights.AsSpan(own * inputs, inputs);
            if (last[own] != long.MinValue) WeakenUntil(learning, pattern, fading, now - last[own], arrival, kernel);
            Strengthen(learning, pattern, n > 0 ? times.Pattern(order[n - 1]) : default, arrival, kernel);
            WeakenAfter(learning, pattern, arrival, kernel);
            last[own] = now + arrival;
        }
        return weights;
    }

    // exp(-t / tau) of every spike, where weakening is an exponential.
    double[] Faded(SpikeTimes times)
    {
        if (_fading is null) return [];
        double[] faded = new double[times.Count * times.Inputs];
        for (int n = 0, k = 0; n < times.Count; n++)
            foreach (int tick in times.Pattern(n)) faded[k++] = _fading[tick];
        return faded;
    }

    /// <summary>All inputs of a silent neuron: D = -(since + t).</summary>
    void Weaken(Span<double> weights, ReadOnlySpan<int> pattern, ReadOnlySpan<double> fading, long since, Span<double> kernel)
    {
        if (!LongAgo(pattern, fading, since, kernel)) return;
        _settings.Window.Apply(weights, kernel, strengthens: false);
    }

    /// <summary>Inputs up to the arrival of the neuron's new spike: D = -(since + t).</summary>
    void WeakenUntil(Span<double> weights, ReadOnlySpan<int> pattern, ReadOnlySpan<double> fading, long since, int arrival,
        Span<double> kernel)
    {
        if (!LongAgo(pattern, fading, since, kernel)) return;
        for (int i = 0; i < pattern.Length; i++)
            kernel[i] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(kernel[i]) & ~IsLate(pattern[i], arrival));
        _settings.Window.Apply(weights, kernel, strengthens: false);
    }

    /// <summary>k(-(since + t)) of all inputs; false where all are negligible.</summary>
    bool LongAgo(ReadOnlySpan<int> pattern, ReadOnlySpan<double> fading, long since, Span<double> kernel)
    {
        if (_fading is not null)
        {
            double last = _settings.Window.Kernel(-since * _settings.Fields.TickMs);
            if (last > -Negligible) return false;
            int k = 0;
            for (; k <= fading.Length - Vector512<double>.Count; k += Vector512<double>.Count)
                (last * Vector512.Create(fading[k..])).CopyTo(kernel[k..]);
            for (; k < fading.Length; k++) kernel[k] = last * fading[k];
            return true;
        }
        if (since >= _weakening.Length) return false;
        var table = _weakening.AsSpan((int)since);
        for (int i = 0; i < pattern.Length; i++) kernel[i] = (uint)pattern[i] < (uint)table.Length ? table[pattern[i]] : 0;
        return true;
    }

    /// <summary>The new spike: D = a - t for inputs that came before it, D = a + P - t' for the others.</summary>
    void Strengthen(Span<double> weights, ReadOnlySpan<int> pattern, ReadOnlySpan<int> before, int arrival, Span<double> kernel)
    {
        if (before.IsEmpty)
            for (int i = 0; i < pattern.Length; i++)
                kernel[i] = _strengthening[Math.Clamp(arrival - pattern[i], 0, _strengthening.Length - 1)];
        else
            for (int i = 0; i < pattern.Length; i++)
            {
                int since = arrival - pattern[i] + ((int)IsLate(pattern[i], arrival) & (pattern[i] + _period - before[i]));
                kernel[i] = (uint)since < (uint)_strengthening.Length ? _strengthening[since] : 0;
            }
        _settings.Window.Apply(weights, kernel, strengthens: true);
    }

    /// <summary>Inputs after the new spike: D = a - t.</summary>
    void WeakenAfter(Span<double> weights, ReadOnlySpan<int> pattern, int arrival, Span<double> kernel)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            int since = (pattern[i] - arrival) & (int)IsLate(pattern[i], arrival);
            kernel[i] = since < _weakening.Length ? _weakening[since] : 0;
        }
        _settings.Window.Apply(weights, kernel, strengthens: false);
    }

    // All bits set where t > a, none where t <= a: early and late inputs lie mixed, and a branch would often be guessed wrongly.
    static long IsLate(int tick, int arrival) => (arrival - tick) >> 31;

    // k at 0, 1, 2 ... ticks; 0 for the same instant; ends where it stays negligible. A window may begin near 0, so it ends only behind
    // 100 ms.
    double[] Table(int sign, int most)
    {
        double tickMs = _settings.Fields.TickMs;
        int end = most + 1;
        while (end > 100 / tickMs && Math.Abs(_settings.Window.Kernel(sign * (end - 1) * tickMs)) < Negligible) end = (int)(.95 * end);
        double[] table = new double[Math.Min(most + 1, (int)(end / .95) + 1)];
        for (int ticks = 1; ticks < table.Length; ticks++) table[ticks] = _settings.Window.Kernel(sign * ticks * tickMs);
        return table;
    }

    void Check(SpikeTimes times, ReadOnlySpan<int> labels, int classes)
    {
        if (classes is < 1 or > 10_000) throw new ArgumentException($"{classes} classes; use 1 … 10000", nameof(classes));
        if (labels.Length != times.Count) throw new ArgumentException($"{labels.Length} labels for {times.Count} patterns", nameof(labels));
        if (times.TickMs != _settings.Fields.TickMs || times.LastTick > _lastTick)
            throw new ArgumentException(
                $"the patterns (tick {times.TickMs} ms, last at {times.LastTick}) were not made by the fields of these "
                + $"settings (tick {_settings.Fields.TickMs} ms, last at {_lastTick}); encode them with the same fields", nameof(times));
        for (int i = 0; i < labels.Length; i++)
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentException($"pattern {i} has label {labels[i]}; labels are 0 … {classes - 1}", nameof(labels));
    }
}
