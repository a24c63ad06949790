using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// A ring of Morris-Lecar neurons of type II, each inhibited by those that come before it:
/// C V' = I - g_L (V - E_L) - g_Ca m_inf(V) (V - E_Ca) - g_K w (V - E_K) - (g / R) sum_{r=1..R} s_{i-r} (V - E_s),
/// w' = phi (w_inf(V) - w) cosh((V - V_3) / 2 V_4), s' = a (1 - s) / (1 + e^{-V / 2}) - s / tau_s. Fourth-order Runge-Kutta.
/// </summary>
/// <remarks>
/// Neurons: Rinzel, Ermentrout (1989), the Hopf set. Dogonasheva et al. (2021) study such rings with asymmetric inhibition; their constants
/// were not available, those of the synapse are chosen here.
/// </remarks>
public sealed record MorrisLecarRing
{
    const double Capacitance = 20, Leak = 2, Calcium = 4.4, Potassium = 8, LeakMv = -60, CalciumMv = 120, PotassiumMv = -84;
    const double V1 = -1.2, V2 = 18, V3 = 2, V4 = 30, Phi = 0.04, Rise = 1, InhibitionMv = -80;

    /// <summary>N.</summary>
    public int Neurons { get; init; } = 60;

    /// <summary>R: how many neurons before it inhibit a neuron.</summary>
    public int Reach { get; init; } = 5;

    /// <summary>g, mS/cm^2, of all synapses of a neuron together.</summary>
    public double Inhibition { get; init; } = 0.2;

    /// <summary>tau_s, ms.</summary>
    public double DecayMs { get; init; } = 5;

    /// <summary>I, uA/cm^2.</summary>
    public double Current { get; init; } = 110;

    /// <summary>Step, ms.</summary>
    public double StepMs { get; init; } = 0.1;

    /// <summary>Period of a neuron left alone, ms, measured on the last of several spikes.</summary>
    public double PeriodMs()
    {
        var alone = this with { Neurons = 2, Reach = 1, Inhibition = 0 };
        var trace = alone.Run([0, 0], 2000)[0];
        List<int> crossings = [.. Enumerable.Range(1, trace.Length - 1).Where(t => trace[t - 1] < 0 && trace[t] >= 0)];
        if (crossings.Count < 4)
            throw new ArgumentException(Invariant($"Current = {Current}: a neuron alone does not fire repeatedly; use 100 to 200"));
        return (crossings[^1] - crossings[2]) * StepMs / (crossings.Count - 3);
    }

    /// <summary>Starting phases of a wave that goes round <paramref name="turns"/> times: i turns / N, in periods.</summary>
    public IReadOnlyList<double> Wave(int turns) => [.. Enumerable.Range(0, Neurons).Select(i => (double)i * turns / Neurons % 1)];

    /// <summary>Starting phases of clusters: neuron i belongs to cluster i mod k.</summary>
    public IReadOnlyList<double> Clusters(int count) => [.. Enumerable.Range(0, Neurons).Select(i => (double)(i % count) / count)];

    /// <summary>Starting phases at random (stream "phases").</summary>
    public IReadOnlyList<double> Random(ulong seed)
    {
        var random = Streams.For(seed, "phases");
        return [.. Enumerable.Range(0, Neurons).Select(_ => random.NextDouble())];
    }

