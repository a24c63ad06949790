using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Comms;
using Spikebook.Notebooks.Jupyter.Widgets;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>
/// A Jupyter kernel around a C# session (Jupyter messaging protocol 5.5). Requests on shell queue and are answered one after the
/// other; those on control overtake. Each has a thread of its own, so that a cell that keeps the thread pool busy delays neither.
/// </summary>
sealed class Kernel : IDisposable
{
    readonly ITransport _transport;
    readonly WireFormat _wire;
    readonly KernelLink _link;
    readonly CSharpSession _session;
    readonly KernelInput _input = new();
    readonly CommRegistry _comms;
    readonly FrontEnd _frontEnd = new();
    readonly InputHistory _history = new();
    readonly TextWriter _log;
    readonly Task _warm;
    readonly RequestQueue _shell = new();
    readonly RequestQueue _control = new();
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _interrupting = new();
    CancellationTokenSource? _running;
    long _arrivals, _abortUpTo, _dropped;
    int _count;

    public Kernel(ITransport transport, string key, SessionOptions options, TextWriter log, Task? warm = null)
    {
        _transport = transport;
        _wire = new WireFormat(key);
        _link = new KernelLink(transport, _wire);
        _input.Connect(_link);
        _comms = new CommRegistry(_link);
        _comms.Offer(FrontEnd.Target, _frontEnd.Told);
        _session = new CSharpSession(options with { Input = _input });
        _log = log;
        _warm = warm ?? Task.CompletedTask;
    }

    /// <summary>Serves until a shutdown is asked for or <see cref="End"/> is called.</summary>
    public Task Run()
    {
        foreach (var (channel, queue) in new[] { (JupyterChannel.Shell, _shell), (JupyterChannel.Control, _control) })
            new Thread(() => Serve(channel, queue), maxStackSize: 16 << 20)
            {
                IsBackground = true,
                Name = $"jupyter {ConnectionInfo.NameOf(channel)}"
            }.Start();
        _transport.Start((channel, frames) =>
        {
            try { Received(channel, frames); }
            catch (Exception e) { Dropped(channel, e.Message); } // whatever arrives, the sockets are served
        });
        _link.Status(null, "starting");
        return _ended.Task;
    }

    /// <summary>Interrupts the running cell; without one, nothing happens.</summary>
    public void Interrupt()
    {
        lock (_interrupting) _running?.Cancel();
    }

    /// <summary>Tells of an exception that no code caught: in the cell's stream, and in the log.</summary>
    public void Tell(Exception exception)
    {
        _session.Tell(exception);
        Log($"an exception on another thread was not caught: {exception}");
    }

    /// <summary>Stops serving.</summary>
    public void End()
    {
        _ended.TrySetResult();
        _ = Task.Run(Interrupt);
    }

    public void Dispose()
    {
        End();
        _transport.Dispose();
        _shell.Close();
        _control.Close();
        _session.DisposeAsync().AsTask().Wait();
    }

    void Received(JupyterChannel channel, List<byte[]> frames)
    {
        if (channel == JupyterChannel.IoPub)
        {
            if (frames is [[1, .. var topic]]) _link.Welcome(topic);
            return;
        }
        if (_wire.Read(frames, out string refusal) is not { } message)
        {
            Dropped(channel, refusal);
            return;
        }
        if (channel == JupyterChannel.Stdin)
        {
            if (message.Type == "input_reply") _input.Answer(message.Text("value"));
            return;
        }
        var queue = channel == JupyterChannel.Shell ? _shell : _control;
        if (!queue.TryAdd(message, Interlocked.Increment(ref _arrivals))) Refuse(channel, message);
        else if (channel == JupyterChannel.Shell) _comms.Arriving(message);
    }

    /// <summary>Answers at once that too much waits already; the one who asked must not wait for ever.</summary>
    void Refuse(JupyterChannel channel, Message request)
    {
        Dropped(channel, $"{RequestQueue.MostOfOneSender} of its sender wait already");
        if (!request.Type.EndsWith("_request", StringComparison.Ordinal)) return;
        string why = $"more than {RequestQueue.MostOfOneSender} requests of this front end wait already; wait until some are answered";
        _link.Reply(channel, request, ReplyTo(request), w => KernelOutput.WriteError(w, new CellError("QueueFull", why, 0, 0, [why])));
    }

    void Serve(JupyterChannel channel, RequestQueue queue)
    {
        foreach (var (request, arrival) in queue.Take())
        {
            _link.Status(request, "busy");
            try
            {
                Handle(channel, request, arrival);
            }
            catch (Exception e)
            {
                Log($"{request.Type} failed: {e}");
                if (request.Type.EndsWith("_request", StringComparison.Ordinal))
                    _link.Reply(channel, request, ReplyTo(request), w
                    => KernelOutput.WriteError(w, new CellError(e.GetType().Name, e.Message, 0, 0, [e.Message])));
            }
            _link.Status(request, "idle");
        }
    }

