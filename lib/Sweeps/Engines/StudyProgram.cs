using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Sweeps;

/// <summary>What a study's program says of itself.</summary>
/// <param name="Name">The study's name.</param>
/// <param name="Version">The version of its code.</param>
/// <param name="Seed">The seed of its points' random streams.</param>
/// <param name="Points">How many points it has.</param>
public sealed record StudyDescription(string Name, string Version, ulong Seed, int Points);

/// <summary>What a point takes, measured.</summary>
/// <param name="FirstSeconds">The first point, with compilation and everything that comes once.</param>
/// <param name="Seconds">A point in the middle of the study.</param>
/// <param name="PeakBytes">The memory that the process came to.</param>
public sealed record PointCost(double FirstSeconds, double Seconds, long PeakBytes);

/// <summary>A study that was built: the program that engines start.</summary>
/// <param name="Path">Its assembly, with everything that it needs beside it.</param>
public sealed record StudyProgram(string Path)
{
    /// <summary>The folder beside the program in which it may carry .NET along, for nodes that have none.</summary>
    public const string CarriedFolder = "dotnet";

    /// <summary>What starts it: the .NET that it carries, or the machine's own.</summary>
    public string Runtime
        => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", CarriedFolder, "dotnet") is var own && File.Exists(own)
            ? own : "dotnet";

    /// <summary>What the study is.</summary>
    /// <exception cref="SweepException">The program is none of a study, or it fails.</exception>
    public StudyDescription Describe()
    {
        var said = Ask("describe");
        return new((string)said["name"]!, (string)said["version"]!, (ulong)said["seed"]!, (int)said["points"]!);
    }

    /// <summary>Computes two points to see what they take.</summary>
    /// <exception cref="SweepException">A point throws, or the program fails.</exception>
    public PointCost Measure()
    {
        var said = Ask("measure");
        return new((double)said["firstSeconds"]!, (double)said["seconds"]!, (long)said["peakBytes"]!);
    }

    /// <summary>Has the program do something, its output going to this program's own.</summary>
    /// <returns>Its exit code.</returns>
    public int Call(params IReadOnlyList<string> args)
    {
        var start = Command(null, args);
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    JsonNode Ask(string question)
    {
        using var process = Process.Start(Command(null, question))!;
        var errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        try
        {
            if (process.ExitCode == 0 && said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .LastOrDefault() is { } line) return JsonNode.Parse(line)!;
        }
        catch (JsonException)
        {
            // Said below.
        }
        string why = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
            ?? "it said nothing that could be read";
        throw new SweepException($"{System.IO.Path.GetFileName(Path)} {question} ended with exit code {process.ExitCode}: {why.Trim()}");
    }

    /// <summary>How the program is started; it answers on its standard output.</summary>
    /// <param name="memory">The most memory its objects may take, in bytes; null for no limit of ours.</param>
    /// <param name="args">Its arguments.</param>
    public ProcessStartInfo Command(long? memory, params IReadOnlyList<string> args)
    {
        ProcessStartInfo start = new(Runtime) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path);
        foreach (string arg in args) start.ArgumentList.Add(arg);
        if (memory is { } bytes) start.Environment["DOTNET_GCHeapHardLimit"] = bytes.ToString("X", CultureInfo.InvariantCulture);
        return start;
    }
}
