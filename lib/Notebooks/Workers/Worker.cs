using System.IO.Pipes;
using System.Runtime.InteropServices;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Workers;

/// <summary>
/// The other end of a <see cref="WorkerSession"/>: a process that runs one notebook's cells, so that a cell which exits, overflows its
/// stack or never ends takes nothing else with it.
/// </summary>
public static class Worker
{
    /// <summary>Serves a runner until it goes away.</summary>
    /// <param name="requests">Handle of the pipe to read from.</param>
    /// <param name="answers">Handle of the pipe to write to.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string requests, string answers)
    {
        using var channel = new WorkerChannel(
            new AnonymousPipeClientStream(PipeDirection.In, requests), new AnonymousPipeClientStream(PipeDirection.Out, answers));
        // Ctrl-C reaches every process of a terminal; what becomes of the cell is the runner's to say.
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        var warm = CSharpSession.WarmUpAsync();
        CSharpSession? session = null;
        CancellationTokenSource? cancellation = null;
        StrayExceptions.Catch(exception => session?.Tell(exception));
        while (await channel.ReceiveAsync() is { } message)
        {
            switch (message.Kind)
            {
                case WorkerMessageKind.Open:
                    session = new CSharpSession(new SessionOptions
                    {
                        BaseDirectory = message.Text!,
                        CancellationGrace = TimeSpan.FromSeconds(message.GraceSeconds),
                        StreamLimit = message.StreamLimit,
                    });
                    Directory.SetCurrentDirectory(message.Text!);
                    _ = warm.ContinueWith(_ => channel.Send(new WorkerMessage(WorkerMessageKind.Ready)), TaskScheduler.Default);
                    break;
                case WorkerMessageKind.Execute:
                    cancellation = new CancellationTokenSource();
                    _ = Execute(channel, session!, message, warm, cancellation.Token);
                    break;
                case WorkerMessageKind.Cancel:
                    cancellation?.Cancel();
                    break;
            }
        }
        if (session is not null) await session.DisposeAsync();
        return 0;
    }

    static async Task Execute(WorkerChannel channel, CSharpSession session, WorkerMessage request, Task warm,
        CancellationToken cancellation)
    {
        await warm;
        CellResult result;
        try
        {
            result = await session.ExecuteAsync(request.Text!, request.Cell!, new Output(channel), cancellation);
        }
        catch (Exception e)
        {
            result = new CellResult(CellStatus.Failed, new CellError("HostError", e.Message, 0, 0, [e.ToString()]), default);
        }
        channel.Send(new WorkerMessage(WorkerMessageKind.Done) { Outcome = result });
    }

    sealed class Output(WorkerChannel channel) : ICellOutput
    {
        public void Write(bool isError, string text)
            => channel.Send(new WorkerMessage(WorkerMessageKind.Stream) { IsError = isError, Text = text });

        public void Display(DisplayData value, string displayId, bool update)
            => channel.Send(new WorkerMessage(WorkerMessageKind.Display) { Value = value, DisplayId = displayId, Update = update });

        public void Result(DisplayData value) => channel.Send(new WorkerMessage(WorkerMessageKind.Result) { Value = value });

        public void Clear(bool wait) => channel.Send(new WorkerMessage(WorkerMessageKind.Clear) { Wait = wait });
    }
}
