using System.Diagnostics;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Languages;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// A C# session in this process: cells are compiled as a chain of submissions and run one after the other, each on a thread of its
/// own, so that a cell that does not stop can be left behind.
/// </summary>
public sealed class CSharpSession : INotebookSession
{
    const int DeepestImport = 16;

    readonly SessionOptions _options;
    readonly SessionLoadContext _context = new();
    readonly SubmissionCompiler _compiler;
    readonly LanguageRoom _languages;
    readonly PackageExtensions _extensions;
    readonly Dictionary<string, string> _codes = [];
    readonly List<(string Name, string Version)> _packages = [];
    readonly List<string> _sources = [];
    readonly SemaphoreSlim _running = new(1);
    readonly StrayExceptions _stray = new();
    IDisposable? _console;
    object?[] _states = new object?[8];
    int _stateCount = 1; // slot 0 belongs to a globals object, which there is none of

    /// <summary>Starts a session.</summary>
    /// <exception cref="DirectoryNotFoundException">The base directory does not exist.</exception>
    public CSharpSession(SessionOptions? options = null)
    {
        _options = options ?? new SessionOptions();
        if (!Directory.Exists(_options.BaseDirectory))
            throw new DirectoryNotFoundException($"The notebook's folder {_options.BaseDirectory} does not exist.");
        string folder = Path.GetFullPath(_options.BaseDirectory);
        _compiler = new SubmissionCompiler(_context, folder, _options.StopLoops);
        _languages = new LanguageRoom(new SessionSeam(_context, folder, ReferencePackage,
            () => SharedVariable.OfCSharp(_states.AsSpan(1, _stateCount - 1)), RunCSharp));
        _extensions = new PackageExtensions(_context, (code, name) => RunCell(code, name, CellScope.Current?.Token ?? default, 1));
    }

    /// <summary>Whether code can be run as it stands; false where it waits for more lines.</summary>
    public static bool IsComplete(string code) => SubmissionCompiler.IsComplete(code);

    /// <summary>
    /// What the parser says of code that is being written: complete, incomplete or invalid; text in other languages is complete.
    /// </summary>
    public static string Completeness(string code) => SubmissionCompiler.Completeness(code);

    /// <summary>What can stand in place of the word at a position; sees all cells run so far.</summary>
    /// <param name="code">A cell that is being written.</param>
    /// <param name="position">Where the cursor stands in it, in UTF-16 code units.</param>
    public Completions Complete(string code, int position)
    {
        position = Math.Clamp(position, 0, code.Length);
        var (language, text) = CellText.At(code, position);
        if (language == "fsharp") return OtherCompletion.At(_languages, language, text, position);
        try { return Completion.At(_compiler, code, position); }
        catch (SubmissionException) { return new Completions(position, position, []); }
    }

    /// <summary>What is known of the name at a position, or of the call that it stands in; null where nothing is.</summary>
    /// <param name="code">A cell that is being written.</param>
    /// <param name="position">Where the cursor stands in it, in UTF-16 code units.</param>
    public SymbolHelp? Inspect(string code, int position)
    {
        try { return Inspection.At(_compiler, code, position); }
        catch (SubmissionException) { return null; }
    }

    /// <summary>What the compiler says of a cell that is being written; sees all cells run so far.</summary>
    public IReadOnlyList<CodeRemark> Diagnose(string code) => Diagnosis.Of(_compiler, code);

    /// <summary>Loads compiler and formatters, side by side, before the first cell needs them.</summary>
    public static Task WarmUpAsync()
    {
        _ = Task.Run(() => ValueFormatter.Format(new[] { new { A = 1, B = "x" } }, []));
        return Task.Run(() =>
        {
            using var context = new SessionLoadContext();
            new SubmissionCompiler(context, Path.GetTempPath())
                .Compile("var xs = Enumerable.Range(0, 3).Select(i => $\"{i:0.0}\").ToArray(); display(xs); xs.Length", "warm-up", default);
        });
    }

    /// <inheritdoc/>
    public Task<CellResult> ExecuteAsync(string code, string cellName, ICellOutput output, CancellationToken cancellation = default)
        => RunAsync(() => RunCell(code, cellName, cancellation, 0), cellName, output, isCell: true, cancellation);

