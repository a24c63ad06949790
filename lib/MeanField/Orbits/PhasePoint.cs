namespace Spikebook.MeanField;

/// <summary>A point of the phase diagram: the long-run behaviour from a scattered and from a synchronous start.</summary>
/// <param name="Model">Model.</param>
/// <param name="FromScattered">Regime reached from a broad density below threshold.</param>
/// <param name="FromSynchronous">Regime reached from all neurons at V_R.</param>
/// <param name="EventSize">Mean size of the late events; 0 without any.</param>
/// <param name="Period">Mean time between the late events; null without two.</param>
public sealed record PhasePoint(Nnlif Model, Regime FromScattered, Regime FromSynchronous, double EventSize, double? Period)
{
    /// <summary>Two regimes are stable at once.</summary>
    public bool Coexist => FromScattered != FromSynchronous;
}
