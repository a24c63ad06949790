using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Live;

namespace Spikebook.Cli;

/// <summary>
/// <c>spikebook serve</c>: the gallery with cells that run in the reader's browser, from this machine or as a folder for any host.
/// </summary>
static class ServeCommand
{
    public static Command Create()
    {
        var export = new Option<string?>("--export")
        {
            Description = "Write the site into this folder, for any web server, and end.",
            HelpName = "DIR"
        };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; a free one by default.", HelpName = "N" };
        var quiet = new Option<bool>("--no-browser") { Description = "Only say the address." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder of the last runs, whose outputs the pages show.",
            DefaultValueFactory = _ => House.Output,
            HelpName = "DIR",
        };
        const string About = "Shows the gallery live: its cells run in the browser, with the compiled library.";
        var command = new Command("serve", About) { export, port, quiet, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            int number = parsed.GetValue(port);
            if (number is < 0 or > 65535) return ExitCode.Refuse(
                $"--port {number} is out of range; give 1 to 65535, or nothing for a free one");
            string last = Path.GetFullPath(parsed.GetValue(output)!);
            string? target = parsed.GetValue(export);
            if (target is not null && Refusal(Path.GetFullPath(target), "--export") is { } refusal) return ExitCode.Refuse(refusal);
            string site = target is null ? Path.Combine(last, "site") : Path.GetFullPath(target);
            await WebParts.FetchOnceAsync(cancellation);
            if (await ExportAsync(site, last, cancellation) is var code && code != ExitCode.Ok || target is not null) return code;
            try
            {
                return await ServeAsync(site, number, open: !parsed.GetValue(quiet), cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return ExitCode.Refuse(e.Message);
            }
        });
        return command;
    }

    /// <summary>Writes the site from what the last runs left.</summary>
    /// <param name="site">Where to.</param>
    /// <param name="last">Folder of the last runs.</param>
    /// <param name="cancellation">Stops a build that is needed first.</param>
    public static async Task<int> ExportAsync(string site, string last, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(site, last, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            return ExitCode.Refuse(e.Message);
        }
    }

    /// <summary>A folder with other things in it is not written into: pages of these names would be replaced.</summary>
    public static string? Refusal(string folder, string option)
        => File.Exists(folder) ? $"{option} {folder} is a file; name a folder"
            : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            && !File.Exists(Path.Combine(folder, LiveSite.Folder, "live.json"))
                ? $"{option} {folder} holds something else; name a new or empty folder, or an earlier export" : null;

    static async Task<int> WriteAsync(string site, string last, CancellationToken cancellation)
    {
        string engine = Path.Combine(House.Root, "lib", "Live", "bin");
        if (!IsCurrent(engine) && await BuildAsync(cancellation) is var code && code != ExitCode.Ok) return code;
        Directory.CreateDirectory(site);
        Console.WriteLine($"writing    {site}");
        string editor = Path.Combine(House.Root, "lib", "Notebooks", "Web", "node_modules", ".spikebook", "editor.js");
        var live = LiveSite.Write(site, House.Root, engine, House.Version, File.Exists(editor) ? editor : null,
            [FirstPage.Worker()]);
        LearningPath.WriteSite(House.Notebooks, last, site, live);
        long engineSize = live.Packs.Where(p => p.Name is "base" or "engine").Sum(p => p.Size);
        long rest = live.Packs.Sum(p => p.Size) - engineSize;
        Console.WriteLine($"engine     {engineSize / 1e6:0.0} MB, libraries and data {rest / 1e6:0.0} MB");
        return ExitCode.Ok;
    }

    // The engine holds a copy of the session's library: it is of this build, or it is built anew. A library that was never built would be
    // missing from every page.
    static bool IsCurrent(string engine)
    {
        string lib = Path.Combine(House.Root, "lib");
        if (Directory.GetDirectories(lib).Any(room => File.Exists(Path.Combine(room, $"Spikebook.{Path.GetFileName(room)}.csproj"))
            && Path.GetFileName(room) != "Cli"
            && !File.Exists(Path.Combine(room, "bin", $"Spikebook.{Path.GetFileName(room)}.dll")))) return false;
        const string Session = "Spikebook.Notebooks.dll";
        return LiveSite.IsBuilt(engine)
            && File.GetLastWriteTimeUtc(Path.Combine(engine, Session)) == File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory,
            Session));
    }

    static async Task<int> BuildAsync(CancellationToken cancellation)
    {
        Console.WriteLine("building   the libraries, and the engine that runs in browsers");
        foreach (string room in Directory.GetDirectories(Path.Combine(House.Root, "lib")).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(room);
            bool isBuilt = File.Exists(Path.Combine(room, "bin", $"Spikebook.{name}.dll"));
            if (!File.Exists(Path.Combine(room, $"Spikebook.{name}.csproj")) || name == "Cli" || (isBuilt && name != "Live")) continue;
            if (await BuildAsync(room, cancellation) is var code && code != ExitCode.Ok) return code;
        }
        return ExitCode.Ok;
    }

    static async Task<int> BuildAsync(string room, CancellationToken cancellation)
    {
        string[] arguments = ["build", room, "-v", "quiet", "-nologo"];
        using var build = Process.Start(new ProcessStartInfo(House.Dotnet, arguments) { UseShellExecute = false })!;
        try
        {
            await build.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            return ExitCode.Interrupted;
        }
        return build.ExitCode == 0 ? ExitCode.Ok
            : ExitCode.Refuse(
                $"{Path.GetRelativePath(House.Root, room)} was not built; see above (packages are fetched from the package registry once)");
    }

    static async Task<int> ServeAsync(string site, int port, bool open, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port));
        await using var app = builder.Build();
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".ipynb"] = "application/x-ipynb+json";
        types.Mappings[".pack"] = "application/octet-stream";
        var files = new PhysicalFileProvider(site);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = types,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.File.Name.EndsWith(".pack", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
        });
        await app.StartAsync(cancellation);
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"gallery    {address}/ (Ctrl+C ends it)");
        if (open) Open(address);
        await ((IHost)app).WaitForShutdownAsync(cancellation);
        return ExitCode.Ok;
    }

    static void Open(string address)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            Console.WriteLine("           no browser was found; open the address yourself");
        }
    }
}
