namespace Spikebook.MeanField;

/// <summary>
/// The NNLIF equation in dilated time d tau = N dt: dp/d tau = M (drift and diffusion of p) - b dp/dv + delta(v - V_R), M = dt/d tau = 1/N
/// &gt;= 0.
/// Every step moves the density by exactly one cell and finds its own dt &gt;= 0; a multiple firing event is a stretch of steps with M = 0.
/// </summary>
/// <remarks>
/// Where so little fires that one cell would take longer than <see cref="ClockSettings.LongestStep"/> the same equation is stepped in t.
/// Needs b &gt; 0.
/// Source of the clock: Dou, Zhou 2022.
/// </remarks>
public sealed record DilatedTime : ClockSettings, IMeanFieldSolver
{
    /// <summary>The solver with its default settings; the longest pair of steps is 0.02.</summary>
    public DilatedTime() => LongestStep = 0.02;

    /// <inheritdoc/>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new ClockRun(this, Always, model, start, until, densitiesAt).Complete(progress, cancel);

    /// <summary>From the rate on at which one cell, d tau = h/b, takes the longest step.</summary>
    ClockSwitch Always(Mesh mesh, Nnlif model) =>
        ClockSwitch.Applies(model) ? ClockSwitch.At(mesh.Width / (model.B * LongestStep), null) : ClockSwitch.Never;
}
