namespace Spikebook.MeanField;

/// <summary>
/// Coupling that acts a delay later, of any sign: the drift of population a holds the sum over b of Weights[a, b] N_b(t - Delay).
/// </summary>
/// <param name="Delay">Delay D &gt; 0.</param>
/// <param name="Weights">Weights C, a row for each population that is kicked, a column for each that fires.</param>
public sealed record DelayedCoupling(double Delay, double[,] Weights);
