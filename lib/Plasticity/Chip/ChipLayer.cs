namespace Spikebook.Plasticity;

/// <summary>
/// A trained layer in whole numbers, as a chip with weights of up to 8 bits and decays of 12 takes it: integers alone, so that any emulator
/// can be given them. In each step <c>I &lt;- (1 - d_s) I + spikes</c>, <c>V &lt;- (1 - d_m) V + I</c>, <c>d = 1 - exp(-h / tau)</c>.
/// </summary>
/// <param name="Weights">Class by class: what a spike adds to I.</param>
/// <param name="MostWeight">What stands for a weight of 1.</param>
/// <param name="Threshold">V that must be passed to fire, in the unit of the weights.</param>
/// <param name="VoltageDecay">d_m of 4096.</param>
/// <param name="CurrentDecay">d_s of 4096.</param>
/// <param name="StepMs">h.</param>
/// <remarks>The threshold is chosen so that the peak of a single PSP is the same share of it as in the exact neuron.</remarks>
public sealed record ChipLayer(
    IReadOnlyList<int> Weights, int MostWeight, int Threshold, int VoltageDecay, int CurrentDecay, double StepMs)
{
    const int Unit = 4096;

    /// <summary>Rounds a layer.</summary>
    /// <param name="settings">Neuron and threshold.</param>
    /// <param name="weights">Class by class, 0 … 1.</param>
    /// <param name="bits">Bits of a weight, 1 … 8: multiples of 2^(8 - bits), up to 256 - 2^(8 - bits).</param>
    /// <param name="stepMs">h, at most half the time constant of the current.</param>
    /// <exception cref="ArgumentException">A value is outside its bounds.</exception>
    public static ChipLayer Of(TemporalSettings settings, ReadOnlySpan<double> weights, int bits = 8, double stepMs = .1)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var neuron = settings.Neuron;
        if (bits is < 1 or > 8) throw new ArgumentException($"weights of {bits} bits; the chip has 1 … 8", nameof(bits));
        if (!(stepMs > 0 && stepMs <= neuron.TauSynapseMs / 2))
            throw new ArgumentException(
                $"a step of {stepMs} ms; use at most {neuron.TauSynapseMs / 2}, half the time constant of the current", nameof(stepMs));
        int grain = 1 << (8 - bits), most = 256 - grain;
        var rounded = new int[weights.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            if (!(weights[i] is >= 0 and <= 1))
                throw new ArgumentException($"weight {i} is {weights[i]}; the chip's layer takes 0 … 1", nameof(weights));
            rounded[i] = (int)Math.Round(weights[i] * most / grain) * grain;
        }
        int voltage = Decay(stepMs, neuron.TauMembraneMs), current = Decay(stepMs, neuron.TauSynapseMs);
        double share = TemporalSettings.CurrentPerWeight * neuron.PspPeak / settings.Threshold;
        return new ChipLayer(rounded, most, (int)Math.Round(Peak(most, voltage, current) / share), voltage, current, stepMs);
    }

    /// <summary>The steps in which the inputs of a pattern fire, the first possible one being 0.</summary>
    public int[] Steps(SpikeTimes times, int pattern)
    {
        ArgumentNullException.ThrowIfNull(times);
        double perTick = times.TickMs / StepMs;
        return [.. times.Pattern(pattern).ToArray().Select(tick => (int)Math.Round(tick * perTick))];
    }

    /// <summary>The rounded weights in 0 … 1, for the exact neuron.</summary>
    public double[] Real() => [.. Weights.Select(weight => weight / (double)MostWeight)];

    static int Decay(double stepMs, double tauMs) => (int)Math.Round(Unit * (1 - Elementary.Real.Exp(-stepMs / tauMs)));

    // The highest V that one spike causes.
    static double Peak(double weight, int voltageDecay, int currentDecay)
    {
        var (v, i, peak) = (0.0, weight, -1.0);
        while (v > peak)
        {
            peak = v;
            v = v * (Unit - voltageDecay) / Unit + i;
            i = i * (Unit - currentDecay) / Unit;
        }
        return peak;
    }
}
