namespace Spikebook.Backprop;

/// <summary>How far a learned copy has drifted.</summary>
/// <param name="Copy">Name of the copy.</param>
/// <param name="Synapses">Synapses whose weight differs.</param>
public sealed record CopyDifference(string Copy, int Synapses);
