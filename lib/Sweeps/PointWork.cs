using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Sweeps;

/// <summary>
/// Computes the points of one part that have no result yet. A point that throws is recorded with its message; the others go on.
/// </summary>
sealed class PointWork<TPoint, TResult>
{
    // Progress is told this often at the most, so that many short points do not spend their time on telling.
    static readonly TimeSpan Telling = TimeSpan.FromMilliseconds(100);

    readonly IReadOnlyList<TPoint> _points;
    readonly Func<TPoint, PointContext, TResult> _compute;
    readonly StudyIdentity _identity;
    readonly JsonNode?[] _json;

    /// <exception cref="SweepException">A point cannot be written as JSON, or two points are the same.</exception>
    public PointWork(IReadOnlyList<TPoint> points, Func<TPoint, PointContext, TResult> compute, StudyIdentity identity)
    {
        (_points, _compute, _identity) = (points, compute, identity);
        _json = [.. points.Select(ToJson)];
        Keys = [.. _json.Select(json => PointJson.Key(identity.Name, identity.Seed, json))];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Keys.Length; i++)
            if (!seen.TryAdd(Keys[i], i))
                throw new SweepException(
                $"points {seen[Keys[i]]} and {i} are the same, {_json[i]?.ToJsonString()}; give each once, with a repetition's number as a parameter");
    }

    /// <summary>The points' keys, in order.</summary>
    public string[] Keys { get; }

    static JsonNode? ToJson(TPoint point)
    {
        try
        {
            return PointJson.Write(point);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or ArgumentException)
        {
            throw new SweepException(
                $"a point of type {typeof(TPoint).Name} cannot be written as JSON: {e.Message.ReplaceLineEndings(" ")}; use a record of numbers and text", e);
        }
    }

    public SweepResult<TPoint, TResult> Run(
        SweepFolder? folder, SweepPart part, int threads, Action<SweepResult<TPoint, TResult>>? progress, CancellationToken cancellation,
        bool keepFailures = false)
    {
        using var held = folder?.TakePart(part);
        var found = folder?.ReadAll() ?? [];
        var outcomes = new Outcome<TPoint, TResult>?[_points.Count];
        for (int i = 0; i < outcomes.Length; i++)
            if (found.TryGetValue(Keys[i], out var line) && (keepFailures || line.Error is null)) outcomes[i] = Outcome(i, line);
        int[] missing = [.. Enumerable.Range(0, outcomes.Length).Where(i => part.Has(i) && outcomes[i] is null)];
        using var writer = folder is not null && missing.Length > 0 ? new ResultWriter(folder.Results) : null;
        var watch = Stopwatch.StartNew();
        var telling = new Lock();
        int next = -1, computed = 0;
        var told = TimeSpan.Zero;
        var crew = Enumerable.Range(0, Math.Min(threads, Math.Max(missing.Length, 1)));
        if (threads == 1) Work();
        else Task.WaitAll([.. crew.Select(_
            => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))],
            CancellationToken.None);
        return Snapshot();

        void Work()
        {
            while (!cancellation.IsCancellationRequested && Interlocked.Increment(ref next) is var at && at < missing.Length)
            {
                int index = missing[at];
                if (Compute(index, cancellation) is not { } line) return;
                writer?.Write(line);
                lock (telling)
                {
                    outcomes[index] = Outcome(index, line);
                    computed++;
                    if (progress is null || (watch.Elapsed - told < Telling && computed < missing.Length)) continue;
                    progress(Snapshot());
                    told = watch.Elapsed;
                }
            }
        }

        SweepResult<TPoint, TResult> Snapshot()
        {
            var done = outcomes.OfType<Outcome<TPoint, TResult>>().ToList();
            return new SweepResult<TPoint, TResult>(done, _identity.Version, _identity.Seed,
                new SweepProgress(done.Count, _points.Count, done.Count(o => !o.Succeeded), computed, watch.Elapsed));
        }
    }

    // null: interrupted, so that the point is still to be computed.
    ResultLine? Compute(int index, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var result = _compute(_points[index], new PointContext(_identity.Seed, Keys[index], cancellation));
            return new ResultLine(Keys[index], _json[index], PointJson.Write(result), null, watch.Elapsed.TotalSeconds);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return new ResultLine(Keys[index], _json[index], null, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}",
                watch.Elapsed.TotalSeconds);
        }
    }

    Outcome<TPoint, TResult> Outcome(int index, ResultLine line)
        => new(index, Keys[index], _points[index], line.Error is null ? PointJson.Read<TResult>(line.Result) : default, line.Error,
            line.Seconds);

    /// <summary>
    /// The first point of a part without a line, which a worker that died was at: it takes them in order. Null where there is none.
    /// </summary>
    public int? FirstMissing(SweepFolder folder, SweepPart part)
    {
        var found = folder.ReadAll();
        for (int i = 0; i < Keys.Length; i++)
            if (part.Has(i) && !found.ContainsKey(Keys[i])) return i;
        return null;
    }

    /// <summary>Records that a point cannot be computed.</summary>
    public void Fail(SweepFolder folder, int index, string error)
    {
        using var writer = new ResultWriter(folder.Results);
        writer.Write(new ResultLine(Keys[index], _json[index], null, error, 0));
    }

    /// <summary>Merges all workers' results in the order of the points.</summary>
    /// <returns>The lines, and how many points have none.</returns>
    public (List<ResultLine> Lines, int Missing) Collect(SweepFolder folder)
    {
        var found = folder.ReadAll();
        var lines = Keys.Where(found.ContainsKey).Select(key => found[key]).ToList();
        return (lines, Keys.Length - lines.Count);
    }
}
