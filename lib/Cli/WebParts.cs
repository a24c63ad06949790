using System.ComponentModel;
using System.Diagnostics;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Cli;

/// <summary>
/// Charts that move, KaTeX and the editor come through npm. Where it is on the path they are fetched once, by themselves; where that fails
/// everything goes on without them.
/// </summary>
static class WebParts
{
    /// <summary>Set to <c>off</c>, nothing is fetched.</summary>
    public const string Variable = "SPIKEBOOK_NPM";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Fetches the parts if they have never been asked for.</summary>
    /// <param name="cancellation">Ends the fetching, not the program.</param>
    public static async Task FetchOnceAsync(CancellationToken cancellation)
    {
        string web = Path.Combine(House.Root, "lib", "Notebooks", "Web"), modules = Path.Combine(web, "node_modules");
        if (GalleryAssets.Find().PlotlyDirectory is not null || Directory.Exists(modules) || !File.Exists(Path.Combine(web, "package.json"))
            || string.Equals(Environment.GetEnvironmentVariable(Variable), "off", StringComparison.OrdinalIgnoreCase)) return;
        if (ProgramPath.Find("npm", ".cmd") is not { } npm) return;
        Console.WriteLine("fetching   plotly.js, KaTeX and CodeMirror through npm, once (about 20 MB)");
        if (await InstallAsync(npm, web, cancellation)) return;
        try { Directory.CreateDirectory(modules); } // so that it is not tried at every run
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        Console.WriteLine("           they could not be fetched; pages show still charts (npm ci --prefix lib/Notebooks/Web tries again)");
    }

    static async Task<bool> InstallAsync(string npm, string web, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(npm, ["ci", "--silent", "--no-audit", "--no-fund", "--prefix", web])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
