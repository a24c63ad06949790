namespace Spikebook.MeanField;

/// <summary>The first event by a first-order upwind scheme, and what it cost.</summary>
/// <param name="Time">Its time; NaN where none came.</param>
/// <param name="Size">Fraction that fired.</param>
/// <param name="Solves">Tridiagonal systems solved on the way.</param>
public readonly record struct UpwindEvent(double Time, double Size, long Solves);
