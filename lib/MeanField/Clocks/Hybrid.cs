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
public sealed record Hybrid : ClockSettings, IMeanFieldSolver
{
    /// <summary>Rate from which dilated time is used; by default 2 (V_F - V_R) / b, where the kicks cross the gap between
    /// reset and threshold twice in a membrane time.</summary>
    public double? RateOn { get; init; }

    /// <summary>Rate below which physical time is used again; by default half of <see cref="RateOn"/>.</summary>
    public double? RateOff { get; init; }

    /// <summary>
    /// Runs to a relative tolerance in all event times, sizes and the last rate: the mesh is refined, and the steps with it, until two
    /// runs agree; their difference is the error estimate of the finer run.
    /// </summary>
    /// <param name="tolerance">Relative tolerance, between 1e-5 and 0.1.</param>
    /// <param name="model">Model parameters.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Physical time to reach.</param>
    /// <param name="cellLimit">Finest mesh allowed.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is out of bounds.</exception>
    /// <exception cref="StepLimitException">The finest mesh allowed does not meet the tolerance.</exception>
    public static MeanFieldRun ToTolerance(double tolerance, Nnlif model, InitialDensity start, double until, int cellLimit = 8_000,
        CancellationToken cancel = default)
    {
        if (!(tolerance >= 1e-5 && tolerance <= 0.1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), string.Create(CultureInfo.InvariantCulture,
                $"tolerance = {tolerance} is outside [1e-5, 0.1]; choose one within"));
        // Measured on the standard cases: at 200 cells the error is at most near 1e-3, and it falls with the square of h.
        int cells = Math.Clamp((int)(125 * Math.Sqrt(1e-3 / tolerance)), 60, Math.Max(60, cellLimit / 2));
        MeanFieldRun coarse = new Hybrid { Cells = cells }.Run(model, start, until, cancel: cancel);
        double difference = double.PositiveInfinity;
        while (2 * cells <= cellLimit)
        {
            cells *= 2;
            MeanFieldRun fine = new Hybrid { Cells = cells }.Run(model, start, until, cancel: cancel);
            difference = fine.DifferenceFrom(coarse);
            if (difference <= tolerance) return fine with { ErrorEstimate = difference };
            coarse = fine;
        }
        throw new StepLimitException(string.Create(CultureInfo.InvariantCulture,
            $"tolerance = {tolerance} is not met at {cells} cells, where runs still differ by {difference}; allow more cells (cellLimit = {cellLimit}) or a larger tolerance"));
    }

    /// <inheritdoc/>
    public MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        new ClockRun(this, Switch, model, start, until, densitiesAt).Complete(progress, cancel);

    /// <summary>Runs to the end of the next event, or to a time if none comes before.</summary>
    /// <param name="model">Model parameters.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Physical time after which no event is waited for.</param>
    /// <param name="smallest">Fraction that has to fire for an event that counts.</param>
    /// <param name="cancel">Stops the run.</param>
    public MeanFieldRun ToNextEvent(Nnlif model, InitialDensity start, double until, double smallest = 0.05,
        CancellationToken cancel = default) =>
        new ClockRun(this, Switch, model, start, until, null).Complete(null, cancel, e => e.Size >= smallest);

    ClockSwitch Switch(Mesh mesh, Nnlif model) =>
        ClockSwitch.Applies(model) ? ClockSwitch.At(RateOn ?? 2 * (model.Threshold - model.Reset) / model.B, RateOff) : ClockSwitch.Never;
}
