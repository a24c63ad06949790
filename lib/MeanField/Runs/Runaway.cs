namespace Spikebook.MeanField;

/// <summary>
/// With a delay D and b &gt; V_F - V_R nothing blows up at one instant, yet the rate may grow for ever: what N kicks carry over the gap is
/// N(t + D) = (b N(t) + mu - v) / (V_F - V_R), so that the rate grows by b / (V_F - V_R) per delay once kicks outweigh everything else.
/// </summary>
/// <param name="Time">When the run was stopped.</param>
/// <param name="Rate">Mean rate over the last delay.</param>
/// <param name="GrowthPerDelay">That rate over the one of the delay before; it tends to b / (V_F - V_R).</param>
public sealed record Runaway(double Time, double Rate, double GrowthPerDelay);
