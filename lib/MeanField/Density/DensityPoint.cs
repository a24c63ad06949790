namespace Spikebook.MeanField;

/// <summary>One point of a density: voltage and probability per voltage.</summary>
/// <param name="V">Voltage, the middle of a cell.</param>
/// <param name="P">Mean density over the cell.</param>
public readonly record struct DensityPoint(double V, double P);
