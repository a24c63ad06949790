namespace Spikebook.MeanField;

/// <summary>The numerical settings that every solver on a mesh has.</summary>
public abstract record ClockSettings
{
    /// <summary>Number of cells of the mesh.</summary>
    public int Cells { get; init; } = 1_000;

    /// <summary>Left end of the mesh; by default far enough below everything that the model and the start can reach.</summary>
    public double? Minimum { get; init; }

    /// <summary>
    /// Local error (L1 norm of the density) allowed per unit of physical time, times h²: the mesh and the steps then refine together.
    /// </summary>
    public double StepError { get; init; } = 0.3;

    /// <summary>Longest pair of steps in physical time.</summary>
    public double LongestStep { get; init; } = 0.1;

    /// <summary>Steps after which a run gives up.</summary>
    public long StepLimit { get; init; } = 5_000_000;

    private protected ClockSettings()
    {
    }

    /// <summary>
    /// Six and a half standard deviations below all that the voltage is drawn to, where <see cref="Minimum"/> is not given.
    /// </summary>
    internal static double LeftEnd(Nnlif model, InitialDensity start)
    {
        double drive = model.DriveAt(0), spread = 6.5 * Math.Sqrt(model.A);
        return Math.Min(Math.Min(start.Lowest, drive - spread), model.Reset - 0.5 * spread);
    }
}
