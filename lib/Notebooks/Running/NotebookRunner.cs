using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Notebooks.Running;

/// <summary>
/// Runs notebooks from top to bottom, each in a process of its own, and leaves them executed with their figures and tables.
/// </summary>
public sealed class NotebookRunner
{
    readonly RunOptions _options;
    readonly OutputFolder _folder;
    readonly IRunObserver _observer;
    readonly IReadOnlyList<string> _paths;
    readonly RunClock _clock;
    readonly Lock _observing = new();
    readonly Lock _spareLock = new();
    WorkerSession? _spare;

    NotebookRunner(RunOptions options, OutputFolder folder, IReadOnlyList<string> paths, IRunObserver observer)
    {
        _options = options;
        _folder = folder;
        _paths = paths;
        _observer = observer;
        _clock = new RunClock(paths, folder.Root);
    }

    /// <summary>
    /// Runs the notebooks that the options name. Whatever happens in one of them, on the disk or in its cells, is that notebook's
    /// failure and keeps no other from running.
    /// </summary>
    /// <param name="options">What to run and where to leave it.</param>
    /// <param name="observer">Is told of the progress.</param>
    /// <param name="cancellation">Ends the run; what is finished by then is whole and stays.</param>
    /// <param name="held">The output folder, where the caller holds it already and goes on writing there; else the run takes it.</param>
    /// <returns>One result a notebook, in order; notebooks that an interrupted run did not reach are missing.</returns>
    /// <exception cref="RunException">
    /// Notebooks cannot be found, the output folder cannot be written or is in use, or no worker process can be started.
    /// </exception>
    public static async Task<IReadOnlyList<NotebookRun>> RunAsync(
        RunOptions options, IRunObserver observer, CancellationToken cancellation, OutputFolder? held = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        var chosen = NotebookSelection.Find(options.NotebooksDirectory, options.Names);
        using var taken = held is null ? OutputFolder.Take(options.OutputDirectory, options.Disk) : null;
        var runner = new NotebookRunner(options, held ?? taken!, chosen, observer);
        if (options.Save) SavedOutputs.RemovePartials(chosen);
        observer.Started([.. chosen.Select(NameOf)]);
        var runs = new NotebookRun?[chosen.Count];
        try
        {
            runner.Spare(chosen[0]); // warms up while notebooks are read
            await Parallel.ForAsync(0, chosen.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Jobs) },
            async (i, _) =>
            {
                if (cancellation.IsCancellationRequested) return;
                var run = await runner.RunOne(i, cancellation);
                runs[i] = run;
                lock (runner._observing) observer.Finished(run);
            });
        }
        catch (WorkerException e)
        {
            throw new RunException(e.Message, e);
        }
        finally
        {
            if (runner._spare is { } unused) await unused.DisposeAsync();
        }
        return [.. runs.OfType<NotebookRun>()];
    }

    static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>The barrier: no exception of a notebook gets past it.</summary>
    async Task<NotebookRun> RunOne(int index, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return await Attempt(index, watch, cancellation);
        }
        catch (Exception e) when (e is not WorkerException)
        {
            string reason = e is IOException or UnauthorizedAccessException or NotebookFormatException ? e.Message
                : $"{e.GetType().Name}: {e.Message}";
            return new NotebookRun(
                NameOf(_paths[index]), RunStatus.Failed, watch.Elapsed, new RunFailure(0, 0, reason.ReplaceLineEndings(" ")), null, [], []);
        }
        finally
        {
            _clock.Finished(index);
        }
    }

    async Task<NotebookRun> Attempt(int index, Stopwatch watch, CancellationToken cancellation)
    {
        string path = _paths[index], name = NameOf(path);
        var document = NotebookDocument.Read(path, out byte[] source);
        var cells = document.Cells.Where(c => c.Kind == CellKind.Code).ToList();
        if (cells.FirstOrDefault(c => CellSource.LanguageOf(c.Language) is null) is { } foreign)
        {
            return new NotebookRun(name, RunStatus.Failed, watch.Elapsed,
                new RunFailure(foreign.Index + 1, 0, $"its language is {foreign.Language}; Spikebook runs C#, F# and SQL cells"), document, [],
                []);
        }

        if (await PackageNeeds.MissingAsync(document, cancellation) is { } missing)
            return new NotebookRun(name, RunStatus.NotRun, watch.Elapsed, new RunFailure(0, 0, missing), document, [], []);

        string fingerprint = Fingerprint.Of(document, path, _options.DataDirectories), executed = RunOutputs.Executed(name);
        if (_options.Solutions) fingerprint += " with solutions";
        if (_options.OnlyChanged && RunState.Read(_folder.Root, name) is { } last && last.StandsFor(fingerprint, _folder))
        {
            return new NotebookRun(name, RunStatus.Unchanged, watch.Elapsed, null, NotebookDocument.Read(_folder.PlaceOf(executed)),
                last.CellSeconds, [.. last.Outputs.Keys.Where(file => file != executed).Order(StringComparer.Ordinal)]);
        }

        var (failure, seconds) = await RunCells(index, document, cells, cancellation);
        if (cancellation.IsCancellationRequested && failure is not null)
            return new NotebookRun(name, RunStatus.Interrupted, watch.Elapsed, failure, null, seconds, []);
        var state = new RunState(fingerprint, failure is null, seconds, _options.Version, new Dictionary<string, string>());
        return Keep(path, SHA256.HashData(source), state, document, failure, watch.Elapsed);
    }

    async Task<(RunFailure? Failure, List<double> Seconds)> RunCells(
        int index, NotebookDocument document, List<NotebookCell> cells, CancellationToken cancellation)
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
        var solutions = new SolutionRun(session, _options.Solutions ? document : null, _options.CellTimeout);
        for (int number = 1; number <= cells.Count && failure is null; number++)
        {
            var cell = cells[number - 1];
            int at = number;
            await solutions.RunBefore(cell.Index, cancellation);
            var output = new OutputRecord.Cell(records, number, () => Tell(o => o.CellOutput(Progress(at))));
            collected.Add((cell, output));
            cell.ExecutionCount = number;
            Tell(o => o.CellStarted(Progress(at)));
            if (string.IsNullOrWhiteSpace(cell.Source)) continue;

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(_options.CellTimeout);
            string code = CellSource.InLanguage(cell.Language, cell.Source);
            var result = await session.ExecuteAsync(code, $"cell {cell.Index + 1}", output, limit.Token);
            seconds.Add(result.Elapsed.TotalSeconds);
            cell.Metadata["spikebook"] = new JsonObject { ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3) };
            _clock.CellFinished(index, result.Elapsed);
            if (result.Error is not { } error) continue;

            bool late = limit.IsCancellationRequested && !cancellation.IsCancellationRequested;
            if (late)
                error = new CellError("Timeout",
                $"still running after {_options.CellTimeout.TotalSeconds:0.#} s; give it longer with --timeout SECONDS", 0, 0,
                    [$"The cell was still running after {_options.CellTimeout.TotalSeconds:0.#} s and was stopped."]);
            output.Outputs.Add(new ErrorOutput(error.Name, error.Message, error.Traceback));
            // nbconvert's mark for a cell that is meant to fail.
            bool meant = result.Status == CellStatus.Failed && error.Name != "ProcessEnded"
                && cell.Metadata["tags"] is JsonArray tags && tags.Any(t => t?.ToString() == "raises-exception");
            if (!meant) failure = new RunFailure(cell.Index + 1, error.Line, $"{error.Name}: {error.Message}");
        }
        foreach (var (cell, output) in collected) cell.SetOutputs(output.Outputs);
        if (failure is null) await solutions.RunBefore(document.Cells.Count, cancellation);
        return (failure ?? solutions.Failure(document), seconds);

        CellProgress Progress(int cell) => new(name, cell, cells.Count, _clock.Elapsed, _clock.Fraction(index, cell, cells.Count));
    }

    NotebookRun Keep(string path, byte[] source, RunState state, NotebookDocument document, RunFailure? failure, TimeSpan elapsed)
    {
        string name = NameOf(path);
        IReadOnlyList<string> files = [];
        if (document.Metadata["spikebook"] is not JsonObject ours) document.Metadata["spikebook"] = ours = [];
        ours["version"] = _options.Version;
        ours["seconds"] = Math.Round(elapsed.TotalSeconds, 3);
        try
        {
            var save = _options.Save && failure is null && !DibText.IsDib(path) ? new SavedOutputs(path, source) : null;
            files = new RunOutputs(_folder, name, _options.LargestNotebook).Replace(document, state, save);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            failure ??= new RunFailure(0, 0, $"its outputs cannot be written: {e.Message}");
        }
        return new NotebookRun(name, failure is null ? RunStatus.Ok : RunStatus.Failed, elapsed, failure, document, state.CellSeconds,
            files);
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
