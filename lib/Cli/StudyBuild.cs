using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Spikebook.Sweeps;

namespace Spikebook.Cli;

/// <summary>
/// Builds a study's program and keeps it with its results. A study is a C# file with <c>#:project</c> lines, and no language of ours:
/// its types are checked, editors and debuggers know it, and the SDK builds it for the nodes of a cluster.
/// </summary>
static class StudyBuild
{
    /// <summary>The program of a study.</summary>
    /// <param name="study">A C# file, which is built, or an assembly.</param>
    /// <exception cref="SweepException">It is not there or does not compile.</exception>
    public static StudyProgram Of(string study)
    {
        string path = Path.GetFullPath(study);
        if (!File.Exists(path)) throw new SweepException(
            $"there is no study {study}; name a C# file, for instance one of notebooks/studies");
        if (path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return new StudyProgram(path);
        if (!path.EndsWith(".cs",
            StringComparison.OrdinalIgnoreCase)) throw new SweepException($"{study} is no study; name a C# file or its built assembly");
        string target = Path.Combine(House.Output, "sweeps", ".built", Path.GetFileNameWithoutExtension(path));
        ProcessStartInfo start = new(House.Dotnet, ["publish", path, "-o", target, "-p:PublishAot=false", "-v", "quiet", "-nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return new StudyProgram(Path.Combine(target, Path.GetFileNameWithoutExtension(path) + ".dll"));
        string line = (said + "\n" + errors.Result).Split('\n')
            .FirstOrDefault(text => text.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? "dotnet publish failed";
        throw new SweepException($"{study} does not compile: {line.Trim()}");
    }

    /// <summary>
    /// A copy of the program in the sweep's folder, named by the code's version: what runs is what was submitted, whatever is built
    /// meanwhile, and nodes see it.
    /// </summary>
    public static StudyProgram Keep(StudyProgram program, StudyDescription study, string folder)
    {
        string target = Path.Combine(Path.GetFullPath(folder), "program-" + study.Version), source = Path.GetDirectoryName(program.Path)!;
        string name = Path.GetFileName(program.Path);
        if (!Directory.Exists(target))
        {
            string fresh = $"{target}.{Guid.NewGuid():N}.partial";
            CopyFolder(source, fresh);
            File.WriteAllText(Path.Combine(fresh, "study.txt"), name + "\n");
            Directory.Move(fresh, target);
        }
        return new StudyProgram(Path.Combine(target, name));
    }

    /// <summary>
    /// Puts this machine's .NET beside a kept program, so that nodes without .NET run it: the host, and the frameworks that the program asks
    /// for. It is what is installed here, so it needs no registry; nodes must be of this machine's kind.
    /// </summary>
    public static void CarryDotnet(StudyProgram program)
    {
        string target = Path.Combine(Path.GetDirectoryName(program.Path)!, StudyProgram.CarriedFolder);
        if (Directory.Exists(target)) return;
        // .../shared/Microsoft.NETCore.App/10.0.0/
        DirectoryInfo runtime = new(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd(Path.DirectorySeparatorChar));
        if (runtime.Parent?.Parent?.Parent?.FullName is not { } root || !File.Exists(Path.Combine(root, "dotnet")))
            throw new SweepException($"--self-contained found no dotnet program above {runtime.FullName}; install .NET in one folder, or leave it out");
        string fresh = $"{target}.{Guid.NewGuid():N}.partial", host = Path.Combine("host", "fxr", runtime.Name);
        foreach (string folder in (string[])[host, .. Frameworks(program).Select(name => Path.Combine("shared", name, runtime.Name))])
            CopyFolder(Path.Combine(root, folder), Path.Combine(fresh, folder));
        File.Copy(Path.Combine(root, "dotnet"), Path.Combine(fresh, "dotnet"));
        Directory.Move(fresh, target);
    }

    // {"runtimeOptions": {"framework": {"name": ...}}} or {"runtimeOptions": {"frameworks": [{"name": ...}, ...]}}
    static IEnumerable<string> Frameworks(StudyProgram program)
    {
        var options = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(program.Path, ".runtimeconfig.json")))!["runtimeOptions"]!;
        return options["frameworks"]?.AsArray().Select(framework => (string)framework!["name"]!) ?? [(string)options["framework"]!["name"]!];
    }

    static void CopyFolder(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The program that a sweep's folder keeps.</summary>
    /// <exception cref="SweepException">There is none.</exception>
    public static StudyProgram In(string folder)
    {
        string? kept = !Directory.Exists(folder) ? null : Directory.EnumerateDirectories(Path.GetFullPath(folder), "program-*")
            .Where(path => File.Exists(Path.Combine(path, "study.txt"))).OrderByDescending(Directory.GetLastWriteTimeUtc).FirstOrDefault();
        if (kept is null) throw new SweepException($"{folder} holds no sweep; name the folder that sweep STUDY was given or said");
        return new StudyProgram(Path.Combine(kept, File.ReadAllText(Path.Combine(kept, "study.txt")).Trim()));
    }
}
