using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Sessions;

/// <summary>Finds the assemblies of a NuGet package and of what it depends on, by the SDK's own restore.</summary>
static class PackageRestore
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Assemblies of a package: what the compiler sees, what runs, and what is no .NET assembly, for this machine; and the folders of all
    /// packages.
    /// </summary>
    public sealed record Package(
        IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyList<string> Native, IReadOnlyList<string> Folders);

    /// <summary>The name and the version of <c>Name, 1.2.3</c>; an empty version where none is given.</summary>
    public static (string Name, string Version) Parse(string package)
        => package.Split(',', StringSplitOptions.TrimEntries) is [var name, var version, ..] ? (name, version) : (package.Trim(), "");

    /// <summary>Restores packages; the answer is kept for the next session.</summary>
    /// <param name="packages">Names and versions; an empty version means the newest.</param>
    /// <param name="sources">Sources beside the machine's own: folders or addresses.</param>
    /// <param name="cancellation">Ends the restore.</param>
    /// <exception cref="InvalidOperationException">The restore failed; the message is its first error.</exception>
    public static async Task<Package> RestoreAsync(
        IReadOnlyList<(string Name, string Version)> packages, IReadOnlyList<string> sources, CancellationToken cancellation)
    {
        var project = new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
                new XElement("NuGetAudit", "false"),
                new XElement("ManagePackageVersionsCentrally", "false"),
                sources.Count == 0 ? null : new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))),
            new XElement("ItemGroup", packages.Select(p => new XElement("PackageReference",
                new XAttribute("Include", p.Name), new XAttribute("Version", p.Version.Length > 0 ? p.Version : "*")))));
        string text = project.ToString();
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.Create), "spikebook", "packages", key);
        string assets = Path.Combine(folder, "obj", "project.assets.json");
        if (Known(assets) is { } here) return here;
        // Two that need the same package wait for each other: one folder bears one restore at a time.
        using FileLock only = await Task.Run(() => FileLock.Take(folder + ".lock", Patience, cancellation), cancellation)
            ?? throw new InvalidOperationException(
                $"Another program has been restoring {packages[0].Name} for {Patience.TotalMinutes:0} minutes; end it and try again.");
        if (Known(assets) is { } meanwhile) return meanwhile;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "packages.csproj"), text, cancellation);
        // Settings of a folder above must not reach in.
        foreach (string stop in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            await File.WriteAllTextAsync(Path.Combine(folder, stop), "<Project />", cancellation);
        await Run(folder, cancellation);
        return Read(assets) ?? throw new InvalidOperationException("The package restore left no list of assemblies.");
    }

    static Package? Known(string assets)
        => File.Exists(assets) && Read(assets) is { } known && known.Runtime.All(File.Exists) ? known : null;

    static async Task Run(string folder, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["restore", "--nologo", "-v:quiet"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        }) ?? throw new InvalidOperationException("The dotnet command cannot be started for a package restore.");
        process.StandardInput.Close();
        var standardError = process.StandardError.ReadToEndAsync(cancellation);
        string standardOutput;
        try
        {
            standardOutput = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode == 0) return;
        Directory.Delete(folder, recursive: true); // what a failed restore leaves would look like an answer
        string line = (standardOutput + "\n" + await standardError).Split('\n')
        .FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? standardOutput;
        int at = line.IndexOf("error", StringComparison.Ordinal);
        string message = (at >= 0 ? line[at..] : line).Trim();
        int project = message.LastIndexOf(" [", StringComparison.Ordinal);
        throw new InvalidOperationException(project > 0 ? message[..project] : message);
    }

    static Package? Read(string assetsFile)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var root = assets.RootElement;
        string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name)];
        var target = root.GetProperty("targets").EnumerateObject().First().Value;
        List<string> compile = [], runtime = [], native = [], all = [];
        foreach (var library in target.EnumerateObject())
        {
            if (!root.GetProperty("libraries").TryGetProperty(library.Name, out var about)
                || !about.TryGetProperty("path", out var path)) continue;
            string? folder = folders.Select(f => Path.Combine(f, path.GetString()!)).FirstOrDefault(Directory.Exists);
            if (folder is null) return null;
            all.Add(folder);
            Add(library.Value, "compile", folder, compile);
            Add(library.Value, "runtime", folder, runtime);
            if (!library.Value.TryGetProperty("runtimeTargets", out var targets)) continue;
            native.AddRange(targets.EnumerateObject().Where(file => file.Value.GetProperty("assetType").GetString() == "native"
                && file.Value.GetProperty("rid").GetString() == RuntimeInformation.RuntimeIdentifier)
                .Select(file => Path.GetFullPath(Path.Combine(folder, file.Name))));
        }
        return new Package(compile, runtime, native, all);

        static void Add(JsonElement library, string kind, string folder, List<string> list)
        {
            if (!library.TryGetProperty(kind, out var files)) return;
            foreach (var file in files.EnumerateObject())
                if (file.Name.EndsWith(".dll",
                StringComparison.OrdinalIgnoreCase)) list.Add(Path.GetFullPath(Path.Combine(folder, file.Name)));
        }
    }
}
