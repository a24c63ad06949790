namespace Spikebook.Loihi;

/// <summary>How often values of a group left their range, so that nothing wraps or clips unnoticed.</summary>
/// <param name="Currents">Currents (or currents with bias) that wrapped at 24 bits; where they are not limited, at 32.</param>
/// <param name="Inputs">Summed inputs that wrapped at 22 bits, that is beyond ±2^21; where they are not limited, at 32.</param>
/// <param name="Voltages">
/// Voltages that were clipped to floor or ceiling, which is how a floor is used; where they are not limited, wrapped at 32 bits.
/// </param>
public sealed record Overflows(long Currents, long Inputs, long Voltages)
{
    /// <summary>Whether any value left its range.</summary>
    public bool Any => Currents + Inputs + Voltages > 0;
}
