namespace Spikebook.MeanField;

/// <summary>The recurring events at one coupling, with their error from mesh refinement.</summary>
/// <param name="B">Coupling.</param>
/// <param name="Size">Mean size of the main events (<see cref="MeanFieldRun.MainEvents"/>); 0 where none recur.</param>
/// <param name="SizeError">Change of the size from half the cells.</param>
/// <param name="Period">Mean time between them; null where fewer than two come.</param>
/// <param name="PeriodError">Change of the period from half the cells.</param>
/// <param name="All">Mean fraction of the population that fires in one period, between the events too.</param>
public sealed record RecurrentPoint(double B, double Size, double SizeError, double? Period, double PeriodError, double All);
