using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Spikebook.Browser;

/// <summary>A Jupyter server of its own, in a folder of its own, with the kernel installed under both its names.</summary>
sealed class JupyterServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly Process _process;

    JupyterServer(Process process, string folder, string address)
    {
        _process = process;
        Folder = folder;
        Address = address;
    }

    /// <summary>The folder that it serves.</summary>
    public string Folder { get; }

    /// <summary>Where it answers, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The folder whose subfolders it serves under <c>/nbextensions/</c>.</summary>
    public string Extensions => Path.Combine(Folder, "share", "jupyter", "nbextensions");

    public static async Task<JupyterServer> StartAsync(string root)
    {
        string folder = Directory.CreateTempSubdirectory("spikebook-browser-").FullName;
        string program = Path.Combine(root, "lib", "Cli", "bin", "spikebook.dll");
        using (var install = Process.Start(new ProcessStartInfo("dotnet",
            [program, "jupyter", "install", "--prefix", folder, "--as-net-csharp"])
        { RedirectStandardOutput = true })!)
        {
            await install.StandardOutput.ReadToEndAsync();
            await install.WaitForExitAsync();
        }
        int port = FreePort();
        var start = new ProcessStartInfo("jupyter-notebook",
            ["--no-browser", "--allow-root", $"--port={port}", "--port-retries=0", "--NotebookApp.token=", "--NotebookApp.password=",
            "--NotebookApp.disable_check_xsrf=True", "--notebook-dir=" + folder])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["JUPYTER_PATH"] = Path.Combine(folder, "share", "jupyter")
            + (Environment.GetEnvironmentVariable("JUPYTER_PATH") is { Length: > 0 } more ? Path.PathSeparator + more : "");
        start.Environment["JUPYTER_DATA_DIR"] = start.Environment["JUPYTER_CONFIG_DIR"] = start.Environment["JUPYTER_RUNTIME_DIR"] =
            Path.Combine(folder, "user");
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var server = new JupyterServer(process, folder, $"http://127.0.0.1:{port}");
        await server.AnswersAsync();
        return server;
    }

    async Task AnswersAsync()
    {
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if ((await client.GetAsync(Address + "/api", patience.Token)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
