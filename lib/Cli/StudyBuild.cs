using System.Diagnostics;
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
            foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(fresh, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
            File.WriteAllText(Path.Combine(fresh, "study.txt"), name + "\n");
            Directory.Move(fresh, target);
        }
        return new StudyProgram(Path.Combine(target, name));
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
