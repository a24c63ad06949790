namespace Spikebook.MeanField;

/// <summary>What a neuron that fired does during the rest of a multiple firing event.</summary>
public enum ResetConvention
{
    /// <summary>It waits at V_R and takes no kicks: afterwards the event's mass m* is a point at V_R. Well posed for every b.</summary>
    HeldAtReset,

    /// <summary>
    /// It takes the remaining kicks: afterwards the event's mass has density 1/b over [V_R, V_R + b m*].
    /// Needs b m* &lt; V_F - V_R, else the event never ends (<see cref="EndlessEventException"/>).
    /// </summary>
    KickedAfterReset,
}
