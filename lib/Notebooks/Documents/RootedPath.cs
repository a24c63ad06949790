namespace Spikebook.Notebooks.Documents;

/// <summary>
/// Paths that come out of a notebook and must stay within a folder. What counts is where a path ends once its links are followed:
/// <c>..</c>, an absolute path and a link that leads away are all refused.
/// </summary>
static class RootedPath
{
    const int MostLinks = 40;

    /// <summary>The full path, or null where it lies outside the folder.</summary>
    /// <param name="root">The folder; it may itself be reached by links.</param>
    /// <param name="path">A path relative to it, of a file that need not be there.</param>
    public static string? Within(string root, string path)
    {
        if (path.Length == 0 || path.Contains('\0')) return null;
        string full = Path.GetFullPath(Path.Combine(root, path));
        return Followed(Path.GetFullPath(root)) is { } realRoot && Followed(full) is { } real && Contains(realRoot, real) ? full : null;
    }

    static bool Contains(string folder, string path)
    {
        string start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.StartsWith(start, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>The path with every link on the way replaced by what it leads to; null where links lead in a circle.</summary>
    static string? Followed(string full)
    {
        string at = Path.GetPathRoot(full)!;
        Stack<string> left = new(Parts(full[at.Length..]));
        for (int links = 0; left.TryPop(out string? part);)
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }
            string next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }
            if (++links > MostLinks) return null;
            if (Path.IsPathRooted(target))
            {
                at = Path.GetPathRoot(target)!;
                target = target[at.Length..];
            }
            foreach (string more in Parts(target)) left.Push(more);
        }
        return at;
    }

    /// <summary>Last part first, as a stack takes them.</summary>
    static IEnumerable<string> Parts(string path) => path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse();
}
