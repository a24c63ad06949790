using System.Diagnostics;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Notebooks.Running;

/// <summary>Runs notebooks from top to bottom, each in a process of its own, and leaves them executed with their figures and tables.</summary>
public sealed class NotebookRunner
{
    readonly RunOptions _options;
    readonly IRunObserver _observer;
    readonly IReadOnlyList<string> _paths;
    readonly RunClock _clock;
    readonly Lock _observing = new();
    readonly Lock _spareLock = new();
    WorkerSession? _spare;

    NotebookRunner(RunOptions options, IReadOnlyList<string> paths, IRunObserver observer)
    {
        _options = options;
        _paths = paths;
        _observer = observer;
        _clock = new RunClock(paths, options.OutputDirectory);
    }

    /// <summary>Runs the notebooks that the options name; those that fail do not keep the others from running.</summary>
    /// <param name="options">What to run and where to leave it.</param>
    /// <param name="observer">Is told of the progress.</param>
    /// <param name="cancellation">Ends the run; what is finished by then is whole and stays.</param>
    /// <returns>One result a notebook, in order; notebooks that an interrupted run did not reach are missing.</returns>
    /// <exception cref="RunException">Notebooks cannot be found or the output folder cannot be written.</exception>
    public static async Task<IReadOnlyList<NotebookRun>> RunAsync(RunOptions options, IRunObserver observer, CancellationToken cancellation)
    {
        var paths = NotebookSelection.Find(options.NotebooksDirectory, options.Names);
        RequireWritable(options.OutputDirectory);
        var runner = new NotebookRunner(options, paths, observer);
        observer.Started([.. paths.Select(NameOf)]);
        runner.Spare(paths[0]); // warms up while notebooks are read
        var runs = new NotebookRun?[paths.Count];
        try
        {
            await Parallel.ForAsync(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Jobs) }, async (i, _) =>
            {
                if (cancellation.IsCancellationRequested) return;
                var run = await runner.RunOne(i, cancellation);
                runs[i] = run;
                lock (runner._observing) observer.Finished(run);
            });
        }
        finally
        {
            if (runner._spare is { } unused) await unused.DisposeAsync();
        }
        return [.. runs.OfType<NotebookRun>()];
    }

    static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    static void RequireWritable(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $".{Guid.NewGuid():N}.partial");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"the output folder {directory} cannot be written: {e.Message} Choose another with --output DIR", e);
        }
    }

    async Task<NotebookRun> RunOne(int index, CancellationToken cancellation)
    {
        string path = _paths[index], name = NameOf(path);
        var watch = Stopwatch.StartNew();
        NotebookDocument document;
        try
        {
            document = NotebookDocument.Read(path);
        }
        catch (NotebookFormatException e)
        {
            return new NotebookRun(name, RunStatus.Failed, watch.Elapsed, new RunFailure(0, 0, e.Message), null, [], []);
        }
        var cells = document.Cells.Where(c => c.Kind == CellKind.Code).ToList();
        if (cells.FirstOrDefault(c => c.Language != "csharp") is { } foreign)
            return new NotebookRun(name, RunStatus.Failed, watch.Elapsed,
                new RunFailure(foreign.Index + 1, 0, $"its language is {foreign.Language}; Spikebook runs C# cells only"), document, [], []);

        string fingerprint = Fingerprint.Of(document, path, _options.DataDirectories);
        string target = Path.Combine(_options.OutputDirectory, "notebooks", name + ".ipynb");
        if (_options.OnlyChanged && RunState.Read(_options.OutputDirectory, name) is { Ok: true } last && last.Fingerprint == fingerprint && File.Exists(target))
        {
            _clock.Finished(index);
            return new NotebookRun(name, RunStatus.Unchanged, watch.Elapsed, null, NotebookDocument.Read(target), last.CellSeconds, last.Files);
        }

        var (failure, seconds) = await RunCells(index, cells, cancellation);
        if (cancellation.IsCancellationRequested && failure is not null)
            return new NotebookRun(name, RunStatus.Interrupted, watch.Elapsed, failure, null, seconds, []);
        return Keep(name, path, target, fingerprint, document, failure, seconds, watch.Elapsed);
    }

    async Task<(RunFailure? Failure, List<double> Seconds)> RunCells(int index, List<NotebookCell> cells, CancellationToken cancellation)
    {
        string path = _paths[index], name = NameOf(path);
        List<double> seconds = [];
        var records = new OutputRecord();
        foreach (var cell in cells) cell.Clear();
        await using var session = Take(path);
        if (index + 1 < _paths.Count && _options.Jobs <= 1) Spare(_paths[index + 1]);
        try { await session.ReadyAsync(cancellation); }
        catch (OperationCanceledException) { return (new RunFailure(0, 0, "interrupted before its first cell"), seconds); }
        var collected = new List<(NotebookCell Cell, OutputRecord.Cell Output)>();
        RunFailure? failure = null;
        for (int number = 1; number <= cells.Count && failure is null; number++)
        {
            var cell = cells[number - 1];
            int at = number;
            var output = new OutputRecord.Cell(records, number, () => Tell(o => o.CellOutput(Progress(at))));
            collected.Add((cell, output));
            cell.ExecutionCount = number;
            Tell(o => o.CellStarted(Progress(at)));
            if (string.IsNullOrWhiteSpace(cell.Source)) continue;

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(_options.CellTimeout);
            var result = await session.ExecuteAsync(cell.Source, $"cell {cell.Index + 1}", output, limit.Token);
            seconds.Add(result.Elapsed.TotalSeconds);
            cell.Metadata["spikebook"] = new JsonObject { ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3) };
            _clock.CellFinished(index, result.Elapsed);
            if (result.Error is not { } error) continue;

            bool late = limit.IsCancellationRequested && !cancellation.IsCancellationRequested;
            if (late)
                error = new CellError("Timeout", $"still running after {_options.CellTimeout.TotalSeconds:0.#} s; give it longer with --timeout SECONDS", 0, 0,
                    [$"The cell was still running after {_options.CellTimeout.TotalSeconds:0.#} s and was stopped."]);
            output.Outputs.Add(new ErrorOutput(error.Name, error.Message, error.Traceback));
            // nbconvert's mark for a cell that is meant to fail.
            bool meant = result.Status == CellStatus.Failed && error.Name != "ProcessEnded"
                && cell.Metadata["tags"] is JsonArray tags && tags.Any(t => t?.ToString() == "raises-exception");
            if (!meant) failure = new RunFailure(cell.Index + 1, error.Line, $"{error.Name}: {error.Message}");
        }
        foreach (var (cell, output) in collected) cell.SetOutputs(output.Outputs);
        _clock.Finished(index);
        return (failure, seconds);

        CellProgress Progress(int cell) => new(name, cell, cells.Count, _clock.Elapsed, _clock.Fraction(index, cell, cells.Count));
    }

    NotebookRun Keep(string name, string path, string target, string fingerprint, NotebookDocument document, RunFailure? failure, List<double> seconds, TimeSpan elapsed)
    {
        if (_options.Save && failure is null)
        {
            var reviewable = document.Clone();
            foreach (var cell in reviewable.Cells.Where(c => c.Kind == CellKind.Code))
            {
                cell.SetOutputs(cell.Outputs.Select(ReviewableOutputs.Reduce));
                cell.Metadata.Remove("spikebook"); // times differ from run to run
            }
            reviewable.Write(path);
        }
        document.Metadata["spikebook"] = new JsonObject
        {
            ["version"] = _options.Version,
            ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
        };
        try
        {
            document.Write(target);
            var files = FigureFiles.Write(document, name, _options.OutputDirectory);
            new RunState(fingerprint, failure is null, seconds, _options.Version, files).Write(_options.OutputDirectory, name);
            return new NotebookRun(name, failure is null ? RunStatus.Ok : RunStatus.Failed, elapsed, failure, document, seconds, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NotebookRun(name, RunStatus.Failed, elapsed, new RunFailure(0, 0, $"its outputs cannot be written: {e.Message}"), document, seconds, []);
        }
    }

    void Tell(Action<IRunObserver> what)
    {
        lock (_observing) what(_observer);
    }

    /// <summary>Starts the next notebook's process ahead of time.</summary>
    void Spare(string path)
    {
        lock (_spareLock) _spare ??= Start(path);
    }

    WorkerSession Take(string path)
    {
        lock (_spareLock)
        {
            if (_spare is { } ready && ready.BaseDirectory == FolderOf(path))
            {
                _spare = null;
                return ready;
            }
            return Start(path);
        }
    }

    WorkerSession Start(string path) => WorkerSession.Start(_options.Worker, new SessionOptions { BaseDirectory = FolderOf(path) });

    static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