    /// <summary>Runs the ring.</summary>
    /// <param name="phases">Where in its own period each neuron starts, 0 … 1.</param>
    /// <param name="durationMs">How long.</param>
    /// <param name="currents">Current of each neuron, or null for <see cref="Current"/> everywhere.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <returns>The voltage of each neuron in mV, a sample a step.</returns>
    /// <exception cref="ArgumentException">A value that makes no sense.</exception>
    public IReadOnlyList<double[]> Run(IReadOnlyList<double> phases, double durationMs, IReadOnlyList<double>? currents = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(phases);
        if (Neurons < 2 || Reach < 1 || Reach >= Neurons)
            throw new ArgumentException($"{Neurons} neurons with a reach of {Reach}"
                + "; use at least 2, and a reach from 1 to below their number");
        if (phases.Count != Neurons) throw new ArgumentException($"{phases.Count} phases for {Neurons} neurons; give one each");
        if (!(StepMs is > 0 and <= 0.5)) throw new ArgumentException(Invariant($"StepMs = {StepMs} is outside 0 … 0.5 ms"));
        int n = Neurons, steps = (int)Math.Round(durationMs / StepMs);
        var drive = currents?.ToArray() ?? Enumerable.Repeat(Current, n).ToArray();
        double[] state = Start(phases), k1 = new double[3 * n], k2 = new double[3 * n], k3 = new double[3 * n], k4 = new double[3 * n],
            at = new double[3 * n];
        double[][] traces = [.. Enumerable.Range(0, n).Select(_ => new double[steps])];
        for (int step = 0; step < steps; step++)
        {
            if ((step & 255) == 0) cancel.ThrowIfCancellationRequested();
            Slopes(state, drive, k1);
            Move(state, k1, StepMs / 2, at);
            Slopes(at, drive, k2);
            Move(state, k2, StepMs / 2, at);
            Slopes(at, drive, k3);
            Move(state, k3, StepMs, at);
            Slopes(at, drive, k4);
            for (int i = 0; i < state.Length; i++) state[i] += StepMs / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
            for (int i = 0; i < n; i++) traces[i][step] = state[i];
        }
        return traces;
    }

    // A phase is a place on the limit cycle of a neuron left alone: 20 periods are run through, and its states kept.
    double[] Start(IReadOnlyList<double> phases)
    {
        var start = new double[3 * Neurons];
        if (phases.All(phase => phase == 0))
        {
            for (int i = 0; i < Neurons; i++) (start[i], start[Neurons + i]) = (-30, 0.1);
            return start;
        }
        var alone = this with { Neurons = 2, Reach = 1, Inhibition = 0 };
        var cycle = alone.LimitCycle();
        for (int i = 0; i < Neurons; i++)
        {
            var (v, w, s) = cycle[(int)(phases[i] * cycle.Count) % cycle.Count];
            (start[i], start[Neurons + i], start[2 * Neurons + i]) = (v, w, s);
        }
        return start;
    }

    List<(double V, double W, double S)> LimitCycle()
    {
        double[] state = [-30, -30, 0.1, 0.1, 0, 0], drive = [Current, Current];
        double[] k1 = new double[6], k2 = new double[6], at = new double[6];
        var cycle = new List<(double, double, double)>();
        double last = state[0];
        for (int step = 0, spikes = 0; step < 1_000_000 && spikes < 22; step++)
        {
            Slopes(state, drive, k1);
            Move(state, k1, StepMs / 2, at);
            Slopes(at, drive, k2);
            Move(state, k2, StepMs, state);
            if (last < 0 && state[0] >= 0) spikes++;
            last = state[0];
            if (spikes == 21) cycle.Add((state[0], state[2], state[4]));
        }
        return cycle.Count > 0 ? cycle :
            throw new ArgumentException(Invariant($"Current = {Current}: a neuron alone does not fire repeatedly; use 100 to 200"));
    }

    void Slopes(double[] state, double[] drive, double[] slopes)
    {
        int n = state.Length / 3;
        for (int i = 0; i < n; i++)
        {
            double v = state[i], w = state[n + i], s = state[2 * n + i], inhibition = 0;
            for (int r = 1; r <= Reach; r++) inhibition += state[2 * n + (i - r + n) % n];
            double m = 0.5 * (1 + Real.Tanh((v - V1) / V2)), open = 0.5 * (1 + Real.Tanh((v - V3) / V4));
            slopes[i] = (drive[i] - Leak * (v - LeakMv) - Calcium * m * (v - CalciumMv) - Potassium * w * (v - PotassiumMv)
                - Inhibition / Reach * inhibition * (v - InhibitionMv)) / Capacitance;
            slopes[n + i] = Phi * (open - w) * Real.Cosh((v - V3) / (2 * V4));
            slopes[2 * n + i] = Rise * (1 - s) / (1 + Real.Exp(-v / 2)) - s / DecayMs;
        }
    }

    static void Move(double[] from, double[] slopes, double step, double[] to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = from[i] + step * slopes[i];
    }
}
