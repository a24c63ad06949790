namespace Spikebook.MeanField;

/// <summary>A partial or total first event over the coupling, with its error from mesh refinement.</summary>
/// <param name="B">Coupling.</param>
/// <param name="Time">Time of the first event; null where none comes.</param>
/// <param name="Size">Its size; 0 where none comes.</param>
/// <param name="SizeError">Change of the size from half the cells.</param>
/// <param name="TimeError">Change of the time from half the cells.</param>
public sealed record WindowPoint(double B, double? Time, double Size, double SizeError, double TimeError);
