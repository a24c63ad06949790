namespace Spikebook.Spiking;

/// <summary>
/// The leaky integrate-and-fire neuron with an exponential synaptic current,
/// <c>tau_m dV/dt = -V + I</c>, <c>tau_s dI/dt = -I</c>: a spike over weight w adds w to I at once; where V reaches the threshold
/// the neuron fires and V becomes 0, while I goes on. No refractory time, no delay.
/// </summary>
/// <remarks>
/// From (V0, I0), with <c>x = exp(-s / tau_m)</c> and <c>r = tau_m / tau_s</c>:
/// <c>I = I0 x^r</c>, <c>V = a x - b x^r</c>, <c>b = I0 / (r - 1)</c>, <c>a = V0 + b</c>; for r = 1, <c>V = x (V0 - I0 ln x)</c>.
/// In x the voltage is concave for every r and every I0 &gt; 0, since d²V/dx² = -r I0 x^(r-2).
/// Voltage and current have one unit, that of the threshold. Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021).
/// </remarks>
public sealed record Lif
{
    /// <summary>Newton's method needs about six steps at a clear crossing and thirty where the voltage only grazes the threshold.</summary>
    const int MostSteps = 100;

    /// <summary>A neuron with these time constants and threshold.</summary>
    /// <param name="tauMembraneMs">Time constant of the voltage, in ms.</param>
    /// <param name="tauSynapseMs">Time constant of the current, in ms; it may be shorter, equal or longer.</param>
    /// <param name="threshold">Voltage at which the neuron fires.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite and above 0.</exception>
    public Lif(double tauMembraneMs, double tauSynapseMs, double threshold = 1)
    {
        MustBePositive(tauMembraneMs, nameof(tauMembraneMs));
        MustBePositive(tauSynapseMs, nameof(tauSynapseMs));
        MustBePositive(threshold, nameof(threshold));
        (TauMembraneMs, TauSynapseMs, Threshold) = (tauMembraneMs, tauSynapseMs, threshold);

        static void MustBePositive(double value, string name)
        {
            if (!(value > 0 && double.IsFinite(value)))
                throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; a finite number above 0 is needed");
        }
    }

    /// <summary>Time constant of the voltage, in ms.</summary>
    public double TauMembraneMs { get; }

    /// <summary>Time constant of the current, in ms.</summary>
    public double TauSynapseMs { get; }

    /// <summary>Voltage at which the neuron fires.</summary>
    public double Threshold { get; }

    /// <summary>r = tau_m / tau_s.</summary>
    public double Ratio => TauMembraneMs / TauSynapseMs;

    /// <summary>When the voltage peaks after one spike into a neuron at rest: <c>tau_m ln(r) / (r - 1)</c>, in ms.</summary>
    public double PspPeakMs => PeakMs(0, 1);

    /// <summary>The highest voltage that one spike over weight 1 causes: <c>r^(-r / (r - 1))</c>; 1/e for r = 1.</summary>
    public double PspPeak => Psp(PspPeakMs);

    /// <summary>The weight over which one spike just reaches the threshold: 6.3496 for r = 4 and threshold 1.</summary>
    public double CriticalWeight => Threshold / PspPeak;

    /// <summary>The voltage that one spike over weight 1 has caused after <paramref name="ms"/>; 0 before it.</summary>
    public double Psp(double ms) => ms <= 0 ? 0 : Voltage(0, 1, ms);

    /// <summary>Voltage and current after <paramref name="ms"/> without input and without a threshold.</summary>
    public (double Voltage, double Current) After(double voltage, double current, double ms)
        => (Voltage(voltage, current, ms), current * Real.Exp(-ms / TauSynapseMs));

    /// <summary>The voltage after <paramref name="ms"/> without input and without a threshold.</summary>
    public double Voltage(double voltage, double current, double ms)
    {
        // V = exp(-s / tau_m) (V0 + I0 s / tau_m phi(s / tau_s - s / tau_m)), phi(z) = (1 - exp(-z)) / z: no pole at equal time constants
        double rate = (TauMembraneMs - TauSynapseMs) / (TauMembraneMs * TauSynapseMs);
        return Real.Exp(-ms / TauMembraneMs) * (voltage + current * (ms / TauMembraneMs) * SmallArguments.OneMinusExpOver(ms * rate));
    }

    /// <summary>
    /// Where the voltage stops rising, V = I, in ms: 0 if it does not rise now, infinite if it rises for ever.
    /// </summary>
    public double PeakMs(double voltage, double current)
    {
        if (!(current > voltage)) return 0;
        if (current <= 0) return double.PositiveInfinity;
        // V = I where x^(r-1) = (1 + (r-1) V0/I0) / r, that is s = tau_m ln(1 + (r-1) y) / (r-1), y = (1 - V0/I0) / (1 + (r-1) V0/I0)
        double gap = Ratio - 1, start = voltage / current, scale = 1 + gap * start;
        if (scale <= 0) return double.PositiveInfinity;
        double y = (1 - start) / scale;
        return TauMembraneMs * y * SmallArguments.LogOnePlusOver(gap * y);
    }

