using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// A small excitatory network with its voltages kept: dV_i = (mu - V_i) dt + sqrt(2a) dW_i, every spike lifts all others by b / N at once,
/// who reaches the threshold fires, at most once in an instant, and starts again at the reset. The equation of the mean-field notebooks,
/// there for large N and without traces.
/// </summary>
/// <remarks>
/// Exact Ornstein-Uhlenbeck steps; crossings are seen at the end of a step only, so rates carry an error of the order of sqrt(step).
/// </remarks>
public sealed record KickedNetwork
{
    /// <summary>N.</summary>
    public int Neurons { get; init; } = 200;

    /// <summary>a: half the noise's intensity.</summary>
    public double Noise { get; init; } = 0.5;

    /// <summary>b: what a spike of every neuron together would lift a neuron by.</summary>
    public double Coupling { get; init; } = 0.5;

    /// <summary>mu.</summary>
    public double Drive { get; init; } = 1;

    /// <summary>V_F.</summary>
    public double Threshold { get; init; } = 2;

    /// <summary>V_R.</summary>
    public double Reset { get; init; } = 1;

    /// <summary>Step, in membrane time constants.</summary>
    public double Step { get; init; } = 1e-3;

    /// <summary>Seed (streams "start" and "noise").</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs the network from voltages that are normal around 0 with variance 1/4.</summary>
    /// <param name="until">How long.</param>
    /// <param name="from">From when on traces are kept.</param>
    /// <returns>
    /// Traces, a sample a step: the voltage, and in the instant of a spike the threshold plus 1, so that a spike can be seen; and the share
    /// of the network that fired in each step.
    /// </returns>
    /// <exception cref="ArgumentException">A value that makes no sense.</exception>
    public (IReadOnlyList<double[]> Traces, IReadOnlyList<double> Fired) Run(double until, double from = 0)
    {
        if (Neurons < 2 || !(Noise >= 0) || !(Step > 0) || !(Threshold > Reset)) throw new ArgumentException(
            Invariant($"{Neurons} neurons, noise {Noise}, step {Step}, threshold {Threshold}, reset {Reset}")
                + ": use at least 2, not below 0, above 0, and a threshold above the reset");
        if (!(until > from) || from < 0)
            throw new ArgumentException(Invariant($"traces from {from} until {until}: the end must come after the start"));
        int n = Neurons, steps = (int)Math.Round(until / Step), first = (int)Math.Round(from / Step);
        double decay = Real.Exp(-Step), deviation = Math.Sqrt(Noise * (1 - decay * decay));
        var v = new double[n];
        Streams.For(Seed, "start").FillGaussian(v);
        for (int i = 0; i < n; i++) v[i] = Math.Min(v[i] / 2, Threshold - 1e-9);
        var noise = Streams.For(Seed, "noise");
        double[][] traces = [.. Enumerable.Range(0, n).Select(_ => new double[steps - first])];
        var share = new double[steps - first];
        var fired = new bool[n];
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < n; i++) v[i] = Drive + (v[i] - Drive) * decay + deviation * noise.NextGaussian();
            int count = Cascade(v, fired);
            if (step < first) continue;
            share[step - first] = (double)count / n;
            for (int i = 0; i < n; i++) traces[i][step - first] = fired[i] ? Threshold + 1 : v[i];
        }
        return (traces, share);
    }

    // Who is at the threshold fires; all others rise by b / N for each; again, until nobody follows. Those who fired wait at the reset.
    int Cascade(double[] v, bool[] fired)
    {
        Array.Clear(fired);
        int total = 0;
        for (int more = -1; more != 0;)
        {
            more = 0;
            for (int i = 0; i < v.Length; i++)
            {
                if (fired[i] || v[i] < Threshold) continue;
                (fired[i], v[i]) = (true, Reset);
                more++;
            }
            total += more;
            for (int i = 0; i < v.Length; i++)
                if (!fired[i]) v[i] += Coupling * more / v.Length;
        }
        return total;
    }
}
