using System.Text;

namespace Spikebook.Storage;

/// <summary>
/// Writes a file whole or not at all: under a temporary name of its own beside it, flushed to the device, then renamed. Whoever looks
/// sees the old content or the new, never a third; so does whoever looks after a kill.
/// </summary>
public static class AtomicFile
{
    /// <summary>How the temporary files end; what a killed program leaves, <see cref="RemovePartials"/> finds by it.</summary>
    public const string PartialEnding = ".partial";

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name; its folder is made if needed.</param>
    /// <param name="write">Writes the content; if it throws, the file stays what it was.</param>
    /// <param name="disk">Where; the machine's own disk unless given.</param>
    /// <exception cref="StorageException">The path names a folder, link, device, pipe or socket.</exception>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    public static void Write(string path, Action<Stream> write, Disk? disk = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        disk ??= Disk.Machine;
        string full = RegularFile.RequireWritable(path), folder = Path.GetDirectoryName(full)!;
        disk.CreateDirectory(folder);
        string partial = Path.Combine(folder, $".{Guid.NewGuid():N}{PartialEnding}");
        try
        {
            using (Stream stream = disk.Create(partial))
            {
                write(stream);
                disk.Flush(stream);
            }
            disk.Rename(partial, full);
        }
        catch
        {
            TryDelete(disk, partial);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8, lines ended by a line feed.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream}, Disk)"/>
    public static void WriteText(string path, Action<TextWriter> write, Disk? disk = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, stream =>
        {
            using StreamWriter writer = new(stream, Utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" };
            write(writer);
        }, disk);
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream}, Disk)"/>
    public static void WriteText(string path, string text, Disk? disk = null) => WriteText(path, writer => writer.Write(text), disk);

    /// <summary>Copies a file.</summary>
    /// <param name="source">The file to copy.</param>
    /// <param name="target">The copy's name.</param>
    /// <param name="disk">Where; the machine's own disk unless given.</param>
    public static void Copy(string source, string target, Disk? disk = null)
    {
        using FileStream from = File.OpenRead(RegularFile.RequireReadable(source));
        Write(target, from.CopyTo, disk);
    }

    /// <summary>
    /// A name that is still free: <paramref name="path"/> itself, or with the first number that nobody has, as in <c>mnist-2.npz</c>.
    /// </summary>
    public static string FreeName(string path)
    {
        string full = Path.GetFullPath(path);
        if (!Path.Exists(full)) return path;
        string folder = Path.GetDirectoryName(path) ?? "", stem = Path.GetFileNameWithoutExtension(path), ending = Path.GetExtension(path);
        for (int number = 2; ; number++)
        {
            string candidate = Path.Combine(folder, $"{stem}-{number}{ending}");
            if (!Path.Exists(Path.GetFullPath(candidate))) return candidate;
        }
    }

    /// <summary>Removes the temporary files that killed programs left in a folder. Call it only while holding the folder's lock.</summary>
    /// <returns>How many there were.</returns>
    public static int RemovePartials(string folder, bool below = false, Disk? disk = null)
    {
        if (!Directory.Exists(folder)) return 0;
        disk ??= Disk.Machine;
        EnumerationOptions options = new()
        {
            RecurseSubdirectories = below,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true
        };
        var found = Directory.EnumerateFiles(folder, ".*" + PartialEnding, options).Where(IsPartial).ToList();
        foreach (string path in found) TryDelete(disk, path);
        return found.Count;
    }

    static bool IsPartial(string path)
        => Guid.TryParseExact(Path.GetFileName(path)[1..^PartialEnding.Length], "N", out _);

    static void TryDelete(Disk disk, string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell; the next start removes what is left.
        }
    }
}
