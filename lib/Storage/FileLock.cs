namespace Spikebook.Storage;

/// <summary>
/// A lock that one program holds at a time and that the system releases however the program ends, a kill included: the exclusive
/// opening of a small file that stays where it is.
/// </summary>
public sealed class FileLock : IDisposable
{
    readonly FileStream _stream;

    FileLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock, or says that another holds it.</summary>
    /// <param name="path">The lock's file, as in <c>output/.lock</c>; its folder is made if needed.</param>
    /// <returns>The lock, to be disposed of; null while another holds it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static FileLock? TryTake(string path)
    {
        string full = RegularFile.RequireWritable(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        try
        {
            return new FileLock(new FileStream(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="patience">How long at the most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The lock; null if another held it all the time.</returns>
    public static FileLock? Take(string path, TimeSpan patience, CancellationToken cancellation = default)
    {
        var end = DateTime.UtcNow + patience;
        while (true)
        {
            if (TryTake(path) is { } taken) return taken;
            if (DateTime.UtcNow >= end) return null;
            cancellation.WaitHandle.WaitOne(100);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _stream.Dispose();

    // ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and macOS.
    internal static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 32 or 11 or 35;
}
