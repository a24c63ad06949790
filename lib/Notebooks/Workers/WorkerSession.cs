using System.Diagnostics;
using System.IO.Pipes;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Workers;

/// <summary>How a worker process is started; the handles of its two pipes are added as the last two arguments.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its first arguments.</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments);

/// <summary>A worker process cannot be started; the message is one line that says why.</summary>
public sealed class WorkerException(string message, Exception inner) : InvalidOperationException(message, inner);

/// <summary>A session in a process of its own.</summary>
public sealed class WorkerSession : INotebookSession
{
    /// <summary>How long after its grace period a silent worker is ended.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Starting a process hands down all inheritable handles: one at a time, so that each gets its own alone.</summary>
    static readonly Lock Starting = new();

    const int LongestLastWords = 20;

    readonly Process _process;
    readonly WorkerChannel _channel;
    readonly SessionOptions _options;
    readonly List<string> _lastWords = [];
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lock = new();
    ICellOutput? _output;
    TaskCompletionSource<CellResult?>? _done;
    bool _gone;

    WorkerSession(Process process, WorkerChannel channel, SessionOptions options)
    {
        _process = process;
        _channel = channel;
        _options = options;
    }

    /// <summary>The folder that the session's relative paths start from.</summary>
    public string BaseDirectory => Path.GetFullPath(_options.BaseDirectory);

    /// <summary>Starts a worker, which warms up in the background.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="options">Settings of its session.</param>
    /// <exception cref="WorkerException">The process cannot be started.</exception>
    public static WorkerSession Start(WorkerCommand command, SessionOptions options)
    {
        lock (Starting)
        {
            var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
            var answers = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
            var start = new ProcessStartInfo(command.FileName,
                [.. command.Arguments, requests.GetClientHandleAsString(), answers.GetClientHandleAsString()])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in SessionRuntime.Run) start.Environment.TryAdd(name, value);
            try
            {
                var process = Process.Start(start)!;
                var session = new WorkerSession(process, new WorkerChannel(answers, requests), options);
                process.OutputDataReceived += (_, line) => session.Raw(false, line.Data);
                process.ErrorDataReceived += (_, line) => session.Raw(true, line.Data);
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                _ = session.Listen();
                session._channel.Send(new WorkerMessage(WorkerMessageKind.Open)
                {
                    Text = Path.GetFullPath(options.BaseDirectory),
                    GraceSeconds = options.CancellationGrace.TotalSeconds,
                    StreamLimit = options.StreamLimit,
                });
                return session;
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
            {
                throw new WorkerException($"the worker process {command.FileName} cannot be started: {e.Message}", e);
            }
            finally
            {
                requests.DisposeLocalCopyOfClientHandle();
                answers.DisposeLocalCopyOfClientHandle();
            }
        }
    }

    /// <summary>Waits until the worker has warmed up: a cell's own time begins after that.</summary>
    public Task ReadyAsync(CancellationToken cancellation = default) => _ready.Task.WaitAsync(cancellation);

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(string code, string cellName, ICellOutput output, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        TaskCompletionSource<CellResult?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_done is { Task.IsCompleted: false }) throw new InvalidOperationException("A cell of this session is already running.");
            _done = done;
            _output = output;
            if (_gone) done.SetResult(null);
        }
        Send(new WorkerMessage(WorkerMessageKind.Execute) { Text = code, Cell = cellName });
        using var patience = new CancellationTokenSource();
        using var registration = cancellation.Register(() =>
        {
            Send(new WorkerMessage(WorkerMessageKind.Cancel));
            patience.CancelAfter(_options.CancellationGrace + Patience);
        });
        using var end = patience.Token.Register(Kill);
        var result = await done.Task;
        if (result is not null) return result;

        await _process.WaitForExitAsync(CancellationToken.None);
        if (patience.IsCancellationRequested)
            return new CellResult(CellStatus.Abandoned,
            new CellError("Ended", "the cell could not be interrupted and its process was ended", 0, 0,
                ["The cell could not be interrupted; its process was ended."]), watch.Elapsed);
        string[] words;
        lock (_lastWords) words = [.. _lastWords];
        string why = words.FirstOrDefault(w => w.Length > 0) is { } reason ? $": {reason}" : "";
        return new CellResult(CellStatus.Failed, new CellError("ProcessEnded",
            $"the cell ended its process with exit code {_process.ExitCode}{why}", 0, 0,
            [$"The cell ended its process with exit code {_process.ExitCode}.", .. words]), watch.Elapsed);
    }

    void Send(WorkerMessage message)
    {
        try { _channel.Send(message); }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { } // the worker has gone; the listener says so
    }

    async Task Listen()
    {
        while (await _channel.ReceiveAsync() is { } message)
        {
            switch (message.Kind)
            {
                case WorkerMessageKind.Ready: _ready.TrySetResult(); break;
                case WorkerMessageKind.Stream: _output?.Write(message.IsError, message.Text!); break;
                case WorkerMessageKind.Display: _output?.Display(message.Value!, message.DisplayId!, message.Update); break;
                case WorkerMessageKind.Result: _output?.Result(message.Value!); break;
                case WorkerMessageKind.Clear: _output?.Clear(message.Wait); break;
                case WorkerMessageKind.Done: _done?.TrySetResult(message.Outcome); break;
            }
        }
        _ready.TrySetResult(); // of a worker that has gone, the next cell tells
        lock (_lock)
        {
            _gone = true;
            _done?.TrySetResult(null);
        }
    }

    /// <summary>What the process itself prints, past the cell's console: a crash's last words.</summary>
    void Raw(bool isError, string? line)
    {
        if (line is null || !isError) return;
        lock (_lastWords)
        {
            if (_lastWords.Count < LongestLastWords) _lastWords.Add(line);
        }
    }

    void Kill()
    {
        try { _process.Kill(entireProcessTree: true); }
        catch (InvalidOperationException) { } // it has ended by itself
    }

    /// <summary>Ends the worker.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        using var patience = new CancellationTokenSource(Patience);
        try { await _process.WaitForExitAsync(patience.Token); }
        catch (OperationCanceledException) { Kill(); }
        _process.Dispose();
    }
}
