using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// When a loop that corrects an error by a share q, seen k bins late, is stable: e_{t+1} = e_t - q e_{t-k}.
/// With e_t = z^t, z^{k+1} - z^k + q = 0; a root leaves the unit circle at z = e^{i theta} where |z - 1| = 2 sin(theta / 2) = q and
/// k theta + theta / 2 + pi / 2 = pi, that is theta = pi / (2k + 1): stable iff q &lt; 2 sin(pi / (2 (2k + 1))).
/// </summary>
public static class LoopStability
{
    /// <summary>
    /// The gain q at which a loop with <paramref name="delay"/> bins begins to oscillate; the feedback sees k = max(delay, 1) - 1.
    /// </summary>
    public static double LargestGain(int delay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        return 2 * Real.Sin(Math.PI / (2 * (2 * (Math.Max(delay, 1) - 1) + 1)));
    }

    /// <summary>The longest delay (bins) at which a gain is stable, at least 0; -1 where none is, q >= 2.</summary>
    public static int LongestDelay(double gain)
    {
        if (!(gain > 0)) throw new ArgumentOutOfRangeException(nameof(gain), Invariant($"gain = {gain} must be above 0"));
        if (gain >= LargestGain(1)) return -1;
        var delay = (int)Math.Min(1e9, Math.Max(1, (Math.PI / gain - 1) / 2 + 1)); // sin x = x nearly: a step or two off
        while (gain < LargestGain(delay + 1)) delay++;
        while (gain >= LargestGain(delay)) delay--;
        return delay;
    }

    /// <summary>Period of the oscillation at the boundary, bins: 2 pi / theta = 2 (2k + 1), the 4 d' - 2 of a hard threshold.</summary>
    public static int Period(int delay) => 4 * Math.Max(delay, 1) - 2;

    // q = (w^2 N / 2) [F'(v*) + F'(-v*)] dt, v* from F(v*) - F(-v*) = 2 (x' + x / tau_d) / (w N)
    /// <summary>Gain of the local form with weights -w and +w at a working point.</summary>
    /// <param name="network">The network; its weights' first neuron gives w.</param>
    /// <param name="step">Length of a bin, s.</param>
    /// <param name="demand">What spikes must supply, x' + x / tau_d, in units of the target per second.</param>
    /// <returns>The gain q and the offset e* = v* / w at which the network stands from its target.</returns>
    /// <exception cref="ArgumentException">More is demanded than all neurons of a sign can supply.</exception>
    public static (double Gain, double Offset) OfLocal(LocalNetwork network, double step, double demand)
    {
        ArgumentNullException.ThrowIfNull(network);
        double w = Math.Abs(network.Weights[0, 0]), threshold = w * w / 2;
        var n = network.Weights.Neurons;
        var wanted = 2 * Math.Abs(demand) / (w * n);
        if (wanted >= network.MaxRate)
            throw new ArgumentException(
                Invariant($"the demand needs {wanted:0.#} spikes/s of each neuron and MaxRate is {network.MaxRate}")
                + "; use more neurons or larger weights");
        double low = 0, high = threshold + 1;
        while (network.Rate(high, threshold) - network.Rate(-high, threshold) < wanted) high *= 2;
        for (var k = 0; k < 200; k++)
        {
            var middle = (low + high) / 2;
            if (network.Rate(middle, threshold) - network.Rate(-middle, threshold) < wanted) low = middle;
            else high = middle;
        }
        var v = (low + high) / 2;
        return (w * w * n / 2 * (Slope(network, v, threshold) + Slope(network, -v, threshold)) * step, v / w);
    }

    // F' = alpha f (1 - f / f_max), f without f_min: F = f_max / (1 + f_max e^{-z}) gives dF/dz = F (1 - F / f_max)
    static double Slope(LocalNetwork network, double voltage, double threshold)
    {
        var f = network.Rate(voltage, threshold) - network.MinRate;
        return network.Sharpness * f * (1 - f / network.MaxRate);
    }
}
