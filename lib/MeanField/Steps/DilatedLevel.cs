namespace Spikebook.MeanField;

/// <summary>All that a network's steps in dilated time need, on one width of cells.</summary>
/// <param name="populations">The populations on cells of that width.</param>
/// <param name="excitation">Who kicks whom at once.</param>
/// <param name="arrivals">What arrives late.</param>
/// <param name="residual">Relative tolerance of the search for a step's length.</param>
/// <param name="longestShift">Longest step in physical time, for each population by which a step may be measured.</param>
sealed class DilatedLevel(Population[] populations, Couplings excitation, Arrivals arrivals, double residual, double[] longestShift)
{
    static readonly Refinement Parts = new(Finer);

    readonly VoltageOperator[] _voltages = [.. populations.Select(p => new VoltageOperator(p.Mesh))];

    /// <summary>How many cells of the finer level are one of the coarser level.</summary>
    public const int Finer = 8;

    NetworkShift? _shift;
    NetworkLead? _lead;

    public Population[] Populations => populations;

    public NetworkShift Shift => _shift ??= new NetworkShift(populations, _voltages, excitation, arrivals, residual);

    public NetworkLead Lead => _lead ??= new NetworkLead(populations, _voltages, excitation, arrivals);

    public EventForecast Forecast { get; } = new(populations, excitation);

    public NetworkCascade Cascade { get; } = new(populations, excitation);

    public ReadOnlySpan<double> LongestShift => longestShift;

    public long Solves => _voltages.Sum(v => v.Solves);

    /// <summary>The same populations on finer cells; they share their pasts.</summary>
    public DilatedLevel MakeFiner() =>
        new([.. populations.Select(p => new Population(p, Finer))], excitation, arrivals, residual,
            [.. longestShift.Select(t => t / Finer)]);

    /// <summary>Takes over all from the coarser level.</summary>
    public void Refine(DilatedLevel coarse)
    {
        for (int a = 0; a < populations.Length; a++)
        {
            populations[a].TakeOver(coarse.Populations[a]);
            Parts.Refine(coarse.Populations[a].OnMesh, populations[a].OnMesh);
        }
        Shift.TakeOver(coarse.Shift);
        Forecast.Begin();
    }

    /// <summary>Takes over the populations from the finer level.</summary>
    public void Coarsen(DilatedLevel fine)
    {
        for (int a = 0; a < populations.Length; a++)
        {
            populations[a].TakeOver(fine.Populations[a]);
            Parts.Coarsen(fine.Populations[a].OnMesh, populations[a].OnMesh);
        }
    }

    /// <summary>An event on the finer level, with its densities on the coarser cells.</summary>
    public static NetworkEvent Coarsen(NetworkEvent fine) => fine with
    {
        Before = [.. fine.Before.Select(Parts.Coarsen)],
        After = [.. fine.After.Select(Parts.Coarsen)],
    };
}
