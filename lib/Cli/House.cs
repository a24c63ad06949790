using System.Reflection;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Cli;

/// <summary>Where things are: the project's folders and this program.</summary>
static class House
{
    const string Mark = "Spikebook.slnx";

    /// <summary>The project's top folder: above the current directory, else above this program.</summary>
    public static string Root { get; } = Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    public static string Notebooks => Path.Combine(Root, "notebooks");

    public static string Output => Path.Combine(Root, "output");

    public static string Data => Path.Combine(Root, "data");

    public static string Version { get; } =
        typeof(House).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

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
