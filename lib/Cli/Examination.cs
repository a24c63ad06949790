using System.Diagnostics;
using System.Globalization;
using Spikebook.Data;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Jupyter;

namespace Spikebook.Cli;

/// <summary>Looks for what Spikebook needs and for what it can use.</summary>
static class Examination
{
    const double NeededGiB = 1;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Finding>> AllAsync(CancellationToken cancellation)
    {
        var sdk = ToolAsync("dotnet", ["--version"], cancellation);
        var jupyter = ToolAsync("jupyter", ["--version"], cancellation);
        var assets = GalleryAssets.Find();
        return
        [
            Sdk(await sdk),
            Memory(),
            WebPart("plotly.js", assets.PlotlyDirectory, "live charts without a network"),
            WebPart("KaTeX", assets.KatexDirectory, "formulas in the gallery without a network"),
            Tool("Jupyter", FrontEnds(await jupyter), "stepping through notebooks cell by cell",
            "Debian: apt install jupyter-notebook; elsewhere: pip install notebook"),
            ZeroMq(),
            Chromium(),
            MnistFiles(),
        ];
    }

    static Finding Sdk(string? version)
        => new(".NET SDK", version is not null, true, version is null ? "not found" : FirstLine(
            version), "building, testing, running", "https://dot.net, version 10");

    static Finding Memory()
    {
        double gib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return new("memory", gib >= NeededGiB, true, gib.ToString(
            "0.0", CultureInfo.InvariantCulture) + " GiB", "all notebooks; training on MNIST stays under 0.5 GiB",
            $"at least {NeededGiB} GiB");
    }

    static Finding WebPart(string name, string? folder, string purpose)
        => new(name, folder is not null, false, folder ?? "not found; pages load it from the network", purpose,
            "npm ci --prefix lib/Notebooks/Web");

    static Finding ZeroMq()
    {
        string? version = null;
        try { version = KernelHost.ZeroMqVersion().ToString(); }
        catch (JupyterException) { } // it is not there, which is what is to be found out
        return new("libzmq", version is not null, false, version ?? "not found", "the Jupyter kernel",
        "Debian: apt install libzmq5; macOS: brew install zeromq");
    }

    static Finding Chromium()
    {
        string? found = new[] { "chromium", "chromium-browser", "google-chrome", "chrome" }
            .Select(name => ProgramPath.Find(name)).FirstOrDefault(path => path is not null);
        return new(
            "Chromium", found is not null, false, found ?? "not found", "looking at the gallery in tests", "Debian: apt install chromium");
    }

    static Finding MnistFiles()
    {
        string? found = Mnist.TryFind();
        return new("MNIST grey values", found is not null, false,
            found ?? "not found; one bit a pixel ships, which is all that notebooks need", "other thresholds, 10 x 10 pixels",
            $"{House.Command} data mnist");
    }

    static Finding Tool(string name, string? answer, string purpose, string remedy)
        => new(name, answer is not null, false, answer is null ? "not found" : FirstLine(answer), purpose, remedy);

    /// <summary>The front ends in what <c>jupyter --version</c> prints, a line each: "notebook : 6.4.13".</summary>
    static string? FrontEnds(string? versions)
    {
        if (versions is null) return null;
        string[] found = [.. versions.Split('\n').Select(line => line.Split(':', StringSplitOptions.TrimEntries))
            .Where(parts => parts is ["notebook" or "jupyterlab", not "not installed"]).Select(parts => $"{parts[0]} {parts[1]}")];
        return found.Length > 0 ? string.Join(", ", found) : null;
    }

    static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim();

    /// <summary>What a program prints; null where it is missing or fails.</summary>
    static async Task<string?> ToolAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        if (ProgramPath.Find(program) is not { } path) return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            string text = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            await errors;
            return process.ExitCode == 0 && text.Length > 0 ? text : null;
        }
        catch (Exception e) when (
            e is System.ComponentModel.Win32Exception or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
