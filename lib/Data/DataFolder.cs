namespace Spikebook.Data;

/// <summary>The folder <c>data</c> beside or above the current folder, the program or this library.</summary>
static class DataFolder
{
    /// <summary>A file or folder in it; null where there is none.</summary>
    public static string? TryFind(string name)
    {
        string[] starts = [Environment.CurrentDirectory, AppContext.BaseDirectory,
            Path.GetDirectoryName(typeof(DataFolder).Assembly.Location) ?? ""];
        foreach (string start in starts)
            for (string? folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
                if (Path.Combine(folder, "data", name) is var path && Path.Exists(path)) return path;
        return null;
    }
}
