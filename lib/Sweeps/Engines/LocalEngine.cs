using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spikebook.Sweeps;

/// <summary>
/// Runs a study on this machine: a process a core, each with a part of the points. A point that throws is recorded and the others go on;
/// a process that dies is started again, and only a point that kills it three times is given up.
/// </summary>
public sealed class LocalEngine
{
    const int Tries = 3;
    static readonly TimeSpan Looking = TimeSpan.FromMilliseconds(250);

    /// <summary>How many processes; a core each unless given.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The most memory the objects of one process may take, in bytes; null for a fair share of the machine's.</summary>
    public long? Memory { get; init; }

    /// <summary>Computes what is missing and collects.</summary>
    /// <param name="program">The study.</param>
    /// <param name="folder">Where results are kept.</param>
    /// <param name="progress">Told four times a second.</param>
    /// <param name="warnings">Gets a line for each failed point and each process that died.</param>
    /// <param name="cancellation">Ends the processes after what is done is on disk.</param>
    /// <returns>How far it came.</returns>
    /// <exception cref="SweepException">The folder holds something else, or another program is at work there.</exception>
    public SweepProgress Run(
        StudyProgram program, string folder, Action<SweepProgress>? progress = null, Action<string>? warnings = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (Workers < 1) throw new SweepException($"{Workers} workers compute nothing; use 1 or more");
        var study = program.Describe();
        var place = SweepFolder.Open(folder, new StudyIdentity(study.Name, study.Version, study.Seed));
        long memory = Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Workers;
        int found = place.ReadAll().Count(line => line.Value.Error is null), workers = Math.Min(Workers, Math.Max(study.Points, 1));
        var watch = Stopwatch.StartNew();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var problems = new ConcurrentQueue<string>();
        Task<int>[] parts = [.. Enumerable.Range(1, workers).Select(number =>
            Task.Factory.StartNew(() => Part(program, place.Path, new SweepPart(number, workers), memory, problems, ending.Token),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        while (!Task.WaitAll(parts, Looking)) Tell();
        Tell();
        if (!cancellation.IsCancellationRequested && parts.FirstOrDefault(part => part.Result == 2) is not null)
            throw new SweepException(problems.LastOrDefault() ?? "a worker could not start");
        Collect(program, place.Path);
        return Now();

        void Tell()
        {
            while (problems.TryDequeue(out string? problem)) warnings?.Invoke(problem);
            progress?.Invoke(Now());
        }

        SweepProgress Now()
        {
            var all = place.ReadAll();
            int failed = all.Count(line => line.Value.Error is not null);
            return new(all.Count, study.Points, failed, Math.Max(all.Count - failed - found, 0), watch.Elapsed);
        }
    }

    /// <summary>Merges what there is into <c>collected.jsonl</c> and <c>collected.csv</c>.</summary>
    /// <returns>What the program said: how many points have a result, failed or are missing.</returns>
    public static string Collect(StudyProgram program, string folder)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var process = Process.Start(program.Command(null, "collect", "--folder", folder))!;
        var errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode is 0 or 1 ? said : throw new SweepException(errors.Result.Trim().Split('\n')[0]);
    }

    static int Part(StudyProgram program, string folder, SweepPart part, long memory, ConcurrentQueue<string> problems,
        CancellationToken cancellation)
    {
        for (int died = 1; ; died++)
        {
            // After a death what failed in this run stays failed; a new run tries it again.
            int code = Start(program, memory, problems, cancellation, died == 1 ? "part" : "rest", part.ToString(), "--folder", folder);
            if (cancellation.IsCancellationRequested || code is 0 or 1 or 2 or 130) return code;
            problems.Enqueue($"the worker of part {part} died (exit code {code}); it goes on with what is missing");
            if (died % Tries == 0)
                Start(program, memory, problems, cancellation, "fail", part.ToString(),
                $"the process died {Tries} times at this point (exit code {code})", "--folder", folder);
        }
    }

    static int Start(StudyProgram program, long memory, ConcurrentQueue<string> problems, CancellationToken cancellation,
        params IReadOnlyList<string> args)
    {
        using Process process = new() { StartInfo = program.Command(memory, args) };
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data)
                && !line.Data.StartsWith("   at ", StringComparison.Ordinal)) problems.Enqueue(line.Data);
        };
        process.OutputDataReceived += static (_, _) => { };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var registration = cancellation.Register(() => Interrupt(process));
        process.WaitForExit();
        return process.ExitCode;
    }

    // Results are on disk line by line: nothing is lost by ending a process, and a lock of its own ends with it.
    static void Interrupt(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
