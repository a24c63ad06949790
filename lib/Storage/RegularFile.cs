namespace Spikebook.Storage;

/// <summary>Tells plain files from what only looks like one: devices, pipes, sockets, links and folders.</summary>
public static class RegularFile
{
    /// <summary>
    /// Throws unless a path names a regular file or nothing at all, so that writing there replaces no device, pipe or link.
    /// </summary>
    /// <param name="path">Where something is to be written.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="StorageException">The path is empty or names a folder, a link, a device, a pipe or a socket.</exception>
    public static string RequireWritable(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new StorageException("the name of the file to write is empty; give a path");
        if (path.Contains('\0')) throw new StorageException("the name of the file to write holds a zero character; give a path without it");
        string full = Path.GetFullPath(path);
        if (Kind(full) is { } kind) throw new StorageException(
            $"{path} is {kind}, which a file would replace; name a regular file or a new one");
        if (Path.EndsInDirectorySeparator(full)) throw new StorageException($"{path} names a folder; name a file in it");
        return full;
    }

    /// <summary>Throws unless a path names a regular file, so that reading it ends.</summary>
    /// <param name="path">What is to be read; a link to a regular file will do.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="StorageException">Nothing is there, or it is a folder, a device, a pipe or a socket.</exception>
    public static string RequireReadable(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new StorageException("the name of the file to read is empty; give a path");
        string full = Path.GetFullPath(path);
        FileSystemInfo? info = new FileInfo(full);
        if (info.LinkTarget is not null) info = info.ResolveLinkTarget(returnFinalTarget: true);
        if (info is null || (!info.Exists && !Directory.Exists(info.FullName))) throw new StorageException($"{path} is not there");
        if (Kind(info.FullName) is { } kind) throw new StorageException($"{path} is {kind}; name a regular file");
        return full;
    }

    // null: a regular file or nothing.
    static string? Kind(string full)
    {
        FileInfo info = new(full);
        if (info.LinkTarget is not null) return "a link";
        if (Directory.Exists(full)) return "a folder";
        if (!info.Exists) return null;
        if (OperatingSystem.IsWindows()) return (info.Attributes & FileAttributes.Device) != 0 ? "a device" : null;
        // Opening without waiting: a pipe without a writer would hang; its type is known without opening it.
        return UnixFileKind.Of(full);
    }
}
