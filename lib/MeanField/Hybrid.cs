using System.Globalization;

namespace Spikebook.MeanField;

/// <summary>
/// The hybrid scheme: physical time while the rate is moderate, dilated time d tau = N dt from N &gt;= N_on until N &lt;= N_off.
/// Multiple firing events are resolved in tau; the mass that fires in one is carried on as a moving Gaussian.
/// </summary>
/// <remarks>
/// The switch looks at the rate alone, which does not depend on the mesh. Second order in h and time.
/// Source of the framework: Dou, Tao, Xue, Zhou 2026 (arXiv 2603.18475).
/// </remarks>
public sealed record Hybrid : IMeanFieldSolver
{
    /// <summary>Number of cells of the mesh.</summary>
    public int Cells { get; init; } = 1_000;

    /// <summary>Left end of the mesh; by default far enough below everything that the model and the start can reach.</summary>
    public double? Minimum { get; init; }

    /// <summary>Rate from which dilated time is used; by default 4 (V_F - V_R) / b, where a neuron is kicked from reset to
    /// threshold in a quarter of its membrane time.</summary>
    public double? RateOn { get; init; }

    /// <summary>Rate below which physical time is used again; by default half of <see cref="RateOn"/>.</summary>
    public double? RateOff { get; init; }

    /// <summary>
    /// Local error (L1 norm of the density) allowed per unit of physical time, times h²: the mesh and the steps then refine together.
    /// </summary>
    public double StepError { get; init; } = 1;

    /// <summary>Longest pair of steps in physical time.</summary>
    public double LongestStep { get; init; } = 0.1;

    /// <summary>Steps after which a run gives up.</summary>
    public long StepLimit { get; init; } = 50_000_000;

    /// <inheritdoc/>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new HybridRun(this, ToString(), true, model, start, until, densitiesAt).Complete(progress, cancel);
}
