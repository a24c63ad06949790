namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// Exact step of a leaky membrane with exponential currents, and of a synapse's unit postsynaptic potential:
/// τ_m dV/dt = -V + τ_m I / C, dI/dt = -I/τ_s + Σ δ. A step takes V ← V e^{-h/τ_m} + I P, I ← I e^{-h/τ_s}, then adds the spikes.
/// </summary>
/// <remarks>
/// Source: S. Rotter, M. Diesmann, Biological Cybernetics 81, 381 (1999); τ_m = 10 ms, τ_s = 2 ms, C = 250 pF, E_L = -70 mV.
/// </remarks>
/// <param name="MembraneDecay">e^{-h/τ_m}</param>
/// <param name="CurrentDecay">e^{-h/τ_s}</param>
/// <param name="CurrentToMembrane">P = (e^{-h/τ_m} - e^{-h/τ_s}) τ_m τ_s / (C (τ_m - τ_s)), mV for each pA.</param>
public sealed record UnitKernel(double MembraneDecay, double CurrentDecay, double CurrentToMembrane)
{
    /// <summary>Time constant of the membrane in ms.</summary>
    public const double TauMembraneMs = 10;

    /// <summary>Time constant of synaptic currents in ms.</summary>
    public const double TauSynapseMs = 2;

    /// <summary>Capacitance in pF.</summary>
    public const double CapacitancePf = 250;

    /// <summary>Resting potential in mV.</summary>
    public const double RestMv = -70;

    /// <summary>The kernel of a step.</summary>
    /// <param name="stepMs">h in ms.</param>
    public static UnitKernel Of(double stepMs)
    {
        double membrane = Real.Exp(-stepMs / TauMembraneMs), current = Real.Exp(-stepMs / TauSynapseMs);
        return new(membrane, current,
            (membrane - current) * TauMembraneMs * TauSynapseMs / (CapacitancePf * (TauMembraneMs - TauSynapseMs)));
    }

    /// <summary>Campbell: mean ν τ_m τ_s / C of a unit potential driven by a Poisson process, in mV for each pA.</summary>
    /// <param name="rateHz">ν in Hz.</param>
    public static double CampbellMean(double rateHz) => rateHz * 1e-3 * TauMembraneMs * TauSynapseMs / CapacitancePf;

    /// <summary>Campbell: variance ν τ_m² τ_s² / (2 C² (τ_m + τ_s)) of a unit potential driven by a Poisson process.</summary>
    /// <param name="rateHz">ν in Hz.</param>
    /// <remarks>Source: N. R. Campbell, Proc. Cambridge Phil. Soc. 15, 117 (1909).</remarks>
    public static double CampbellVariance(double rateHz)
    {
        double area = TauMembraneMs * TauSynapseMs / CapacitancePf;
        return rateHz * 1e-3 * area * area / (2 * (TauMembraneMs + TauSynapseMs));
    }
}
