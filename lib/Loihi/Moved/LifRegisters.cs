namespace Spikebook.Loihi;

/// <summary>
/// The registers of a compartment that does in steps what <c>tau_m dV/dt = -V + I</c>, <c>tau_s dI/dt = -I</c> does in time. With
/// <c>d_u = 1 - exp(-h / tau_s)</c> and <c>d_v = 1 - exp(-h / tau_m)</c> the chip's response to a spike,
/// <c>(b_v^(n+1) - b_u^(n+1)) / (b_v - b_u)</c> after n steps with b = 1 - d, has the shape of the neuron's own,
/// <c>exp(-t / tau_m) - exp(-t / tau_s)</c>, at every multiple of the step: only its height differs, and the threshold takes that up. What
/// remains is what integers lose, and that a spike comes at the end of the step in which the threshold was passed.
/// </summary>
/// <param name="StepMs">h: what a step of the chip stands for, in ms.</param>
/// <param name="CurrentDecay">Effective decay of the current, nearest to 4096 (1 - exp(-h / tau_s)).</param>
/// <param name="VoltageDecay">Effective decay of the voltage, nearest to 4096 (1 - exp(-h / tau_m)).</param>
/// <param name="TauSynapseMs">The time constant that the current's decay stands for, in ms.</param>
/// <param name="TauMembraneMs">The time constant that the voltage's decay stands for, in ms.</param>
/// <param name="Gain">The chip's highest voltage after one spike over the highest of the neuron, both for weight 1.</param>
public sealed record LifRegisters(
    double StepMs, int CurrentDecay, int VoltageDecay, double TauSynapseMs, double TauMembraneMs, double Gain)
{
    /// <summary>Registers for a neuron.</summary>
    /// <param name="tauMembraneMs">Its time constant of the voltage, in ms.</param>
    /// <param name="tauSynapseMs">Its time constant of the current, in ms.</param>
    /// <param name="stepMs">What a step stands for, in ms.</param>
    /// <exception cref="ArgumentException">
    /// A time is not finite and above 0, or the step is so short beside a time constant that its decay would be 0.
    /// </exception>
    public static LifRegisters Of(double tauMembraneMs, double tauSynapseMs, double stepMs)
    {
        foreach (double time in (double[])[tauMembraneMs, tauSynapseMs, stepMs])
            if (!(time > 0 && double.IsFinite(time))) throw new ArgumentException($"a time of {time} ms; finite times above 0 are needed");
        int voltage = Nearest(tauMembraneMs), current = Nearest(tauSynapseMs);
        // the highest of v[n] = b_v v[n-1] + b_u^n, and of the neuron: r^(-r / (r - 1)), 1/e for r = 1
        double keepV = 1 - voltage / 4096.0, keepU = 1 - current / 4096.0, u = 1, v = 1, highest = 1;
        while (u > (1 - keepV) * v)
        {
            u *= keepU;
            v = keepV * v + u;
            highest = Math.Max(highest, v);
        }
        double r = tauMembraneMs / tauSynapseMs, near = Math.Abs(r - 1) < 1e-6 ? Real.Exp(-1) : Real.Pow(r, -r / (r - 1));
        return new(stepMs, current, voltage, Tau(current), Tau(voltage), highest / near);

        int Nearest(double tau)
        {
            int decay = (int)Math.Round(4096 * (1 - Real.Exp(-stepMs / tau)));
            return decay is >= 1 and < Decay.Full ? decay
                : throw new ArgumentException($"a step of {stepMs} ms beside a time constant of {tau} ms gives a decay of {decay} / 4096; "
                    + "1 to 4095 are possible");
        }

        double Tau(int decay) => -stepMs / Real.Log(1 - decay / 4096.0);
    }
}
