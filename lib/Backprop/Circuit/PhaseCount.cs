namespace Spikebook.Backprop;

/// <summary>Spikes of a layer in a phase.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Phase">From 0.</param>
/// <param name="Spikes">How many.</param>
public sealed record PhaseCount(string Layer, int Phase, long Spikes);
