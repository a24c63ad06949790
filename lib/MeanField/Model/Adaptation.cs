namespace Spikebook.MeanField;

/// <summary>
/// Adaptation of a population to its own firing: the drift holds -w, dw/dt = -w / tau_w + beta N, w = 0 at the start; an event of size m
/// raises w by beta m.
/// </summary>
/// <param name="Strength">beta &gt;= 0, what every neuron loses of its drive when the population fires once.</param>
/// <param name="Time">tau_w &gt; 0, in membrane times.</param>
public sealed record Adaptation(double Strength, double Time);
