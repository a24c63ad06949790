namespace Spikebook.Showcase;

/// <summary>The population at one moment of the experiment.</summary>
/// <param name="Time">Physical time t.</param>
/// <param name="Tau">Dilated time tau.</param>
/// <param name="Rate">N; infinite inside an event.</param>
/// <param name="Density">p at the rows of <see cref="PopulationFilm"/>, from low to high voltage.</param>
public sealed record Moment(double Time, double Tau, double Rate, IReadOnlyList<double> Density)
{
    /// <summary>Time stands still.</summary>
    public bool InEvent => double.IsPositiveInfinity(Rate);
}
