namespace Spikebook.MeanField;

/// <summary>An event of several networks of single neurons.</summary>
/// <param name="Time">Time of its largest step.</param>
/// <param name="Sizes">Fraction of each population that fires from its first to its last step.</param>
/// <param name="Taus">How often each population had fired before it.</param>
public sealed record NetworkBurst(double Time, IReadOnlyList<double> Sizes, IReadOnlyList<double> Taus);