    void Handle(JupyterChannel channel, Message request, long arrival)
    {
        switch (request.Type)
        {
            case "kernel_info_request": Reply(KernelInfo.Write); break;
            case "execute_request" when channel == JupyterChannel.Shell: Execute(request, arrival); break;
            case "is_complete_request": Reply(w => Completeness.Write(w, request.Text("code"))); break;
            case "complete_request": Reply(w => CodeHelp.WriteCompletions(w, _session, request)); break;
            case "inspect_request": Reply(w => CodeHelp.WriteInspection(w, _session, request)); break;
            case "history_request": Reply(w => _history.Write(w, request)); break;
            case "comm_info_request": Reply(w => _comms.WriteInfo(w, request.Text("target_name"))); break;
            case "comm_open" or "comm_msg" or "comm_close": _comms.Handle(request); break;
            case "interrupt_request":
                Interrupt();
                Reply(w => w.WriteString("status", "ok"));
                break;
            case "shutdown_request":
                bool restart = request.Flag("restart", false);
                Reply(w => WriteShutdown(w, restart));
                _link.Publish("shutdown_reply", request, w => WriteShutdown(w, restart));
                End();
                break;
            default:
                Dropped(channel, $"its type {Shown(request.Type)} is not known");
                break;
        }

        void Reply(Action<Utf8JsonWriter> content) => _link.Reply(channel, request, ReplyTo(request), content);
    }

    void Execute(Message request, long arrival)
    {
        if (arrival <= _abortUpTo)
        {
            _link.Reply(JupyterChannel.Shell, request, "execute_reply", w
                =>
            { w.WriteString("status", "aborted"); w.WriteNumber("execution_count", _count); });
            return;
        }
        string code = request.Text("code");
        bool silent = request.Flag("silent", false), allowInput = request.Flag("allow_stdin", false);
        bool stored = !silent && request.Flag("store_history", true) && !string.IsNullOrWhiteSpace(code);
        if (stored) _count++;
        int number = _count;
        if (!silent)
            _link.Publish("execute_input", request, w => { w.WriteString("code", code); w.WriteNumber("execution_count", number); });

        if (stored) _comms.CloseOf(OwnerOf(request));
        var output = new KernelOutput(_link, request, number, silent) { Live = Live };
        var result = RunCell(code, stored ? $"cell {number}" : "input", output, request, allowInput);
        if (stored) _history.Add(number, code, output.ResultText);
        if (result.Error is { } error)
        {
            if (!silent) _link.Publish("error", request, w => KernelOutput.WriteError(w, error, withStatus: false));
            if (request.Flag("stop_on_error", true)) _abortUpTo = Interlocked.Read(ref _arrivals);
        }
        var expressions = result.Error is null
            ? UserExpressions.Evaluate(request, (source, name, kept) => RunCell(source, name, kept, request, allowInput: false)) : [];
        _link.Reply(JupyterChannel.Shell, request, "execute_reply", w =>
        {
            w.WriteNumber("execution_count", number);
            if (result.Error is { } e) KernelOutput.WriteError(w, e);
            else
            {
                w.WriteString("status", "ok");
                w.WriteStartArray("payload");
                w.WriteEndArray();
                UserExpressions.Write(w, expressions);
            }
        });
    }

    CellResult RunCell(string code, string name, ICellOutput output, Message request, bool allowInput)
        => Guarded(request, allowInput, default, token => _session.ExecuteAsync(code, name, output, token));

    /// <summary>Shows a value live, if it can be.</summary>
    bool Live(object value, ICellOutput output)
    {
        if (_frontEnd.Widgets is not { } modules || LiveFigure.Bind(value) is not { } figure) return false;
        LiveDisplay.Show(value, figure, modules, _comms, output, Redraw);
        return true;
    }

    /// <summary>Runs a redraw as a cell of its own, on behalf of the message that asked for it.</summary>
    CellResult? Redraw(Action draw, CancellationToken overtaken)
    {
        if (CommRegistry.CurrentRequest is not { } request) return null;
        var output = new KernelOutput(_link, request, _count, silent: false) { Live = Live };
        return Guarded(request, false, overtaken, token => _session.InvokeAsync(draw, "redraw", output, token));
    }

    /// <summary>Runs what can be interrupted, one at a time.</summary>
    CellResult Guarded(Message request, bool allowInput, CancellationToken overtaken, Func<CancellationToken, Task<CellResult>> run)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(overtaken);
        lock (_interrupting) _running = interrupt;
        _input.Begin();
        using var entered = SessionFlow.EnterFor(new KernelRequest(request, allowInput, interrupt.Token) { Owner = OwnerOf(request) });
        try
        {
            Task.WhenAny(_warm).Wait();
            return run(interrupt.Token).GetAwaiter().GetResult();
        }
        finally
        {
            lock (_interrupting) _running = null;
        }
    }

    static void WriteShutdown(Utf8JsonWriter w, bool restart)
    {
        w.WriteString("status", "ok");
        w.WriteBoolean("restart", restart);
    }

    /// <summary>What a cell is known by when it is run again: the id that JupyterLab and VS Code give it, elsewhere its code.</summary>
    static string? OwnerOf(Message request)
        => request.Type != "execute_request" ? null
            : request.Metadata.TryGetProperty("cellId", out var id) && id.ValueKind == JsonValueKind.String ? "id " + id.GetRawText()
            : "code " + request.Text("code");

    static string ReplyTo(Message request) => request.Type[..^"_request".Length] + "_reply";

    static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;

    /// <summary>Logs the first messages that are dropped, then every thousandth: a flood must not fill the log.</summary>
    void Dropped(JupyterChannel channel, string why)
    {
        long count = Interlocked.Increment(ref _dropped);
        if (count <= 20 || count % 1000 == 0) Log(
            $"a message on {ConnectionInfo.NameOf(channel)} was dropped: {why} ({count} dropped so far)");
    }

    void Log(string line)
    {
        lock (_log) _log.WriteLine($"spikebook kernel: {line.ReplaceLineEndings(" | ")}");
    }
}
