using System.Formats.Tar;

namespace Spikebook.Storage;

/// <summary>
/// The type of what stands behind a name, which the platform tells nowhere but in its archive writer. Only something of length 0 can be
/// a device, a pipe or a socket, so that no content is ever read.
/// </summary>
static class UnixFileKind
{
    /// <summary>What it is, in words; null for a regular file.</summary>
    public static string? Of(string path)
    {
        if (new FileInfo(path).Length > 0) return null;
        try
        {
            using MemoryStream archive = new();
            using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true)) writer.WriteEntry(path, "x");
            archive.Position = 0;
            using TarReader reader = new(archive);
            return reader.GetNextEntry()?.EntryType switch
            {
                TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
                TarEntryType.Fifo => "a pipe",
                TarEntryType.SymbolicLink => "a link",
                _ => null,
            };
        }
        catch (UnauthorizedAccessException)
        {
            return null; // An empty regular file without permission to read: writing says so itself.
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            return null; // An empty regular file that somebody holds.
        }
        catch (IOException)
        {
            return "a socket"; // The one type that an archive cannot hold.
        }
    }
}
