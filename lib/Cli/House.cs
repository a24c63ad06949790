using System.Reflection;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Cli;

/// <summary>Where things are: the project's folders and this program.</summary>
static class House
{
    const string Mark = "Spikebook.slnx";

    /// <summary>The project's top folder: above the current directory, else above this program.</summary>
    public static string Root { get; } = Above(Directory.GetCurrentDirectory())
        ?? Above(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    public static string Notebooks => Path.Combine(Root, "notebooks");

    public static string Output => Path.Combine(Root, "output");

    public static string Data => Path.Combine(Root, "data");

    public static string Version { get; } =
        typeof(House).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>This program's assembly, which <see cref="Dotnet"/> starts.</summary>
    public static string Program { get; } = typeof(House).Assembly.Location;

    /// <summary>The dotnet command that runs this program; a full path where it is known, since a desktop's PATH may lack it.</summary>
    public static string Dotnet { get; } =
        new[] { Environment.ProcessPath, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") }
            .FirstOrDefault(path => path is not null && Path.GetFileNameWithoutExtension(path) == "dotnet" && File.Exists(path))
                ?? "dotnet";

    /// <summary>
    /// What a user types to start this program, in the form that started it: the installed tool, or from the project's source.
    /// </summary>
    public static string Command { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "spikebook" ? "spikebook" : "dotnet run --project lib/Cli --";

    /// <summary>How to start this program again as a worker.</summary>
    public static WorkerCommand Worker { get; } =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "spikebook"
            ? new WorkerCommand(path, ["worker"])
            : new WorkerCommand(Environment.ProcessPath ?? "dotnet", [typeof(House).Assembly.Location, "worker"]);

    static string? Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, Mark))) return at.FullName;
        return null;
    }
}
