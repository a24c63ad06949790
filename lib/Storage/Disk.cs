namespace Spikebook.Storage;

/// <summary>
/// The few operations by which files change. Everything that Spikebook writes goes through one of these calls, so that a test can
/// put a disk in its place that fails at the n-th of them.
/// </summary>
public class Disk
{
    /// <summary>The machine's own disk.</summary>
    public static Disk Machine { get; } = new();

    /// <summary>Makes a new file; it must not be there yet.</summary>
    public virtual Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);

    /// <summary>Brings what was written to the device, so that a power cut after the renaming finds the new content.</summary>
    public virtual void Flush(Stream stream)
    {
        if (stream is FileStream file) file.Flush(flushToDisk: true);
        else stream.Flush();
    }

    /// <summary>Gives a file another name; one that had the name before is replaced in the same instant.</summary>
    public virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Removes a file; one that is not there is no error.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Makes a folder and those above it.</summary>
    public virtual void CreateDirectory(string path) => Directory.CreateDirectory(path);
}
