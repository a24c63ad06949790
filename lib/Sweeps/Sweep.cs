namespace Spikebook.Sweeps;

/// <summary>
/// A study of parameters: the same computation at many points. In a cell,
/// <c>Sweep.Over(points).Run(point =&gt; result)</c> uses all cores; with a folder it goes on where it was stopped.
/// </summary>
public static class Sweep
{
    /// <summary>Names the points; see <see cref="Grid"/>, <see cref="Axis"/> and <see cref="LatinHypercube"/>.</summary>
    /// <typeparam name="TPoint">The parameters: a record, a tuple or a number; what JSON can hold.</typeparam>
    /// <param name="points">The points, in the order that the results shall have.</param>
    /// <exception cref="SweepException">There are none, or two are the same.</exception>
    public static Sweep<TPoint> Over<TPoint>(IEnumerable<TPoint> points) => new([.. points], new SweepSettings());
}

/// <summary>The points of a sweep, and how it is run.</summary>
/// <typeparam name="TPoint">The parameters.</typeparam>
public sealed class Sweep<TPoint>
{
    readonly SweepSettings _settings;

    internal Sweep(IReadOnlyList<TPoint> points, SweepSettings settings)
    {
        if (points.Count == 0) throw new SweepException("a sweep over no points computes nothing; give at least one");
        Points = points;
        _settings = settings.Checked();
    }

    /// <summary>The points in their order.</summary>
    public IReadOnlyList<TPoint> Points { get; }

    /// <summary>The same points, run another way.</summary>
    public Sweep<TPoint> With(SweepSettings settings) => new(Points, settings);

    /// <summary>The same points under a name, with results kept in a folder and found again there.</summary>
    /// <param name="name">The sweep's name.</param>
    /// <param name="folder">The folder; made if needed.</param>
    public Sweep<TPoint> Named(string name, string? folder = null) => With(_settings with { Name = name, Folder = folder });

    /// <summary>Computes what is missing, on all cores.</summary>
    /// <typeparam name="TResult">What is computed: a record, a tuple or a number; what JSON can hold.</typeparam>
    /// <param name="compute">The computation; it may be called on several threads at a time.</param>
    /// <param name="progress">Told after each point, from one thread at a time.</param>
    /// <param name="cancellation">Ends the sweep after the points in work; what is done is kept and returned.</param>
    /// <exception cref="SweepException">The folder holds something else.</exception>
    public SweepResult<TPoint, TResult> Run<TResult>(
        Func<TPoint, TResult> compute, Action<SweepResult<TPoint, TResult>>? progress = null, CancellationToken cancellation = default)
        => Run((point, _) => compute(point), progress, cancellation);

    /// <summary>Computes what is missing, on all cores; each point has random streams of its own.</summary>
    /// <inheritdoc cref="Run{TResult}(Func{TPoint, TResult}, Action{SweepResult{TPoint, TResult}}, CancellationToken)"/>
    public SweepResult<TPoint, TResult> Run<TResult>(
        Func<TPoint, PointContext, TResult> compute, Action<SweepResult<TPoint, TResult>>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(compute);
        string version = _settings.Version ?? CodeVersion.Of(compute.Method.Module.Assembly);
        var identity = new StudyIdentity(_settings.Name, version, _settings.Seed);
        var work = new PointWork<TPoint, TResult>(Points, compute, identity);
        var folder = _settings.Folder is { } path ? SweepFolder.Open(path, identity) : null;
        return work.Run(folder, SweepPart.Whole, _settings.Threads, progress, cancellation);
    }
}
