namespace Spikebook.Cli;

/// <summary>Where other programs are.</summary>
static class ProgramPath
{
    /// <summary>The first of that name in the folders of <c>PATH</c>; null where none has it.</summary>
    /// <param name="program">Its name, without an ending.</param>
    /// <param name="endingOnWindows">What its file ends with there.</param>
    public static string? Find(string program, string endingOnWindows = ".exe")
    {
        string file = OperatingSystem.IsWindows() ? program + endingOnWindows : program;
        // An empty entry would mean the folder that happens to be the current one.
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
