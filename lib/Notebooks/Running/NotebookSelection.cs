using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>Finds the notebooks that a user names.</summary>
public static class NotebookSelection
{
    /// <summary>Paths of the notebooks, in the order of their names.</summary>
    /// <param name="directory">Folder of the notebooks.</param>
    /// <param name="names">Paths, file names with or without extension, or how a file name begins (for instance its number); all when
    /// empty.</param>
    /// <exception cref="RunException">The folder holds no notebooks, or a name fits none or several.</exception>
    public static IReadOnlyList<string> Find(string directory, IReadOnlyList<string> names)
    {
        string[] all = Directory.Exists(directory)
            ? [.. Directory.GetFiles(directory, "*.ipynb").Order(StringComparer.Ordinal)]
            : throw new RunException($"there is no folder of notebooks {directory}; name one with --notebooks DIR");
        if (names.Count == 0)
            return all.Length > 0 ? all
            : throw new RunException($"{directory} holds no notebooks (*.ipynb); name a folder that does with --notebooks DIR");
        var chosen = new List<string>();
        foreach (string name in names)
        {
            string path = One(directory, all, name);
            if (!chosen.Contains(path)) chosen.Add(path);
        }
        return chosen;
    }

    static string One(string directory, string[] all, string name)
    {
        if (Directory.Exists(name)) throw new RunException(
            $"{name} is a folder; name a notebook, or run the folder with --notebooks {name}");
        if (File.Exists(name))
            return name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) || DibText.IsDib(name) ? Path.GetFullPath(name)
            : throw new RunException($"{name} is not a notebook (*.ipynb)");
        string wanted = Path.GetFileNameWithoutExtension(name);
        if (all.FirstOrDefault(p => Path.GetFileNameWithoutExtension(p) == wanted) is { } exact) return exact;
        string[] begun = [.. all.Where(p => Path.GetFileName(p).StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
        return begun.Length switch
        {
            1 => begun[0],
            0 => throw new RunException($"there is no notebook {name} in {directory}; there are {List(all)}"),
            _ => throw new RunException($"{name} fits {List(begun)}; say which"),
        };
    }

    static string List(string[] paths) => paths.Length == 0 ? "none" : string.Join(", ", paths.Select(Path.GetFileNameWithoutExtension));
}
