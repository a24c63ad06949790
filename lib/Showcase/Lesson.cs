namespace Spikebook.Showcase;

/// <summary>One picture on its way through the circuit.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Read">What the weights read before: the answer of highest potential.</param>
/// <param name="Exact">The one spike of the output layer, and no other, was the right one.</param>
/// <param name="Potentials">The ten potentials.</param>
/// <param name="Changed">Weights that the chip changed.</param>
/// <param name="Phases">Who fired: by phase, then by layer in the order of <see cref="ChipDesk.Layers"/>.</param>
public sealed record Lesson(int Label, int Read, bool Exact, IReadOnlyList<int> Potentials, long Changed,
    IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Phases);
