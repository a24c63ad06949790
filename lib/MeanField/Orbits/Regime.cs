namespace Spikebook.MeanField;

/// <summary>What the population does in the long run.</summary>
public enum Regime
{
    /// <summary>The rate settles.</summary>
    Steady,

    /// <summary>The rate goes on oscillating without events, by 5 % or more from one quarter of the run to the next.</summary>
    Oscillation,

    /// <summary>Events recur that leave a part of the population out.</summary>
    PartialEvents,

    /// <summary>Events recur in which nearly all fire.</summary>
    TotalEvents,

    /// <summary>
    /// The rate grows without bounds: at b = V_F - V_R, where kicks alone can carry everybody round at any rate, or with a delay.
    /// </summary>
    Runaway,
}
