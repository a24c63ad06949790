namespace Spikebook.MeanField;

/// <summary>The times between which a solver in physical time lost its firing rate.</summary>
/// <param name="After">The last time with a finite rate.</param>
/// <param name="Before">A time that could not be reached with a finite rate.</param>
/// <param name="Rate">The last finite rate.</param>
public sealed record BlowUp(double After, double Before, double Rate);
