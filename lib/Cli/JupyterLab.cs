using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Jupyter;

namespace Spikebook.Cli;

/// <summary><c>spikebook lab</c>: opens the notebooks in the Jupyter that is installed.</summary>
static class JupyterLab
{
    static readonly string[] FrontEnds = ["jupyter-lab", "jupyter-notebook"];

    public static Command Create()
    {
        var noBrowser = new Option<bool>("--no-browser") { Description = "Start the server and leave the browser to you." };
        var port = new Option<int?>("--port") { Description = "The server's port.", HelpName = "N" };
        var rest = new Argument<string[]>("OPTION")
        {
            Description = "Options for Jupyter itself, after --, as in: lab -- --allow-root.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "lab", "Opens the learning path in Jupyter; installs the kernelspec if needed.") { noBrowser, port, rest };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(port) is < 1 or > 65535)
                return Task.FromResult(ExitCode.Refuse($"--port {parsed.GetValue(port)} is out of range; give 1 to 65535"));
            string[] browser = parsed.GetValue(noBrowser) ? ["--no-browser"] : [];
            string[] at = parsed.GetValue(port) is { } number ? [$"--port={number}"] : [];
            return Open([.. browser, .. at, .. parsed.GetValue(rest) ?? []]);
        });
        return command;
    }

    static async Task<int> Open(string[] options)
    {
        if (FrontEnds.Select(name => ProgramPath.Find(name)).FirstOrDefault(p => p is not null) is not { } jupyter)
            return ExitCode.Refuse("Jupyter is not installed; get it with pip install jupyterlab (Debian: apt install jupyter-notebook)");
        if (!Directory.Exists(House.Notebooks))
            return ExitCode.Refuse($"there is no folder {House.Notebooks}; start this from the project's folder");
        try
        {
            _ = KernelHost.ZeroMqVersion();
            var assets = GalleryAssets.Find();
            if (KernelSpec.Find(KernelSpec.DefaultName) is not { } found || KernelSpec.IsOurs(found))
                Console.WriteLine($"kernel     {KernelSpec.Install(new KernelSpecTarget(), House.Program, House.Dotnet, assets)}");
            // The notebooks ask for .net-csharp: whoever has that name runs them, and we take it where no one does.
            if (KernelSpec.Find(KernelSpec.NetCSharp) is not { } portable || KernelSpec.IsOurs(portable))
                Console.WriteLine($"kernel     {KernelSpec.Install(
                    new KernelSpecTarget(null, KernelSpec.NetCSharp), House.Program, House.Dotnet, assets)}");
        }
        catch (JupyterException e)
        {
            return ExitCode.Refuse(e.Message);
        }
        Console.WriteLine($"notebooks  {House.Notebooks}");
        using var process = Process.Start(new ProcessStartInfo(jupyter, [House.Notebooks, .. options]))!;
        // Ctrl-C reaches the server by itself, which asks whether it is meant; this program lasts as long as the server does.
        bool interrupted = false;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = interrupted = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = interrupted = true;
            process.Kill(entireProcessTree: true);
        });
        await process.WaitForExitAsync(CancellationToken.None);
        return interrupted ? ExitCode.Interrupted : process.ExitCode == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
