using System.Runtime.InteropServices;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Runs a Jupyter kernel in this process until it is told to stop.</summary>
public static class KernelHost
{
    /// <summary>
    /// Serves the front ends of a connection file until they shut the kernel down, the process that started it ends
    /// (<c>JPY_PARENT_PID</c>),
    /// or the token is cancelled. SIGINT interrupts the running cell.
    /// </summary>
    /// <param name="connectionFile">The file that Jupyter wrote; null to listen on free loopback ports and write one.</param>
    /// <param name="log">Gets one line for each message that is dropped, and the connection file's path where one is written.</param>
    /// <param name="stop">Ends the kernel.</param>
    /// <exception cref="JupyterException">The connection file makes no sense, a port is in use, or libzmq is missing.</exception>
    public static async Task RunAsync(string? connectionFile, TextWriter log, CancellationToken stop = default)
    {
        var connection = connectionFile is null ? ConnectionInfo.Fresh() : ConnectionInfo.Read(connectionFile);
        if (connection.Key.Length == 0)
            log.WriteLine("spikebook kernel: the connection has no key: messages are not signed, and whoever reaches its ports can run code as this user");
        var transport = new ZeroMqTransport(connection);
        using var kernel = new Kernel(transport, connection.Key, new SessionOptions(), log, CSharpSession.WarmUpAsync());
        string? written = connectionFile is null ? WriteConnection(connection.WithPortsOf(transport), log) : null;
        try
        {
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                _ = Task.Run(kernel.Interrupt);
            });
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                kernel.End();
            });
            using var registration = stop.Register(kernel.End);
            StrayExceptions.Catch(kernel.Tell);
            ParentWatch.Start(kernel.End);
            var ended = kernel.Run();
            await ended;
        }
        finally
        {
            if (written is not null) File.Delete(written);
        }
    }

    /// <summary>The version of libzmq that is found.</summary>
    /// <exception cref="JupyterException">libzmq is missing.</exception>
    public static Version ZeroMqVersion() => ZeroMq.Version();

    static string WriteConnection(ConnectionInfo connection, TextWriter log)
    {
        string path = Path.Combine(JupyterPaths.Runtime(), $"kernel-{Environment.ProcessId}.json");
        connection.Write(path, KernelSpec.DefaultName);
        log.WriteLine($"The kernel listens; connect to it with: jupyter console --existing {path}");
        return path;
    }
}