    /// <summary>Runs what a cell has left to be called later, with output, interrupt and errors as a cell has them.</summary>
    internal Task<CellResult> InvokeAsync(Action work, string name, ICellOutput output, CancellationToken cancellation)
        => RunAsync(() =>
        {
            work();
            return Task.CompletedTask;
        }, name, output, isCell: false, cancellation);

    async Task<CellResult> RunAsync(Func<Task> work, string cellName, ICellOutput output, bool isCell, CancellationToken cancellation)
    {
        if (!await _running.WaitAsync(0, CancellationToken.None))
            throw new InvalidOperationException("A cell of this session is already running.");
        var watch = Stopwatch.StartNew();
        _console ??= ConsoleRouting.Enter();
        CellScope.OfferToken();
        var scope = new CellScope(output, _options.StreamLimit, _options.Input, cancellation);
        _stray.Begin(scope);
        var run = SessionPlatform.Current.Run(async () =>
        {
            using var entered = SessionFlow.Enter(scope);
            await work();
        });
        bool abandoned = false;
        IDisposable? stopping = null;
        try
        {
            using var grace = new CancellationTokenSource();
            using var registration = cancellation.Register(() =>
            {
                stopping = CellProbe.Stop();
                grace.CancelAfter(_options.CancellationGrace);
            });
            try
            {
                await run.WaitAsync(grace.Token);
            }
            catch (OperationCanceledException) when (grace.IsCancellationRequested && !run.IsCompleted)
            {
                abandoned = true;
                return new CellResult(CellStatus.Abandoned, new CellError("Abandoned",
                    $"the cell did not stop within {_options.CancellationGrace.TotalSeconds:0.#} s of the interrupt and was left behind; its variables so far are kept", 0, 0,
                    ["The cell did not stop when interrupted and was left behind: it waits in a call that knows of no interrupt. Hand CellToken to long calls, so that they stop."]), watch.Elapsed);
            }
            return new CellResult(CellStatus.Ok, null, watch.Elapsed);
        }
        catch (SubmissionException e)
        {
            return new CellResult(CellStatus.Failed, e.Error, watch.Elapsed);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new CellResult(CellStatus.Cancelled,
                new CellError("Cancelled", "the cell was interrupted", 0, 0, ["The cell was interrupted."]), watch.Elapsed);
        }
        catch (Exception e)
        {
            return new CellResult(CellStatus.Failed, Traceback.Describe(e, cellName, scope.Line, _codes.GetValueOrDefault), watch.Elapsed);
        }
        finally
        {
            _stray.End(scope);
            scope.Dispose();
            if (isCell) _compiler.Prepare(); // a redrawing adds nothing that the next cell could refer to
            if (!abandoned) stopping?.Dispose();
            else
            {
                _ = run.ContinueWith(t =>
                {
                    _ = t.Exception; // observed, whatever it comes to
                    stopping?.Dispose();
                }, TaskScheduler.Default);
            }
            _running.Release();
        }
    }

    async Task RunCell(string code, string cellName, CancellationToken cancellation, int depth)
    {
        foreach (var segment in CellSource.Split(code, cellName))
        {
            cancellation.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            switch (segment.Kind)
            {
                case SegmentKind.CSharp: await RunCSharp(segment.Text, cellName, cancellation); break;
                case SegmentKind.Shown: ShownText.Display(segment); break;
                case SegmentKind.Import: await Import(segment.Text, cellName, cancellation, depth); break;
                case SegmentKind.Value: MagicCommands.Keep(segment, cellName, _languages); break;
                case SegmentKind.Command: await MagicCommands.Run(segment, cellName, _languages, cancellation); break;
                default: await _languages.Run(segment, cellName, cancellation); break;
            }
            if (segment.Timed) CellCommands.display(DisplayData.Text($"Wall time: {watch.Elapsed.TotalMilliseconds:0.###} ms"));
        }
    }

