using System.Globalization;

namespace Spikebook.Gradients.Surrogates;

/// <summary>
/// A hidden layer of LIF neurons in time steps and leaky outputs that never fire, read by their highest voltage:
/// <c>S[n] = step(U[n] - 1)</c>, <c>U[n+1] = (b_m U[n] + (1 - b_m) I[n]) (1 - S[n])</c>, <c>I[n+1] = b_s I[n] + W S_in[n] (+ V S[n])</c>,
/// and the same without S for the outputs. <c>b = exp(-dt / tau)</c>; step(0) = 0.
/// </summary>
/// <remarks>Source: F. Zenke, T. P. Vogels, Neural Comput 33, 899 (2021), eqs. 2.3 - 2.6.</remarks>
public sealed record StepModel
{
    /// <summary>Length of a time step, in ms.</summary>
    public double StepMs { get; init; } = 1;

    /// <summary>Number of time steps.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Time constant of hidden voltages, in ms.</summary>
    public double TauMembraneMs { get; init; } = 10;

    /// <summary>Time constant of all currents, in ms.</summary>
    public double TauSynapseMs { get; init; } = 5;

    /// <summary>Time constant of the outputs' voltages, in ms.</summary>
    public double TauOutputMs { get; init; } = 20;

    /// <summary>Whether hidden neurons are connected with each other.</summary>
    public bool Recurrent { get; init; }

    /// <summary>
    /// Where the outputs' voltages start. From 0 an output that only goes down is highest at its start, where no weight can move it: it is
    /// dead. From a little below 0 it comes up to 0 by itself, later than its inputs.
    /// </summary>
    public double OutputStart { get; init; } = -0.01;

    /// <summary>What is taken for the derivative of a spike.</summary>
    public Surrogate Surrogate { get; init; } = new(SurrogateShape.SuperSpike, 10);

    /// <summary>Whether gradients flow through the reset too; otherwise the reset is taken for a given signal.</summary>
    public bool GradientThroughReset { get; init; }

    internal double MembraneDecay => Real.Exp(-StepMs / TauMembraneMs);

    internal double SynapseDecay => Real.Exp(-StepMs / TauSynapseMs);

    internal double OutputDecay => Real.Exp(-StepMs / TauOutputMs);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Steps} x {StepMs:R} ms, tau {TauMembraneMs:R} {TauSynapseMs:R} {TauOutputMs:R}, from {OutputStart:R}, {Surrogate}"
        + $"{(Recurrent ? ", recurrent" : "")}{(GradientThroughReset ? ", through the reset" : "")}");

    internal void Validate()
    {
        if (Steps < 1) throw new ArgumentException($"{Steps} time steps; at least 1 is needed");
        foreach (double time in (double[])[StepMs, TauMembraneMs, TauSynapseMs, TauOutputMs])
            if (!(time > 0 && double.IsFinite(time))) throw new ArgumentException($"a time of {time} ms; finite times above 0 are needed");
        if (!double.IsFinite(OutputStart)) throw new ArgumentException($"outputs that start at {OutputStart}; a finite number is needed");
        ArgumentNullException.ThrowIfNull(Surrogate);
    }
}

/// <summary>Costs of firing too little and too much, for each sample; zeta is the number of spikes of a hidden neuron.</summary>
/// <param name="LowerStrength">Strength of <c>mean_i [lower - zeta_i]²</c> over neurons below <paramref name="Lower"/>.</param>
/// <param name="Lower">Spikes that every neuron should have.</param>
/// <param name="UpperStrength">Strength of <c>[mean_i zeta_i - upper]^power</c> above <paramref name="Upper"/>.</param>
/// <param name="Upper">Spikes that a neuron may have in the mean.</param>
/// <param name="Power">1 or 2.</param>
public sealed record ActivityCosts(
    double LowerStrength = 100, double Lower = 1e-3, double UpperStrength = 0, double Upper = 0, int Power = 2)
{
    /// <summary>No costs.</summary>
    public static ActivityCosts None { get; } = new(0);

    internal void Validate()
    {
        if (!(LowerStrength >= 0 && UpperStrength >= 0)) throw new ArgumentException("strengths of activity costs must be at least 0");
        if (Power is not (1 or 2)) throw new ArgumentException($"a power of {Power}; 1 and 2 are possible");
    }

    /// <summary>The cost of a sample.</summary>
    public double Of(ReadOnlySpan<double> spikes)
    {
        double cost = 0, mean = 0;
        foreach (double zeta in spikes)
        {
            double missing = Math.Max(0, Lower - zeta);
            cost += LowerStrength * missing * missing / spikes.Length;
            mean += zeta / spikes.Length;
        }
        return cost + UpperStrength * Real.Pow(Math.Max(0, mean - Upper), Power) * (mean > Upper ? 1 : 0);
    }

    /// <summary>Its derivative by the spikes of one neuron, which is that by any of its S[n].</summary>
    internal double Slope(double zeta, double mean, int neurons)
    {
        double over = Math.Max(0, mean - Upper);
        double upper = over > 0 ? UpperStrength * (Power == 1 ? 1 : 2 * over) / neurons : 0;
        return upper - 2 * LowerStrength * Math.Max(0, Lower - zeta) / neurons;
    }
}
