using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Spikebook.Sweeps;

/// <summary>What a study's program can be asked for.</summary>
sealed class StudyCommands<TPoint, TResult>(
    IReadOnlyList<TPoint> points, Func<TPoint, PointContext, TResult> compute, StudyIdentity identity, CancellationToken stop)
{
    readonly PointWork<TPoint, TResult> _work = new(points, compute, identity);

    public int Do(string[] args)
    {
        var (words, folder, threads) = Arguments(args);
        return words switch
        {
            ["describe"] => Describe(),
            ["measure"] => Measure(),
            ["part", var part] => Part(Open(folder), Parse(part), threads, keepFailures: false),
            ["rest", var part] => Part(Open(folder), Parse(part), threads, keepFailures: true),
            ["collect"] => Collect(Open(folder)),
            ["fail", var part, var message] => Fail(Open(folder), Parse(part), message),
            [] => All(folder ?? Path.Combine("output", "sweeps", identity.Name), threads),
            _ => throw new SweepException(
                $"{string.Join(' ', words)} is not known; use describe, measure, part i/n, rest i/n, collect, or nothing to compute all here"),
        };
    }

    (string[] Words, string? Folder, int? Threads) Arguments(string[] args)
    {
        List<string> words = [];
        string? folder = null;
        int? threads = null;
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            if (args[i] == "--folder") folder =
                args[++i < args.Length ? i : throw new SweepException("--folder needs the path of a folder")];
            else if (args[i] == "--threads")
                threads = int.TryParse(value, CultureInfo.InvariantCulture, out int n) && n >= 1 && i++ >= 0 ? n
                    : throw new SweepException($"--threads {value} is no number of threads; use 1 or more");
            else words.Add(args[i]);
        }
        return ([.. words], folder, threads);
    }

    SweepFolder Open(string? folder)
        => SweepFolder.Open(folder ?? throw new SweepException("where the results are is not said; add --folder DIR"), identity);

    static SweepPart Parse(string text)
        => SweepPart.TryParse(text) ?? throw new SweepException($"part {text} is none; use i/n with 1 <= i <= n, for instance 3/8");

    int Describe()
    {
        Console.WriteLine(new JsonObject
        {
            ["name"] = identity.Name,
            ["version"] = identity.Version,
            ["seed"] = identity.Seed,
            ["points"] = points.Count,
        }.ToJsonString());
        return 0;
    }

    // The time and the memory that a point takes, for the engine to ask for as much; its result is not kept.
    int Measure()
    {
        var watch = Stopwatch.StartNew();
        compute(points[0], new PointContext(identity.Seed, _work.Keys[0], stop));
        double first = watch.Elapsed.TotalSeconds;
        watch.Restart();
        compute(points[points.Count / 2], new PointContext(identity.Seed, _work.Keys[points.Count / 2], stop));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(new JsonObject
        {
            ["firstSeconds"] = first,
            ["seconds"] = watch.Elapsed.TotalSeconds,
            ["peakBytes"] = process.PeakWorkingSet64,
        }.ToJsonString());
        return 0;
    }

    int Part(SweepFolder folder, SweepPart part, int? threads, bool keepFailures)
    {
        var result = _work.Run(folder, part, threads ?? 1, null, stop, keepFailures);
        foreach (var failure in result.Failures) Console.Error.WriteLine($"point {failure.Index} failed: {failure.Error}");
        return stop.IsCancellationRequested ? 130 : result.Failures.Count > 0 ? 1 : 0;
    }

    int Fail(SweepFolder folder, SweepPart part, string message)
    {
        if (_work.FirstMissing(folder, part) is not { } index) return 0;
        _work.Fail(folder, index, message);
        Console.Error.WriteLine($"point {index} failed: {message}");
        return 0;
    }

    int Collect(SweepFolder folder)
    {
        var (lines, missing) = _work.Collect(folder);
        folder.WriteCollected(lines);
        int failed = lines.Count(line => line.Error is not null);
        Console.WriteLine($"{lines.Count - failed} of {points.Count} points have a result, {failed} failed, {missing} are missing: {folder.Path}/collected.csv");
        return failed + missing == 0 ? 0 : 1;
    }

    int All(string path, int? threads)
    {
        var folder = SweepFolder.Open(path, identity);
        bool terminal = !Console.IsErrorRedirected;
        var told = Stopwatch.StartNew();
        var result = _work.Run(folder, SweepPart.Whole, threads ?? Environment.ProcessorCount, Tell, stop);
        if (terminal) Console.Error.WriteLine();
        foreach (var failure in result.Failures) Console.Error.WriteLine($"point {failure.Index} failed: {failure.Error}");
        int collected = Collect(folder);
        return stop.IsCancellationRequested ? 130 : collected;

        void Tell(SweepResult<TPoint, TResult> now)
        {
            if (!terminal && told.Elapsed < TimeSpan.FromSeconds(5)) return;
            told.Restart();
            var p = now.Progress;
            string line = string.Create(CultureInfo.InvariantCulture,
                $"{identity.Name}: {p.Done}/{p.Total} points, {p.Rate:0.##} a second, {p.Remaining ?? TimeSpan.Zero:hh\\:mm\\:ss} left, {p.Failed} failed");
            if (terminal) Console.Error.Write("\r" + line.PadRight(78));
            else Console.Error.WriteLine(line);
        }
    }
}
