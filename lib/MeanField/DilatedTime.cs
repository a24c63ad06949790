namespace Spikebook.MeanField;

/// <summary>
/// The NNLIF equation in dilated time d tau = N dt: dp/d tau = M (drift and diffusion of p) - b dp/dv + delta(v - V_R), M = dt/d tau = 1/N &gt;= 0.
/// Every step moves the density by exactly one cell and finds its own dt &gt;= 0; a multiple firing event is a stretch of steps with M = 0.
/// </summary>
/// <remarks>
/// Where so little fires that one cell would take longer than <see cref="LongestStep"/> the same equation is stepped in t. Needs b &gt; 0.
/// Source of the clock: Dou, Zhou 2022.
/// </remarks>
public sealed record DilatedTime : IMeanFieldSolver
{
    /// <summary>Number of cells of the mesh.</summary>
    public int Cells { get; init; } = 1_000;

    /// <summary>Left end of the mesh; by default far enough below everything that the model and the start can reach.</summary>
    public double? Minimum { get; init; }

    /// <summary>Local error allowed per unit of time, times h².</summary>
    public double StepError { get; init; } = 0.3;

    /// <summary>Longest pair of steps.</summary>
    public double LongestStep { get; init; } = 0.02;

    /// <summary>Steps after which a run gives up.</summary>
    public long StepLimit { get; init; } = 5_000_000;

    /// <inheritdoc/>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new HybridRun(new Hybrid { Cells = Cells, Minimum = Minimum, StepError = StepError, LongestStep = LongestStep, StepLimit = StepLimit },
            ToString(), dilated: true, always: true, model, start, until, densitiesAt).Complete(progress, cancel);
}
