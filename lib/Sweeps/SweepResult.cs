using Spikebook.Storage;

namespace Spikebook.Sweeps;

/// <summary>What a sweep has found so far, in the order of its points.</summary>
/// <typeparam name="TPoint">The parameters.</typeparam>
/// <typeparam name="TResult">What is computed from them.</typeparam>
/// <param name="Outcomes">The points that have a result or an error.</param>
/// <param name="Version">The version of the code that computed.</param>
/// <param name="Seed">The seed of the points' random streams.</param>
/// <param name="Progress">How far it is.</param>
public sealed record SweepResult<TPoint, TResult>(
    IReadOnlyList<Outcome<TPoint, TResult>> Outcomes, string Version, ulong Seed, SweepProgress Progress)
{
    /// <summary>Whether every point has a result.</summary>
    public bool IsComplete => Progress.Done == Progress.Total && Progress.Failed == 0;

    /// <summary>Parameters and results of the points that succeeded: rows for a table or a frame.</summary>
    public IReadOnlyList<(TPoint Point, TResult Result)> Rows => [.. Outcomes.Where(o => o.Succeeded).Select(o => (o.Point, o.Result!))];

    /// <summary>The points that failed, each with its message.</summary>
    public IReadOnlyList<Outcome<TPoint, TResult>> Failures => [.. Outcomes.Where(o => !o.Succeeded)];

    /// <summary>Writes a CSV file: a column a parameter, a column a result, and the error where there is one.</summary>
    public void SaveCsv(string path)
        => AtomicFile.WriteText(path, writer => SweepCsv.Write(writer,
            [.. Outcomes.Select(o => new ResultLine(o.Key, PointJson.Write(o.Point), o.Succeeded ? PointJson.Write(o.Result) : null,
            o.Error, o.Seconds))]));
}
