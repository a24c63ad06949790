namespace Spikebook.MeanField;

/// <summary>
/// The NNLIF equation in physical time alone: exponentially fitted fluxes, implicit second-order steps with error control.
/// This is what standard methods do; where the rate diverges it stops and says so (<see cref="MeanFieldRun.BlowUp"/>).
/// </summary>
/// <remarks>Source of the flux: Scharfetter, Gummel 1969; for this equation Hu, Liu, Xie, Zhou 2021.</remarks>
public sealed record PhysicalTime : IMeanFieldSolver
{
    /// <summary>Number of cells of the mesh.</summary>
    public int Cells { get; init; } = 1_000;

    /// <summary>Left end of the mesh; by default far enough below everything that the model and the start can reach.</summary>
    public double? Minimum { get; init; }

    /// <summary>Local error allowed per unit of time, times h².</summary>
    public double StepError { get; init; } = 0.3;

    /// <summary>Longest pair of steps.</summary>
    public double LongestStep { get; init; } = 0.1;

    /// <summary>Steps after which a run gives up.</summary>
    public long StepLimit { get; init; } = 5_000_000;

    /// <inheritdoc/>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new HybridRun(new Hybrid { Cells = Cells, Minimum = Minimum, StepError = StepError, LongestStep = LongestStep, StepLimit = StepLimit },
            ToString(), dilated: false, always: false, model, start, until, densitiesAt).Complete(progress, cancel);
}
