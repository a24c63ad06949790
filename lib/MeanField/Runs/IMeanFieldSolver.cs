namespace Spikebook.MeanField;

/// <summary>A solver of the NNLIF equation: the same call and the same kind of result for all.</summary>
public interface IMeanFieldSolver
{
    /// <summary>Runs the model from a density up to a physical time.</summary>
    /// <param name="model">Model parameters.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Physical time to reach.</param>
    /// <param name="densitiesAt">Times at which the density is wanted, ascending; within a step in dilated time it is interpolated. The
    /// last density is always kept.</param>
    /// <param name="progress">Told now and then how far the run is.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it, its bound and the remedy.</exception>
    MeanFieldRun Run(Nnlif model, InitialDensity start, double until, IReadOnlyList<double>? densitiesAt = null,
        IProgress<RunProgress>? progress = null, CancellationToken cancel = default);
}