    async Task RunCSharp(string text, string cellName, CancellationToken cancellation)
    {
        _codes[cellName] = text;
        var (code, references) = CellSource.TakeReferences(text);
        foreach (var reference in references) await Reference(reference, cellName, cancellation);
        if (!SubmissionCompiler.HasCode(code)) return;
        var submission = _compiler.Compile(code, cellName, cancellation);
        if (_stateCount == _states.Length) Array.Resize(ref _states, 2 * _states.Length);
        _stateCount++;
        object? value = await submission.Run(_states);
        if (submission.HasValue && CellScope.Current?.ShowLive(value) != true) CellScope.Current?.Result(ValueFormatter.Format(value, []));
    }

    async Task Reference(ReferenceDirective directive, string cellName, CancellationToken cancellation)
    {
        string reference = directive.Reference.Trim();
        try
        {
            if (reference.StartsWith(CellSource.SourcePrefix, StringComparison.Ordinal))
            {
                string source = reference[CellSource.SourcePrefix.Length..];
                _sources.Add(source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, _options.BaseDirectory));
                return;
            }
            if (reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
            {
                await ReferencePackage(reference["nuget:".Length..], cancellation);
                return;
            }
            string path = Path.GetFullPath(reference, _options.BaseDirectory);
            if (!File.Exists(path))
            {
                if (SessionPlatform.Current.IsFramework(reference)
                    || SessionPlatform.Current.IsFramework(Path.GetFileNameWithoutExtension(reference))) return;
                throw new FileNotFoundException($"#r \"{reference}\": there is no file {path}; build it first (dotnet build)");
            }
            _context.Reference(path);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or InvalidOperationException or UnauthorizedAccessException)
        {
            string message = e is BadImageFormatException ? $"#r \"{reference}\": the file is not a .NET assembly" : e.Message;
            throw new SubmissionException(new CellError("ReferenceError", message, directive.Line, 1,
                [$"{cellName}, line {directive.Line}: {message}"]));
        }
    }

    async Task ReferencePackage(string package, CancellationToken cancellation)
    {
        var (name, version) = PackageRestore.Parse(package);
        int known = _packages.FindIndex(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        if (known >= 0)
        {
            if (version.Length == 0 || _packages[known].Version == version) return;
            throw new InvalidOperationException(
                $"package {name} is already loaded as version {_packages[known].Version}; restart the notebook for version {version}");
        }
        // All packages of the session are restored together, so that their common dependencies agree.
        List<(string, string)> all = [.. _packages, (name, version)];
        var restored = await PackageRestore.RestoreAsync(all, _sources, cancellation);
        foreach (string assembly in restored.Runtime) _context.Provide(assembly);
        foreach (string library in restored.Native) _context.ProvideNative(library);
        foreach (string assembly in restored.Compile) _context.ReferenceForCompiler(assembly);
        _packages.Add((name, version));
        await _extensions.Load(restored.Folders);
    }

    async Task Import(string file, string cellName, CancellationToken cancellation, int depth)
    {
        string path = Path.GetFullPath(file, _options.BaseDirectory);
        if (depth >= DeepestImport) throw new InvalidOperationException(
            $"#!import {file}: files import each other more than {DeepestImport} deep");
        if (!File.Exists(path)) throw new FileNotFoundException($"#!import {file}: there is no file {path}");
        string name = Path.GetFileName(path);
        if (!path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) && !DibText.IsDib(path))
        {
            await RunCell(await File.ReadAllTextAsync(path, cancellation), name, cancellation, depth + 1);
            return;
        }
        int number = 0;
        foreach (var cell in NotebookDocument.Read(path).Cells)
        {
            number++;
            if (cell.Kind != CellKind.Code) continue;
            string code = CellSource.InLanguage(cell.Language, cell.Source);
            await RunCell(code, $"{name} cell {number}", cancellation, depth + 1);
        }
    }

    /// <summary>
    /// Tells of an exception that no code caught, on a thread that a cell has started: in the stream of the running cell, or of the
    /// next one
    /// where none is running.
    /// </summary>
    internal void Tell(Exception exception) => _stray.Tell(exception);

    /// <summary>Ends the session and removes its private copies of libraries.</summary>
    public ValueTask DisposeAsync()
    {
        _console?.Dispose();
        _languages.Dispose();
        _context.Dispose();
        _running.Dispose();
        return ValueTask.CompletedTask;
    }
}
