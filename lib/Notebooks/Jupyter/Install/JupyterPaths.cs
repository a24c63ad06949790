namespace Spikebook.Notebooks.Jupyter;

/// <summary>The folders of Jupyter on this system, by its own rules (<c>jupyter --paths</c>).</summary>
static class JupyterPaths
{
    static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Data of this user.</summary>
    public static string Data()
        => Named("JUPYTER_DATA_DIR")
            ?? (OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : OperatingSystem.IsMacOS() ? Path.Combine(Home, "Library", "Jupyter")
            : Path.Combine(Named("XDG_DATA_HOME") ?? Path.Combine(Home, ".local", "share"), "jupyter"));

    /// <summary>Connection files of running kernels.</summary>
    public static string Runtime() => Named("JUPYTER_RUNTIME_DIR") ?? Path.Combine(Data(), "runtime");

    /// <summary>Data of a Python installation or environment.</summary>
    public static string DataUnder(string prefix) => Path.Combine(prefix, "share", "jupyter");

    /// <summary>The Python environment that is active in this shell; null where none is.</summary>
    public static string? ActiveEnvironment() => Named("VIRTUAL_ENV") ?? Named("CONDA_PREFIX");

    /// <summary>All folders in which Jupyter looks for data, the first wins.</summary>
    public static IReadOnlyList<string> AllData()
    {
        List<string> folders = [.. (Named("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), Data()];
        if (ActiveEnvironment() is { } environment) folders.Add(DataUnder(environment));
        if (OperatingSystem.IsWindows()) folders.Add(
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter"));
        else folders.AddRange(["/usr/local/share/jupyter", "/usr/share/jupyter"]);
        return folders;
    }

    static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