    /// <summary>
    /// When the neuron fires next without further input, in ms from now; infinite where it does not within <paramref name="withinMs"/>.
    /// A voltage that touches the threshold without crossing it is no spike.
    /// </summary>
    /// <param name="voltage">V now; at the threshold or above it, the answer is 0.</param>
    /// <param name="current">I now.</param>
    /// <param name="withinMs">How far to look; the time to the next input.</param>
    /// <remarks>
    /// Newton's method in x from x = 1. Since V is concave in x it comes to the earliest crossing from one side, without a bracket.
    /// In time a step reads: keep the current as it is, and go to where the voltage would then cross,
    /// <c>s + tau_m ln((I - V) / (I - threshold))</c>. The true current decays, so no step goes too far.
    /// </remarks>
    public double NextSpike(double voltage, double current, double withinMs = double.PositiveInfinity)
    {
        if (voltage >= Threshold) return 0;
        if (!(current > Threshold)) return double.PositiveInfinity;
        double peak = Math.Min(PeakMs(voltage, current), withinMs);
        if (!(Voltage(voltage, current, peak) > Threshold)) return double.PositiveInfinity;

        double s = 0, v = voltage, i = current;
        for (int step = 0; step < MostSteps; step++)
        {
            double next = s + TauMembraneMs * SmallArguments.LogOnePlus((Threshold - v) / (i - Threshold));
            if (!(next > s) || next > peak) break;
            s = next;
            (v, i) = After(voltage, current, s);
            if (v >= Threshold) break;
        }
        return s;
    }

    /// <summary>
    /// <see cref="NextSpike"/> in closed form for tau_m = 2 tau_s, where a x - b x² = threshold is a quadratic equation. Its larger root
    /// in y = 1 - x, with the rise g = I0 - V0 and the way d = threshold - V0: <c>y = 2 d / (g + sqrt(g² - 4 I0 d))</c>.
    /// </summary>
    /// <remarks>
    /// The same root as <c>x = (a + sqrt(a² - 4 b threshold)) / (2 b)</c>, but nothing cancels: y is small where the spike is near, and a
    /// rounding of the discriminant moves the voltage there by so many parts of d, however large the current is.
    /// </remarks>
    /// <exception cref="InvalidOperationException">tau_m is not 2 tau_s.</exception>
    public double NextSpikeBySquareRoot(double voltage, double current, double withinMs = double.PositiveInfinity)
    {
        if (Ratio != 2) throw new InvalidOperationException($"tau_m / tau_s is {Ratio}; the square root solves for 2 only, use NextSpike");
        if (voltage >= Threshold) return 0;
        if (!(current > Threshold)) return double.PositiveInfinity;
        double rise = current - voltage, way = Threshold - voltage;
        double under = Math.FusedMultiplyAdd(rise, rise, -4 * current * way);
        if (!(under > 0)) return double.PositiveInfinity;
        double y = 2 * way / (rise + Math.Sqrt(under));
        double s = -TauMembraneMs * SmallArguments.LogOnePlus(-y);
        return y < 1 && s < withinMs ? s : double.PositiveInfinity;
    }

    /// <summary>
    /// <see cref="NextSpike"/> in closed form for tau_m = tau_s = tau:
    /// <c>s = tau (-V0/I0 - W0(-threshold/I0 exp(-V0/I0)))</c> with Lambert's W.
    /// </summary>
    /// <remarks>
    /// Where the spike is near, both terms nearly cancel; one step of Newton's method for t = s / tau in
    /// <c>I0 t - threshold (exp(t) - 1) = threshold - V0</c>, in which nothing does, gives the lost digits back.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The time constants differ.</exception>
    public double NextSpikeByLambert(double voltage, double current, double withinMs = double.PositiveInfinity)
    {
        if (Ratio != 1) throw new InvalidOperationException($"tau_m / tau_s is {Ratio}; Lambert's W solves for 1 only, use NextSpike");
        if (voltage >= Threshold) return 0;
        if (!(current > Threshold)) return double.PositiveInfinity;
        double start = voltage / current, argument = -Threshold / current * Real.Exp(-start);
        if (!(argument > -1 / Math.E)) return double.PositiveInfinity;
        double t = -start - LambertW.Principal(argument);
        double grown = t * SmallArguments.OneMinusExpOver(-t), slope = current - Threshold * (grown + 1);
        if (slope > 0) t -= (Math.FusedMultiplyAdd(current, t, -Threshold * grown) - (Threshold - voltage)) / slope;
        double s = TauMembraneMs * t;
        return s < withinMs ? s : double.PositiveInfinity;
    }
}
