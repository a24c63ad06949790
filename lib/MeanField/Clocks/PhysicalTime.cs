namespace Spikebook.MeanField;

/// <summary>
/// The NNLIF equation in physical time alone: exponentially fitted fluxes, implicit second-order steps with error control.
/// This is what standard methods do; where the rate diverges it stops and says so (<see cref="MeanFieldRun.BlowUp"/>).
/// </summary>
/// <remarks>Source of the flux: Scharfetter, Gummel 1969; for this equation Hu, Liu, Xie, Zhou 2021.</remarks>
public sealed record PhysicalTime : ClockSettings, IMeanFieldSolver
{
    /// <inheritdoc/>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new ClockRun(this, static (_, _) => ClockSwitch.Never, model, start, until, densitiesAt).Complete(progress, cancel);
}
